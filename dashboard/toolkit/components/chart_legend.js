// The legend of one or more Plotly charts: a button for each line, which shows or hides it in all of them.

const SVG = "http://www.w3.org/2000/svg";
const DASHES = { dash: "6 4", dot: "2 3", dashdot: "6 3 2 3", longdash: "10 4", longdashdot: "10 3 2 3" };

export class Legend {
  // `changed` is called after a press, when `hidden` is another set of keys.
  constructor(parent, changed) {
    this.root = document.createElement("div");
    this.root.className = "chart-legend";
    this.root.setAttribute("role", "group");
    this.root.setAttribute("aria-label", "Lines of the chart");
    this.hidden = new Set();
    this.changed = changed;
    parent.append(this.root);
  }

  // One entry for each line; it may have a trace in each chart. A legend that is the same stays, and keeps the focus.
  show(traces) {
    const entries = [...new Map(traces.map((trace) => [keyOf(trace), entryOf(trace)])).values()];
    const wanted = JSON.stringify(entries);
    if (wanted === this.shown) return;
    this.shown = wanted;
    this.root.replaceChildren(...entries.map((entry) => this.button(entry)));
  }

  // What a trace needs to be drawn or left out.
  apply(traces) {
    for (const trace of traces) trace.visible = !this.hidden.has(keyOf(trace));
  }

  button({ key, name, colour, dash, lined, mark }) {
    const button = document.createElement("button");
    button.type = "button";
    button.title = plain(name);
    button.append(swatch(colour, dash, lined));
    if (mark) button.append(span("mark", mark, colour));
    button.append(span("name", plain(name)));
    button.setAttribute("aria-pressed", String(!this.hidden.has(key)));
    button.addEventListener("click", () => {
      const shown = this.hidden.delete(key);
      if (!shown) this.hidden.add(key);
      button.setAttribute("aria-pressed", String(shown));
      this.changed();
    });
    return button;
  }
}

// Names are not unique: people may call two runs alike.
function keyOf({ name, meta }) {
  return meta?.key ?? name;
}

function entryOf({ name, line, marker, mode = "", meta }) {
  const lined = mode.includes("lines");
  const colour = (lined ? line?.color : marker?.color) ?? "currentColor";
  return { key: keyOf({ name, meta }), name, colour, dash: line?.dash ?? "solid", lined, mark: meta?.mark ?? (lined ? "" : "◇") };
}

function swatch(colour, dash, lined) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 22 8");
  svg.setAttribute("aria-hidden", "true");
  if (!lined) return svg;
  const line = document.createElementNS(SVG, "path");
  for (const [key, value] of Object.entries({ d: "M0 4h22", stroke: colour, "stroke-width": 2 })) line.setAttribute(key, value);
  if (DASHES[dash]) line.setAttribute("stroke-dasharray", DASHES[dash]);
  svg.append(line);
  return svg;
}

function span(kind, text, colour = "") {
  const element = document.createElement("span");
  element.className = kind;
  element.textContent = text;
  element.style.color = colour;
  if (kind === "mark") element.setAttribute("aria-hidden", "true");
  return element;
}

// Plotly takes names for markup, so they arrive escaped.
export function plain(name) {
  return new DOMParser().parseFromString(name, "text/html").documentElement.textContent;
}
