// How pre-activations are distributed in some layers, a small chart for each initializer.

const BINS = { low: -6.125, width: 0.25 };
const COUNT = 49;
const RIDGE = { left: 34, right: 118, row: 38, bottom: 22 };

function drawHistogram(host, cell, width) {
  const { layers } = cell.histograms;
  const right = Math.max(RIDGE.left + 60, width - RIDGE.right);
  const bottom = 6 + RIDGE.row * layers.length;
  const step = (right - RIDGE.left) / COUNT;
  const px = (z) => RIDGE.left + ((z - BINS.low) / BINS.width) * step;
  const svg = drawn("svg", { class: "ridges", width, height: bottom + RIDGE.bottom });
  layers.forEach((layer, row) => svg.append(...flatRanges(cell, row, { top: 4 + RIDGE.row * row, px })));
  svg.append(drawn("path", { d: `M${px(0)} 4V${bottom}`, class: "zero" }));
  const marks = layers.map((layer, row) => ridge(svg, cell, row, { top: 6 + RIDGE.row * row, right, step }));
  for (const z of [-6, -3, 0, 3, 6]) {
    const text = z === -6 ? "≤ −6" : z === 6 ? "≥ 6" : String(z).replace("-", "−");
    svg.append(drawn("text", { x: px(z), y: bottom + 15, "text-anchor": "middle" }, text));
  }
  readable(svg, `Histograms of the pre-activations of ${data.initializers[cell.initializer]}, layers ${layers.join(", ")}`, marks);
  host.replaceChildren(svg);
}

/** Whether histograms are of z over its root mean square. */
const scaledBins = () => byId("scaled").checked;

/** A layer's shares, the empty bins at both ends put back. */
function binsOf(cell, row) {
  const [first, ...filled] = (scaledBins() ? cell.histograms.scaled : cell.histograms.shares)[row];
  return Array.from({ length: COUNT }, (_, bin) => (filled[bin - first] ?? 0) / 10000);
}

/** Where the activation is flat, in the units of the axis. */
function flatRanges(cell, row, { top, px }) {
  const unit = scaledBins() ? number(cell.histograms.rms[row]) : 1;
  const end = -BINS.low;
  return data.flat[cell.panel].flatMap(([from, to]) => {
    const reach = (z, beyond) => Math.max(-end, Math.min(end, Math.abs(z) >= end - 0.02 ? beyond : z / unit));
    const [left, right] = [px(reach(from, -end)), px(reach(to, end))];
    return right > left ? [drawn("rect", { x: left, y: top, width: right - left, height: RIDGE.row, class: "flat" })] : [];
  });
}

/** One layer: an outline over its bins, and an invisible column over each bin that reads it. */
function ridge(svg, cell, row, { top, right, step }) {
  const { layers, rms, saturated, dead } = cell.histograms;
  const bins = binsOf(cell, row);
  const greatest = Math.max(...bins, 1e-9);
  const base = top + RIDGE.row - 6;
  const y = (share) => (base - (share / greatest) * (RIDGE.row - 10)).toFixed(1);
  let d = `M${RIDGE.left} ${base}`;
  bins.forEach((share, bin) => (d += `V${y(share)}H${(RIDGE.left + (bin + 1) * step).toFixed(1)}`));
  const outline = drawn("path", { d: `${d}V${base}Z`, class: "ridge" });
  outline.style.fill = outline.style.stroke = `var(--c${cell.initializer % 10})`;
  const state = number(saturated[row]) >= 0.005 ? `${Math.round(100 * saturated[row])} % saturated` : number(dead[row]) >= 0.005 ? `${Math.round(100 * dead[row])} % dead` : "";
  svg.append(
    outline,
    drawn("text", { x: RIDGE.left - 6, y: base, "text-anchor": "end" }, layers[row]),
    drawn("text", { x: right + 8, y: state ? base - 13 : base }, `rms ${showShort(number(rms[row]))}`),
    drawn("text", { x: right + 8, y: base, class: "state" }, state),
  );
  return bins.map((share, bin) => {
    const node = drawn("rect", { x: RIDGE.left + bin * step, y: top, width: step, height: RIDGE.row, class: "reader" });
    svg.append(node);
    return { node, tip: () => tipOfBin(cell, row, bin, share, bins.length) };
  });
}

function showShort(value) {
  return show(value === null ? null : Number.isFinite(value) ? Number(value.toPrecision(2)) : value);
}

const axisName = () => (scaledBins() ? "z / rms" : "z");

function rangeOf(bin, count) {
  const from = BINS.low + bin * BINS.width;
  const to = from + BINS.width;
  return bin === 0 ? `below ${to}` : bin === count - 1 ? `above ${from}` : `${from} to ${to}`;
}

function tipOfBin(cell, row, bin, share, count) {
  const { layers, rms, saturated, dead } = cell.histograms;
  return [
    element("b", {}, `${data.initializers[cell.initializer]}, ${layerName(cell, layers[row])}`),
    tipTable([
      [`${axisName()} ${rangeOf(bin, count)}`, (100 * share).toFixed(2) + " %"],
      ["root mean square", show(number(rms[row]))],
      ["saturated elements", percent(number(saturated[row]))],
      ["dead units", percent(number(dead[row]))],
    ]),
  ];
}

function histogramRows(cell) {
  const { layers, rms, saturated, dead } = cell.histograms;
  const bins = Array.from({ length: COUNT }, (_, bin) => `${axisName()} ${rangeOf(bin, COUNT)}`);
  return [
    ["layer", "rms", "saturated", "dead", ...bins],
    ...layers.map((layer, row) => [layer, ...[rms, saturated, dead].map((values) => number(values[row])), ...binsOf(cell, row)]),
  ];
}

function setUpHistograms() {
  byId("scaled").addEventListener("change", drawHistograms);
}

function drawHistograms() {
  const host = byId("ridges");
  const cells = chosenCells().filter((cell) => cell.histograms && !state.off.has(cell.initializer));
  byId("no-histograms").hidden = chosenCells().some((cell) => cell.histograms);
  host.replaceChildren(...cells.map((cell) => {
    const plot = element("div", { className: "plot" });
    const name = data.initializers[cell.initializer];
    return element("figure", { className: "chart" }, element("figcaption", {}, swatch(cell.initializer), element("h3", {}, name)), plot);
  }));
  cells.forEach((cell, at) => {
    const figure = host.children[at];
    const plot = figure.querySelector(".plot");
    addTools(figure, () => histogramRows(cell));
    addPictures(figure, () => pictureOfDrawing(figure));
    drawToWidth(plot, (width) => drawHistogram(plot, cell, Math.min(width, plot.clientWidth)))();
  });
}
