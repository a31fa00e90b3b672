// A table of buttons, rows are true labels. See confusion_matrix.py for the data.

const STEPS = {
  ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0], Home: [0, -Infinity], End: [0, Infinity],
};
const CELL = { type: "button", tabIndex: -1, ariaPressed: "false" };
const matrices = new WeakMap();

export default function ({ data, parentElement, setTriggerValue }) {
  const matrix = matrices.get(parentElement) ?? new Matrix(parentElement, data.classes);
  matrices.set(parentElement, matrix);
  matrix.pick = (cell) => setTriggerValue("picked", cell);
  matrix.show(data);
}

class Matrix {
  constructor(parent, classes) {
    const size = classes.length;
    this.buttons = Array.from({ length: size }, () => Array.from({ length: size }, () => element("button", CELL)));
    const frame = element("div", { className: "frame" }, [this.table(classes)]);
    frame.addEventListener("click", (event) => this.click(event));
    frame.addEventListener("keydown", (event) => this.press(event));
    parent.append(frame);
  }

  table(classes) {
    const size = classes.length;
    const digits = [...classes.keys()];
    const named = classes.some((name) => name.length > 2) ? "named" : "";
    const columns = [element("col", { className: "side" }), element("col", { className: `side ${named}` }), ...digits.map(() => element("col"))];
    const answers = element("th", { colSpan: size, scope: "colgroup", textContent: "Predicted" });
    const truth = element("th", { rowSpan: size, scope: "rowgroup", className: "true" }, [element("span", { textContent: "True label" })]);
    const heads = [
      element("tr", {}, [element("td", { colSpan: 2 }), answers]),
      element("tr", {}, [element("td", { colSpan: 2 }), ...classes.map((name) => element("th", { scope: "col", className: named, title: name }, [element("span", { textContent: name })]))]),
    ];
    const rows = digits.map((digit) => {
      const cells = this.buttons[digit].map((button) => element("td", {}, [button]));
      const head = element("th", { scope: "row", className: named, title: classes[digit], textContent: classes[digit] });
      return element("tr", {}, digit === 0 ? [truth, head, ...cells] : [head, ...cells]);
    });
    const table = element("table", {}, [element("colgroup", {}, columns), element("thead", {}, heads), element("tbody", {}, rows)]);
    table.style.setProperty("--classes", size);
    table.setAttribute("aria-label", "Confusion matrix: rows are true labels, columns are predicted labels");
    return table;
  }

  show({ rows, selected }) {
    this.each((button, row, column) => {
      const { text, name, paper, ink } = rows[row][column];
      button.textContent = text;
      button.title = name;
      button.setAttribute("aria-label", name);
      button.style.background = paper;
      button.style.color = ink;
    });
    this.outline(selected);
  }

  outline([row, column]) {
    const chosen = this.buttons[row][column];
    if (chosen === this.chosen) return;
    this.chosen?.setAttribute("aria-pressed", "false");
    chosen.setAttribute("aria-pressed", "true");
    this.chosen = chosen;
    this.rove(chosen);
  }

  // One cell of the matrix is a tab stop: the one that was last in use.
  rove(button) {
    if (this.stop) this.stop.tabIndex = -1;
    button.tabIndex = 0;
    this.stop = button;
  }

  click({ target }) {
    const cell = this.cellOf(target);
    if (!cell) return;
    this.outline(cell);
    this.rove(target);
    this.pick(cell);
  }

  press(event) {
    const cell = this.cellOf(event.target);
    const step = STEPS[event.key];
    if (!cell || !step || event.ctrlKey || event.metaKey || event.altKey) return;
    this.move(cell[0] + step[0], cell[1] + step[1]);
    event.preventDefault();
  }

  move(row, column) {
    const line = this.buttons[within(row, this.buttons)];
    const button = line[within(column, line)];
    this.rove(button);
    button.focus();
  }

  cellOf(target) {
    let found = null;
    this.each((button, row, column) => {
      if (button === target) found = [row, column];
    });
    return found;
  }

  each(act) {
    this.buttons.forEach((line, row) => line.forEach((button, column) => act(button, row, column)));
  }
}

function within(index, list) {
  return Math.max(0, Math.min(list.length - 1, index));
}

function element(name, properties = {}, children = []) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}
