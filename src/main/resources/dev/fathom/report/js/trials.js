// The table of trials: sorted, filtered, copied.

const table = { sort: null, down: false, limit: 25, filters: new Map(), text: "" };
const columns = data.trials.columns.map((column) => ({
  name: column.name,
  words: column.words,
  kind: column.words && !column.words.every((word) => /^-?\d+$/.test(word)) ? "" : "number",
  value: (row) => (column.words ? column.words[column.values[row]] : number(column.values[row])),
}));

function shownRows() {
  const rows = columns.length ? [...data.trials.columns[0].values.keys()] : [];
  const kept = rows.filter((row) => [...table.filters].every(([column, value]) => String(column.value(row)) === value));
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
  if (column.name === "accuracy" && value !== null) return (100 * value).toFixed(1) + " %";
  return show(value);
}

function trialCell(column, row) {
  const td = element("td", { className: column.kind }, cellText(column, row));
  if (column.name === "verdict") td.prepend(element("span", { className: "sign", ariaHidden: "true" }, SIGNS[column.value(row)]));
  return td;
}

function drawTrials() {
  const rows = shownRows();
  const shown = rows.slice(0, table.limit);
  const body = element("tbody", {}, ...shown.map((row) => element("tr", {}, ...columns.map((column) => trialCell(column, row)))));
  byId("trial-table").replaceChildren(trialHead(), body);
  const noun = data.trials.aggregated ? "configurations, medians over seeds" : "trials";
  byId("trial-count").textContent = `${shown.length.toLocaleString("en")} of ${rows.length.toLocaleString("en")} ${noun}`;
  byId("trial-all").hidden = shown.length === rows.length;
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
  const values = [...new Set(data.trials.columns[0].values.map((_, row) => column.value(row)))].sort(compare);
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
  const listed = columns.filter((column) => column.words?.length > 1 || column.name === "depth");
  document.querySelector(".filters").append(element("label", {}, "contains", input), ...listed.map(filterOf));
  byId("trial-all").addEventListener("click", () => {
    table.limit = Infinity;
    drawTrials();
  });
  drawTrials();
}

function trialsCsv() {
  return csv([columns.map((column) => column.name), ...shownRows().map((row) => columns.map((column) => column.value(row)))]);
}
