// A map of all images: points to move among, to pick, and to draw around. See image_map.py for the data,
// map_canvas.js for what draws the points, map_outline.js for the form of an outline, assets.py for `served`,
// sprite_tile.js for `sheetOf` and `pictureOf`.

const SVG = "http://www.w3.org/2000/svg";
const ICONS = {
  pan: "M12 3v18M3 12h18M9 6l3-3 3 3M9 18l3 3 3-3M6 9l-3 3 3 3M18 9l3 3-3 3",
  lasso: "M7 15c-3-1-4-3-4-5 0-4 4-6 9-6s9 2 9 6-4 6-9 6c-2 0-3 0-5-1zM7 15a2 2 0 1 0 1 3c0 2-1 3-3 3",
  box: "M4 4h3M10.5 4h3M17 4h3v3M20 10.5v3M20 17v3h-3M13.5 20h-3M7 20H4v-3M4 13.5v-3M4 7V4",
};
const MODES = { pan: "Move", lasso: "Lasso", box: "Box" };
const STEP = 1.5; // of a button or a key
const STILL = 5; // pixels: what moves less is a click
const KEYS = { ArrowLeft: [1, 0], ArrowRight: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
const maps = new WeakMap();

export default function ({ data, parentElement, setTriggerValue }) {
  const map = maps.get(parentElement) ?? new ImageMap(parentElement);
  maps.set(parentElement, map);
  map.pick = (what) => setTriggerValue("picked", what);
  map.show(data);
  return () => parentElement.isConnected || map.resizing.disconnect();
}

class ImageMap {
  constructor(parent) {
    this.view = new MapCanvas();
    this.pointers = new Map();
    this.mode = "pan";
    this.root = element("div", "map", { role: "application", tabindex: 0 });
    this.marks = document.createElementNS(SVG, "svg");
    this.marks.classList.add("marks");
    this.marks.setAttribute("aria-hidden", "true");
    this.region = this.mark("path", "region");
    this.drawn = this.mark("path", "drawn");
    this.chosen = this.mark("circle", "chosen");
    this.near = this.mark("circle", "near");
    this.own = this.mark("circle", "own");
    this.ownName = this.mark("text", "own-name");
    this.tip = element("div", "tip", { hidden: "" });
    this.note = element("div", "note", { role: "status" }, "Loading the map …");
    this.root.append(this.view.canvas, this.marks, this.tip, this.note);
    parent.append(this.tools(), this.root);
    this.listen();
    this.resizing = new ResizeObserver(() => this.resize());
    this.resizing.observe(this.root);
  }

  mark(kind, name) {
    const made = document.createElementNS(SVG, kind);
    made.setAttribute("class", name);
    this.marks.append(made);
    return made;
  }

  tools() {
    const bar = element("div", "tools", { role: "toolbar", "aria-label": "Map" });
    this.modes = Object.entries(MODES).map(([mode, title]) => {
      const button = element("button", mode, { type: "button", "aria-pressed": mode === this.mode });
      button.innerHTML = `<svg viewBox="0 0 24 24" aria-hidden="true"><path d="${ICONS[mode]}"/></svg>${title}`;
      button.addEventListener("click", () => this.turnTo(mode));
      return button;
    });
    const zoom = element("div", "zoom");
    const acts = [["+", "Zoom in", () => this.zoom(STEP)], ["−", "Zoom out", () => this.zoom(1 / STEP)], ["Reset", "Show the whole map", () => this.reset()]];
    for (const [sign, name, act] of acts) {
      const button = element("button", "", { type: "button", "aria-label": name, title: name }, sign);
      button.addEventListener("click", act);
      zoom.append(button);
    }
    bar.append(...this.modes, zoom);
    return bar;
  }

  listen() {
    const at = (event) => {
      const box = this.root.getBoundingClientRect();
      return [event.clientX - box.left - 1, event.clientY - box.top - 1]; // less the border
    };
    const on = (kind, act) => this.root.addEventListener(kind, (event) => act(event, at(event)));
    on("pointerdown", (event, place) => this.press(event, place));
    on("pointermove", (event, place) => this.move(event, place));
    on("pointerup", (event, place) => this.lift(event, place));
    on("pointercancel", (event) => this.forget(event));
    on("pointerleave", () => this.hover(null));
    on("keydown", (event) => this.key(event));
    on("blur", () => this.hover(null));
    this.root.addEventListener("wheel", (event) => {
      event.preventDefault();
      const lines = event.deltaMode ? 33 : 1; // pixels of a line
      this.zoom(2 ** (-event.deltaY * lines * (event.ctrlKey ? 0.01 : 0.002)), at(event));
    }, { passive: false });
  }

  show(data) {
    const before = this.data ?? {};
    this.data = data;
    this.root.setAttribute("aria-label", `${data.name}${data.mark ? `, with ${data.markName}` : ""}. Arrow keys move, plus and minus zoom, Enter selects what is in the middle.`);
    if (data.selected !== before.selected) this.selected = data.selected;
    if (data.outline !== before.outline) this.outline = data.outline;
    if (data.points !== before.points) this.fetch(data.points, "points", (bytes) => this.view.take(bytes));
    const groups = `${data.groups} ${data.state}`;
    if (groups !== this.asked) this.fetch(data.groups, "groups", (bytes) => (this.groups = new Uint8Array(bytes)));
    this.asked = groups;
    this.draw();
  }

  async fetch(path, kind, take) {
    this.fetching ??= {};
    const asked = (this.fetching[kind] = {});
    try {
      const answer = await fetch(served(path));
      if (!answer.ok) throw new Error(answer.statusText);
      const bytes = await answer.arrayBuffer();
      if (asked !== this.fetching[kind]) return; // of an earlier question
      take(bytes);
      this.hover(null);
      this.draw();
    } catch {
      this.note.textContent = "The map could not be loaded. Reload the page to try again.";
      this.note.hidden = false;
    }
  }

  get isThere() {
    return this.view.count && this.groups?.length === this.view.count && this.view.width;
  }

  resize() {
    const { clientWidth, clientHeight } = this.root;
    if (!clientWidth || !clientHeight) return;
    this.view.resize(clientWidth, clientHeight);
    this.marks.setAttribute("viewBox", `0 0 ${clientWidth} ${clientHeight}`);
    if (this.isThere) this.paint();
  }

  draw() {
    this.frame ??= requestAnimationFrame(() => {
      this.frame = null;
      if (this.isThere) this.paint();
    });
  }

  paint() {
    const { colours, tones } = this.data;
    this.view.paint(this.groups, colours, tones);
    if (!this.note.hidden) this.root.dataset.drawn = "true";
    this.note.hidden = true;
    const place = ([right, down]) => this.view.placeOf(right, down).map((each) => each.toFixed(1)).join();
    const region = this.outline ? `M${positionsOf(this.outline).map(place).join("L")}Z` : "";
    this.region.setAttribute("d", region);
    this.drawn.setAttribute("d", this.stroke?.length > 1 ? `M${this.stroke.map(place).join("L")}Z` : "");
    this.ring(this.chosen, this.selected, 9);
    this.ring(this.near, this.hovered ?? null, 6);
    this.markOwn();
  }

  // A place that is of no image of the data set, such as that of a drawing.
  markOwn() {
    const { mark, markName } = this.data;
    this.own.setAttribute("r", mark ? 7 : 0);
    this.ownName.textContent = mark ? markName : "";
    if (!mark) return;
    const [x, y] = this.view.placeOf(...mark);
    const isLeft = x > this.view.width / 2;
    this.own.setAttribute("cx", x);
    this.own.setAttribute("cy", y);
    this.ownName.setAttribute("x", x + (isLeft ? -13 : 13));
    this.ownName.setAttribute("y", y + 5);
    this.ownName.setAttribute("text-anchor", isLeft ? "end" : "start");
  }

  ring(circle, row, radius) {
    circle.setAttribute("r", row === null ? 0 : radius);
    if (row === null) return;
    const [x, y] = this.view.placeOfRow(row);
    circle.setAttribute("cx", x);
    circle.setAttribute("cy", y);
  }

  turnTo(mode) {
    this.mode = mode;
    this.modes.forEach((button) => button.setAttribute("aria-pressed", String(button.className === mode)));
    this.root.classList.toggle("draws", mode !== "pan");
  }

  press(event, place) {
    if (event.button > 0 || !this.isThere) return;
    this.root.setPointerCapture(event.pointerId);
    this.pointers.set(event.pointerId, place);
    this.stroke = null;
    if (this.pointers.size > 1) {
      this.began = null; // two fingers neither click nor draw
    } else {
      this.began = place;
      const draws = this.mode !== "pan" || event.shiftKey;
      if (draws) this.stroke = [this.view.positionAt(...place)];
    }
    this.hover(null);
    this.draw();
  }

  move(event, place) {
    if (!this.isThere) return;
    const before = this.pointers.get(event.pointerId);
    if (!before) return this.hover(event.pointerType === "mouse" ? place : null);
    this.pointers.set(event.pointerId, place);
    if (this.pointers.size > 1) this.pinch(event.pointerId, before, place);
    else if (this.stroke) this.trace(place);
    else if (this.moved(place)) this.view.move(place[0] - before[0], place[1] - before[1]);
    this.draw();
  }

  // Whether this is no click any more.
  moved(place) {
    if (this.began && Math.hypot(place[0] - this.began[0], place[1] - this.began[1]) > STILL) this.began = null;
    return !this.began;
  }

  pinch(id, before, place) {
    const [other] = [...this.pointers].filter(([each]) => each !== id).map(([, at]) => at);
    const spread = (at) => Math.hypot(at[0] - other[0], at[1] - other[1]);
    this.view.move((place[0] - before[0]) / 2, (place[1] - before[1]) / 2);
    const middle = [(place[0] + other[0]) / 2, (place[1] + other[1]) / 2];
    this.view.zoomAt(...middle, spread(place) / Math.max(spread(before), 1));
  }

  trace(place) {
    this.moved(place);
    const to = this.view.positionAt(...place);
    if (this.mode === "box") {
      const from = this.stroke[0];
      this.stroke = [from, [to[0], from[1]], to, [from[0], to[1]]];
    } else this.stroke.push(to);
  }

  lift(event, place) {
    if (!this.pointers.delete(event.pointerId)) return;
    const { stroke, began } = this;
    this.stroke = this.began = null;
    if (began) this.click(place, event.pointerType === "mouse" ? 12 : 24);
    else if (stroke) this.enclose(outlineOf(stroke));
    this.draw();
  }

  forget(event) {
    this.pointers.delete(event.pointerId);
    this.stroke = this.began = null;
    this.draw();
  }

  click(place, reach) {
    const row = this.view.nearest(...place, this.groups, reach);
    if (row === null) return;
    this.selected = row;
    this.pick(row);
  }

  enclose(outline) {
    if (!outline) return;
    this.outline = outline;
    this.pick(outline);
  }

  zoom(factor, place = [this.view.width / 2, this.view.height / 2]) {
    if (!this.isThere) return;
    this.view.zoomAt(...place, factor);
    this.hover(null);
    this.draw();
  }

  reset() {
    if (!this.isThere) return;
    this.view.fit();
    this.draw();
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || !this.isThere) return;
    const { width, height } = this.view;
    const middle = [width / 2, height / 2];
    const step = KEYS[event.key];
    if (step) this.view.move(0.15 * width * step[0], 0.15 * height * step[1]);
    else if (event.key === "+" || event.key === "=") this.zoom(STEP);
    else if (event.key === "-") this.zoom(1 / STEP);
    else if (event.key === "0") this.reset();
    else if (event.key === "Enter") this.click(middle, width);
    else if (event.key === "Escape") this.turnTo("pan");
    else return;
    event.preventDefault();
    this.hover(middle, width);
    this.draw();
  }

  // Shows the image whose point is nearest to a place.
  hover(place, reach = 12) {
    const row = place && this.isThere ? this.view.nearest(...place, this.groups, reach) : null;
    if (row === this.hovered) return;
    this.hovered = row;
    this.tip.hidden = row === null;
    this.draw();
    if (row === null) return;
    const { index, label } = this.view;
    const split = this.data.firstRows.findLast(([, first]) => first <= row);
    const name = `image ${index[row].toLocaleString("en")}${split ? ` of ${split[0]}` : ""}`;
    const words = element("span", "", {}, `${this.data.classes[label[row]]}, ${name}`);
    this.tip.replaceChildren(pictureOf(sheetOf(this.data.sheets, [row]), 0, 1), words);
    const [x, y] = this.view.placeOfRow(row);
    const { offsetWidth, offsetHeight } = this.tip;
    this.tip.style.left = `${Math.min(Math.max(4, x + 14), this.view.width - offsetWidth - 4)}px`;
    this.tip.style.top = `${y > offsetHeight + 18 ? y - offsetHeight - 14 : y + 14}px`;
  }
}

function element(name, className, attributes = {}, text = "") {
  const made = Object.assign(document.createElement(name), { className });
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(text);
  return made;
}
