// One cell looked into, beside the maps.

function drawDrawer() {
  const drawer = byId("drawer");
  const cell = cellsByPlace.get(`${state.panel}/${state.picked}/${state.depth}`);
  drawer.hidden = !cell;
  if (!cell) return;
  const close = element("button", { type: "button", className: "close", ariaLabel: "Close" }, "✕");
  close.addEventListener("click", () => go(state.panel, state.depth, null, state.setting));
  const v = view(cell);
  drawer.classList.toggle("of-trial", state.trial !== null);
  drawer.replaceChildren(
    close,
    element("h2", {}, swatch(cell.initializer), data.initializers[cell.initializer]),
    element("p", {}, `${data.panels[cell.panel]}, depth ${cell.depth}`),
    ...(state.trial === null ? [] : trialValues(state.trial)),
    settingsTable(cell),
    ...(v ? trialsOf(v) : [element("p", {}, "Not tried at this setting.")]),
    element("p", { className: "jumps" }, ...[["losses", "Loss"], ["signals", "Signals"], ["histograms", "Histogram"]].flatMap(([id, text]) => [element("a", { href: `#${id}` }, text), " "])),
  );
}

/** All that the table of trials knows of one row. */
function trialValues(row) {
  const name = data.trials.aggregated ? "All its seeds" : "The trial";
  return [
    element("h3", {}, name),
    element("table", { className: "values" }, element("tbody", {}, ...columns.map((column) => element("tr", {}, element("th", { scope: "row" }, column.name), element("td", {}, cellText(column, row)))))),
    element("h3", {}, "Its network at each setting"),
  ];
}

function settingsTable(cell) {
  const rows = cell.views.map((v, index) => {
    const name = data.settings[v.setting] + (index === cell.best && cell.views.length > 1 ? " (best)" : "");
    return [name, `${v.trained} of ${v.of}`, fixed(number(v.figures[0]), 100), show(number(v.figures[1]))];
  });
  return element("table", {},
    element("thead", {}, element("tr", {}, ...["setting", "trained", "accuracy %", "loss"].map((name) => element("th", { scope: "col" }, name)))),
    element("tbody", {}, ...rows.map(([name, ...values]) => element("tr", {}, element("th", { scope: "row" }, name), ...values.map((value) => element("td", {}, value))))));
}

/** Ids for export --trial. */
function trialsOf(v) {
  const more = v.of > v.trials.length ? [element("p", {}, `and ${v.of - v.trials.length} more`)] : [];
  return [
    element("h3", {}, "Trials, for export --trial"),
    element("ul", {}, ...v.trials.map(([id, seed, verdict]) => element("li", {}, element("code", {}, id), ` seed ${seed}, ${SIGNS[verdict]} ${verdict}`))),
    ...more,
  ];
}
