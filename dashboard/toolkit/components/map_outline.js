// Outlines on a map as an address writes them: "120,340;300,340;210,500", whole numbers from 0 to 999.

const MOST_CORNERS = 40; // see region.py
const UNIT = 65536 / 1000;

const coordinate = (position) => Math.min(999, Math.max(0, Math.round(position / UNIT)));

// Of positions along a stroke; null if it goes around nothing.
function outlineOf(positions) {
  const places = positions.map(([right, down]) => [coordinate(right), coordinate(down)]);
  const apart = places.filter(([x, y], k) => k === 0 || x !== places[k - 1][0] || y !== places[k - 1][1]);
  let corners = apart;
  for (let tolerance = 1; corners.length > MOST_CORNERS; tolerance *= 1.3) corners = simplified(apart, tolerance);
  return corners.length < 3 ? null : corners.map((corner) => corner.join()).join(";");
}

function positionsOf(outline) {
  return outline.split(";").map((corner) => corner.split(",").map((each) => Number(each) * UNIT));
}

// Ramer 1972, Douglas and Peucker 1973: leaves out what lies no farther than the tolerance from a straight line.
function simplified(line, tolerance) {
  if (line.length < 3) return line;
  const [first, last] = [line[0], line.at(-1)];
  let [farthest, most] = [0, 0];
  for (let k = 1; k < line.length - 1; k += 1) {
    const apart = distance(line[k], first, last);
    if (apart > most) [farthest, most] = [k, apart];
  }
  if (most <= tolerance) return [first, last];
  return [...simplified(line.slice(0, farthest + 1), tolerance).slice(0, -1), ...simplified(line.slice(farthest), tolerance)];
}

function distance([x, y], [x1, y1], [x2, y2]) {
  const length = Math.hypot(x2 - x1, y2 - y1);
  if (length === 0) return Math.hypot(x - x1, y - y1); // a stroke that ends where it began
  return Math.abs((x2 - x1) * (y1 - y) - (x1 - x) * (y2 - y1)) / length;
}
