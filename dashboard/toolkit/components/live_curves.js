// Two Plotly charts, loss and accuracy, whose points come piece by piece. See live_curves.py for the protocol.

const MOST_BATCH_POINTS = 6000;
const PREPARE_AFTER = 1000; // milliseconds: Plotly takes the page's thread for a moment, and the page comes first
const screens = new WeakMap();

export default function ({ data, parentElement, setTriggerValue }, plotlyUrl, legendUrl) {
  const loading = () => Promise.all([import(plotlyUrl), import(legendUrl)]);
  if (!data) return void setTimeout(() => loading().catch(() => {}), PREPARE_AFTER);
  const screen = screens.get(parentElement) ?? new Screen(parentElement);
  screens.set(parentElement, screen);
  loading().then(
    ([, legend]) => screen.receive(data, () => setTriggerValue("missing", true), legend),
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

  receive(data, askForAll, { Legend, plain }) {
    this.plain = plain;
    this.message?.remove();
    this.legend ??= new Legend(this.root, () => this.draw(this.last));
    const identity = `${data.run}/${data.attempt}`;
    if (identity !== this.identity || data.whole) this.forget();
    if (data.figures) Object.assign(this, { figures: data.figures, config: data.config, figuresOf: `${identity}/${data.look}` });
    this.identity = identity;
    const gap = data.batch_start > this.batches || data.epoch_start > this.epochs.length;
    const unfit = this.figuresOf !== `${identity}/${data.look}`;
    if (unfit || (gap && !data.whole)) return askForAll();
    this.batch = this.batch.concat(data.batch.slice(data.whole ? 0 : this.batches - data.batch_start));
    this.epochs = this.epochs.concat(data.epochs.slice(this.epochs.length - data.epoch_start));
    this.batches = data.batch_end;
    this.draw(data);
    if (this.batch.length > MOST_BATCH_POINTS) askForAll();
  }

  draw(data) {
    this.last = data;
    const figures = Object.entries(this.figures).map(([metric, figure]) => [metric, JSON.parse(figure)]);
    for (const [, figure] of figures) figure.data = figure.data.filter(({ meta }) => meta?.rows !== "best" || data.best);
    while (this.charts.length > figures.length) this.charts.pop().destroy();
    while (this.charts.length < figures.length) this.charts.push(new Chart(this.root));
    const measures = figures.filter(([metric]) => metric in data.axes);
    this.legend.show(measures.flatMap(([, { data: traces }]) => traces));
    figures.forEach(([metric, { data: traces, layout }], index) => {
      this.fill(traces, data);
      this.legend.apply(traces);
      Object.assign(layout.yaxis, data.axes[metric]);
      layout.shapes = data.marks.map(([x]) => mark(x, layout.meta.mark));
      layout.uirevision = `${this.identity}/${data.x_axis}`; // a zoom stays
      layout.yaxis.uirevision = `${this.identity}/${layout.yaxis.type}`; // but not one into another axis
      this.charts[index].show(traces, layout, this.config);
      this.charts[index].describe(layout.meta.metric, data, metric in data.axes, this.plain);
    });
  }

  // A line without `rows` lies behind the run's own and has its points already.
  fill(traces, { smoothing, best }) {
    const at = (rows, index) => (rows.length ? rows.map((row) => row[index]) : [null]);
    for (const trace of traces.filter(({ meta }) => meta?.rows)) {
      const { rows, column, smoothed } = trace.meta;
      const found = { batch: this.batch, epochs: this.epochs, best: this.epochs.slice(best - 1, best) }[rows];
      const values = at(found, column);
      Object.assign(trace, { x: at(found, 0), y: smoothed ? smooth(values, smoothing) : values });
      if (rows !== "epochs") continue;
      const partial = at(found, 5);
      trace.text = partial.map((stopped, index) => (stopped ? trace.meta.partial : index + 1 === best ? trace.meta.best : ""));
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

  // What the chart shows, in words; the charts of a measure have batches, training and validation first.
  describe(title, { position, total_epochs: total, marks, best }, isMeasure, plain) {
    const last = ({ y }) => y.at(-1);
    const [batch, training, validation, ...others] = this.plot.data;
    const own = isMeasure
      ? `training ${spoken(last(batch) ?? last(training))}, validation ${spoken(last(validation))}`
      : spoken(last(batch));
    const state = batch.x.at(-1) === null && (!training || training.x.at(-1) === null) ? "no points yet" : `epoch ${position} of ${total}; ${own}`;
    const behind = others.filter(({ meta }) => !meta?.rows);
    const told = isMeasure ? behind.map((trace) => `; behind it ${plain(trace.name)} ${spoken(last(trace))}`).join("") : "";
    const star = isMeasure && best ? `; best epoch ${best}` : "";
    const happened = marks.map(([, words]) => `; ${words}`).join("");
    this.plot.setAttribute("aria-label", `${title}: ${state}${star}${happened}${told}`);
  }

  resize() {
    if (this.plot.data && this.plot.clientWidth) Plotly.Plots.resize(this.plot);
  }

  destroy() {
    if (this.plot.data) Plotly.purge(this.plot);
    this.plot.remove();
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

// An upright line where something happened.
function mark(x, colour) {
  const line = { color: colour, width: 1, dash: "dot" };
  return { type: "line", x0: x, x1: x, yref: "paper", y0: 0, y1: 1, layer: "below", line };
}

function spoken(value) {
  return Number.isFinite(value) ? String(Number(value.toPrecision(4))) : "not measured yet";
}
