// Streamlit adds an entry to the browser's history for each change of the query, so that one would have to go
// back twice to leave a page. Here a new query takes the place of the one before it, a moment later: when one
// leaves a page, Streamlit first writes the next page's query to this page's address, and Back shall find its own.

const MOMENT = 200; // milliseconds
let waiting;

export default function () {
  history.pushState = (state, title, url) => {
    clearTimeout(waiting);
    const isHere = () => new URL(url, location.href).pathname === location.pathname;
    if (isHere()) waiting = setTimeout(() => isHere() && history.replaceState(state, title, url), MOMENT);
    else History.prototype.pushState.call(history, state, title, url);
  };
}
