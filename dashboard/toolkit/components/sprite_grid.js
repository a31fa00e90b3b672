// A list box of small pictures, of which only those in sight are there. See sprite_grid.py for the data,
// assets.py for `served`, sprite_tile.js for `sheetOf` and `pictureOf`.

const PART = 200;
const GAP = 4;
const EDGE = 3; // pixels around all cells, for the outlines
const BEYOND = 0.75; // of the height in sight is drawn above and below it too
const SETTLED = 120; // milliseconds without a further key until a move selects
const LONG_PRESS = 450; // milliseconds, a little before the browser's own menu would open
const STILL = 10; // pixels that a finger may move meanwhile

const grids = new WeakMap();

export default function ({ data, parentElement, setTriggerValue }) {
  const grid = grids.get(parentElement) ?? new Grid(parentElement);
  grids.set(parentElement, grid);
  grid.show(data, (row) => setTriggerValue("picked", row), (marks) => setTriggerValue("marked", marks));
}

// Python keeps what is chosen and repeats it a rerun late. An echo of an earlier choice must not undo a later one.
class Echoes {
  constructor() {
    this.unanswered = []; // choices that Python has not repeated yet
  }

  await(choice) {
    this.unanswered.push(choice);
  }

  isNews(given) {
    if (given === this.given) return false;
    this.given = given;
    const echoed = this.unanswered.indexOf(given);
    this.unanswered = echoed < 0 ? [] : this.unanswered.slice(echoed + 1);
    return this.unanswered.length === 0;
  }
}

class Grid {
  constructor(parent) {
    this.root = element("div", "grid", { role: "listbox" });
    this.root.addEventListener("click", (event) => this.click(event));
    this.root.addEventListener("keydown", (event) => this.press(event));
    this.watchLongPresses();
    this.space = element("div", "space", { role: "presentation" });
    this.root.append(this.space);
    parent.append(this.root);
    this.takeFocusBack(parent.getRootNode().host);
    this.picks = new Echoes();
    this.cells = new Map(); // by place in the grid
    new ResizeObserver(() => this.lay()).observe(this.root);
    this.root.addEventListener("scroll", () => this.fill(), { passive: true });
  }

  // A dialog that closes gives the focus back to what had it, which from outside is the host of this shadow tree.
  // The host gets no tabindex, for -1 would take all that is in it out of the order of Tab.
  takeFocusBack(host) {
    if (host) host.focus = () => this.cells.get(this.stop)?.focus({ preventScroll: true });
  }

  show(data, pick, tellMarks) {
    Object.assign(this, { pick, tellMarks });
    const { selected, place, start, first, marked, ...content } = data;
    const shown = JSON.stringify([content, content.source ? null : first]);
    if (shown !== this.shown) this.build(content, place, start, first);
    this.shown = shown;
    this.follow(selected, place);
    this.followMarks(marked);
    this.outline();
  }

  follow(selected, place) {
    if (!this.picks.isNews(selected) || selected === this.selected) return;
    this.selected = selected;
    if (selected === null) return;
    this.rove(place);
    this.reveal(place);
    this.anchorAt(place);
  }

  followMarks(ranges) {
    const given = JSON.stringify(ranges);
    if (!this.markings.isNews(given) || this.marking) return;
    if (given === JSON.stringify(rangesOf(this.marks))) return; // a range that still grows keeps where it began
    const marks = new Uint8Array(this.count);
    for (const [from, to] of ranges) marks.fill(1, from, to + 1);
    this.setMarks(marks);
    this.base = marks;
  }

  build(content, place, start, first) {
    Object.assign(this, content);
    this.root.setAttribute("aria-label", this.name);
    this.root.setAttribute("aria-multiselectable", String(this.multiple));
    clearTimeout(this.marking);
    this.marking = 0;
    this.markings = new Echoes(); // places of these images
    this.setMarks(new Uint8Array(this.count));
    this.root.classList.toggle("scrolls", Boolean(this.source));
    this.root.style.setProperty("--cell", `${this.cell}px`);
    this.fetching?.abort();
    this.fetching = new AbortController();
    this.asked = new Set();
    this.parts = new Map([[start / PART, this.withSheet(first)]]);
    this.space.replaceChildren();
    this.cells.clear();
    this.stop = place;
    this.anchorAt(place);
    this.wanted = null;
    this.root.scrollTop = 0;
    this.across = 0; // unknown, so that `lay` lays all anew
    this.lay();
  }

