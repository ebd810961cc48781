// Depth against initializer: tables of buttons that came with the page.

const cellsByPlace = new Map(data.cells.map((cell) => [`${cell.panel}/${cell.initializer}/${cell.depth}`, cell]));

function cellOf(button) {
  const panel = button.closest("figure").dataset.panel;
  return cellsByPlace.get(`${panel}/${button.dataset.row}/${button.dataset.depth}`);
}

function tipOfCell(cell) {
  const verdicts = Object.entries(cell.verdicts).map(([word, count]) => [`${SIGNS[word]} ${word}`, count]);
  const accuracy = cell.accuracy[0] === null ? [] : [["median accuracy", percent(cell.accuracy[0])]];
  const setting = cell.setting ? [element("small", {}, `${cell.setting}: the best of ${cell.all} trials`)] : [];
  return [
    element("b", {}, `${data.initializers[cell.initializer]}, depth ${cell.depth}`),
    element("div", {}, `${cell.trained} of ${cell.of} trained`),
    tipTable([...verdicts, ...accuracy].map((row) => row.map(String))),
    ...setting,
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

/** Shows the networks of a cell in the charts below. */
function lookInto(cell) {
  choose(cell.panel, cell.depth);
  say(`Charts show ${data.panels[cell.panel]}, depth ${cell.depth}`);
  document.querySelector(".explore").scrollIntoView();
}

function markChosenCells() {
  for (const button of document.querySelectorAll(".cell")) {
    const cell = cellOf(button);
    const chosen = cell.panel === state.panel && cell.depth === state.depth;
    button.setAttribute("aria-pressed", chosen);
    const head = button.closest("table").tHead.rows[0].cells[button.parentElement.cellIndex];
    head.classList.toggle("chosen", chosen);
  }
}

function setUpMaps() {
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
