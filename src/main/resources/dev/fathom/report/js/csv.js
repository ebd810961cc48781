// Copying as CSV.

async function copy(button, text) {
  const label = button.textContent;
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const area = element("textarea", { value: text, ariaHidden: "true" });
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
  button.textContent = "Copied";
  button.dataset.copied = text;
  say("Copied");
  setTimeout(() => (button.textContent = label), 1500);
}

/** What a spreadsheet would take for a formula. */
const FORMULA = /^[\s\p{C}]*[=+@-]./su;

function csv(rows) {
  const quote = (value) => {
    const plain = value === null || value === undefined ? "" : String(value);
    const text = typeof value === "string" && FORMULA.test(plain) && Number.isNaN(Number(plain)) ? "'" + plain : plain;
    return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return rows.map((row) => row.map(quote).join(",")).join("\n") + "\n";
}

function tableCsv(table) {
  const text = (cell) => (cell.firstElementChild?.firstChild ?? cell).textContent.trim();
  return csv([...table.rows].map((row) => [...row.cells].map(text)));
}

function listenForCopies() {
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-copy]");
    if (!button) return;
    const sources = {
      map: () => tableCsv(button.closest("figure").querySelector("table")),
      chart: () => csv(figures.get(button.closest("figure"))()),
      trials: () => trialsCsv(),
      command: () => button.parentElement.querySelector("code").textContent,
    };
    copy(button, sources[button.dataset.copy]());
  });
}
