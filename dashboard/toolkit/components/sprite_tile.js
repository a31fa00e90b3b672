// One picture of a sprite: what sprite_grid.js and digit_wall.js have in common. See sprite_grid.py for the sheet.

const SIDE = 28;
const PITCH = SIDE + 2;

function pictureOf(index, [across, down]) {
  const picture = document.createElement("span");
  picture.className = "picture";
  picture.style.backgroundSize = `${(across * PITCH * 100) / SIDE}% ${(down * PITCH * 100) / SIDE}%`;
  picture.style.backgroundPosition = `${offset(index % across, across)}% ${offset(Math.floor(index / across), down)}%`;
  return picture;
}

// Where the tile begins, as a share of the way that the sheet can move behind the cell: CSS counts in that unit.
function offset(tile, tiles) {
  return ((tile * PITCH + 1) * 100) / (tiles * PITCH - SIDE);
}
