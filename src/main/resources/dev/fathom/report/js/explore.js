// Which networks the charts show.

const state = { panel: data.focus?.panel ?? 0, depth: data.focus?.depth ?? 0, off: new Set(), lit: null };

function chosenCells() {
  const cells = data.cells.filter((cell) => cell.panel === state.panel && cell.depth === state.depth);
  return cells.sort((a, b) => a.initializer - b.initializer);
}

function depthsOf(panel) {
  const depths = new Set(data.cells.filter((c) => c.panel === panel).map((c) => c.depth));
  return [...depths].sort((a, b) => a - b);
}

function choose(panel, depth) {
  const depths = depthsOf(panel);
  state.panel = panel;
  state.depth = depths.includes(depth) ? depth : depths[depths.length - 1];
  fillSelect(byId("panel"), data.panels.map((name, index) => [index, name]), panel);
  fillSelect(byId("depth"), depths.map((d) => [d, d]), state.depth);
  drawLegend();
  markChosenCells();
  drawCharts();
  drawHistograms();
  drawComparison();
}

function fillSelect(select, options, chosen) {
  select.replaceChildren(...options.map(([value, text]) => element("option", { value: String(value) }, String(text))));
  select.value = String(chosen);
  select.parentElement.dataset.value = select.selectedOptions[0]?.textContent ?? "";
}

function drawLegend() {
  const buttons = chosenCells().map((cell) => {
    const index = cell.initializer;
    const button = element("button", { type: "button" }, swatch(index), data.initializers[index]);
    button.setAttribute("aria-pressed", !state.off.has(index));
    button.addEventListener("click", () => {
      if (!state.off.delete(index)) state.off.add(index);
      button.setAttribute("aria-pressed", !state.off.has(index));
      drawCharts();
      drawHistograms();
    });
    button.addEventListener("mouseenter", () => light(index));
    button.addEventListener("mouseleave", () => light(null));
    return button;
  });
  byId("legend").replaceChildren(...buttons);
}

function light(index) {
  state.lit = index;
  charts.forEach((chart) => chart.plot?.redraw(false));
}
