// Names of lines at their ends, so that no colour is needed to tell them apart: on the right, for gradients on the left.

const END = { size: 11, row: 13, mark: 16, widest: 132, share: 0.27 };

/** The room beside a chart that its names take. */
function roomForNames(lines, width) {
  const longest = Math.max(0, ...lines.map((line) => 6.6 * endName(line).length));
  return lines.length ? END.mark + Math.min(longest, END.widest, END.share * width) + 6 : 20;
}

const endName = (line) => line.end ?? data.initializers[line.index];

/** A name cut to so many letters. */
const cutTo = (name, letters) => (name.length > letters ? name.slice(0, Math.max(1, letters - 1)) + "…" : name);

/** A name cut to so many pixels of the font in use. */
function fitted(ctx, name, room) {
  let letters = name.length;
  while (letters > 1 && ctx.measureText(cutTo(name, letters)).width > room) letters--;
  return cutTo(name, letters);
}

/**
 * Heights for names: those of the lines' ends, moved apart where they would touch.
 *
 * @param ends rows of {line, y}
 */
function placeNames(ends, top, bottom) {
  const sorted = [...ends].sort((a, b) => a.y - b.y);
  const row = Math.min(END.row, (bottom - top) / Math.max(1, sorted.length));
  let least = top;
  for (const end of sorted) least = (end.name = Math.max(end.y, least)) + row;
  let most = bottom;
  for (const end of sorted.reverse()) most = (end.name = Math.min(end.name, most)) - row;
  return sorted;
}

/** Of each line the point next to its name between two ends of the x axis, its y within the chart. */
function endsOf(lines, { left, least, greatest, scale, px, py, top, bottom }) {
  return lines.flatMap((line) => {
    const ys = line.mid.map(scale.place);
    const inside = [...line.x.keys()].filter((at) => ys[at] !== null && line.x[at] >= least && line.x[at] <= greatest);
    const at = left ? inside[0] : inside[inside.length - 1];
    return at === undefined ? [] : [{ line, x: px(line.x[at]), y: Math.max(top, Math.min(bottom, py(ys[at]))) }];
  });
}

function drawNames(u, spec, lines, scale) {
  const { ctx } = u;
  const dot = devicePixelRatio;
  const box = { left: u.bbox.left / dot, top: u.bbox.top / dot, width: u.bbox.width / dot, height: u.bbox.height / dot };
  const left = spec.leftNames;
  const away = left ? -1 : 1;
  const edge = left ? box.left : box.left + box.width;
  const ends = endsOf(lines, {
    left, least: u.scales.x.min, greatest: u.scales.x.max, scale, top: box.top + 4, bottom: box.top + box.height - 4,
    px: (x) => u.valToPos(x, "x", true) / dot, py: (y) => u.valToPos(y, "y", true) / dot,
  });
  const room = (left ? edge : u.width - edge) - END.mark - 2;
  ctx.save();
  ctx.scale(dot, dot);
  ctx.font = `${END.size}px ${family()}`;
  ctx.textAlign = left ? "right" : "left";
  ctx.textBaseline = "middle";
  ctx.setLineDash([]);
  for (const { line, x, y, name } of placeNames(ends, box.top + 4, box.top + box.height - 4)) {
    ctx.globalAlpha = state.lit === null || state.lit === line.index ? 1 : 0.25;
    ctx.strokeStyle = ctx.fillStyle = colour("c" + (line.index % 10));
    ctx.lineWidth = 0.75;
    ctx.stroke(new Path2D(`M${x + 3 * away} ${y}L${edge + 5 * away} ${name}`));
    const mark = new Path2D(markerPath(line.index, edge + 9 * away, name, 3));
    ctx.fill(mark);
    ctx.stroke(mark);
    ctx.fillStyle = colour("ink");
    ctx.fillText(fitted(ctx, endName(line), room), edge + END.mark * away, name);
  }
  ctx.restore();
}
