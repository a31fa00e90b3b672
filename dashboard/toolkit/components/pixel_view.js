// One image on a canvas of its own size, which the style enlarges. See pixel_view.py for the data.

const views = new WeakMap();

export default function ({ data, parentElement }) {
  const view = views.get(parentElement) ?? new View(parentElement);
  views.set(parentElement, view);
  view.show(data);
}

class View {
  constructor(parent) {
    this.canvas = document.createElement("canvas");
    this.canvas.setAttribute("role", "img");
    this.line = document.createElement("div");
    this.line.className = "line";
    for (const kind of ["pointermove", "pointerdown"]) this.canvas.addEventListener(kind, (event) => this.tell(event));
    this.canvas.addEventListener("pointerleave", () => this.rest());
    parent.append(this.canvas, this.line);
  }

  show({ pixels, side, alt }) {
    this.canvas.setAttribute("aria-label", alt);
    if (pixels === this.shown) return;
    this.shown = pixels;
    this.values = Uint8Array.from(atob(pixels), (sign) => sign.charCodeAt(0));
    this.side = side;
    this.canvas.width = this.canvas.height = side;
    const picture = new ImageData(side, side);
    this.values.forEach((value, at) => picture.data.set([value, value, value, 255], 4 * at));
    this.canvas.getContext("2d").putImageData(picture, 0, 0);
    this.rest();
  }

  tell({ clientX, clientY }) {
    const box = this.canvas.getBoundingClientRect();
    const [column, row] = [(clientX - box.left) / box.width, (clientY - box.top) / box.height].map((share) =>
      Math.min(this.side - 1, Math.max(0, Math.floor(share * this.side))),
    );
    this.line.textContent = `Row ${row}, column ${column}: ${this.values[row * this.side + column]}`;
  }

  rest() {
    this.line.textContent = "Point at a pixel for its value";
  }
}
