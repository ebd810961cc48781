// The table of trials: sorted, filtered, copied.

const table = { sort: null, down: false, limit: 25, filters: new Map(), text: "", chosen: false };
const columns = data.trials.columns.map((column) => ({
  name: column.name,
  words: column.words,
  kind: column.words && !column.words.every((word) => /^-?\d+$/.test(word)) ? "" : "number",
  value: (row) => (column.words ? column.words[column.values[row]] : number(column.values[row])),
}));

function shownRows() {
  const rows = columns.length ? [...data.trials.columns[0].values.keys()] : [];
  const among = new Set(chosenCells().map((cell) => data.cells.indexOf(cell)));
  const here = (row) => among.has(data.trials.cells[row]) && [BEST, data.trials.settings[row]].includes(state.setting);
  const kept = rows.filter((row) => (!table.chosen || here(row)) && [...table.filters].every(([column, value]) => String(column.value(row)) === value));
  const text = table.text.toLowerCase();
  const found = text ? kept.filter((row) => columns.some((c) => cellText(c, row).toLowerCase().includes(text))) : kept;
  return table.sort ? found.sort((a, b) => compare(table.sort.value(a), table.sort.value(b)) * (table.down ? -1 : 1)) : found;
}

/** Empty values last in ascending order. */
function compare(a, b) {
  if (a === null || b === null) return (a === null) - (b === null);
  return typeof a === "string" ? a.localeCompare(b, "en", { numeric: true }) : a < b ? -1 : a > b ? 1 : 0;
}

function cellText(column, row) {
  const value = column.value(row);
  if (column.name === "accuracy") return percent(value);
  const decimals = { "final loss": 3, "cohort seconds / trials": 2 }[column.name];
  return decimals && Number.isFinite(value) && Math.abs(value) < 1e5 ? value.toFixed(decimals) : show(value);
}

function trialCell(column, row) {
  const td = element("td", { className: column.kind }, cellText(column, row));
  if (column === columns[0]) td.replaceChildren(element("button", { type: "button", className: "open" }, td.textContent));
  if (column.name === "verdict") td.prepend(element("span", { className: "sign", ariaHidden: "true" }, SIGNS[column.value(row)]));
  return td;
}

function drawTrials() {
  const rows = shownRows();
  const shown = rows.slice(0, table.limit);
  const body = element("tbody", {}, ...shown.map((row) => {
    const line = element("tr", {}, ...columns.map((column) => trialCell(column, row)));
    line.addEventListener("click", () => openTrial(row));
    return line;
  }));
  byId("trial-table").replaceChildren(trialHead(), body);
  const noun = data.trials.aggregated ? "configurations, medians over seeds" : "trials";
  const leftOut = data.trials.leftOut ? `; ${data.trials.leftOut.toLocaleString("en")} more are not in this file` : "";
  byId("trial-count").textContent = `${shown.length.toLocaleString("en")} of ${rows.length.toLocaleString("en")} ${noun}${leftOut}`;
  byId("trial-all").hidden = shown.length === rows.length;
}

/** Its network in the drawer and highlighted in the charts, at its own setting. */
function openTrial(row) {
  const cell = data.cells[data.trials.cells[row]];
  if (!cell) return; // of a map that this file has no room for
  go(cell.panel, cell.depth, cell.initializer, data.settings.length > 1 ? data.trials.settings[row] : BEST);
  state.trial = row;
  drawDrawer();
}

function trialHead() {
  const heads = columns.map((column) => {
    const button = element("button", { type: "button" }, column.name);
    const th = element("th", { scope: "col", className: column.kind }, button);
    if (table.sort === column) th.setAttribute("aria-sort", table.down ? "descending" : "ascending");
    button.addEventListener("click", () => {
      table.down = table.sort === column && !table.down;
      table.sort = column;
      drawTrials();
      byId("trial-table").querySelectorAll("th button")[columns.indexOf(column)].focus();
    });
    return th;
  });
  return element("thead", {}, element("tr", {}, ...heads));
}

function filterOf(column) {
  const values = [...new Set([...data.trials.columns[0].values.keys()].map(column.value))].sort(compare);
  const options = [["", "all"], ...values.map((value) => [value, show(value)])];
  const select = element("select", {}, ...options.map(([value, text]) => element("option", { value: String(value) }, text)));
  select.addEventListener("change", () => {
    if (select.value) table.filters.set(column, select.value);
    else table.filters.delete(column);
    drawTrials();
  });
  return element("label", {}, column.name, select);
}

function setUpTrials() {
  const input = element("input", { type: "search", size: 14, placeholder: "any column" });
  input.addEventListener("input", () => {
    table.text = input.value;
    drawTrials();
  });
  const keys = columns.slice(0, columns.findIndex((column) => column.name === "verdict") + 1);
  const rows = [...data.trials.columns[0].values.keys()];
  const listed = keys.filter((column) => new Set(rows.map(column.value)).size > 1);
  const chosen = element("input", { type: "checkbox", id: "trial-chosen" });
  chosen.addEventListener("change", () => {
    table.chosen = chosen.checked;
    drawTrials();
  });
  document.querySelector(".filters").append(
    element("label", {}, "contains", input), ...listed.map(filterOf),
    element("label", { className: "check" }, chosen, "only the networks chosen above"));
  byId("trial-all").addEventListener("click", () => {
    table.limit = Infinity;
    drawTrials();
  });
  drawTrials();
}

function trialsCsv() {
  return csv([columns.map((column) => column.name), ...shownRows().map((row) => columns.map((column) => column.value(row)))]);
}
