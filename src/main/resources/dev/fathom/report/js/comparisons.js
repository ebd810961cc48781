// Initializers against the best of the networks shown: differences with their intervals.

function drawComparison() {
  const found = data.comparisons.find((c) => c.panel === state.panel && c.depth === state.depth && c.setting === state.setting);
  const figure = byId("comparison");
  figure.hidden = !found;
  byId("no-comparison").hidden = Boolean(found);
  byId("pairs").textContent = found ? `all ${found.pairs} pairs ${state.setting === BEST && data.settings.length > 1 ? "of initializers and settings" : "of initializers"}` : "all pairs";
  if (!found) return;
  const unit = found.measure === "accuracy" ? { factor: 100, name: "accuracy in percentage points" } : { factor: 1, name: "final loss" };
  const rows = found.rows.map((row) => ({ ...row, interval: row.interval.map((value) => number(value) * unit.factor) }));
  figure.querySelector("h3").textContent = `Difference of ${unit.name} from ${data.initializers[found.best]}`;
  figures.set(figure, () => [
    ["initializer", `difference of ${unit.name}`, "low", "high", "seeds", "reference"],
    ...rows.map((row) => [data.initializers[row.initializer], ...row.interval, row.seeds, data.initializers[found.best]]),
  ]);
  const ends = rows.flatMap((row) => row.interval).filter(Number.isFinite).concat(0);
  const range = [Math.min(...ends), Math.max(...ends)];
  figure.querySelector("tbody").replaceChildren(
    element("tr", {}, element("th", { scope: "row" }, swatch(found.best), data.initializers[found.best]), element("td", {}, "the best"), element("td", {}), element("td", {})),
    ...rows.map((row) => comparisonRow(row, range)),
  );
}

function comparisonRow(row, range) {
  const [value, low, high] = row.interval;
  const apart = low > 0 || high < 0;
  const text = `${signed(value)} (${signed(low)} to ${signed(high)})`;
  const node = element("tr", {},
    element("th", { scope: "row" }, swatch(row.initializer), data.initializers[row.initializer]),
    element("td", {}, text),
    element("td", { className: "interval" }, intervalMark(row, range, apart)),
    element("td", {}, apart ? "differs" : "no difference shown"));
  const tipContent = () => [element("b", {}, data.initializers[row.initializer]), element("div", {}, text), element("small", {}, `${row.seeds} seeds in common`)];
  node.addEventListener("mousemove", (event) => showTip(tipContent(), event.clientX, event.clientY));
  node.addEventListener("mouseleave", hideTip);
  return node;
}

const signed = (value) => (value > 0 ? "+" : "") + show(Number(value.toPrecision(3))).replace("-", "−");

/** The interval as a bar with ends, the mean as the initializer's marker; filled where 0 lies outside. */
function intervalMark(row, [least, greatest], apart) {
  const width = 240;
  const px = (value) => 8 + ((value - least) / (greatest - least || 1)) * (width - 16);
  const [value, low, high] = row.interval;
  const tone = `var(--c${row.initializer % 10})`;
  const svg = drawn("svg", { viewBox: `0 0 ${width} 20`, class: "difference", "aria-hidden": "true" });
  const bar = drawn("path", { d: `M${px(low)} 10H${px(high)}M${px(low)} 6V14M${px(high)} 6V14`, class: "bar-mark" });
  const mark = drawn("path", { d: markerPath(row.initializer, px(value), 10, 4) });
  bar.style.stroke = mark.style.stroke = tone;
  mark.style.fill = apart ? tone : "var(--paper)";
  svg.append(drawn("path", { d: `M${px(0)} 0V20`, class: "zero" }), bar, mark);
  return svg;
}
