// One image of its own size, which the style enlarges. See pixel_view.py for the data.

const views = new WeakMap();

export default function ({ data, parentElement }) {
  const view = views.get(parentElement) ?? new View(parentElement);
  views.set(parentElement, view);
  view.show(data);
}

class View {
  constructor(parent) {
    this.image = document.createElement("img");
    this.line = document.createElement("div");
    this.line.className = "line";
    for (const kind of ["pointermove", "pointerdown"]) this.image.addEventListener(kind, (event) => this.tell(event));
    this.image.addEventListener("pointerleave", () => this.rest());
    parent.append(this.image, this.line);
  }

  show({ pixels, side, alt }) {
    this.image.alt = alt;
    if (pixels === this.shown) return;
    this.shown = pixels;
    this.values = Uint8Array.from(atob(pixels), (sign) => sign.charCodeAt(0));
    this.side = side;
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = side;
    const picture = new ImageData(side, side);
    this.values.forEach((value, at) => picture.data.set([value, value, value, 255], 4 * at));
    canvas.getContext("2d").putImageData(picture, 0, 0);
    this.image.src = canvas.toDataURL();
    this.rest();
  }

  tell({ clientX, clientY }) {
    const box = this.image.getBoundingClientRect();
    const [column, row] = [(clientX - box.left) / box.width, (clientY - box.top) / box.height].map((share) =>
      Math.min(this.side - 1, Math.max(0, Math.floor(share * this.side))),
    );
    this.line.textContent = `Row ${row}, column ${column}: ${this.values[row * this.side + column]}`;
  }

  rest() {
    this.line.textContent = "Point at a pixel for its value";
  }
}
