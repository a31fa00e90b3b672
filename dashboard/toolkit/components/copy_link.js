// A button that copies an address of this lab. See copy_link.py for the data, assets.py for `served`.
//
// Over plain http, as in most local networks, browsers have no clipboard for scripts: there a hidden field is
// copied as if by hand, and where that is refused too, the address stands in a field to be copied by hand.

const SAID_MILLISECONDS = 2500;

export default function ({ data, parentElement }) {
  const frame = parentElement.querySelector(".frame") ?? newFrame(parentElement);
  frame.link = served(data.path);
  frame.label = data.label;
  if (!frame.timer) frame.button.textContent = data.label;
  frame.field.value = frame.link;
}

function newFrame(parent) {
  const frame = document.createElement("div");
  frame.className = "frame";
  frame.innerHTML = '<button type="button"></button><span class="spoken" role="status"></span>'
    + '<input readonly hidden aria-label="Link, to be copied by hand">';
  [frame.button, frame.status, frame.field] = frame.children;
  frame.button.addEventListener("click", () => copy(frame));
  parent.append(frame);
  return frame;
}

async function copy(frame) {
  if (await isCopied(frame)) {
    frame.field.hidden = true;
    say(frame, "Link copied");
  } else {
    frame.field.hidden = false;
    frame.field.focus();
    frame.field.select();
    say(frame, "Copy it from the field");
  }
}

async function isCopied(frame) {
  try {
    await navigator.clipboard.writeText(frame.link);
    return true;
  } catch {
    return isCopiedByHand(frame);
  }
}

function isCopiedByHand({ link, button }) {
  const text = document.createElement("textarea"); // in the page itself: a shadow root hides its selection
  text.value = link;
  text.readOnly = true; // no keyboard comes up on a telephone
  text.style.cssText = "position: fixed; top: 0; opacity: 0";
  document.body.append(text);
  text.select();
  const copied = document.execCommand("copy");
  text.remove();
  button.focus();
  return copied;
}

function say(frame, words) {
  frame.button.style.minWidth = `${frame.button.offsetWidth}px`; // so that what stands beside it keeps its place
  frame.button.textContent = frame.status.textContent = words;
  clearTimeout(frame.timer);
  frame.timer = setTimeout(() => {
    frame.timer = undefined;
    frame.button.textContent = frame.label;
    frame.status.textContent = "";
  }, SAID_MILLISECONDS);
}
