// Light and dark, on the screen and in print.

const PRINTED_WIDTH = 640;

/** A colour as the canvas understands it, whatever the theme. */
function colour(name) {
  const probe = byId("said");
  probe.style.color = `var(--${name})`;
  return getComputedStyle(probe).color;
}

const family = () => getComputedStyle(document.body).fontFamily;

function fade(rgb, alpha) {
  return rgb.replace(/^rgba?\(([^,]+,[^,]+,[^,)]+).*$/, `rgba($1, ${alpha})`);
}

function setUpThemes() {
  const system = matchMedia("(prefers-color-scheme: dark)");
  const root = document.documentElement;
  byId("theme").addEventListener("click", () => {
    const dark = (root.dataset.theme ?? (system.matches ? "dark" : "light")) === "dark";
    root.dataset.theme = dark ? "light" : "dark";
    drawCharts();
  });
  system.addEventListener("change", drawCharts);
}

function setUpPrint() {
  const root = document.documentElement;
  const drawer = byId("drawer");
  let theme;
  let closed;
  addEventListener("beforeprint", () => {
    closed = [...document.querySelectorAll(".study:not([open])")];
    closed.forEach((details) => (details.open = true));
    document.querySelectorAll("label > select").forEach((select) => (select.parentElement.dataset.value = select.selectedOptions[0]?.textContent ?? ""));
    if (drawer) byId("maps").after(drawer);
    theme = root.dataset.theme;
    root.dataset.theme = "light";
    charts.forEach((chart) => (chart.width = PRINTED_WIDTH));
    drawCharts();
    scaled.forEach(({ redraw }) => redraw(PRINTED_WIDTH));
  });
  addEventListener("afterprint", () => {
    closed.forEach((details) => (details.open = false));
    if (drawer) document.querySelector("main").after(drawer);
    if (theme) root.dataset.theme = theme;
    else delete root.dataset.theme;
    charts.forEach((chart) => (chart.width = undefined));
    drawCharts();
    scaled.forEach(({ redraw }) => redraw());
  });
}
