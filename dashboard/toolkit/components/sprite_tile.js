// Sheets of images: what sprite_grid.js and digit_wall.js have in common. See image_sheet.py for the sheet.

const SIDE = 28;
const PITCH = SIDE + 2;
const TILES_PER_ROW = 40;

// The address of the sheet of these images; rows that follow each other are written as a range.
function sheetOf(sheets, rows) {
  const ranges = [];
  for (const row of rows) {
    const last = ranges.at(-1);
    if (last && row === last[1] + 1) last[1] = row;
    else ranges.push([row, row]);
  }
  return `${served(sheets)}?at=${ranges.map(([first, last]) => (first === last ? first : `${first}..${last}`)).join()}`;
}

function pictureOf(sheet, index, count) {
  const picture = document.createElement("span");
  picture.className = "picture";
  const across = Math.min(count, TILES_PER_ROW);
  const down = Math.ceil(count / across);
  picture.style.setProperty("--sheet", `url("${sheet}")`);
  picture.style.setProperty("--size", `${(across * PITCH * 100) / SIDE}% ${(down * PITCH * 100) / SIDE}%`);
  picture.style.setProperty("--at", `${offset(index % across, across)}% ${offset(Math.floor(index / across), down)}%`);
  return picture;
}

// Where the tile begins, as a share of the way that the sheet can move behind the cell: CSS counts in that unit.
function offset(tile, tiles) {
  return ((tile * PITCH + 1) * 100) / (tiles * PITCH - SIDE);
}
