// Axes of the line charts: logarithms with rails for 0 and infinity.

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

/** Of ticks, rows of {x, text}, those whose texts have room beside each other where px puts them. */
function roomy(ticks, px) {
  const kept = [];
  for (const tick of ticks) {
    const last = kept[kept.length - 1];
    if (!last || px(tick.x) - px(last.x) >= 3 + 3.6 * (tick.text.length + last.text.length)) kept.push(tick);
  }
  return kept;
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
