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

// Custom properties reach into every shadow root.
export default function ({ data }) {
  document.documentElement.style.setProperty("--canvas-hint", JSON.stringify(data.hint));
  document.documentElement.style.setProperty("--canvas-hint-color", data.colour);
}
