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

// Events of a stroke that began before what was asked for arrived, another brush or an empty canvas; null while
// none is awaited. The canvas they were meant for may be gone by then.
let held = null;
let area, shown, overdue; // the place of the canvas, where between two of them there is none for a moment
const ASKING = '.st-key-brush [aria-checked="false"], .st-key-clear button, .st-key-next-digit button';
const BEGINNINGS = ["mousedown", "touchstart"];
const TOUCHES = ["touchmove", "touchend", "touchcancel"]; // they go to where the touch began, even if that is gone
const LONGEST_MS = 2000;
const UNTIL_READY_MS = 100; // an empty canvas loads its drawing first

// The canvas sends what was drawn a while after a stroke has ended. A click on Next that overtakes the stroke would
// be dropped by the server when the stroke arrives.
const SENT_AFTER_MS = 300;
let isDrawing = false, ended = -SENT_AFTER_MS, clicking;
window.addEventListener("click", waitForStroke, true);
BEGINNINGS.forEach((kind) => window.addEventListener(kind, (event) => (isDrawing = isStroke(event)), true));
["mouseup", "touchend", "touchcancel"].forEach((kind) => window.addEventListener(kind, endStroke, true));

function isStroke(event) {
  return event.composedPath()[0].matches?.(".upper-canvas") ?? false;
}

function endStroke() {
  if (isDrawing) ended = performance.now();
  isDrawing = false;
}

function waitForStroke(event) {
  const button = event.target.closest(".st-key-next-digit button");
  const left = ended + SENT_AFTER_MS - performance.now();
  if (!button || left <= 0) return;
  event.stopImmediatePropagation();
  clearTimeout(clicking); // a double click is one click
  clicking = setTimeout(() => button.click(), left);
}

document.addEventListener("click", ({ target }) => target.closest(ASKING) && hold(), true);
[...BEGINNINGS, "mousemove", "mouseup", ...TOUCHES].forEach((kind) =>
  window.addEventListener(kind, keep, { capture: true, passive: false }),
);

function hold() {
  held ??= [];
  area = canvas()?.getBoundingClientRect();
  clearTimeout(overdue);
  overdue = setTimeout(release, LONGEST_MS);
}

function keep(event) {
  const [target] = event.composedPath();
  if (!held) return target.isConnected === false && send(target, copied(event));
  if (!held.length && !(BEGINNINGS.includes(event.type) && isOnCanvas(event.touches?.[0] ?? event))) return;
  event.stopImmediatePropagation();
  event.preventDefault();
  if (event.type === "touchstart") TOUCHES.forEach((kind) => target.addEventListener(kind, keep));
  held.push([target, copied(event)]);
}

function isOnCanvas({ clientX, clientY }) {
  return area && clientX > area.left && clientX < area.right && clientY > area.top && clientY < area.bottom;
}

function copied(event) {
  if (!event.touches) return new event.constructor(event.type, event);
  const [touches, targetTouches, changedTouches] = [event.touches, event.targetTouches, event.changedTouches].map((list) => [...list]);
  return new TouchEvent(event.type, { bubbles: true, cancelable: true, composed: true, touches, targetTouches, changedTouches });
}

function release() {
  const events = held ?? [];
  held = null;
  events.forEach(([target, event]) => send(target, event));
}

function send(target, event) {
  const isThere = target.isConnected && !BEGINNINGS.includes(event.type);
  (isThere ? target : canvas())?.dispatchEvent(event);
}

function canvas() {
  const roots = [...document.querySelectorAll("*")].map(({ shadowRoot }) => shadowRoot);
  return roots.find((root) => root?.querySelector(".dc-root"))?.querySelector(".upper-canvas");
}

// Custom properties reach into every shadow root.
export default function ({ data }) {
  document.documentElement.style.setProperty("--canvas-hint", JSON.stringify(data.hint));
  document.documentElement.style.setProperty("--canvas-hint-color", data.colour);
  const now = `${data.brush} ${data.number}`;
  if (now !== shown) setTimeout(release, UNTIL_READY_MS);
  shown = now;
}
