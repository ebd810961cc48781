// Line charts, drawn by uPlot.

const charts = [];

function join(spec, lines, scale) {
  const tables = lines.map((line) => {
    const columns = [line.mid, line.low ?? line.mid, line.high ?? line.mid].map((values) => values.map(scale.place));
    const theory = line.theory?.map((log) => (log === null ? null : spec.log ? log : 10 ** log));
    return [line.x, ...columns, theory ?? line.x.map(() => null)];
  });
  return tables.length ? uPlot.join(tables) : [[0, 1]];
}

function seriesOf(lines) {
  const series = [{}];
  const bands = [];
  const dark = colour("ink");
  const ink = (line) => () => (state.lit === null || state.lit === line.index ? dark : "transparent");
  lines.forEach((line, i) => {
    const tone = colour("c" + (line.index % 10));
    const shade = (alpha) => () => fade(tone, state.lit === null || state.lit === line.index ? alpha : alpha * 0.15);
    const hidden = { points: { show: false }, stroke: "transparent", width: 0, spanGaps: true };
    series.push(
      { label: line.name, stroke: shade(1), width: 2, points: { show: false }, spanGaps: true }, // not every layer has an activation
      hidden,
      { ...hidden },
      { stroke: ink(line), width: 1.25, dash: [4, 4], points: { show: false }, spanGaps: true },
    );
    bands.push({ series: [4 * i + 3, 4 * i + 2], fill: shade(line.low ? 0.16 : 0) });
  });
  return { series, bands };
}

function drawGuides(u, spec, scale) {
  const { ctx, bbox } = u;
  ctx.save();
  ctx.font = `${11 * devicePixelRatio}px ${family()}`;
  ctx.textAlign = "left";
  ctx.textBaseline = "alphabetic";
  ctx.strokeStyle = ctx.fillStyle = colour("soft");
  ctx.lineWidth = devicePixelRatio;
  ctx.setLineDash([2 * devicePixelRatio, 3 * devicePixelRatio]);
  const rule = (y, text, above) => {
    const top = u.valToPos(y, "y", true);
    if (top < bbox.top || top > bbox.top + bbox.height) return;
    ctx.beginPath();
    ctx.moveTo(bbox.left, top);
    ctx.lineTo(bbox.left + bbox.width, top);
    ctx.stroke();
    ctx.fillText(text, bbox.left + 6 * devicePixelRatio, top + (above ? -5 : 14) * devicePixelRatio);
  };
  for (const guide of spec.guides ?? []) rule(scale.plain(guide.y), guide.label, guide.y >= 1);
  if (scale.floor !== null) rule(scale.floor, "0, or below float32", true);
  if (scale.ceiling !== null) rule(scale.ceiling, spec.above ?? "beyond float32", false);
  ctx.restore();
}

function drawMarkers(u, lines) {
  const { ctx } = u;
  const r = 3.5 * devicePixelRatio;
  lines.forEach((line, i) => {
    const tone = colour("c" + (line.index % 10));
    const ys = u.data[4 * i + 1];
    const drawn = ys.map((y, at) => (y === null || y === undefined ? -1 : at)).filter((at) => at >= 0);
    const step = Math.max(1, Math.round(drawn.length / 7));
    ctx.save();
    ctx.globalAlpha = state.lit === null || state.lit === line.index ? 1 : 0.15;
    ctx.strokeStyle = ctx.fillStyle = tone;
    ctx.lineWidth = 1.5 * devicePixelRatio;
    ctx.setLineDash([]);
    for (let k = drawn.length <= 7 ? 0 : (i * 2) % step; k < drawn.length; k += step) {
      const x = u.valToPos(u.data[0][drawn[k]], "x", true);
      const y = u.valToPos(ys[drawn[k]], "y", true);
      const path = new Path2D(markerPath(line.index, x, y, r));
      ctx.fill(path);
      ctx.stroke(path);
    }
    ctx.strokeStyle = colour("ink");
    ctx.lineWidth = devicePixelRatio;
    for (const at of drawn) {
      if (!line.off?.has(u.data[0][at])) continue;
      ctx.beginPath();
      ctx.arc(u.valToPos(u.data[0][at], "x", true), u.valToPos(ys[at], "y", true), 2 * r, 0, 2 * Math.PI);
      ctx.stroke();
    }
    ctx.restore();
  });
}

function tipOfChart(u, spec, lines) {
  const at = u.cursor.idx;
  if (at === null || at === undefined) return hideTip();
  const x = u.data[0][at];
  const rows = lines
    .map((line) => ({ line, k: line.x.indexOf(x) }))
    .filter(({ line, k }) => k >= 0 && line.mid[k] !== null)
    .sort((a, b) => b.line.mid[b.k] - a.line.mid[a.k])
    .map(({ line, k }) => [swatch(line.index), line.name, valueOf(spec, line, k)]);
  if (!rows.length) return hideTip();
  const box = u.over.getBoundingClientRect();
  showTip([element("b", {}, spec.nameX?.(x) ?? `${spec.xLabel} ${x}`), tipTable(rows)], box.left + u.cursor.left, box.top + u.cursor.top);
}

