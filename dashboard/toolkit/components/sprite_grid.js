// A list box of small pictures, all cut from one sprite. See sprite_grid.py for the data, assets.py for `served`,
// sprite_tile.js for `pictureOf`.

const grids = new WeakMap();

export default function ({ data, parentElement, setTriggerValue }) {
  const grid = grids.get(parentElement) ?? new Grid(parentElement);
  grids.set(parentElement, grid);
  grid.show(data, (id) => setTriggerValue("picked", id));
}

class Grid {
  constructor(parent) {
    this.root = document.createElement("div");
    this.root.className = "grid";
    this.root.setAttribute("role", "listbox");
    this.root.addEventListener("click", (event) => this.click(event));
    this.root.addEventListener("keydown", (event) => this.press(event));
    parent.append(this.root);
    this.takeFocusBack(parent.getRootNode().host);
    this.unanswered = []; // picks that Python has not repeated yet
  }

  // A dialog that closes gives the focus back to what had it, which from outside is the host of this shadow tree.
  // The host gets no tabindex, for -1 would take all that is in it out of the order of Tab.
  takeFocusBack(host) {
    if (host) host.focus = () => this.stop?.focus({ preventScroll: true });
  }

  show(data, pick) {
    this.pick = pick;
    const { selected, ...content } = data;
    const shown = JSON.stringify(content);
    const rebuilt = shown !== this.shown;
    if (rebuilt) this.build(content);
    this.shown = shown;
    this.follow(selected);
    this.outline();
    if (rebuilt) this.rove(Math.max(0, this.ids.indexOf(this.selected)));
  }

  // Python keeps the choice and repeats it a rerun late. An echo of an earlier pick must not undo a later one.
  follow(selected) {
    if (selected === this.given) return;
    this.given = selected;
    const echoed = this.unanswered.indexOf(selected);
    this.unanswered = echoed < 0 ? [] : this.unanswered.slice(echoed + 1);
    if (this.unanswered.length === 0) this.selected = selected;
  }

  build({ sprite, tiles, ids, labels, captions, cell, name }) {
    this.ids = ids;
    this.root.setAttribute("aria-label", name);
    this.root.style.setProperty("--cell", `${cell}px`);
    this.root.style.setProperty("--sprite", sprite ? `url("${served(sprite)}")` : "none");
    this.cells = labels.map((label, index) => {
      const option = document.createElement("div");
      option.className = "cell";
      option.setAttribute("role", "option");
      option.tabIndex = -1;
      option.title = label;
      option.setAttribute("aria-label", captions ? `${option.title}, ${captions[index]}` : option.title);
      option.append(pictureOf(index, tiles));
      if (captions) option.append(captionOf(captions[index]));
      return option;
    });
    this.root.replaceChildren(...this.cells);
  }

  outline() {
    this.cells.forEach((cell, index) => cell.setAttribute("aria-selected", String(this.ids[index] === this.selected)));
  }

  choose(index) {
    this.selected = this.ids[index];
    this.unanswered.push(this.selected);
    this.rove(index);
    this.outline();
    this.pick(this.selected);
  }

  // One cell of the grid is a tab stop: the one that was last in use.
  rove(index) {
    if (this.stop) this.stop.tabIndex = -1;
    this.stop = this.cells[index];
    if (this.stop) this.stop.tabIndex = 0;
  }

  click(event) {
    const index = this.cells.indexOf(event.target.closest(".cell"));
    if (index < 0) return;
    this.cells[index].focus({ preventScroll: true });
    this.choose(index);
  }

  press(event) {
    const index = this.cells.indexOf(event.target);
    if (index < 0 || event.ctrlKey || event.metaKey || event.altKey) return;
    const target = this.targets(index)[event.key];
    if (event.key === "Enter" || event.key === " ") this.choose(index);
    else if (target === undefined) return;
    else if (this.cells[target]) this.move(target);
    event.preventDefault();
  }

  targets(index) {
    const across = getComputedStyle(this.root).gridTemplateColumns.split(" ").length;
    const last = this.cells.length - 1;
    return { ArrowLeft: index - 1, ArrowRight: index + 1, ArrowUp: index - across, ArrowDown: index + across, Home: 0, End: last };
  }

  move(index) {
    this.rove(index);
    this.cells[index].focus();
  }
}

function captionOf(text) {
  const caption = document.createElement("span");
  caption.className = "caption";
  caption.textContent = text;
  return caption;
}
