// What the charts of signals and losses show.

const QUANTITIES = {
  forward: {
    activation: { label: "second moment of the activations", log: true },
    unit_variance: { label: "variance of a pre-activation over inputs", log: true },
    saturated: { label: "share of saturated activations" },
    dead: { label: "share of dead units" },
  },
  backward: {
    gradient: {
      label: "second moment of the gradient by pre-activations, relative to the last layer",
      log: true,
      guides: [{ y: 1e-6, label: "vanished below" }, { y: 1e6, label: "exploded above" }],
    },
    weight_gradient: { label: "second moment of the gradient by weights", log: true },
  },
};

function lineOf(cell, x, curves) {
  const [mid, low, high] = curves.map((curve) => curve.map(number));
  return { index: cell.initializer, name: nameOf(cell), x, mid, low, high };
}

function signalSpec(side, key) {
  const quantity = QUANTITIES[side][key];
  const cells = chosenCells().filter((cell) => cell[key]);
  const lines = cells.map((cell) => ({
    ...lineOf(cell, cell.layers, cell[key]),
    name: data.initializers[cell.initializer],
    theory: theoryOf(cell, key)?.map((log, i) => (number(cell[key][0][i]) === null ? null : log)),
    off: cell.off?.[key] && new Set(cell.off[key]),
    seeds: cell.seeds,
  }));
  const named = cells.find((cell) => cell.names !== undefined && data.names[cell.names].some((name, i) => name !== `layer ${i + 1}`));
  const nameX = named && ((x) => layerName(named, x));
  return { ...quantity, lines, nameX, ticks: named && blockTicks(data.names[named.names]), note: disagreement, leftNames: side === "backward", xLabel: "layer", xRange: [1, Math.max(2, ...lines.flatMap((line) => line.x))] };
}

/** The first layer of each block; without blocks no ticks but numbers. */
function blockTicks(names) {
  const blocks = names.map((name) => name.split(",")[0]);
  const ticks = blocks.map((text, i) => ({ x: i + 1, text })).filter(({ text }, i) => text.startsWith("block") && text !== blocks[i - 1]);
  return ticks.length ? ticks : undefined;
}

/** Where theory and measurement part, in words. */
function disagreement(lines) {
  const off = lines.filter((line) => line.off?.size);
  if (!off.length) return "";
  const names = off.map((line) => `${line.name} (${line.off.size === 1 ? "layer" : "layers"} ${ranges([...line.off])})`);
  return `Ringed points: the mean over ${off[0].seeds} seeds lies off theory by more than 10 %, and by more than chance does once in twenty such charts: ${names.join(", ")}.`;
}

/** 1, 2, 3, 7 as "1–3, 7". */
function ranges(numbers) {
  const runs = [];
  for (const value of numbers) {
    const run = runs[runs.length - 1];
    if (run && value === run[1] + 1) run[1] = value;
    else runs.push([value, value]);
  }
  return runs.map(([from, to]) => (from === to ? from : `${from}–${to}`)).join(", ");
}

/** Logarithms. A predicted ratio is anchored where the measured one is: at the last layer that theory knows. */
function theoryOf(cell, key) {
  const theory = cell.theory?.[key]?.map(number);
  if (!theory || key !== "gradient") return theory;
  let last = theory.length - 1;
  while (last >= 0 && theory[last] === null) last--;
  const anchor = last < 0 ? 0 : Math.log10(number(cell.gradient[0][last]));
  return theory.map((log) => (log === null || !Number.isFinite(anchor) ? null : log - theory[last] + anchor));
}

/** Losses beyond this many times chance lie on the rail: one of them would flatten all others. */
const CAP = 5;

function lossSpec() {
  const cells = chosenCells().filter((cell) => view(cell).loss);
  const chance = cells.map((cell) => view(cell).chance).find((value) => value > 0);
  const capped = (curves) => curves.map((curve) => curve.map((value) => (chance && number(value) > CAP * chance ? "inf" : value)));
  const lines = cells.map((cell) => lineOf(cell, data.steps[view(cell).steps], capped(view(cell).loss)));
  const guides = chance ? [{ y: chance, label: "chance" }] : [];
  return { label: "training loss", log: true, lines, guides, xLabel: "step", above: `over ${CAP} times chance` };
}

