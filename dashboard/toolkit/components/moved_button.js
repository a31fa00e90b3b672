// A click of a mouse counts, also where what it began on has moved before it ended. See moved_button.py.

let pressed = null; // what is clicked by a pressed mouse, and where it was then

export default function () {
  addEventListener("pointerdown", press, true);
  addEventListener("pointerup", release, true);
}

function press({ target, button, pointerType }) {
  const isClick = button === 0 && pointerType === "mouse"; // a finger leaves a field only with its own click
  const on = isClick ? target.closest?.("button, summary, label") : null;
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
