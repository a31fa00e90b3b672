// Streamlit adds an entry to the browser's history for each change of the query, so that one would have to go
// back twice to leave a page. Here a new query takes the place of the one before it. And on the way to another
// page Streamlit changes the query of the page that one leaves: Back shall find it as it was at the last click.

let atLastAct = location.href;
const remember = () => { atLastAct = location.href; };

export default function () {
  for (const act of ["click", "keydown"]) addEventListener(act, remember, true);
  history.pushState = (state, title, url) => {
    if (isHere(url)) history.replaceState(state, title, url);
    else leave(state, title, url);
  };
}

function leave(state, title, url) {
  if (isHere(atLastAct)) history.replaceState(history.state, "", atLastAct);
  History.prototype.pushState.call(history, state, title, url);
}

function isHere(url) {
  return new URL(url, location.href).pathname === location.pathname;
}
