// Streamlit adds an entry to the browser's history for each change of the query, so that one would have to go
// back many times to leave a page. Here a new query takes the place of the one before it, unless it names another
// run: Back and Forward go through the runs that one looked at. On the way to another page Streamlit changes the
// query of the page that one leaves: Back shall find it as it was at the last click.
// What Streamlit did before this script came is mended when one goes back over it.

let here = location.href;
let atLastAct = here;
let pushedSince = false; // whether another run got an entry since the last act

const remember = () => {
  atLastAct = location.href;
  pushedSince = false;
};

export default function () {
  for (const act of ["click", "keydown"]) addEventListener(act, remember, true);
  addEventListener("popstate", arrive, true);
  history.pushState = (state, title, url) => {
    if (!isHere(url)) leave(state, title, url);
    else if (isAnotherRun(url)) pushRun(state, title, url);
    else replace(state, title, url);
  };
  history.replaceState = replace;
}

// Passes by an entry for the page as it was before it had chosen a run: it would show the same run once more.
function arrive(event) {
  const isSamePage = isHere(here);
  if (isSamePage && runIn(here) !== null && runIn(location.href) === null) {
    replace({ ...history.state, isPassedBy: true }, "", here);
  }
  here = location.href;
  if (!history.state?.isPassedBy) return;
  event.stopImmediatePropagation();
  if (isSamePage) history.back();
  else history.forward();
}

function leave(state, title, url) {
  if (pushedSince) return replace(state, title, url); // the run belongs to the page that comes
  if (isHere(atLastAct)) replace(history.state, "", atLastAct);
  push(state, title, url);
}

function pushRun(state, title, url) {
  pushedSince = true;
  push(state, title, url);
}

function push(state, title, url) {
  History.prototype.pushState.call(history, state, title, url);
  here = location.href;
}

function replace(state, title, url) {
  History.prototype.replaceState.call(history, state, title, url);
  here = location.href;
}

function isHere(url) {
  return new URL(url, location.href).pathname === location.pathname;
}

function isAnotherRun(url) {
  const before = runIn(location.href);
  const after = runIn(url);
  return before !== null && after !== null && before !== after;
}

function runIn(url) {
  return new URL(url, location.href).searchParams.get("run");
}