function valueOf(spec, line, k) {
  const theory = line.theory?.[k];
  if (line.trained) return `${show(line.mid[k])} (${line.trained(k).join(" of ")} trained)`;
  if (theory === null || theory === undefined) return show(line.mid[k]);
  const off = line.off?.has(line.x[k]) ? ", off" : "";
  return `${show(line.mid[k])} (theory ${spec.log ? showPower(theory) : show(10 ** theory)}${off})`;
}

/** A range to start from, that dragging narrows and a double click brings back. */
function zoomed(range) {
  return range ? { range: (u, least, greatest) => (u.zoomed ? [least, greatest] : range) } : {};
}

/** From half of the least x to twice the greatest. */
function spread(lines) {
  const xs = lines.flatMap((line) => line.x);
  return [Math.min(...xs) / 1.3, Math.max(...xs) * 1.3];
}

/** Ticks with words of their own: at the rates tried and nowhere else, or at the first layers of blocks. */
function ticksOf(spec, lines) {
  if (!spec.xLog) return spec.ticks;
  return [...new Set(lines.flatMap((line) => line.x))].sort((a, b) => a - b).map((x) => ({ x, text: show(x) }));
}

/** Such ticks on the axis of a chart, as many as have room. */
function axisOf(spec, lines) {
  const ticks = ticksOf(spec, lines);
  if (!ticks) return { incrs: WHOLE };
  const along = spec.xLog ? Math.log : (value) => value;
  const splits = (u) => {
    const [least, greatest] = [u.scales.x.min, u.scales.x.max].map(along);
    const width = u.width - 58 - roomForNames(lines, u.width);
    const inside = ticks.filter(({ x }) => along(x) >= least && along(x) <= greatest);
    return roomy(inside, (x) => (width * (along(x) - least)) / (greatest - least)).map(({ x }) => x);
  };
  return { splits, values: (u, xs) => xs.map((at) => ticks.find(({ x }) => x === at).text), filter: (u, xs) => xs };
}

const WHOLE = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000, 20000, 50000, 100000];

/** The lines whose best rate has an interval, each with its height above the bottom of a chart. */
function optima(lines, bottom) {
  return lines.filter((line) => line.best?.length === 3).map((line, i) => ({ line, y: bottom - 6 - 7 * i }));
}

/** The best rate of each line with its interval. */
function drawOptima(u, lines) {
  const { ctx } = u;
  ctx.save();
  ctx.scale(devicePixelRatio, devicePixelRatio);
  ctx.setLineDash([]);
  ctx.lineWidth = 1.5;
  for (const { line, y } of optima(lines, (u.bbox.top + u.bbox.height) / devicePixelRatio)) {
    const [best, low, high] = line.best.map((rate) => u.valToPos(rate, "x", true) / devicePixelRatio);
    ctx.globalAlpha = state.lit === null || state.lit === line.index ? 1 : 0.15;
    ctx.strokeStyle = ctx.fillStyle = colour("c" + (line.index % 10));
    ctx.stroke(new Path2D(`M${low} ${y}H${high}`));
    ctx.fill(new Path2D(markerPath(line.index, best, y, 2.5)));
  }
  ctx.restore();
}

function options(spec, lines, scale, size) {
  const axis = { stroke: colour("soft"), grid: { stroke: colour("line"), width: 1 }, ticks: { show: false }, font: `12px ${family()}` };
  const splits = spec.log ? (u, axis, least, greatest) => logTicks(least, greatest) : undefined;
  const values = spec.log ? (u, ticks) => ticks.map((log) => (log === null ? "" : tick(log))) : undefined;
  const inside = (u, ticks) => ticks.map((y) => (y > (scale.floor ?? -Infinity) && y < (scale.ceiling ?? Infinity) ? y : null));
  return {
    ...size,
    ...seriesOf(lines),
    legend: { show: false },
    padding: spec.leftNames ? [10, 4, 0, roomForNames(lines, size.width)] : [10, roomForNames(lines, size.width), 0, 0],
    cursor: { y: false, drag: { x: true, y: true, uni: 24 }, points: { show: false } },
    scales: { x: { time: false, ...(spec.xLog ? { distr: 3, range: spread(lines) } : zoomed(spec.xRange)) }, y: zoomed(scale.range) },
    axes: [
      { ...axis, label: spec.xLabel, labelSize: 20, labelFont: axis.font, size: 30, ...axisOf(spec, lines), grid: { show: false } },
      { ...axis, side: spec.leftNames ? 1 : 3, size: 58, splits, values, space: 34, filter: inside },
    ],
    hooks: {
      drawAxes: [(u) => drawGuides(u, spec, scale)],
      draw: [(u) => drawMarkers(u, lines), (u) => drawOptima(u, lines), (u) => drawNames(u, spec, lines, scale)],
      setCursor: [(u) => tipOfChart(u, spec, lines)],
      setSelect: [(u) => (u.zoomed = u.select.width > 0 || u.select.height > 0)],
      ready: [(u) => u.over.addEventListener("dblclick", () => draw(charts.find((chart) => chart.plot === u)))],
    },
  };
}

