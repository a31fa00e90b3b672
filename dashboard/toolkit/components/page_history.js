// Streamlit adds an entry to the browser's history for each change of the query, so that one would have to go
// back many times to leave a page. Here a new query takes the place of the one before it, unless it names another
// run: Back and Forward go through the runs that one looked at. On the way to another page Streamlit changes the
// query of the page that one leaves: Back shall find it as it was at the last click.

let atLastAct = location.href;
let pushedSince = false; // whether another run got an entry since the last act

const remember = () => {
  atLastAct = location.href;
  pushedSince = false;
};

export default function () {
  for (const act of ["click", "keydown"]) addEventListener(act, remember, true);
  history.pushState = (state, title, url) => {
    if (!isHere(url)) leave(state, title, url);
    else if (isAnotherRun(url)) pushRun(state, title, url);
    else history.replaceState(state, title, url);
  };
}

function leave(state, title, url) {
  if (pushedSince) return history.replaceState(state, title, url); // the run belongs to the page that comes
  if (isHere(atLastAct)) history.replaceState(history.state, "", atLastAct);
  push(state, title, url);
}

function pushRun(state, title, url) {
  pushedSince = true;
  push(state, title, url);
}

function push(state, title, url) {
  History.prototype.pushState.call(history, state, title, url);
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