  withSheet(part) {
    return { ...part, sheet: part.rows.length ? sheetOf(this.sheets, part.rows) : "" };
  }

  // How many cells stand side by side, and how tall a row is. What stood on top stays there.
  lay() {
    const width = this.root.clientWidth - 2 * EDGE;
    if (width <= 0 || !this.parts) return;
    const across = Math.max(1, Math.floor((width + GAP) / (this.cell + GAP)));
    const wide = this.root.clientWidth < 500 ? Math.floor((width + GAP) / across) - GAP : this.cell;
    if (across === this.across && wide === this.wide) return this.fill();
    const onTop = this.across ? Math.round(this.root.scrollTop / this.pitch) * this.across : null;
    const hadFocus = this.hasFocus;
    Object.assign(this, { across, wide, step: across > 1 ? (width - wide) / (across - 1) : 0 });
    const one = this.parts.values().next().value;
    this.pitch = wide + GAP + (one.captions ? 20 : 0) + (one.colours ? 6 : 0);
    this.space.style.height = `${Math.ceil(this.count / across) * this.pitch - (this.count ? GAP : 0) + 2 * EDGE}px`;
    this.space.replaceChildren();
    this.cells.clear();
    if (onTop === null) this.reveal(this.stop);
    else this.root.scrollTop = Math.floor(onTop / across) * this.pitch;
    this.fill();
    if (hadFocus) this.cells.get(this.stop)?.focus({ preventScroll: true }); // the cell that had it is gone
  }

  get hasFocus() {
    return this.root.contains(this.root.getRootNode().activeElement);
  }

  // Draws what is in sight and a little beyond, and lets go of all else but the cell that has the focus.
  fill() {
    if (!this.across) return;
    const { scrollTop, clientHeight } = this.root;
    const place = (pixels) => Math.floor(pixels / this.pitch) * this.across;
    const from = Math.max(0, place(scrollTop - BEYOND * clientHeight));
    const to = Math.min(this.count, place(scrollTop + (1 + BEYOND) * clientHeight) + this.across);
    for (const [at, cell] of this.cells) {
      if ((at < from || at >= to) && at !== this.stop) this.drop(at, cell);
    }
    for (let at = from; at < to; at += 1) this.draw(at);
    if (this.count) this.draw(Math.min(this.stop, this.count - 1)); // the tab stop
    const last = Math.floor((this.count - 1) / PART);
    for (let k = Math.floor(from / PART); k <= Math.min(last, Math.floor(to / PART) + 1); k += 1) this.ask(k);
  }

  drop(at, cell) {
    cell.remove();
    this.cells.delete(at);
  }

  draw(at) {
    const part = this.parts.get(Math.floor(at / PART));
    const drawn = this.cells.get(at);
    if (drawn && (drawn.dataset.row || !part)) return;
    const cell = drawn ?? this.place(at);
    if (!part) return;
    const k = at % PART;
    const name = part.names[k];
    cell.dataset.row = part.rows[k];
    cell.title = name;
    cell.setAttribute("aria-label", part.captions ? `${name}, ${part.captions[k]}` : name);
    this.dress(cell);
    cell.replaceChildren(pictureOf(part.sheet, k, part.rows.length));
    if (part.colours) cell.append(element("span", "bar", { style: `background: ${part.colours[k]}` }));
    if (part.captions) cell.append(captionOf(part.captions[k]));
  }

