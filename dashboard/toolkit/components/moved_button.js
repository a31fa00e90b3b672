// A click that began on a button counts, also where the button has moved before it ended. See moved_button.py.

let pressed = null; // the button under a pressed pointer, and where it was then

export default function () {
  addEventListener("pointerdown", press, true);
  addEventListener("pointerup", release, true);
}

function press({ target, button }) {
  const on = button === 0 ? target.closest?.("button") : null;
  pressed = on && { on, place: on.getBoundingClientRect() };
}

function release({ target, clientX, clientY }) {
  if (!pressed) return;
  const { on, place } = pressed;
  pressed = null;
  const isBesideIt = !on.contains(target); // else the browser clicks itself
  if (isBesideIt && isWithin(place, clientX, clientY)) on.click();
}

function isWithin({ left, right, top, bottom }, x, y) {
  return x >= left && x <= right && y >= top && y <= bottom;
}
