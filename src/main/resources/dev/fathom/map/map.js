"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const canvas = document.getElementById("map");
  const pen = canvas.getContext("2d");
  const pixels = data.pixels, size = data.block;
  const blocks = new Map(); // by name: the picture, once it is wanted, and the values, once they are read
  const view = { x: 0, y: 0, scale: 1 }; // the pixel at the upper left, and dots a pixel
  let here = { column: pixels >> 1, row: pixels >> 1, kept: false }; // the pixel that is read, rows from the top
  let queued = false;

  const bytes = id => Uint8Array.from(atob(document.getElementById(id).textContent), c => c.charCodeAt(0));

  function block(column, row) {
    const name = column + "-" + row;
    if (!blocks.has(name)) {
      const image = new Image();
      image.onload = draw;
      image.src = "data:image/png;base64," + document.getElementById("image-" + name).textContent;
      blocks.set(name, { name, image, values: null });
    }
    return blocks.get(name);
  }

  async function values(of) {
    of.values ??= new Response(new Blob([bytes("values-" + of.name)]).stream()
      .pipeThrough(new DecompressionStream("deflate"))).arrayBuffer().then(all => new Uint8Array(all));
    return of.values;
  }

  function draw() {
    if (!queued) {
      queued = true;
      requestAnimationFrame(paint);
    }
  }

  function paint() {
    queued = false;
    const dense = window.devicePixelRatio || 1;
    const width = Math.round(canvas.clientWidth * dense), height = Math.round(canvas.clientHeight * dense);
    if (canvas.width !== width || canvas.height !== height) {
      canvas.width = width;
      canvas.height = height;
    }
    pen.setTransform(1, 0, 0, 1, 0, 0);
    pen.clearRect(0, 0, width, height);
    pen.imageSmoothingEnabled = view.scale < 1;
    const last = Math.ceil(pixels / size) - 1;
    const from = at => Math.max(0, Math.floor(at / size));
    const to = at => Math.min(last, Math.floor(at / size));
    for (let row = from(view.y); row <= to(view.y + height / view.scale); row++) {
      for (let column = from(view.x); column <= to(view.x + width / view.scale); column++) {
        const { image } = block(column, row);
        if (image.complete && image.naturalWidth) {
          const left = Math.round((column * size - view.x) * view.scale);
          const top = Math.round((row * size - view.y) * view.scale);
          const right = Math.round((column * size + image.naturalWidth - view.x) * view.scale);
          const bottom = Math.round((row * size + image.naturalHeight - view.y) * view.scale);
          pen.drawImage(image, left, top, right - left, bottom - top);
        }
      }
    }
    const side = Math.max(view.scale, 7);
    const x = (here.column + 0.5 - view.x) * view.scale - side / 2, y = (here.row + 0.5 - view.y) * view.scale - side / 2;
    pen.lineWidth = 3;
    pen.strokeStyle = "#ffffff";
    pen.strokeRect(x, y, side, side);
    pen.lineWidth = 1;
    pen.strokeStyle = "#000000";
    pen.strokeRect(x, y, side, side);
  }

  const dots = () => Math.min(canvas.clientWidth, canvas.clientHeight) * (window.devicePixelRatio || 1);
  const whole = () => dots() / pixels;

  function clamp() {
    const dense = window.devicePixelRatio || 1;
    view.scale = Math.min(64 * dense, Math.max(whole(), view.scale));
    const hold = (at, shown) => shown >= pixels ? (pixels - shown) / 2 : Math.min(pixels - shown, Math.max(0, at));
    view.x = hold(view.x, canvas.clientWidth * dense / view.scale);
    view.y = hold(view.y, canvas.clientHeight * dense / view.scale);
    draw();
  }

  function zoom(factor, x, y) {
    const dense = window.devicePixelRatio || 1;
    const dotX = (x ?? canvas.clientWidth / 2) * dense, dotY = (y ?? canvas.clientHeight / 2) * dense;
    const atX = view.x + dotX / view.scale, atY = view.y + dotY / view.scale;
    view.scale = Math.min(64 * dense, Math.max(whole(), view.scale * factor));
    view.x = atX - dotX / view.scale;
    view.y = atY - dotY / view.scale;
    clamp();
  }

  function all() {
    view.scale = whole();
    clamp();
  }

  const floats = new DataView(new ArrayBuffer(4));
  const short = value => Number.isFinite(value) ? String(Number(value.toPrecision(4))) : "not finite";

  async function fate(column, row) {
    const of = block(Math.floor(column / size), Math.floor(row / size));
    const planes = await values(of);
    const columns = Math.min(size, pixels - Math.floor(column / size) * size);
    const count = planes.length / 5;
    const at = (row % size) * columns + column % size;
    floats.setUint8(0, planes[count + at]);
    floats.setUint8(1, planes[2 * count + at]);
    floats.setUint8(2, planes[3 * count + at]);
    floats.setUint8(3, 0);
    return {
      verdict: data.verdicts[planes[at]] ?? "not trained yet",
      loss: floats.getFloat32(0),
      accuracy: planes[4 * count + at] / 255
    };
  }

  const numbers = () => {
    const y = pixels - 1 - here.row;
    return { x: data.x.values[here.column], y: data.y.values[y], seed: data.seed + (data.eachSeed ? y * pixels + here.column : 0) };
  };

  async function read() {
    const wanted = here;
    const found = await fate(here.column, here.row);
    if (wanted !== here) {
      return;
    }
    const at = numbers();
    const lines = [[data.x.key, at.x], [data.y.key, at.y], ["verdict", found.verdict], ["final loss", short(found.loss)]];
    if (data.classes) {
      lines.push(["accuracy", (100 * found.accuracy).toFixed(1) + " %"]);
    }
    lines.push(["seed", at.seed], ["pixel", here.column + ", " + (pixels - 1 - here.row)]);
    const list = document.getElementById("reading");
    list.replaceChildren(...lines.flatMap(([name, value]) => {
      const term = document.createElement("dt"), text = document.createElement("dd");
      term.textContent = name;
      text.textContent = value;
      return [term, text];
    }));
    list.dataset.pixel = here.column + "," + (pixels - 1 - here.row);
  }

  function look(column, row, kept) {
    here = { column: Math.min(pixels - 1, Math.max(0, column)), row: Math.min(pixels - 1, Math.max(0, row)), kept };
    draw();
    read();
  }

  function under(event) {
    const box = canvas.getBoundingClientRect(), dense = window.devicePixelRatio || 1;
    return {
      column: Math.floor(view.x + (event.clientX - box.left - canvas.clientLeft) * dense / view.scale),
      row: Math.floor(view.y + (event.clientY - box.top - canvas.clientTop) * dense / view.scale)
    };
  }

  function filled(template) {
    const at = numbers();
    const rate = Number(data.x.isRate ? at.x : data.y.isRate ? at.y : data.rate);
    return template.replace(/\{(x|y|seed)(:rate)?\}/g, (all, name, over) => over ? String(Number(at[name]) / rate) : at[name]);
  }

  async function copy(text, what) {
    const shown = document.getElementById("text");
    shown.hidden = false;
    shown.textContent = text;
    try {
      await navigator.clipboard.writeText(text);
      document.getElementById("copied").textContent = what + " copied.";
    } catch {
      document.getElementById("copied").textContent = what + " is below, to be copied by hand.";
    }
  }

  /** The value at a share of an axis. */
  const at = (axis, share) => axis.log
    ? Math.exp((1 - share) * Math.log(axis.low) + share * Math.log(axis.high))
    : (1 - share) * axis.low + share * axis.high;

  function zoomCommand() {
    const dense = window.devicePixelRatio || 1;
    const share = value => Math.min(1, Math.max(0, value / pixels));
    const right = share(view.x + canvas.clientWidth * dense / view.scale);
    const bottom = share(view.y + canvas.clientHeight * dense / view.scale);
    const frame = [at(data.x, share(view.x)), at(data.x, right), at(data.y, 1 - bottom), at(data.y, 1 - share(view.y))];
    return data.zoom + " --zoom " + frame.join(",") + " --out map-zoom";
  }

  let drag = null;
  canvas.addEventListener("pointerdown", event => {
    canvas.setPointerCapture(event.pointerId);
    drag = { x: event.clientX, y: event.clientY, left: view.x, top: view.y, moved: false };
  });
  canvas.addEventListener("pointermove", event => {
    if (drag) {
      const dense = window.devicePixelRatio || 1;
      drag.moved ||= Math.hypot(event.clientX - drag.x, event.clientY - drag.y) > 3;
      if (drag.moved) {
        view.x = drag.left - (event.clientX - drag.x) * dense / view.scale;
        view.y = drag.top - (event.clientY - drag.y) * dense / view.scale;
        clamp();
      }
    } else if (!here.kept) {
      const { column, row } = under(event);
      look(column, row, false);
    }
  });
  canvas.addEventListener("pointerup", event => {
    if (drag && !drag.moved) {
      const { column, row } = under(event);
      look(column, row, !(here.kept && here.column === column && here.row === row));
    }
    drag = null;
  });
  canvas.addEventListener("pointercancel", () => drag = null);
  canvas.addEventListener("wheel", event => {
    event.preventDefault();
    const box = canvas.getBoundingClientRect();
    zoom(Math.exp(-event.deltaY * 0.0015), event.clientX - box.left, event.clientY - box.top);
  }, { passive: false });
  canvas.addEventListener("keydown", event => {
    const steps = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (steps && event.shiftKey) {
      view.x += steps[0] * 60 / view.scale;
      view.y += steps[1] * 60 / view.scale;
      clamp();
    } else if (steps) {
      look(here.column + steps[0], here.row + steps[1], true);
    } else if (event.key === "+" || event.key === "=") {
      zoom(1.5);
    } else if (event.key === "-") {
      zoom(1 / 1.5);
    } else if (event.key === "0") {
      all();
    } else {
      return;
    }
    event.preventDefault();
  });
  document.getElementById("in").addEventListener("click", () => zoom(1.5));
  document.getElementById("out").addEventListener("click", () => zoom(1 / 1.5));
  document.getElementById("all").addEventListener("click", all);
  document.getElementById("copy-study").addEventListener("click", () => copy(filled(data.study), "The study"));
  document.getElementById("copy-train").addEventListener("click", () => copy(filled(data.train), "The command"));
  document.getElementById("copy-zoom").addEventListener("click", () => copy(zoomCommand(), "The command"));
  document.getElementById("command").textContent = data.command;
  document.getElementById("facts").textContent = data.facts;

  const drawing = "http://www.w3.org/2000/svg";
  for (const { title, colours } of data.legend) {
    const entry = document.createElement("li"), bar = document.createElementNS(drawing, "svg");
    bar.setAttribute("width", colours.length * 14);
    bar.setAttribute("height", 14);
    bar.setAttribute("aria-hidden", "true");
    colours.forEach((colour, i) => {
      const swatch = document.createElementNS(drawing, "rect");
      for (const [name, value] of Object.entries({ x: i * 14, width: 14, height: 14, fill: colour })) {
        swatch.setAttribute(name, value);
      }
      bar.append(swatch);
    });
    entry.append(bar, title);
    document.getElementById("legend").append(entry);
  }

  new ResizeObserver(clamp).observe(canvas);
  all();
  read();
})();