  // An empty cell where the image will be.
  place(at) {
    const cell = element("div", "cell", { role: "option", "aria-posinset": at + 1, "aria-setsize": this.count });
    const [row, column] = [Math.floor(at / this.across), at % this.across];
    cell.style.width = `${this.wide}px`;
    cell.style.transform = `translate(${EDGE + Math.round(column * this.step)}px, ${EDGE + row * this.pitch}px)`;
    cell.tabIndex = at === this.stop ? 0 : -1;
    cell.at = at;
    cell.append(element("span", "picture"));
    this.cells.set(at, cell);
    // In the order of the grid, for that is how a screen reader goes through them.
    this.space.insertBefore(cell, [...this.space.children].find((other) => other.at > at) ?? null);
    return cell;
  }

  async ask(k) {
    if (this.parts.has(k) || this.asked.has(k) || !this.source) return;
    const { asked, fetching } = this;
    asked.add(k);
    try {
      const answer = await fetch(`${served(this.source)}&from=${k * PART}`, { signal: fetching.signal });
      if (!answer.ok) return; // what it is about is gone, which the page will say
      const part = this.withSheet(await answer.json());
      if (asked !== this.asked) return; // of another query
      this.parts.set(k, part);
      this.fill();
      if (this.wanted === this.stop && Math.floor(this.wanted / PART) === k) this.choose(this.wanted);
    } catch {
      asked.delete(k); // the network failed: the next movement asks again
    }
  }

  outline() {
    for (const cell of this.cells.values()) if (cell.dataset.row) this.dress(cell);
  }

  // What is marked is selected; where nothing is, that is the image in hand.
  dress(cell) {
    const [isChosen, isMarked] = [Number(cell.dataset.row) === this.selected, this.marks[cell.at] === 1];
    cell.classList.toggle("chosen", isChosen);
    cell.classList.toggle("marked", isMarked);
    cell.setAttribute("aria-selected", String(this.hasMarks ? isMarked : isChosen));
    if (this.multiple && isChosen) cell.setAttribute("aria-current", "true");
    else cell.removeAttribute("aria-current");
  }

  // A byte for each place, 1 where it is marked.
  setMarks(marks) {
    this.marks = marks;
    this.hasMarks = marks.includes(1);
  }

  // Where a range begins, and what was marked before it.
  anchorAt(at) {
    this.anchor = at;
    this.base = this.marks;
  }

  toggle(at) {
    const marks = this.marks.slice();
    marks[at] = 1 - marks[at];
    this.rove(at);
    this.mark(marks);
    this.anchorAt(at);
  }

  stretch(at, wait = 0) {
    const marks = this.base.slice();
    marks.fill(1, Math.min(this.anchor, at), Math.max(this.anchor, at) + 1);
    this.rove(at);
    this.mark(marks, wait);
  }

  markAll(value) {
    this.mark(new Uint8Array(this.count).fill(value));
    this.base = this.marks;
  }

  // Python is told at once, that a click on what can be done with them comes later, or after so many milliseconds.
  mark(marks, wait = 0) {
    this.setMarks(marks);
    this.outline();
    clearTimeout(this.settling);
    clearTimeout(this.marking);
    this.marking = wait ? setTimeout(() => this.sendMarks(), wait) : 0;
    if (!wait) this.sendMarks();
  }

  sendMarks() {
    this.marking = 0;
    const ranges = rangesOf(this.marks);
    this.markings.await(JSON.stringify(ranges));
    this.tellMarks({ source: this.source, ranges });
  }

  choose(at) {
    const part = this.parts.get(Math.floor(at / PART));
    this.wanted = part ? null : at; // chosen as soon as it is known what it is, if the focus is still there
    if (!part) return;
    this.selected = part.rows[at % PART];
    this.picks.await(this.selected);
    this.rove(at);
    this.anchorAt(at);
    this.outline();
    this.pick(this.selected);
  }

  // One cell of the grid is a tab stop: the one that was last in use.
  rove(at) {
    const before = this.cells.get(this.stop);
    if (before) before.tabIndex = -1;
    this.stop = at;
    this.draw(at);
    this.cells.get(at).tabIndex = 0;
  }

