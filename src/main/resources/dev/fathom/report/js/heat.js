// σ_w against depth, with the depth that theory expects networks to train to.

const HEAT = { left: 52, right: 12, top: 26, bottom: 44, height: 380 };

/** Borders half way between values, on the scale in use; the outer ones as far out as the next is in. */
function borders(values, scale) {
  const at = values.map(scale);
  const inner = at.slice(1).map((value, i) => (value + at[i]) / 2);
  const first = at.length > 1 ? at[0] - (inner[0] - at[0]) : at[0] - 1;
  const last = at.length > 1 ? 2 * at[at.length - 1] - inner[inner.length - 1] : at[0] + 1;
  return [first, ...inner, last];
}

const span = (values) => values[values.length - 1] / values[0];
const log10 = (value) => Math.log10(Math.max(value, 1e-12));

function heatOf(map) {
  const sigmas = [...map.sigmas].sort((a, b) => a.sigma - b.sigma);
  const depths = depthsOf(map.panel);
  const wide = span(sigmas.map((row) => row.sigma)) > 3;
  const deep = span(depths) > 15;
  const across = wide ? log10 : (value) => value;
  const down = deep ? log10 : (value) => value;
  return { sigmas, depths, across, down, x: borders(sigmas.map((row) => row.sigma), across), y: borders(depths, down) };
}

function drawHeat(host, map, width) {
  const { sigmas, depths, across, down, x, y } = heatOf(map);
  const right = width - HEAT.right;
  const bottom = HEAT.height - HEAT.bottom;
  const px = (at) => HEAT.left + ((at - x[0]) / (x[x.length - 1] - x[0])) * (right - HEAT.left);
  const py = (at) => bottom - ((at - y[0]) / (y[y.length - 1] - y[0])) * (bottom - HEAT.top);
  const svg = drawn("svg", { class: "heat", width, height: HEAT.height });

  const marks = [...depths].reverse().map((depth) => sigmas.flatMap(({ initializer }, column) => {
    const cell = cellsByPlace.get(`${map.panel}/${initializer}/${depth}`);
    if (!cell) return [];
    const row = depths.indexOf(depth);
    const box = { x: px(x[column]) + 1, y: py(y[row + 1]) + 1, width: Math.max(1, px(x[column + 1]) - px(x[column]) - 2), height: Math.max(1, py(y[row]) - py(y[row + 1]) - 2) };
    return [heatCell(svg, cell, box)];
  }));
  const labels = marks.flat().map((mark) => mark.label);
  for (const [column, { sigma }] of sigmas.entries()) {
    svg.append(drawn("text", { x: (px(x[column]) + px(x[column + 1])) / 2, y: bottom + 16, "text-anchor": "middle" }, show(Number(sigma.toPrecision(3)))));
  }
  for (const [row, depth] of depths.entries()) {
    svg.append(drawn("text", { x: HEAT.left - 8, y: (py(y[row]) + py(y[row + 1])) / 2 + 4, "text-anchor": "end" }, depth));
  }
  svg.append(
    drawn("text", { x: (HEAT.left + right) / 2, y: HEAT.height - 6, "text-anchor": "middle" }, "σ_w"),
    drawn("text", { transform: `translate(12 ${(HEAT.top + bottom) / 2}) rotate(-90)`, "text-anchor": "middle" }, "depth"),
  );
  if (map.curve) drawTheory(svg, map, (sigma) => px(across(sigma)), (depth) => py(down(depth)));
  svg.append(...labels); // legible over the curve
  readable(svg, `What cells show by σ_w and depth, ${data.panels[map.panel]}`, marks);
  host.replaceChildren(svg);
}

function heatCell(svg, cell, box) {
  const v = view(cell);
  const key = byId("what").value || "trained";
  const shade = `heat${Math.round(10 * (v ? SHOWN[key].shade(v) ?? 0 : 0))}`;
  const node = drawn("rect", { ...box, rx: 2, class: `cell-mark ${shade}` });
  const label = drawn("text", { x: box.x + box.width / 2, y: box.y + box.height / 2 + 4, "text-anchor": "middle", class: `label ${shade}` });
  if (box.width > 26 && box.height > 13) {
    const text = v && (key === "trained" ? `${v.trained}/${v.of}` : SHOWN[key].text(v));
    label.textContent = v ? `${text} ${failureOf(v)}`.trim() : "–";
  }
  svg.append(node);
  return { node, label, tip: () => tipOfCell(cell), press: () => lookInto(cell) };
}

/** In an SVG of its own, which cuts off what lies beyond the map. */
function drawTheory(svg, map, px, py) {
  const width = svg.getAttribute("width") - HEAT.left - HEAT.right;
  const height = HEAT.height - HEAT.top - HEAT.bottom;
  const box = { x: HEAT.left, y: HEAT.top, width, height, viewBox: `${HEAT.left} ${HEAT.top} ${width} ${height}` };
  const group = drawn("svg", { ...box, class: "theory" });
  for (const [curve, name] of [[map.curve, "line"], [map.fading, "fading"]]) {
    const d = curvePath(curve, px, py);
    for (const style of ["halo", name]) group.append(drawn("path", { d, class: style }));
  }
  for (const sigma of map.critical) {
    const x = px(sigma).toFixed(1);
    for (const style of ["halo", "edge"]) group.append(drawn("path", { d: `M${x} ${HEAT.top}V${HEAT.height - HEAT.bottom}`, class: style }));
    svg.append(drawn("text", { x, y: HEAT.top - 9, "text-anchor": "middle" }, `edge of chaos ${show(Number(sigma.toPrecision(3)))}`));
  }
  svg.append(group);
}

/** Depths by σ_w, with gaps where there is none. */
function curvePath(curve, px, py) {
  let d = "";
  let open = false;
  for (const [sigma, depth] of curve.map((point) => point.map(number))) {
    const there = depth !== null && depth > 0;
    if (there) d += `${open ? "L" : "M"}${px(sigma).toFixed(1)} ${Math.max(-1e4, py(Math.min(depth, 1e6))).toFixed(1)}`;
    open = there;
  }
  return d;
}

function heatRows(map) {
  const head = ["sigma_w", "depth", "trained", "trials", "median accuracy", "theory 6 xi_c", "theory gradient 1e6"];
  const { sigmas, depths } = heatOf(map);
  const rows = sigmas.flatMap(({ initializer, sigma }) => depths.flatMap((depth) => {
    const cell = cellsByPlace.get(`${map.panel}/${initializer}/${depth}`);
    const v = cell && view(cell);
    return v ? [[sigma, depth, v.trained, v.of, v.figures[0], nearest(map.curve, sigma), nearest(map.fading, sigma)]] : [];
  }));
  return [head, ...rows];
}

/** A curve at the σ_w nearest to one of the map's. */
function nearest(curve, sigma) {
  const near = curve?.reduce((a, b) => (Math.abs(b[0] - sigma) < Math.abs(a[0] - sigma) ? b : a));
  return near ? number(near[1]) : null;
}

const heats = []; // draws each map anew

const drawHeats = () => heats.forEach((redraw) => redraw());

function setUpHeat() {
  byId("sigma").hidden = !data.heat.length;
  for (const map of data.heat) {
    const host = element("div", { className: "plot" });
    const figure = element("figure", { className: "chart" },
      element("figcaption", {}, element("h3", {}, data.panels[map.panel]), element("p", {}, map.answer)), host);
    byId("heats").append(figure);
    addTools(figure, () => heatRows(map));
    const redraw = drawToWidth(host, (width) => drawHeat(host, map, width));
    heats.push(redraw);
    redraw();
  }
}
