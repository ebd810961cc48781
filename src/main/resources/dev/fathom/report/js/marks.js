// Markers and signs: they tell lines and verdicts apart without colour.

const SHAPES = ["circle", "square", "up", "diamond", "down", "plus", "cross"];
const SIGNS = { trained: "●", exploded: "▲", diverged: "✕", slow: "~", vanished: "▼", stalled: "–" };

/** An SVG path. */
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

function swatch(index) {
  const tone = `var(--c${index % 10})`;
  const svg = drawn("svg", { class: "swatch", "aria-hidden": "true", viewBox: "0 0 26 12" });
  for (const [d, fill] of [["M0 6H26", "none"], [markerPath(index, 13, 6, 4), tone]]) {
    const path = drawn("path", { d });
    Object.assign(path.style, { stroke: tone, strokeWidth: "2", fill });
    svg.append(path);
  }
  return svg;
}
