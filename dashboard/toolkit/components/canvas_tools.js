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

export default function () {} // this file is loaded once a tab, and all is done by then
