// A family of runs as lines with dots. See family_tree.py for the data, assets.py for `served`.

const shown = new WeakMap(); // by place on the page, the data that it shows
const picks = new WeakMap(); // and how a pick is told

export default function ({ data, parentElement, setTriggerValue }) {
  picks.set(parentElement, (run) => setTriggerValue("picked", run));
  const told = JSON.stringify(data);
  if (shown.get(parentElement) === told) return;
  shown.set(parentElement, told);
  const tree = element("div", "tree");
  tree.setAttribute("role", "group");
  tree.setAttribute("aria-label", "Family of this run");
  tree.append(chainOf(data.chain));
  tree.addEventListener("click", (event) => click(event, parentElement));
  parentElement.querySelector(".tree")?.remove();
  parentElement.append(tree);
  const here = tree.querySelector("li.here"); // a large family scrolls in its own box, never the page
  if (here) requestAnimationFrame(() => (tree.scrollTop = here.offsetTop - tree.clientHeight / 2));
}

function chainOf(runs) {
  const chain = element("ul", "chain");
  chain.append(...runs.map(nodeOf));
  return chain;
}

function nodeOf({ id, address, name, figure, note, here, branches }) {
  const node = element("li", here ? "here" : "");
  const head = element("div", "head");
  const link = element(here ? "strong" : "a", "name", name);
  if (here) link.setAttribute("aria-current", "page");
  else {
    link.href = served(address);
    link.dataset.run = id;
  }
  head.append(link, element("span", "figure", figure));
  node.append(head);
  if (note) node.append(element("div", "note", note));
  node.append(...branches.map(chainOf));
  return node;
}

function click(event, parentElement) {
  const link = event.target.closest("a");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return; // a new tab or window is the browser's
  event.preventDefault(); // the page goes there without being loaded anew
  picks.get(parentElement)(link.dataset.run);
}

function element(tag, className, text = "") {
  const made = document.createElement(tag);
  made.className = className;
  made.textContent = text;
  return made;
}
