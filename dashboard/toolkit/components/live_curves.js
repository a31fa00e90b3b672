// Two Plotly charts, loss and accuracy, whose points come piece by piece. See live_curves.py for the protocol.

const MOST_BATCH_POINTS = 6000;
const PREPARE_AFTER = 1000; // milliseconds: Plotly takes the page's thread for a moment, and the page comes first
const screens = new WeakMap();

export default function ({ data, parentElement, setTriggerValue }, plotlyUrl) {
  if (!data) return void setTimeout(() => import(plotlyUrl).catch(() => {}), PREPARE_AFTER);
  const screen = screens.get(parentElement) ?? new Screen(parentElement);
  screens.set(parentElement, screen);
  import(plotlyUrl).then(
    () => screen.receive(data, () => setTriggerValue("missing", true)),
    () => screen.fail(),
  );
  // Streamlit also runs the clean-up of a call that a newer one overtook, so only a screen that is gone is cleared.
  return () => parentElement.isConnected || screen.destroy();
}

class Screen {
  constructor(parent) {
    this.root = document.createElement("div");
    this.root.className = "live-curves";
    this.charts = [];
    parent.append(this.root);
    this.resizing = new ResizeObserver(() => this.charts.forEach((chart) => chart.resize()));
    this.resizing.observe(this.root);
    this.forget();
  }

  forget() {
    this.batch = [];
    this.epochs = [];
    this.batches = 0; // counted from the start of the run; thinned points count as if they were here
  }

  receive(data, askForAll) {
    this.message?.remove();
    const identity = `${data.run}/${data.attempt}`;
    if (identity !== this.identity || data.whole) this.forget();
    if (data.figures) Object.assign(this, { figures: data.figures, figuresOf: `${identity}/${data.theme}` });
    this.identity = identity;
    const gap = data.batch_start > this.batches || data.epoch_start > this.epochs.length;
    const unfit = this.figuresOf !== `${identity}/${data.theme}`;
    if (unfit || (gap && !data.whole)) return askForAll();
    this.batch = this.batch.concat(data.batch.slice(data.whole ? 0 : this.batches - data.batch_start));
    this.epochs = this.epochs.concat(data.epochs.slice(this.epochs.length - data.epoch_start));
    this.batches = data.batch_end;
    this.draw(data);
    if (this.batch.length > MOST_BATCH_POINTS) askForAll();
  }

  draw(data) {
    const metrics = Object.keys(this.figures);
    while (this.charts.length < metrics.length) this.charts.push(new Chart(this.root));
    metrics.forEach((metric, index) => {
      const { data: traces, layout } = JSON.parse(this.figures[metric]);
      this.fill(traces, index + 1, data.smoothing);
      Object.assign(layout.yaxis, data.axes[metric]);
      layout.shapes = data.resumed_after.map((epoch) => mark(epoch, layout.meta.mark));
      layout.uirevision = this.identity; // zoom and hidden curves stay
      layout.yaxis.uirevision = `${this.identity}/${layout.yaxis.type}`; // but a zoom into another axis does not
      this.charts[index].show(traces, layout, data.config);
      this.charts[index].describe(layout.meta.metric, data.total_epochs, data.resumed_after);
    });
  }

  // `column` is that of the metric in a batch row and, for training, in an epoch row.
  fill([batch, training, validation], column, smoothing) {
    // A line without any point would have no entry in the legend, which would move when the first one comes.
    const at = (rows, index) => (rows.length ? rows.map((row) => row[index]) : [null]);
    Object.assign(batch, { x: at(this.batch, 0), y: smooth(at(this.batch, column), smoothing) });
    const partial = at(this.epochs, 5);
    for (const [trace, index] of [[training, column], [validation, column + 2]]) {
      const text = partial.map((stopped) => (stopped ? trace.meta.partial : ""));
      Object.assign(trace, { x: at(this.epochs, 0), y: at(this.epochs, index), text });
      trace.marker.symbol = partial.map((stopped) => (stopped ? "circle-open" : "circle"));
    }
  }

  fail() {
    this.message?.remove();
    this.message = document.createElement("p");
    this.message.className = "failed";
    this.message.textContent = "The charts could not be loaded. Reload the page to try again.";
    this.root.append(this.message);
  }

  destroy() {
    this.resizing.disconnect();
    this.charts.forEach((chart) => chart.destroy());
    this.root.remove();
  }
}

class Chart {
  constructor(root) {
    this.plot = document.createElement("div");
    this.plot.className = "plot";
    this.plot.setAttribute("role", "img");
    root.append(this.plot);
  }

  show(traces, layout, config) {
    this.plot.style.height = `${layout.height}px`;
    Plotly.react(this.plot, traces, layout, config);
  }

  describe(title, totalEpochs, resumedAfter) {
    const [batch, training, validation] = this.plot.data;
    const epoch = batch.x.at(-1) ?? training.x.at(-1) ?? undefined;
    const parts = [
      `training ${spoken(batch.y.at(-1) ?? training.y.at(-1))}`,
      `validation ${spoken(validation.y.at(-1))}`,
    ];
    const state = epoch === undefined ? "no points yet" : `epoch ${epoch.toFixed(1)} of ${totalEpochs}; ${parts.join(", ")}`;
    const resumed = resumedAfter.map((epoch) => `; resumed after epoch ${epoch}`).join("");
    this.plot.setAttribute("aria-label", `${title}: ${state}${resumed}`);
  }

  resize() {
    if (this.plot.data && this.plot.clientWidth) Plotly.Plots.resize(this.plot);
  }

  destroy() {
    if (this.plot.data) Plotly.purge(this.plot);
  }
}

// An exponential moving average, divided by the sum of its weights so that it has no bias towards 0 at its start.
function smooth(values, weight) {
  if (!weight) return values;
  let mean = 0;
  let rest = 1;
  return values.map((value) => {
    if (value === null) return value;
    mean = weight * mean + (1 - weight) * value;
    rest *= weight;
    return mean / (1 - rest);
  });
}

// An upright line where a run went on after it had ended.
function mark(epoch, colour) {
  const line = { color: colour, width: 1, dash: "dot" };
  return { type: "line", x0: epoch, x1: epoch, yref: "paper", y0: 0, y1: 1, layer: "below", line };
}

function spoken(value) {
  return Number.isFinite(value) ? value.toFixed(4) : "not measured yet";
}
