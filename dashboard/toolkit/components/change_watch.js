// Asks the server now and then whether anything has changed in the lab. See change_watch.py.
// A rerun every few seconds would send the fields as this browser knows them, and so undo what the server has just
// put into them and the browser has not heard of yet. This asks beside the session, and reruns only at a change.

const EVERY = 2000; // milliseconds

export default function ({ data, parentElement, setTriggerValue }) {
  const watch = (parentElement.watch ??= { timer: setInterval(() => look(watch), EVERY) });
  Object.assign(watch, { path: data.path, seen: data.changes, tell: setTriggerValue });
  return () => parentElement.isConnected || clearInterval(watch.timer);
}

async function look(watch) {
  const changes = await fetched(watch.path);
  if (changes === null || changes === watch.seen) return;
  watch.seen = changes;
  watch.tell("changed", changes);
}

// The number of changes, or null while the server does not know it or does not answer.
async function fetched(path) {
  try {
    const answer = await fetch(served(path));
    return answer.ok ? await answer.json() : null;
  } catch {
    return null;
  }
}
