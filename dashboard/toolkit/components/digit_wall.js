// A wall of digits, each a link to the image on Explore. See digit_wall.py for the data, assets.py for `served`,
// sprite_tile.js for `sheetOf` and `pictureOf`.

const BELOW = 230; // pixels for what stands above and below a wall that fills the screen
const walls = new WeakMap();

export default function ({ data, parentElement, setTriggerValue }) {
  const wall = walls.get(parentElement) ?? new Wall(parentElement);
  walls.set(parentElement, wall);
  wall.show(data, (index) => setTriggerValue("picked", index));
}

class Wall {
  constructor(parent) {
    this.root = document.createElement("div");
    this.root.className = "wall";
    this.root.setAttribute("role", "group");
    this.bubble = document.createElement("span");
    this.bubble.className = "bubble";
    this.bubble.setAttribute("aria-hidden", "true"); // each link has the same words for its name
    this.listen();
    parent.append(this.root);
  }

  listen() {
    const { root } = this;
    root.addEventListener("click", (event) => this.click(event));
    root.addEventListener("keydown", (event) => this.press(event));
    for (const kind of ["pointerover", "focusin"]) root.addEventListener(kind, ({ target }) => this.tell(target));
    for (const kind of ["pointerleave", "focusout"]) root.addEventListener(kind, () => this.bubble.remove());
    new ResizeObserver(() => this.fit()).observe(root);
  }

  show(data, pick) {
    this.pick = pick;
    const shown = JSON.stringify(data);
    if (shown !== this.shown) this.build(data);
    this.shown = shown;
  }

  build({ sheets, rows, names, links, name, fills }) {
    this.fills = fills;
    this.root.setAttribute("aria-label", name);
    const sheet = sheetOf(sheets, rows);
    this.digits = names.map((each, index) => {
      const digit = document.createElement("a");
      digit.className = "digit";
      digit.href = served(links[index]);
      digit.tabIndex = -1;
      digit.setAttribute("aria-label", each);
      digit.append(pictureOf(sheet, index, rows.length));
      return digit;
    });
    this.root.replaceChildren(...this.digits);
    this.rove(0);
    this.fit();
  }

  get columns() {
    return getComputedStyle(this.root).gridTemplateColumns.split(" ").length;
  }

  get rows() {
    const style = getComputedStyle(this.root);
    const [fewest, most] = ["--rows", "--most-rows"].map((name) => Number(style.getPropertyValue(name)));
    const pitch = (this.stop?.offsetHeight || Infinity) + parseFloat(style.rowGap);
    return this.fills ? Math.min(most, Math.max(fewest, Math.floor((innerHeight - BELOW) / pitch))) : fewest;
  }

  // As many digits as fill the rows; the others nobody sees or reaches.
  fit() {
    this.count = this.columns * this.rows;
    this.digits?.forEach((digit, index) => { digit.hidden = index >= this.count; });
    if (this.stop?.hidden) this.rove(0);
  }

  // One digit of the wall is a tab stop: the one that was last in use.
  rove(index) {
    if (this.stop) this.stop.tabIndex = -1;
    this.stop = this.digits[index];
    if (this.stop) this.stop.tabIndex = 0;
  }

  click(event) {
    const index = this.digits.indexOf(event.target.closest(".digit"));
    if (index < 0 || event.ctrlKey || event.metaKey || event.shiftKey) return; // a new tab or window is the browser's
    event.preventDefault(); // the page goes there without being loaded anew
    this.rove(index);
    this.pick(index);
  }

  press(event) {
    const index = this.digits.indexOf(event.target);
    if (index < 0 || event.ctrlKey || event.metaKey || event.altKey) return;
    const target = this.targets(index)[event.key];
    if (target === undefined) return;
    event.preventDefault();
    if (!this.digits[target] || this.digits[target].hidden) return;
    this.rove(target);
    this.digits[target].focus();
  }

  targets(index) {
    const { columns } = this;
    const last = Math.min(this.count, this.digits.length) - 1;
    return { ArrowLeft: index - 1, ArrowRight: index + 1, ArrowUp: index - columns, ArrowDown: index + columns, Home: 0, End: last };
  }

  tell(target) {
    const digit = target.closest(".digit");
    if (!digit) return;
    this.bubble.textContent = digit.getAttribute("aria-label");
    digit.append(this.bubble);
    this.bubble.dataset.row = digit.offsetTop < digit.offsetHeight ? "first" : "other";
    const middle = digit.offsetLeft + digit.offsetWidth / 2;
    this.bubble.dataset.side = middle < 80 ? "left" : middle > this.root.clientWidth - 80 ? "right" : "middle";
  }
}