function draw(chart) {
  const spec = chart.spec();
  const lines = spec.lines.filter((line) => !state.off.has(line.index));
  const scale = scaleOf(spec, lines);
  chart.plot?.destroy();
  chart.plot = null;
  chart.shown = { spec, lines };
  const measured = spec.lines.length > 0;
  chart.canvas.hidden = !measured;
  chart.empty.hidden = measured;
  chart.canvas.dataset.lines = lines.length;
  chart.canvas.dataset.points = lines.reduce((sum, line) => sum + line.mid.filter((y) => y !== null).length, 0);
  chart.canvas.setAttribute("aria-label", `${spec.label} by ${spec.xLabel}: ${lines.map((line) => line.name).join(", ")}. Arrow keys read values.`);
  chart.refresh();
  if (chart.note) chart.note.textContent = spec.note?.(lines) ?? "";
  if (!measured) return;
  const size = { width: Math.floor(chart.width ?? chart.canvas.clientWidth), height: chart.canvas.clientHeight };
  chart.size = size.width;
  chart.plot = new uPlot(options(spec, lines, scale, size), join(spec, lines, scale), chart.canvas);
}

function drawCharts() {
  hideTip();
  charts.forEach(draw);
}

function chartRows(chart) {
  const { spec, lines } = chart.shown;
  const xs = [...new Set(lines.flatMap((line) => line.x))].sort((a, b) => a - b);
  const names = spec.nameX ? ["name"] : [];
  const columns = lines.flatMap((line) => [
    [line.name, (k) => line.mid[k]],
    ...(line.low ? [[line.name + " low", (k) => line.low[k]], [line.name + " high", (k) => line.high[k]]] : []),
    ...(line.trained ? [[line.name + " trained", (k) => line.trained(k)[0]], [line.name + " trials", (k) => line.trained(k)[1]]] : []),
    ...(line.theory ? [[line.name + " theory", (k) => (line.theory[k] === null ? null : 10 ** line.theory[k])]] : []),
    ...(line.off ? [[line.name + " off theory", (k) => (line.off.has(line.x[k]) ? 1 : 0)]] : []),
  ].map(([name, value]) => [name, (x) => (line.x.includes(x) ? value(line.x.indexOf(x)) : null)]));
  return [[spec.xLabel, ...names, ...columns.map(([name]) => name)], ...xs.map((x) => [x, ...names.map(() => spec.nameX(x).replace(/^.*: /, "")), ...columns.map(([, value]) => value(x))])];
}

function moveInChart(chart, event) {
  const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  const u = chart.plot;
  if (!step || !u) return;
  event.preventDefault();
  const at = Math.max(0, Math.min(u.data[0].length - 1, (u.cursor.idx ?? (step > 0 ? -1 : u.data[0].length)) + step));
  u.setCursor({ left: u.valToPos(u.data[0][at], "x"), top: u.over.clientHeight / 3 });
  say(tip.innerText);
}

function addChart(id, spec) {
  const figure = byId(id);
  const host = figure.querySelector(".plot");
  const canvas = element("div", { className: "canvas", tabIndex: 0 });
  canvas.setAttribute("role", "group");
  canvas.setAttribute("aria-roledescription", "chart");
  const empty = element("p", { className: "none-measured", hidden: true }, "Not measured for these networks.");
  host.append(canvas, empty);
  const chart = { figure, canvas, empty, spec, note: figure.querySelector(".note") };
  chart.refresh = addTools(figure, () => chartRows(chart));
  canvas.addEventListener("keydown", (event) => moveInChart(chart, event));
  canvas.addEventListener("mouseleave", hideTip);
  canvas.addEventListener("blur", hideTip);
  new ResizeObserver(() => {
    const width = Math.floor(canvas.clientWidth);
    if (chart.plot && width && width !== chart.size && !chart.width) {
      chart.size = width;
      chart.plot.setSize({ width, height: canvas.clientHeight });
    }
  }).observe(canvas);
  charts.push(chart);
  return chart;
}
