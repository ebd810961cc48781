"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const state = { panel: data.focus?.panel ?? 0, depth: data.focus?.depth ?? 0, off: new Set(), lit: null };
  const charts = [];
  const SHAPES = ["circle", "square", "up", "diamond", "down", "plus", "cross"];
  const SIGNS = { trained: "●", exploded: "▲", diverged: "✕", slow: "~", vanished: "▼", stalled: "–" };
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

  // --- small helpers ---

  function element(tag, attributes, ...children) {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes ?? {})) {
      if (name in node && name !== "list") node[name] = value;
      else node.setAttribute(name, value);
    }
    node.append(...children);
    return node;
  }

  const byId = (id) => document.getElementById(id);
  const number = (value) => (value === "inf" ? Infinity : value === "-inf" ? -Infinity : value);
  const superscript = (value) => String(value).replace(/./g, (c) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[c] ?? "⁻");

  function show(value) {
    if (value === null || value === undefined) return "–";
    if (typeof value !== "number") return String(value);
    if (!Number.isFinite(value)) return value > 0 ? "overflow" : value < 0 ? "-overflow" : "NaN";
    const size = Math.abs(value);
    if (size === 0 || (size >= 1e-4 && size < 1e7)) return String(Number(value.toPrecision(4)));
    const [digits, exponent] = value.toExponential(2).split("e");
    return Number(digits) + "·10" + superscript(Number(exponent));
  }

  function showPower(log) {
    return Math.abs(log) < 300 ? show(10 ** log) : "10" + superscript(Math.round(log));
  }

  function say(text) {
    byId("said").textContent = text;
  }

  /** A colour as the canvas understands it, whatever the theme. */
  function colour(name) {
    const probe = byId("said");
    probe.style.color = `var(--${name})`;
    return getComputedStyle(probe).color;
  }

  const family = () => getComputedStyle(document.body).fontFamily;

  function fade(rgb, alpha) {
    return rgb.replace(/^rgba?\(([^,]+,[^,]+,[^,)]+).*$/, `rgba($1, ${alpha})`);
  }

  // --- tooltip ---

  const tip = byId("tip");

  function showTip(content, x, y) {
    tip.replaceChildren(...content);
    tip.hidden = false;
    const { width, height } = tip.getBoundingClientRect();
    const left = x + 16 + width > innerWidth ? x - width - 16 : x + 16;
    tip.style.left = Math.max(8, Math.min(left, innerWidth - width - 8)) + "px";
    tip.style.top = Math.max(8, Math.min(y + 14, innerHeight - height - 8)) + "px";
  }

  function hideTip() {
    tip.hidden = true;
  }

  function tipTable(rows) {
    return element("table", {}, ...rows.map((row) => element("tr", {}, ...row.map((cell) => element("td", {}, cell)))));
  }

  // --- copying ---

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

  function csv(rows) {
    const quote = (value) => {
      const text = value === null || value === undefined ? "" : String(value);
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
        chart: () => chartCsv(charts.find((chart) => chart.figure === button.closest("figure"))),
        trials: () => trialsCsv(),
        command: () => button.parentElement.querySelector("code").textContent,
      };
      copy(button, sources[button.dataset.copy]());
    });
  }

  // --- maps ---

  function cellOf(button) {
    const panel = Number(button.closest("figure").dataset.panel);
    const initializer = Number(button.dataset.row);
    const depth = data.depths[Number(button.dataset.column)];
    return data.cells.find((c) => c.panel === panel && c.initializer === initializer && c.depth === depth);
  }

  function tipOfCell(button) {
    const cell = cellOf(button);
    const verdicts = Object.entries(cell.verdicts).map(([word, count]) => [`${SIGNS[word]} ${word}`, count]);
    const accuracy = cell.accuracy[0] === null ? [] : [["median accuracy", (100 * cell.accuracy[0]).toFixed(1) + " %"]];
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
    showTip(tipOfCell(button), box.right - 12, box.bottom - 10);
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
        const cell = cellOf(button);
        choose(cell.panel, cell.depth);
        say(`Charts show ${data.panels[cell.panel]}, depth ${cell.depth}`);
        document.querySelector(".explore").scrollIntoView();
      });
    }
    document.addEventListener("keydown", (event) => event.key === "Escape" && hideTip());
  }

  // --- choosing what the charts show ---

  function chosenCells() {
    const cells = data.cells.filter((cell) => cell.panel === state.panel && cell.depth === state.depth);
    return cells.sort((a, b) => a.initializer - b.initializer);
  }

  function depthsOf(panel) {
    const depths = new Set(data.cells.filter((c) => c.panel === panel).map((c) => c.depth));
    return [...depths].sort((a, b) => a - b);
  }

  function choose(panel, depth) {
    const depths = depthsOf(panel);
    state.panel = panel;
    state.depth = depths.includes(depth) ? depth : depths[depths.length - 1];
    fillSelect(byId("panel"), data.panels.map((name, index) => [index, name]), panel);
    fillSelect(byId("depth"), depths.map((d) => [d, d]), state.depth);
    drawLegend();
    markChosenCells();
    drawCharts();
  }

  function fillSelect(select, options, chosen) {
    select.replaceChildren(...options.map(([value, text]) => element("option", { value: String(value) }, String(text))));
    select.value = String(chosen);
    select.parentElement.dataset.value = select.selectedOptions[0]?.textContent ?? "";
  }

  function swatch(index) {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("class", "swatch");
    svg.setAttribute("aria-hidden", "true");
    svg.setAttribute("viewBox", "0 0 26 12");
    const tone = `var(--c${index % 10})`;
    const parts = [["M0 6H26", "none"], [markerPath(index, 13, 6, 4), tone]];
    for (const [d, fill] of parts) {
      const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
      path.setAttribute("d", d);
      path.style.stroke = tone;
      path.style.strokeWidth = "2";
      path.style.fill = fill;
      svg.append(path);
    }
    return svg;
  }

  function drawLegend() {
    const buttons = chosenCells().map((cell) => {
      const index = cell.initializer;
      const button = element("button", { type: "button" }, swatch(index), data.initializers[index]);
      button.setAttribute("aria-pressed", !state.off.has(index));
      button.addEventListener("click", () => {
        if (!state.off.delete(index)) state.off.add(index);
        button.setAttribute("aria-pressed", !state.off.has(index));
        drawCharts();
      });
      button.addEventListener("mouseenter", () => light(index));
      button.addEventListener("mouseleave", () => light(null));
      return button;
    });
    byId("legend").replaceChildren(...buttons);
  }

  function light(index) {
    state.lit = index;
    charts.forEach((chart) => chart.plot?.redraw(false));
  }

  // --- line charts ---

  /** An SVG path of a marker: shapes tell lines apart without colour. */
  function markerPath(index, x, y, r) {
    switch (SHAPES[index % SHAPES.length]) {
      case "circle": return `M${x - r} ${y}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0Z`;
      case "square": return `M${x - r} ${y - r}h${2 * r}v${2 * r}h${-2 * r}Z`;
      case "up": return `M${x} ${y - r}L${x + r} ${y + r}H${x - r}Z`;
      case "diamond": return `M${x} ${y - r}L${x + r} ${y}L${x} ${y + r}L${x - r} ${y}Z`;
      case "down": return `M${x} ${y + r}L${x + r} ${y - r}H${x - r}Z`;
      case "plus": return `M${x - r} ${y}h${2 * r}M${x} ${y - r}v${2 * r}`;
      default: return `M${x - r} ${y - r}l${2 * r} ${2 * r}M${x - r} ${y + r}l${2 * r} ${-2 * r}`;
    }
  }

  function lineOf(cell, x, curves, theory) {
    const [mid, low, high] = curves.map((curve) => curve.map(number));
    return { index: cell.initializer, name: data.initializers[cell.initializer], x, mid, low, high, theory };
  }

  function signalSpec(side, key) {
    const quantity = QUANTITIES[side][key];
    const cells = chosenCells().filter((cell) => cell[key]);
    const lines = cells.map((cell) => lineOf(cell, cell.layers, cell[key], theoryOf(cell, key)));
    return { ...quantity, lines, xLabel: "layer", xRange: [1, state.depth + 1] };
  }

  /** Logarithms. A predicted ratio is anchored where the measured one is: at the last layer that theory knows. */
  function theoryOf(cell, key) {
    const theory = cell.theory?.[key]?.map(number);
    if (!theory || key !== "gradient") return theory;
    let last = theory.length - 1;
    while (last >= 0 && theory[last] === null) last--;
    const anchor = last < 0 ? 0 : Math.log10(number(cell.gradient[0][last]));
    return theory.map((log) => (log === null || !Number.isFinite(anchor) ? null : log + anchor));
  }

  function lossSpec() {
    const cells = chosenCells().filter((cell) => cell.loss);
    const lines = cells.map((cell) => lineOf(cell, cell.steps, cell.loss));
    const chance = cells.find((cell) => cell.chance > 0)?.chance;
    const guides = chance ? [{ y: chance, label: "chance" }] : [];
    return { label: "training loss", log: true, lines, guides, xLabel: "step", above: "not finite" };
  }

  /** Plotted values: logarithms where the axis is logarithmic, with rails below and above for 0 and infinity. */
  function scaleOf(spec, lines) {
    const plain = (value) => (value === null || value === undefined ? null : spec.log ? Math.log10(value) : value);
    const values = lines.flatMap((line) => [line.mid, line.low ?? [], line.high ?? []].flat().map(plain));
    const drawn = values.concat(lines.flatMap((line) => line.theory ?? [])).filter(Number.isFinite);
    let least = drawn.reduce((a, b) => Math.min(a, b), Infinity);
    let greatest = drawn.reduce((a, b) => Math.max(a, b), -Infinity);
    if (least > greatest) [least, greatest] = spec.log ? [-1, 1] : [0, 1];
    if (!spec.log) [least, greatest] = [Math.min(0, least), Math.max(1, greatest)];
    for (const guide of spec.guides ?? []) {
      const y = plain(guide.y);
      if (y > least - 1 && y < greatest + 1) [least, greatest] = [Math.min(least, y), Math.max(greatest, y)];
    }
    const pad = Math.max((greatest - least) * 0.07, spec.log ? 0.15 : 0.03);
    const floor = values.includes(-Infinity) ? least - 1.2 * pad : null;
    const ceiling = values.includes(Infinity) ? greatest + 1.2 * pad : null;
    const place = (value) => {
      const y = plain(value);
      return y === -Infinity ? floor : y === Infinity ? ceiling : Number.isNaN(y) ? null : y;
    };
    return { plain, place, floor, ceiling, range: [(floor ?? least) - pad, (ceiling ?? greatest) + pad] };
  }

  /** Powers of ten; 1, 2, 5 between them where there is room; round numbers where all lies within half a decade. */
  function logTicks(least, greatest) {
    const span = greatest - least;
    const between = (logs) => logs.filter((log) => log >= least && log <= greatest);
    if (span < 0.7) {
      const [low, high] = [10 ** least, 10 ** greatest];
      const rough = (high - low) / 5;
      const power = 10 ** Math.floor(Math.log10(rough));
      const step = power * [1, 2, 5, 10].find((factor) => factor * power >= rough);
      const count = Math.floor(high / step) - Math.ceil(low / step) + 1;
      return between(Array.from({ length: count }, (_, i) => Math.log10((Math.ceil(low / step) + i) * step)));
    }
    const step = span <= 7 ? 1 : [2, 5, 10, 20, 50, 100, 200, 500, 1000].find((size) => span / size <= 7) ?? 10000;
    const first = Math.floor(least / step) * step;
    const powers = Array.from({ length: Math.ceil((greatest - first) / step) + 1 }, (_, i) => first + i * step);
    return between(span <= 2.5 ? powers.flatMap((log) => [log, log + Math.log10(2), log + Math.log10(5)]) : powers);
  }

  function tick(log) {
    if (Number.isInteger(log)) return Math.abs(log) <= 3 ? String(Number((10 ** log).toPrecision(1))) : "10" + superscript(log);
    return String(Number((10 ** log).toPrecision(3)));
  }

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
      const hidden = { points: { show: false }, stroke: "transparent", width: 0 };
      series.push(
        { label: line.name, stroke: shade(1), width: 2, points: { show: false } },
        hidden,
        { ...hidden },
        { stroke: ink(line), width: 1.25, dash: [4, 4], points: { show: false } },
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
    showTip([element("b", {}, `${spec.xLabel} ${x}`), tipTable(rows)], box.left + u.cursor.left, box.top + u.cursor.top);
  }

  function valueOf(spec, line, k) {
    const theory = line.theory?.[k];
    const expected = theory === null || theory === undefined ? "" : ` (theory ${spec.log ? showPower(theory) : show(10 ** theory)})`;
    return show(line.mid[k]) + expected;
  }

  function options(spec, lines, scale, size) {
    const axis = { stroke: colour("soft"), grid: { stroke: colour("line"), width: 1 }, ticks: { show: false }, font: `12px ${family()}` };
    const whole = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000, 20000, 50000, 100000];
    const splits = spec.log ? (u, axis, least, greatest) => logTicks(least, greatest) : undefined;
    const values = spec.log ? (u, ticks) => ticks.map((log) => (log === null ? "" : tick(log))) : undefined;
    const inside = (u, ticks) => ticks.map((y) => (y > (scale.floor ?? -Infinity) && y < (scale.ceiling ?? Infinity) ? y : null));
    return {
      ...size,
      ...seriesOf(lines),
      legend: { show: false },
      padding: [10, 20, 0, 0],
      cursor: { y: false, drag: { setScale: false, x: false, y: false }, points: { show: false } },
      scales: { x: { time: false, ...(spec.xRange && { range: spec.xRange }) }, y: { range: scale.range } },
      axes: [
        { ...axis, label: spec.xLabel, labelSize: 20, labelFont: axis.font, size: 30, incrs: whole, grid: { show: false } },
        { ...axis, size: 58, splits, values, space: 34, filter: inside },
      ],
      hooks: {
        drawAxes: [(u) => drawGuides(u, spec, scale)],
        draw: [(u) => drawMarkers(u, lines)],
        setCursor: [(u) => tipOfChart(u, spec, lines)],
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
    if (chart.details.open) fillAlternative(chart);
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
    const columns = lines.flatMap((line) => [
      [line.name, (k) => line.mid[k]],
      ...(line.low ? [[line.name + " low", (k) => line.low[k]], [line.name + " high", (k) => line.high[k]]] : []),
      ...(line.theory ? [[line.name + " theory", (k) => (line.theory[k] === null ? null : 10 ** line.theory[k])]] : []),
    ].map(([name, value]) => [name, (x) => (line.x.includes(x) ? value(line.x.indexOf(x)) : null)]));
    return [[spec.xLabel, ...columns.map(([name]) => name)], ...xs.map((x) => [x, ...columns.map(([, value]) => value(x))])];
  }

  const chartCsv = (chart) => csv(chartRows(chart));

  function fillAlternative(chart) {
    const [head, ...rows] = chartRows(chart);
    const table = element("table", {},
      element("thead", {}, element("tr", {}, ...head.map((name) => element("th", { scope: "col" }, name)))),
      element("tbody", {}, ...rows.map(([x, ...values]) => element("tr", {},
        element("th", { scope: "row" }, String(x)), ...values.map((value) => element("td", {}, show(value)))))));
    chart.details.querySelector(".scroll").replaceChildren(table);
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
    const region = element("div", { className: "scroll", tabIndex: 0 });
    region.setAttribute("role", "region");
    region.setAttribute("aria-label", "Values as a table");
    const details = element("details", { className: "alt" }, element("summary", {}, "Values as a table"), region);
    const empty = element("p", { className: "none-measured", hidden: true }, "Not measured for these networks.");
    const button = element("button", { type: "button", className: "copy" }, "Copy as CSV");
    button.dataset.copy = "chart";
    button.setAttribute("aria-label", `Copy as CSV: chart ${figure.querySelector("h3").textContent}`);
    host.append(canvas, empty, element("div", { className: "tools" }, details, button));
    const chart = { figure, canvas, details, empty, spec };
    details.addEventListener("toggle", () => details.open && fillAlternative(chart));
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
    byId("dashes").hidden = !data.cells.some((cell) => cell.theory);
    byId("panel").addEventListener("change", (event) => choose(Number(event.target.value), state.depth));
    byId("depth").addEventListener("change", (event) => choose(state.panel, Number(event.target.value)));
    addEventListener("scroll", hideTip, { passive: true });
  }

  // --- table of trials ---

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

  // --- themes and print ---

  function setUpThemes() {
    const system = matchMedia("(prefers-color-scheme: dark)");
    const root = document.documentElement;
    byId("theme").addEventListener("click", () => {
      const dark = (root.dataset.theme ?? (system.matches ? "dark" : "light")) === "dark";
      root.dataset.theme = dark ? "light" : "dark";
      drawCharts();
    });
    system.addEventListener("change", drawCharts);
  }

  function setUpPrint() {
    const root = document.documentElement;
    let theme;
    addEventListener("beforeprint", () => {
      theme = root.dataset.theme;
      root.dataset.theme = "light";
      charts.forEach((chart) => (chart.width = 640));
      drawCharts();
    });
    addEventListener("afterprint", () => {
      if (theme) root.dataset.theme = theme;
      else delete root.dataset.theme;
      charts.forEach((chart) => (chart.width = undefined));
      drawCharts();
    });
  }

  listenForCopies();
  setUpMaps();
  setUpCharts();
  setUpTrials();
  setUpThemes();
  setUpPrint();
  if (data.cells.length) choose(state.panel, state.depth);
  else document.querySelector(".explore").hidden = true;
})();
