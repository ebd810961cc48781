// Figures leave the page for a paper: as SVG, and as PNG drawn from it at three times the size.

const PAGE = { width: 720, left: 74, right: 150, top: 40, height: 330, line: 18, family: "Helvetica, Arial, sans-serif" };
const pictures = new WeakMap(); // figure → draws it as SVG, at the width of PAGE

const words = (text, x, y, attributes) => drawn("text", { x, y, "font-size": 13, fill: "#1c2127", ...attributes }, text);

/** Text folded to the width of the page; the last line's y comes back. */
function fold(svg, text, y, attributes) {
  let line = "";
  for (const word of text.split(" ")) {
    if (line && (line + word).length > 108) {
      svg.append(words(line, 12, y, attributes));
      y += PAGE.line;
      line = "";
    }
    line += (line ? " " : "") + word;
  }
  svg.append(words(line, 12, y, attributes));
  return y;
}

/** A page with a title, what `body` draws below it (it answers where it ends), and what the figure was made of. */
function page(title, body) {
  const svg = drawn("svg", { xmlns: "http://www.w3.org/2000/svg", width: PAGE.width, "font-family": PAGE.family });
  const paper = drawn("rect", { width: PAGE.width, fill: "#ffffff" });
  svg.append(paper, words(title, 12, 22, { "font-size": 15, "font-weight": 600 }));
  const height = fold(svg, data.caption, body(svg) + 26, { "font-size": 11, fill: "#57606a" }) + 12;
  for (const node of [svg, paper]) node.setAttribute("height", height);
  svg.setAttribute("viewBox", `0 0 ${PAGE.width} ${height}`);
  return svg;
}

/** Swatches with names, in as many rows as they need. */
function legend(svg, lines, y) {
  let x = 12;
  for (const { index, name } of lines) {
    const width = 44 + 7 * name.length;
    if (x + width > PAGE.width && x > 12) {
      x = 12;
      y += PAGE.line;
    }
    const tone = colour("c" + (index % 10));
    svg.append(
      drawn("path", { d: `M${x} ${y - 4}h26`, stroke: tone, "stroke-width": 2 }),
      drawn("path", { d: markerPath(index, x + 13, y - 4, 4), stroke: tone, fill: tone }),
      words(name, x + 32, y, { "font-size": 12 }));
    x += width;
  }
  return y;
}

