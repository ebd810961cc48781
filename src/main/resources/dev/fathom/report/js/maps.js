// Depth against initializer: tables of buttons that came with the page.

const cellsByPlace = new Map(data.cells.map((cell) => [`${cell.panel}/${cell.initializer}/${cell.depth}`, cell]));

function cellOf(button) {
  const panel = button.closest("figure").dataset.panel;
  return cellsByPlace.get(`${panel}/${button.dataset.row}/${button.dataset.depth}`);
}

/** What a cell can show: its text, and where it lies between the lightest and the darkest shade. */
const SHOWN = {
  trained: { label: "how many trained", text: (v) => `${v.trained} of ${v.of}`, shade: (v) => v.trained / v.of },
  accuracy: { label: "test accuracy in percent", text: (v) => fixed(v.figures[0], 100), shade: (v) => v.figures[0] },
  steps: { label: "steps to half of chance", text: (v) => show(v.figures[2]), shade: (v) => (v.figures[2] === null ? 0 : 1 - v.figures[2] / mostSteps) },
  rate: { label: "learning rate of the best setting", text: (v) => show(data.rates[v.setting]), shade: (v) => rankOfRate(v) },
};
const mostSteps = Math.max(1, ...data.cells.flatMap((cell) => cell.views.map((v) => data.steps[v.steps]).map((steps) => steps[steps.length - 1])));
const fixed = (value, factor) => (value === null ? "–" : (factor * value).toFixed(1));

function rankOfRate(v) {
  const rates = [...new Set(data.rates)].sort((a, b) => a - b);
  return rates.indexOf(data.rates[v.setting]) / Math.max(1, rates.length - 1);
}

function failureOf(v) {
  return trains(v) ? "" : SIGNS[Object.entries(v.verdicts).sort((a, b) => b[1] - a[1])[0][0]];
}

/** Writes every cell of the tables anew. */
function drawMaps() {
  const shown = SHOWN[byId("what").value || "trained"];
  for (const button of document.querySelectorAll("#maps .cell")) {
    const cell = cellOf(button);
    const v = view(cell);
    const text = v ? shown.text(v) : "–";
    button.className = v ? `cell heat${Math.round(10 * (shown.shade(v) ?? 0))}` : "cell heat0 untried";
    button.firstChild.textContent = text;
    button.lastChild.textContent = v ? failureOf(v) : "";
    const what = v ? `${shown.label}: ${text}; ${v.trained} of ${v.of} trained, ${Object.entries(v.verdicts).map(([word, count]) => `${count} ${word}`).join(", ")}` : "not tried at this setting";
    button.setAttribute("aria-label", `${text}: ${data.initializers[cell.initializer]}, depth ${cell.depth}, ${what}`);
  }
}

function tipOfCell(cell) {
  const v = view(cell);
  if (!v) return [element("b", {}, `${data.initializers[cell.initializer]}, depth ${cell.depth}`), element("div", {}, "not tried at this setting")];
  const verdicts = Object.entries(v.verdicts).map(([word, count]) => [`${SIGNS[word]} ${word}`, count]);
  const [accuracy, loss, steps] = v.figures.map(number);
  const figures = [["median accuracy", percent(accuracy)], ["median final loss", show(loss)], ["steps to half of chance", show(steps)]];
  const choice = state.setting === BEST && cell.views.length > 1 ? `, the best of ${cell.views.length} settings` : "";
  return [
    element("b", {}, `${data.initializers[cell.initializer]}, depth ${cell.depth}`),
    element("div", {}, `${v.trained} of ${v.of} trained`),
    tipTable([...verdicts, ...figures.filter(([, text]) => text !== "–")].map((row) => row.map(String))),
    element("small", {}, data.settings[v.setting] + choice),
  ];
}

function showCellTip(button) {
  const box = button.getBoundingClientRect();
  showTip(tipOfCell(cellOf(button)), box.right - 12, box.bottom - 10);
}

function moveInMap(event) {
  const step = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[event.key];
  if (!step) return;
  event.preventDefault();
  const cell = event.target.closest("td");
  const row = cell.parentElement.parentElement.rows[cell.parentElement.sectionRowIndex + step[0]];
  const next = row?.cells[cell.cellIndex + step[1]]?.querySelector("button");
  if (!next) return;
  event.target.tabIndex = -1;
  next.tabIndex = 0;
  next.focus();
}

/** Shows the networks of a cell in the drawer and in the charts. */
function lookInto(cell) {
  go(cell.panel, cell.depth, cell.initializer, state.setting);
  say(`Charts show ${data.panels[cell.panel]}, depth ${cell.depth}, ${data.initializers[cell.initializer]} highlighted`);
}

function markChosenCells() {
  for (const button of document.querySelectorAll(".cell")) {
    const cell = cellOf(button);
    const chosen = cell.panel === state.panel && cell.depth === state.depth;
    button.setAttribute("aria-pressed", chosen && cell.initializer === state.picked);
    const head = button.closest("table").tHead.rows[0].cells[button.parentElement.cellIndex];
    head.classList.toggle("chosen", chosen);
  }
}

function setUpMaps() {
  const measured = data.cells.some((cell) => cell.views.some((v) => v.figures[0] !== null));
  const kinds = Object.entries(SHOWN).filter(([key]) => (key !== "accuracy" || measured) && (key !== "rate" || new Set(data.rates).size > 1));
  fillSelect(byId("what"), kinds.map(([key, { label }]) => [key, label]), "trained");
  fillSelect(byId("setting"), [[BEST, "the best setting of each"], ...data.settings.map((name, index) => [index, name])], BEST);
  byId("setting-label").hidden = data.settings.length < 2;
  byId("what").addEventListener("change", () => {
    drawMaps();
    drawHeats();
  });
  byId("setting").addEventListener("change", (event) => go(state.panel, state.depth, state.picked, Number(event.target.value)));
  for (const table of document.querySelectorAll("#maps table")) {
    const first = table.querySelector(".cell");
    if (first) first.tabIndex = 0;
    table.addEventListener("keydown", moveInMap);
  }
  for (const button of document.querySelectorAll(".cell")) {
    button.addEventListener("mouseenter", () => showCellTip(button));
    button.addEventListener("focus", () => showCellTip(button));
    button.addEventListener("mouseleave", hideTip);
    button.addEventListener("blur", hideTip);
    button.addEventListener("click", () => {
      lookInto(cellOf(button));
    });
  }
  document.addEventListener("keydown", (event) => event.key === "Escape" && hideTip());
}
