// Elements, and numbers as people read them.

const given = document.getElementById("data").textContent;
const data = given.startsWith("{") ? JSON.parse(given) : await unpacked(given);

/** JSON that was deflated, in Base64. */
function unpacked(text) {
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"))).json();
}

function element(tag, attributes, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (name in node && name !== "list") node[name] = value;
    else node.setAttribute(name, value);
  }
  node.append(...children);
  return node;
}

/** An element of SVG. */
function drawn(tag, attributes, ...children) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes ?? {})) node.setAttribute(name, value);
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

const percent = (share) => (share === null ? "–" : (100 * share).toFixed(1) + " %");

function say(text) {
  byId("said").textContent = text;
}