/** Round numbers between two ends. */
function roundTicks(least, greatest) {
  const rough = (greatest - least) / 6;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * [1, 2, 5, 10].find((factor) => factor * power >= rough);
  const first = Math.ceil(least / step);
  return Array.from({ length: Math.floor(greatest / step) - first + 1 }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}

function pictureOfChart({ shown: { spec, lines }, plot, figure }) {
  const { x: across, y: up } = plot.scales;
  const bottom = PAGE.top + PAGE.height;
  const names = spec.leftNames;
  const away = names ? -1 : 1;
  const left = names ? PAGE.right : PAGE.left;
  const right = PAGE.width - (names ? PAGE.left : PAGE.right);
  const edge = names ? left : right;
  const scale = scaleOf(spec, lines);
  const along = spec.xLog ? Math.log : (value) => value;
  const px = (value) => left + ((along(value) - along(across.min)) / (along(across.max) - along(across.min))) * (right - left);
  const py = (y) => Math.max(PAGE.top, Math.min(bottom, bottom - ((y - up.min) / (up.max - up.min)) * PAGE.height));
  const path = (xs, ys) => xs.flatMap((x, i) => (ys[i] === null ? [] : [`${px(x).toFixed(1)} ${py(ys[i]).toFixed(1)}`]))
    .map((point, i) => (i ? "L" : "M") + point).join("");
  return page(titleOf(figure), (svg) => {
    const heights = spec.log ? logTicks(up.min, up.max) : roundTicks(up.min, up.max);
    for (const y of heights.filter((at) => at > (scale.floor ?? -Infinity) && at < (scale.ceiling ?? Infinity))) {
      svg.append(drawn("path", { d: `M${left} ${py(y)}H${right}`, stroke: "#e2e3df" }), words(spec.log ? tick(y) : show(y), names ? right + 8 : left - 8, py(y) + 4, { "text-anchor": names ? "start" : "end", "font-size": 12 }));
    }
    const rails = [[scale.floor, "0, or below float32"], [scale.ceiling, spec.above ?? "beyond float32"], ...(spec.guides ?? []).map((guide) => [scale.plain(guide.y), guide.label])];
    for (const [y, text] of rails.filter(([at]) => at !== null && at >= up.min && at <= up.max)) {
      svg.append(drawn("path", { d: `M${left} ${py(y)}H${right}`, stroke: "#57606a", "stroke-dasharray": "2 3" }), words(text, left + 6, py(y) - 5, { "font-size": 11, fill: "#57606a" }));
    }
    const ticks = ticksOf(spec, lines)?.filter(({ x }) => x >= across.min && x <= across.max);
    const marks = ticks ? roomy(ticks, px) : roundTicks(across.min, across.max).map((x) => ({ x, text: show(x) }));
    for (const { x, text } of marks) svg.append(words(text, px(x), bottom + 17, { "text-anchor": "middle", "font-size": 12 }));
    svg.append(words(spec.xLabel, (left + right) / 2, bottom + 36, { "text-anchor": "middle" }));
    svg.append(words(spec.label, names ? PAGE.width - 8 : 16, PAGE.top + PAGE.height / 2, { "text-anchor": "middle", "font-size": 12, transform: `rotate(-90 ${names ? PAGE.width - 8 : 16} ${PAGE.top + PAGE.height / 2})` }));
    const ends = endsOf(lines, { left: names, least: across.min, greatest: across.max, scale, px, py, top: PAGE.top + 4, bottom: bottom - 4 });
    for (const { line, x, y, name } of placeNames(ends, PAGE.top + 4, bottom - 4)) {
      const tone = colour("c" + (line.index % 10));
      svg.append(
        drawn("path", { d: `M${x + 3 * away} ${y}L${edge + 5 * away} ${name}`, stroke: tone, "stroke-width": 0.75 }),
        drawn("path", { d: markerPath(line.index, edge + 9 * away, name, 3), stroke: tone, fill: tone }),
        words(cutTo(endName(line), 20), edge + END.mark * away, name + 4, { "font-size": END.size, "text-anchor": names ? "end" : "start" }));
    }
    for (const line of lines) {
      const tone = colour("c" + (line.index % 10));
      const ys = line.mid.map(scale.place);
      if (line.low) {
        const kept = line.x.map((x, i) => [x, scale.place(line.low[i]), scale.place(line.high[i])]).filter(([, low, high]) => low !== null && high !== null);
        const band = [...kept.map(([x, , high]) => [x, high]), ...kept.map(([x, low]) => [x, low]).reverse()];
        svg.append(drawn("path", { d: `M${band.map(([x, y]) => `${px(x).toFixed(1)} ${py(y).toFixed(1)}`).join("L")}Z`, fill: tone, "fill-opacity": 0.16 }));
      }
      if (line.theory) {
        const theory = line.theory.map((log) => (log === null ? null : spec.log ? log : 10 ** log));
        svg.append(drawn("path", { d: path(line.x, theory), fill: "none", stroke: "#1c2127", "stroke-dasharray": "4 4" }));
      }
      svg.append(drawn("path", { d: path(line.x, ys), fill: "none", stroke: tone, "stroke-width": 2 }));
      const step = Math.max(1, Math.round(ys.length / 7));
      ys.forEach((y, i) => i % step === 0 && y !== null && svg.append(drawn("path", { d: markerPath(line.index, px(line.x[i]), py(y), 3.5), stroke: tone, fill: tone })));
    }
    for (const { line, y } of optima(lines, bottom)) {
      const [best, low, high] = line.best.map(px);
      const tone = colour("c" + (line.index % 10));
      svg.append(
        drawn("path", { d: `M${low} ${y}H${high}`, stroke: tone, "stroke-width": 1.5 }),
        drawn("path", { d: markerPath(line.index, best, y, 2.5), stroke: tone, fill: tone }));
    }
    return legend(svg, lines, bottom + 60);
  });
}

/** A table of cells, as it stands on the page. */
function pictureOfMap(figure) {
  const rows = [...figure.querySelectorAll("tbody tr")];
  const depths = [...figure.querySelectorAll("thead th")].slice(1).map((th) => th.textContent);
  const left = 190;
  const width = (PAGE.width - left - 12) / depths.length;
  const title = `${figure.querySelector("h3").textContent}: ${SHOWN[byId("what").value].label}, by depth`;
  return page(title, (svg) => {
    depths.forEach((depth, i) => svg.append(words(depth, left + (i + 0.5) * width, 54, { "text-anchor": "middle", "font-size": 12 })));
    rows.forEach((row, j) => {
      const y = 64 + 30 * j;
      svg.append(words(row.cells[0].textContent, left - 10, y + 18, { "text-anchor": "end", "font-size": 12 }));
      [...row.cells].slice(1).forEach((td, i) => {
        const button = td.querySelector("button");
        if (!button) return;
        const style = getComputedStyle(button);
        svg.append(
          drawn("rect", { x: left + i * width + 1, y, width: width - 2, height: 28, rx: 2, fill: style.backgroundColor }),
          words([...button.children].map((part) => part.textContent).join(" "), left + (i + 0.5) * width, y + 18, { "text-anchor": "middle", "font-size": 11, fill: style.color }));
      });
    });
    return 64 + 30 * rows.length;
  });
}

const INLINED = ["fill", "fill-opacity", "stroke", "stroke-width", "stroke-dasharray", "opacity", "font-size", "text-anchor"];

/** A drawing of the page with its styles written into it. */
function inlined(original, { viewBox, ...box }) {
  const copy = original.cloneNode(true);
  const nodes = [...copy.querySelectorAll("*")];
  [...original.querySelectorAll("*")].forEach((node, i) => {
    const style = getComputedStyle(node);
    for (const name of INLINED) nodes[i].style.setProperty(name, style.getPropertyValue(name));
  });
  Object.entries({ ...box, viewBox }).forEach(([name, value]) => copy.setAttribute(name, value));
  return copy;
}

function pictureOfDrawing(figure) {
  const original = figure.querySelector("svg:not(.swatch)");
  const [width, height] = ["width", "height"].map((name) => Number(original.getAttribute(name)));
  const drawnWidth = Math.min(width, PAGE.width - 24);
  const drawnHeight = (height * drawnWidth) / width;
  const name = figure.querySelector("h3").textContent;
  const title = data.panels.includes(name) ? `${SHOWN[byId("what").value].label}: ${name}` : `Pre-activations by layer: ${name}, ${data.panels[state.panel]}, depth ${state.depth}`;
  return page(title, (svg) => {
    svg.append(inlined(original, { viewBox: `0 0 ${width} ${height}`, x: 12, y: 34, width: drawnWidth, height: drawnHeight }));
    return 34 + drawnHeight;
  });
}

/** A row for each initializer: name, figures, interval, verdict. */
function pictureOfComparison(figure) {
  const rows = [...figure.querySelectorAll("tbody tr")];
  return page(titleOf(figure), (svg) => {
    rows.forEach((row, i) => {
      const y = 54 + 26 * i;
      const [name, figures, , verdict] = [...row.cells].map((cell) => cell.textContent);
      svg.append(...[[cutTo(name, 28), 12], [figures, 196], [verdict, 596]].map(([text, x]) => words(text, x, y, { "font-size": 12 })));
      const mark = row.querySelector("svg.difference");
      if (mark) svg.append(inlined(mark, { viewBox: "0 0 240 20", x: 376, y: y - 14, width: 210, height: 20 }));
    });
    return 54 + 26 * rows.length - 14;
  });
}

/** Drawn in the light theme, whatever the page shows. */
function svgText(figure) {
  const root = document.documentElement;
  const theme = root.dataset.theme;
  root.dataset.theme = "light";
  const text = new XMLSerializer().serializeToString(pictures.get(figure)());
  if (theme) root.dataset.theme = theme;
  else delete root.dataset.theme;
  return text;
}

function save(url, name) {
  element("a", { href: url, download: name }).click();
}

async function savePicture(figure, kind) {
  const name = `${document.querySelector("h1").textContent} ${figure.querySelector("h3").textContent}`.replace(/[^\w.-]+/g, "-");
  const text = svgText(figure);
  const url = "data:image/svg+xml;charset=utf-8," + encodeURIComponent(text);
  if (kind === "svg") return save(url, `${name}.svg`);
  const image = new Image();
  image.src = url;
  await image.decode();
  const canvas = element("canvas", { width: 3 * image.width, height: 3 * image.height });
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  save(canvas.toDataURL("image/png"), `${name}.png`);
}

/** Buttons for both kinds, in the tools of a figure. */
function addPictures(figure, picture) {
  pictures.set(figure, picture);
  const label = figure.querySelector("h3").textContent || "differences";
  figure.querySelector(".tools").append(...["svg", "png"].map((kind) => {
    const button = element("button", { type: "button", ariaLabel: `Save as ${kind.toUpperCase()}: ${label}` }, kind.toUpperCase());
    button.dataset.picture = kind;
    button.addEventListener("click", () => savePicture(figure, kind));
    return button;
  }));
}

function setUpPictures() {
  document.querySelectorAll("#maps .map").forEach((figure) => addPictures(figure, () => pictureOfMap(figure)));
  document.querySelectorAll("#heats .chart").forEach((figure) => addPictures(figure, () => pictureOfDrawing(figure)));
  document.querySelectorAll("#comparison").forEach((figure) => addPictures(figure, () => pictureOfComparison(figure)));
  charts.forEach((chart) => addPictures(chart.figure, () => pictureOfChart(chart)));
}