  // Scrolls no further than needed.
  reveal(at) {
    const top = Math.floor(at / this.across) * this.pitch;
    const { scrollTop, clientHeight } = this.root;
    const lowest = top + this.pitch + 2 * EDGE - clientHeight;
    this.root.scrollTop = Math.min(top, Math.max(scrollTop, lowest));
  }

  click(event) {
    const cell = event.target.closest(".cell");
    if (!cell) return;
    if (this.wasLong) return; // the press has marked it already
    cell.focus({ preventScroll: true });
    if (this.multiple && event.shiftKey) this.stretch(cell.at);
    else if (this.multiple && (event.ctrlKey || event.metaKey)) this.toggle(cell.at);
    else if (this.isTouch && this.hasMarks) this.toggle(cell.at);
    else this.choose(cell.at);
  }

  // A long press of a finger marks an image, the next one all up to there; meanwhile a tap marks too.
  watchLongPresses() {
    const end = () => clearTimeout(this.pressing);
    this.root.addEventListener("pointerdown", (event) => {
      end();
      const cell = event.target.closest(".cell");
      Object.assign(this, { wasLong: false, isTouch: event.pointerType === "touch", pressedAt: event });
      if (!this.multiple || !this.isTouch || !cell) return;
      this.pressing = setTimeout(() => {
        this.wasLong = true;
        if (this.hasMarks) this.stretch(cell.at);
        else this.toggle(cell.at);
      }, LONG_PRESS);
    });
    this.root.addEventListener("pointermove", ({ clientX, clientY }) => {
      const { pressedAt } = this;
      if (pressedAt && Math.hypot(clientX - pressedAt.clientX, clientY - pressedAt.clientY) > STILL) end();
    });
    for (const kind of ["pointerup", "pointercancel"]) this.root.addEventListener(kind, end);
    this.root.addEventListener("contextmenu", (event) => {
      if (this.multiple && this.isTouch) event.preventDefault();
    });
  }

  press(event) {
    const at = event.target.at;
    if (at === undefined || event.altKey) return;
    const target = this.targets(at)[event.key];
    if (event.ctrlKey || event.metaKey) {
      if (!this.multiple || event.key.toLowerCase() !== "a") return;
      this.markAll(1);
    } else if (this.multiple && event.key === " ") {
      if (event.shiftKey) this.stretch(at);
      else this.toggle(at);
    } else if (event.key === "Escape") {
      if (!this.hasMarks) return;
      this.markAll(0);
    } else if (event.key === "Enter" || event.key === " ") this.choose(at);
    else if (target === undefined) return;
    else if (target >= 0 && target < this.count) this.move(target, this.multiple && event.shiftKey);
    event.preventDefault();
  }

  targets(at) {
    const { across, count } = this;
    const inSight = Math.max(1, Math.floor(this.root.clientHeight / this.pitch)) * across;
    return {
      ArrowLeft: at - 1, ArrowRight: at + 1, ArrowUp: at - across, ArrowDown: at + across,
      PageUp: Math.max(at % across, at - inSight), PageDown: Math.min(count - 1, at + inSight), Home: 0, End: count - 1,
    };
  }

  move(at, stretches) {
    this.rove(at);
    this.reveal(at);
    this.cells.get(at).focus();
    if (stretches) this.stretch(at, SETTLED);
    else this.anchorAt(at);
    if (stretches || !this.selectsOnMove) return;
    clearTimeout(this.settling);
    this.settling = setTimeout(() => this.choose(at), SETTLED);
  }
}

function element(tag, className, attributes = {}) {
  const made = document.createElement(tag);
  made.className = className;
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}

// Where marks stand, as pairs of the first and the last place of those beside each other.
function rangesOf(marks) {
  const ranges = [];
  for (let from = marks.indexOf(1); from >= 0; ) {
    const end = marks.indexOf(0, from);
    const after = end < 0 ? marks.length : end;
    ranges.push([from, after - 1]);
    from = marks.indexOf(1, after);
  }
  return ranges;
}

function captionOf(text) {
  const caption = element("span", "caption");
  caption.textContent = text;
  return caption;
}
