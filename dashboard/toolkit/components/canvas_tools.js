// Puts `CSS` into the shadow root of each drawing canvas, be it there already or to come. See canvas_tools.py.

const sheet = new CSSStyleSheet();
sheet.replaceSync(CSS);

const attach = Element.prototype.attachShadow;
Element.prototype.attachShadow = function (options) {
  return dressed(attach.call(this, options));
};
document.querySelectorAll("*").forEach(({ shadowRoot }) => shadowRoot && dressed(shadowRoot));

function dressed(root) {
  root.adoptedStyleSheets.push(sheet);
  return root;
}

// Events of a stroke that began before the brush that was chosen arrived; null while none is awaited.
let held = null;
let brush, overdue;
const BEGINNINGS = ["mousedown", "touchstart"];
const LONGEST_MS = 2000;
const UNTIL_DRESSED_MS = 50; // the canvas takes its brush a moment before or after this component

document.addEventListener("click", ({ target }) => target.closest('.st-key-brush [aria-checked="false"]') && hold(), true);
[...BEGINNINGS, "mousemove", "mouseup", "touchmove", "touchend", "touchcancel"].forEach((kind) =>
  window.addEventListener(kind, keep, { capture: true, passive: false }),
);

function hold() {
  held ??= [];
  clearTimeout(overdue);
  overdue = setTimeout(release, LONGEST_MS);
}

function keep(event) {
  if (!held) return;
  const [target, ...around] = event.composedPath();
  const isOnCanvas = around.some((each) => each.classList?.contains("dc-root"));
  if (!held.length && !(BEGINNINGS.includes(event.type) && isOnCanvas)) return;
  event.stopImmediatePropagation();
  event.preventDefault();
  held.push([target, copied(event)]);
}

function copied(event) {
  if (!event.touches) return new event.constructor(event.type, event);
  const [touches, targetTouches, changedTouches] = [event.touches, event.targetTouches, event.changedTouches].map((list) => [...list]);
  return new TouchEvent(event.type, { bubbles: true, cancelable: true, composed: true, touches, targetTouches, changedTouches });
}

function release() {
  const events = held ?? [];
  held = null;
  events.forEach(([target, event]) => target.dispatchEvent(event));
}

// Custom properties reach into every shadow root.
export default function ({ data }) {
  document.documentElement.style.setProperty("--canvas-hint", JSON.stringify(data.hint));
  document.documentElement.style.setProperty("--canvas-hint-color", data.colour);
  if (data.brush !== brush) setTimeout(release, UNTIL_DRESSED_MS);
  brush = data.brush;
}
