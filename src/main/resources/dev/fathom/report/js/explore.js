// Which networks the charts show.

const BEST = -1; // in place of a setting: each cell at its own best
const state = {
  panel: data.focus?.panel ?? 0, depth: data.focus?.depth ?? 0, setting: BEST,
  picked: null, trial: null, off: new Set(), lit: null, onlyTrained: false,
};

/** What became of a cell's networks at the setting chosen; undefined where it was not tried. */
function view(cell) {
  return state.setting === BEST ? cell.views[cell.best] : cell.views.find((v) => v.setting === state.setting);
}

const trains = (v) => 2 * v.trained >= v.of;

function chosenCells() {
  const cells = data.cells.filter((cell) => cell.panel === state.panel && cell.depth === state.depth && view(cell));
  return cells.filter((cell) => !state.onlyTrained || trains(view(cell))).sort((a, b) => a.initializer - b.initializer);
}

/** Of a chart that leaves the page. */
const titleOf = (figure) => `${figure.querySelector("h3").textContent}: ${data.panels[state.panel]}, depth ${state.depth}`;

/** The name of an initializer, with its setting where cells differ in it. */
function nameOf(cell) {
  const setting = data.settings.length > 1 && state.setting === BEST ? `, ${data.settings[view(cell).setting]}` : "";
  return data.initializers[cell.initializer] + setting;
}

/** What users call a layer of a cell's network; its number alone where all are called so. */
function layerName(cell, layer) {
  const name = data.names[cell.names]?.[layer - 1];
  return name && name !== `layer ${layer}` ? `layer ${layer}: ${name}` : `layer ${layer}`;
}

function depthsOf(panel) {
  const depths = new Set(data.cells.filter((c) => c.panel === panel).map((c) => c.depth));
  return [...depths].sort((a, b) => a - b);
}

/** Shows the networks of a panel and depth, and in the drawer one initializer's; the address follows. */
function choose(panel, depth, initializer = null, setting = state.setting) {
  const depths = depthsOf(panel);
  Object.assign(state, { panel, setting, picked: initializer, lit: initializer, trial: null });
  state.depth = depths.includes(depth) ? depth : depths[depths.length - 1];
  fillSelect(byId("panel"), data.panels.map((name, index) => [index, name]), panel);
  fillSelect(byId("depth"), depths.map((d) => [d, d]), state.depth);
  byId("setting").value = String(setting);
  drawMaps();
  drawHeats();
  drawLegend();
  markChosenCells();
  drawCharts();
  drawHistograms();
  drawComparison();
  drawDrawer();
  if (table.chosen) drawTrials();
}

function fillSelect(select, options, chosen) {
  select.replaceChildren(...options.map(([value, text]) => element("option", { value: String(value) }, String(text))));
  select.value = String(chosen);
  select.parentElement.dataset.value = select.selectedOptions[0]?.textContent ?? "";
}

function drawLegend() {
  const buttons = chosenCells().map((cell) => {
    const index = cell.initializer;
    const button = element("button", { type: "button" }, swatch(index), nameOf(cell));
    button.setAttribute("aria-pressed", !state.off.has(index));
    button.addEventListener("click", () => {
      if (!state.off.delete(index)) state.off.add(index);
      button.setAttribute("aria-pressed", !state.off.has(index));
      drawCharts();
      drawHistograms();
    });
    button.addEventListener("mouseenter", () => light(index));
    button.addEventListener("mouseleave", () => light(state.picked));
    return button;
  });
  byId("legend").replaceChildren(...buttons);
}

function light(index) {
  state.lit = index;
  charts.forEach((chart) => chart.plot?.redraw(false));
}
