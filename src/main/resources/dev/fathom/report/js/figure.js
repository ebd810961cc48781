// What every chart has: its values as a table and as CSV, and marks that mouse and arrow keys find.

const figures = new WeakMap(); // figure → its values, a row of names first
let scaled = []; // charts of SVG on the page: {host, redraw}

/** Adds the table and the button; returns what to call when the values have changed. */
function addTools(figure, rows) {
  const label = figure.querySelector("h3").textContent;
  const region = element("div", { className: "scroll", tabIndex: 0 });
  region.setAttribute("role", "region");
  region.setAttribute("aria-label", `Values as a table: ${label}`);
  const details = element("details", { className: "alt" }, element("summary", {}, "Values as a table"), region);
  const button = element("button", { type: "button", className: "copy" }, "Copy as CSV");
  button.dataset.copy = "chart";
  button.setAttribute("aria-label", `Copy as CSV: chart ${label}`);
  figure.append(element("div", { className: "tools" }, details, button));
  figures.set(figure, rows);
  const refresh = () => details.open && region.replaceChildren(tableOf(rows()));
  details.addEventListener("toggle", refresh);
  return refresh;
}

function tableOf([head, ...rows]) {
  return element("table", {},
    element("thead", {}, element("tr", {}, ...head.map((name) => element("th", { scope: "col" }, name)))),
    element("tbody", {}, ...rows.map(([first, ...values]) => element("tr", {},
      element("th", { scope: "row" }, String(first)), ...values.map((value) => element("td", {}, show(value)))))));
}

/** Draws at the width there is, and again when it changes. */
function drawToWidth(host, draw) {
  let last = 0;
  const redraw = (width = Math.floor(host.clientWidth)) => {
    last = width;
    if (width) draw(width);
  };
  new ResizeObserver(() => Math.floor(host.clientWidth) !== last && redraw()).observe(host);
  scaled = [...scaled.filter((chart) => chart.host.isConnected), { host, redraw }];
  return redraw;
}

/**
 * Lets mouse and arrow keys read marks.
 *
 * @param marks rows of {node, tip, press}; press is optional
 */
function readable(svg, label, marks) {
  const all = marks.flat();
  const at = { row: 0, column: -1 };
  const read = (mark) => {
    svg.querySelector(".read")?.classList.remove("read");
    mark.node.classList.add("read");
    const box = mark.node.getBoundingClientRect();
    showTip(mark.tip(), box.left + box.width / 2, box.top + Math.min(box.height, 40));
  };
  const leave = () => {
    svg.querySelector(".read")?.classList.remove("read");
    hideTip();
  };
  svg.setAttribute("tabindex", "0");
  svg.setAttribute("role", "group");
  svg.setAttribute("aria-roledescription", "chart");
  svg.setAttribute("aria-label", `${label}. Arrow keys read values.`);
  svg.addEventListener("mousemove", (event) => {
    const mark = all.find(({ node }) => node === event.target);
    if (mark) read(mark);
    else leave();
  });
  svg.addEventListener("mouseleave", leave);
  svg.addEventListener("blur", leave);
  svg.addEventListener("click", (event) => all.find(({ node }) => node === event.target)?.press?.());
  svg.addEventListener("keydown", (event) => {
    if (event.key === "Enter") return marks[at.row]?.[at.column]?.press?.();
    const step = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[event.key];
    if (!step || !all.length) return;
    event.preventDefault();
    at.row = Math.max(0, Math.min(marks.length - 1, at.row + step[0]));
    at.column = Math.max(0, Math.min(marks[at.row].length - 1, at.column + step[1]));
    read(marks[at.row][at.column]);
    say(tip.innerText);
  });
}
