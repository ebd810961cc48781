// How pre-activations are distributed in some layers, a small chart for each initializer.

const BINS = { low: -6.125, width: 0.25 };
const RIDGE = { left: 34, right: 104, row: 38, bottom: 22 };

function drawHistogram(host, cell, width) {
  const { layers, shares } = cell.histograms;
  const count = shares[0].length;
  const right = Math.max(RIDGE.left + 60, width - RIDGE.right);
  const bottom = 6 + RIDGE.row * layers.length;
  const step = (right - RIDGE.left) / count;
  const px = (z) => RIDGE.left + ((z - BINS.low) / BINS.width) * step;
  const svg = drawn("svg", { class: "ridges", width, height: bottom + RIDGE.bottom });
  for (const [from, to] of data.flat[cell.panel]) {
    svg.append(drawn("rect", { x: px(from), y: 4, width: px(to) - px(from), height: bottom - 4, class: "flat" }));
  }
  svg.append(drawn("path", { d: `M${px(0)} 4V${bottom}`, class: "zero" }));
  const marks = layers.map((layer, row) => ridge(svg, cell, row, { top: 6 + RIDGE.row * row, right, step }));
  for (const z of [-6, -3, 0, 3, 6]) {
    const text = z === -6 ? "≤ −6" : z === 6 ? "≥ 6" : String(z).replace("-", "−");
    svg.append(drawn("text", { x: px(z), y: bottom + 15, "text-anchor": "middle" }, text));
  }
  readable(svg, `Histograms of the pre-activations of ${data.initializers[cell.initializer]}, layers ${layers.join(", ")}`, marks);
  host.replaceChildren(svg);
}

/** One layer: an outline over its bins, and an invisible column over each bin that reads it. */
function ridge(svg, cell, row, { top, right, step }) {
  const { layers, shares, rms, saturated, dead } = cell.histograms;
  const bins = shares[row].map((share) => share / 10000);
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

function rangeOf(bin, count) {
  const from = BINS.low + bin * BINS.width;
  const to = from + BINS.width;
  return bin === 0 ? `below ${to}` : bin === count - 1 ? `above ${from}` : `${from} to ${to}`;
}

function tipOfBin(cell, row, bin, share, count) {
  const { layers, rms, saturated, dead } = cell.histograms;
  return [
    element("b", {}, `${data.initializers[cell.initializer]}, layer ${layers[row]}`),
    tipTable([
      [`z ${rangeOf(bin, count)}`, (100 * share).toFixed(2) + " %"],
      ["root mean square", show(number(rms[row]))],
      ["saturated elements", percent(number(saturated[row]))],
      ["dead units", percent(number(dead[row]))],
    ]),
  ];
}

function histogramRows(cell) {
  const { layers, shares, rms, saturated, dead } = cell.histograms;
  const bins = shares[0].map((_, bin) => `z ${rangeOf(bin, shares[0].length)}`);
  return [
    ["layer", "rms", "saturated", "dead", ...bins],
    ...layers.map((layer, row) => [layer, ...[rms, saturated, dead].map((values) => number(values[row])), ...shares[row].map((share) => share / 10000)]),
  ];
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
