// Small pictures in groups, each a link. See picture_links.py for the data, assets.py for `served`.

const shown = new WeakMap(); // by place on the page, the data that it shows
const picks = new WeakMap(); // and how a pick is told

export default function ({ data, parentElement, setTriggerValue }) {
  picks.set(parentElement, (place) => setTriggerValue("picked", place));
  const told = JSON.stringify(data);
  if (shown.get(parentElement) === told) return;
  shown.set(parentElement, told);
  const root = element("div", `groups ${data.layout}`);
  root.setAttribute("role", "group");
  root.setAttribute("aria-label", data.name);
  root.append(...data.groups.map(groupOf));
  root.addEventListener("click", (event) => click(event, root, parentElement));
  parentElement.querySelector(".groups")?.remove();
  parentElement.append(root);
}

function groupOf({ title, note, links }) {
  const group = element("div", "group");
  if (title) group.append(element("b", "title", title));
  group.append(...links.map(linkOf));
  if (note) group.append(element("span", "note", note));
  return group;
}

function linkOf({ name, address, source, caption }) {
  const link = element("a", source ? "link" : "link words");
  link.href = served(address);
  link.title = name;
  link.setAttribute("aria-label", name);
  if (source) {
    const picture = element("img", "picture");
    picture.src = source;
    picture.alt = "";
    link.append(picture);
  }
  if (caption) link.append(element("span", "caption", caption));
  return link;
}

function click(event, root, parentElement) {
  const link = event.target.closest("a");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return; // a new tab or window is the browser's
  event.preventDefault(); // the page goes there without being loaded anew
  document.querySelector('[data-testid="stMain"]')?.scrollTo(0, 0); // what comes begins on top
  picks.get(parentElement)([...root.querySelectorAll("a")].indexOf(link));
}

function element(tag, className, text = "") {
  const made = document.createElement(tag);
  made.className = className;
  made.textContent = text;
  return made;
}
