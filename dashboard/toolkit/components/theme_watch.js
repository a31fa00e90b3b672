// Tells the page when it is drawn in another colour scheme than the browser shows. See theme_watch.py.

const watches = new WeakMap();

export default function ({ data, parentElement, setTriggerValue }) {
  if (!watches.has(parentElement)) watches.set(parentElement, watchOf(parentElement));
  const watch = watches.get(parentElement);
  Object.assign(watch, { drawn: data.kind, tell: (shown) => setTriggerValue("changed", shown) });
  watch.look();
}

function watchOf(parent) {
  const mark = document.createElement("div");
  // Streamlit hears of the system's change when it will; the style sheet it then changes is what starts this.
  mark.style.cssText = "width: 1px; height: 1px; background: var(--st-background-color); transition: background-color 1ms";
  const watch = {
    told: null,
    look() {
      const shown = getComputedStyle(mark).colorScheme;
      if (shown === this.drawn) this.told = null;
      else if (shown !== this.told) this.tell((this.told = shown));
    },
  };
  mark.addEventListener("transitionend", () => watch.look());
  parent.append(mark);
  return watch;
}
