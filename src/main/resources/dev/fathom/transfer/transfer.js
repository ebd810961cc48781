// Charts of a search for the best learning rate; their lines came with the page.

const state = { off: new Set(), lit: null };
const titleOf = (figure) => figure.querySelector("h3").textContent;

const bestRates = (lines) => "Best rate: " + lines.map(({ name, best: [rate, low, high] }) => `${data.axis} ${name} ${show(rate)} (${show(low)} to ${show(high)})`).join("; ") + ".";
const verdicts = (lines) => lines.map(({ name, verdict }) => `${name} ${verdict}`).join(", ") + ".";

function setUpTransfer() {
  const bySize = { xLog: true, xLabel: data.axis, lines: [] };
  addChart("best", () => ({ ...bySize, log: true, label: "best learning rate", lines: data.charts.best }));
  addChart("sensitivity", () => ({ ...bySize, label: "mean loss above the least, over chance", lines: data.charts.sensitivity }));
  for (const id of Object.keys(data.charts).filter((key) => key.startsWith("loss-"))) {
    addChart(id, () => ({ log: true, xLog: true, label: "final loss over chance", xLabel: "learning rate", lines: data.charts[id], guides: [{ y: 1, label: "chance" }], note: bestRates }));
  }
  const steps = byId("step");
  steps.value = steps.options[steps.options.length - 1].value;
  for (const [id, lines] of Object.entries(data.moves)) {
    addChart(id, () => ({ ...bySize, log: true, label: `root mean square of the change after ${steps.value} steps`, lines: lines[steps.value], note: verdicts }));
  }
  for (const [id, lines] of Object.entries(data.updates)) {
    addChart(id, () => ({ ...bySize, log: true, label: `update over weight in step ${steps.value}`, lines: lines[steps.value] }));
  }
  steps.addEventListener("change", drawCharts);
}

listenForCopies();
setUpTransfer();
setUpPictures();
setUpThemes();
setUpPrint();
drawCharts();
addEventListener("scroll", hideTip, { passive: true });
