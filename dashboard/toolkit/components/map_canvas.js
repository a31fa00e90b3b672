// Draws tens of thousands of points pixel by pixel: no WebGL, and a few milliseconds for all of them.

const RANGE = 65536; // positions are whole numbers below it
const FOUND = 128; // see map_points.py
const MANY = 70000; // so many points are two pixels wide
const MARGIN = 16; // pixels around the canvas, so that a point at its edge needs no further test

class MapCanvas {
  constructor() {
    this.canvas = document.createElement("canvas");
    this.context = this.canvas.getContext("2d");
    this.scale = 1; // CSS pixels of a step of a position
    this.left = this.top = 0; // the position in the upper left corner
  }

  // Bytes of PackedPoints.
  take(buffer) {
    const count = buffer.byteLength / 9;
    this.count = count;
    this.right = new Uint16Array(buffer, 0, count);
    this.down = new Uint16Array(buffer, 2 * count, count);
    this.index = new Uint32Array(buffer, 4 * count, count);
    this.label = new Uint8Array(buffer, 8 * count, count);
  }

  resize(width, height) {
    const ratio = Math.min(devicePixelRatio || 1, 2);
    const middle = this.width ? this.positionAt(this.width / 2, this.height / 2) : null;
    const zoom = this.zoom;
    Object.assign(this, { width, height, ratio });
    [this.canvas.width, this.canvas.height] = [Math.round(width * ratio), Math.round(height * ratio)];
    this.image = this.context.createImageData(this.canvas.width + 2 * MARGIN, this.canvas.height + 2 * MARGIN);
    this.pixels = new Uint32Array(this.image.data.buffer);
    if (!middle) return this.fit();
    this.scale = zoom * this.whole;
    this.centre(middle);
  }

  // The scale at which all points are in sight.
  get whole() {
    return (0.97 * Math.min(this.width, this.height)) / RANGE;
  }

  get zoom() {
    return this.scale / this.whole;
  }

  fit() {
    this.scale = this.whole;
    this.centre([RANGE / 2, RANGE / 2]);
  }

  centre([right, down]) {
    this.left = right - this.width / 2 / this.scale;
    this.top = down - this.height / 2 / this.scale;
    this.keepInSight();
  }

  move(x, y) {
    this.left -= x / this.scale;
    this.top -= y / this.scale;
    this.keepInSight();
  }

  // What lies under a place stays there.
  zoomAt(x, y, factor) {
    const [right, down] = this.positionAt(x, y);
    this.scale = Math.min(60, Math.max(0.7, this.zoom * factor)) * this.whole;
    this.left = right - x / this.scale;
    this.top = down - y / this.scale;
    this.keepInSight();
  }

  // The middle stays on the map.
  keepInSight() {
    const [across, high] = [this.width / 2 / this.scale, this.height / 2 / this.scale];
    this.left = Math.min(RANGE, Math.max(0, this.left + across)) - across;
    this.top = Math.min(RANGE, Math.max(0, this.top + high)) - high;
  }

  positionAt(x, y) {
    return [this.left + x / this.scale, this.top + y / this.scale];
  }

  placeOf(right, down) {
    return [(right - this.left) * this.scale, (down - this.top) * this.scale];
  }

  placeOfRow(row) {
    return this.placeOf(this.right[row], this.down[row]);
  }

  // CSS colours as the pixels of a canvas hold them.
  pixelsOf(colours) {
    const sample = Object.assign(document.createElement("canvas"), { width: colours.length, height: 1 });
    const context = sample.getContext("2d", { willReadFrequently: true });
    colours.forEach((colour, k) => {
      context.fillStyle = colour;
      context.fillRect(k, 0, 1, 1);
    });
    return new Uint32Array(context.getImageData(0, 0, colours.length, 1).data.buffer);
  }

  paint(groups, colours, { dimmed, unknown, paper }) {
    const [outside, none, ground, ...shades] = this.pixelsOf([dimmed, unknown, paper, ...colours]);
    this.pixels.fill(ground);
    const stamp = this.stamp();
    const table = new Uint32Array(FOUND).fill(none);
    table.set(shades);
    this.pass(stamp, groups, (group) => group < FOUND, new Uint32Array(2 * FOUND).fill(outside));
    const found = new Uint32Array(2 * FOUND);
    found.set(table, FOUND);
    this.pass(stamp, groups, (group) => group >= FOUND, found);
    this.context.putImageData(this.image, -MARGIN, -MARGIN);
  }

  pass(stamp, groups, isDrawn, table) {
    const { pixels, right, down, count, left, top } = this;
    const across = this.image.width;
    const scale = this.scale * this.ratio;
    const [width, height] = [this.canvas.width + MARGIN, this.canvas.height + MARGIN];
    for (let row = 0; row < count; row += 1) {
      if (!isDrawn(groups[row])) continue;
      const x = Math.round((right[row] - left) * scale);
      const y = Math.round((down[row] - top) * scale);
      if (x <= -MARGIN / 2 || y <= -MARGIN / 2 || x >= width - MARGIN / 2 || y >= height - MARGIN / 2) continue;
      const at = (y + MARGIN) * across + x + MARGIN;
      const colour = table[groups[row]];
      for (let k = 0; k < stamp.length; k += 1) pixels[at + stamp[k]] = colour;
    }
  }

  // The pixels of a point, from its middle: larger as one comes closer, and where there are few points.
  stamp() {
    const few = Math.max(1, (MANY / this.count) ** 0.25);
    const side = Math.min(2 * few * this.zoom ** 0.5, 7) * this.ratio * (this.width < 500 ? 0.75 : 1);
    const radius = Math.min(side / 2, MARGIN / 2 - 1);
    const whole = Math.ceil(radius);
    const middle = Math.round(side) % 2 ? 0 : 0.5; // so that two pixels wide is possible
    const offsets = [];
    for (let y = -whole; y <= whole; y += 1) {
      for (let x = -whole; x <= whole; x += 1) {
        if ((x + middle) ** 2 + (y + middle) ** 2 <= radius ** 2 + 0.3) offsets.push(y * this.image.width + x);
      }
    }
    return Int32Array.from(offsets.length ? offsets : [0]);
  }

  // The row of the point that is nearest to a place, or null; one that is found goes before one that is dimmed.
  nearest(x, y, groups, reach) {
    const [right, down] = this.positionAt(x, y);
    const best = [reach / this.scale, reach / this.scale].map((far) => ({ row: null, apart: far * far }));
    for (let row = 0; row < this.count; row += 1) {
      const [across, high] = [this.right[row] - right, this.down[row] - down];
      const apart = across * across + high * high;
      const kind = best[groups[row] >= FOUND ? 0 : 1];
      if (apart < kind.apart) Object.assign(kind, { row, apart });
    }
    return best[0].row ?? best[1].row;
  }
}