const BY_RATE = { loss: "final loss", share: "share trained" };

function rateSpec() {
  const share = byId("rate").querySelector("select").value === "share";
  byId("rate").querySelector("h3").textContent = `${share ? "Share trained" : "Final loss"} by learning rate`;
  const cells = data.cells.filter((cell) => cell.panel === state.panel && cell.depth === state.depth && cell.byRate?.loss)
    .filter((cell) => !state.onlyTrained || cell.byRate.trained.some((count, i) => 2 * count >= cell.byRate.of[i]))
    .sort((a, b) => a.initializer - b.initializer);
  const chance = cells.map((cell) => cell.views[cell.best].chance).find((value) => value > 0);
  const lines = cells.map((cell) => ({
    ...lineOf(cell, cell.byRate.rates, cell.byRate.loss.map((curve) => curve.map((value) => (chance && number(value) > CAP * chance ? "inf" : value)))),
    name: data.initializers[cell.initializer],
    trained: (k) => [cell.byRate.trained[k], cell.byRate.of[k]],
    best: cell.byRate.best.map(number),
    sensitivity: cell.byRate.sensitivity,
    ends: [cell.byRate.rates[0], cell.byRate.rates[cell.byRate.rates.length - 1]],
  }));
  if (share) {
    const shares = lines.map(({ best, low, high, ...line }) => ({ ...line, mid: line.x.map((rate, k) => line.trained(k)[0] / line.trained(k)[1]) }));
    return { label: BY_RATE.share, xLog: true, lines: shares, xLabel: "learning rate" };
  }
  const guides = chance ? [{ y: chance, label: "chance" }] : [];
  return { label: BY_RATE.loss, log: true, xLog: true, lines, guides, xLabel: "learning rate", above: `over ${CAP} times chance`, note: bestRates };
}

function bestRates(lines) {
  const names = lines.map(({ name, x, trained, best: [rate, low, high], ends, sensitivity }) =>
    `${name}: ${show(rate)}${low === undefined ? "" : ` (${show(low)} to ${show(high)})`}${ends.includes(rate) ? ", at the end of the rates tried" : ""}${x.some((_, k) => trained(k)[0]) ? "" : ", trains at none"}${sensitivity === undefined ? "" : `, sensitivity ${show(sensitivity)}`}`);
  return names.length ? `Least loss: ${names.join("; ")}.` : "";
}

function addSignalChart(side) {
  const select = byId(side).querySelector("select");
  const measured = Object.entries(QUANTITIES[side]).filter(([key]) => data.cells.some((cell) => cell[key]));
  fillSelect(select, measured.map(([key, quantity]) => [key, quantity.label]), measured[0]?.[0]);
  select.hidden = !measured.length;
  const chart = addChart(side, () => signalSpec(side, select.value || Object.keys(QUANTITIES[side])[0]));
  select.addEventListener("change", () => draw(chart));
}

function setUpCharts() {
  addSignalChart("forward");
  addSignalChart("backward");
  addChart("loss", lossSpec);
  byId("rates").hidden = !data.cells.some((cell) => cell.byRate);
  if (!byId("rates").hidden) {
    const select = byId("rate").querySelector("select");
    fillSelect(select, Object.entries(BY_RATE), "loss");
    const chart = addChart("rate", rateSpec);
    select.addEventListener("change", () => draw(chart));
  }
  byId("dashes").hidden = !data.cells.some((cell) => cell.theory);
  byId("panel").addEventListener("change", (event) => go(Number(event.target.value), state.depth, state.picked, state.setting));
  byId("depth").addEventListener("change", (event) => go(state.panel, Number(event.target.value), state.picked, state.setting));
  byId("only-trained").addEventListener("change", (event) => {
    state.onlyTrained = event.target.checked;
    choose(state.panel, state.depth, state.picked);
  });
  addEventListener("scroll", hideTip, { passive: true });
}
