// Two Plotly charts, loss and accuracy, that are extended in place. See live_curves.py for the protocol.

const METRICS = ["loss", "accuracy"];
const MOST_BATCH_POINTS = 6000;
const PREPARE_AFTER = 1000; // milliseconds: Plotly takes the page's thread for a moment, and the page comes first
const CONFIG = { displayModeBar: false, displaylogo: false };
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
    this.parent = parent;
    this.root = document.createElement("div");
    this.root.className = "live-curves";
    this.charts = METRICS.map((metric, index) => new Chart(this.root, metric, index + 1));
    parent.append(this.root);
    this.resizing = new ResizeObserver(() => this.charts.forEach((chart) => chart.resize()));
    this.resizing.observe(this.root);
    this.forget();
  }

  forget() {
    this.batches = 0;
    this.epochs = 0;
    this.drawn = 0;
  }

  receive(data, askForAll) {
    this.message?.remove();
    const identity = `${data.run}/${data.attempt}`;
    if (identity !== this.identity) this.forget();
    this.identity = identity;
    const gap = data.batch_start > this.batches || data.epoch_start > this.epochs;
    if (gap && !data.whole) return askForAll();
    const fresh = data.whole ? data : this.unseen(data);
    this.batches = data.batch_end;
    this.epochs = data.epoch_start + data.epochs.length;
    this.drawn = fresh.batch.length + (data.whole ? 0 : this.drawn);
    const look = lookOf(this.parent);
    for (const chart of this.charts) chart.show(fresh, identity, data.total_epochs, look);
    if (this.drawn > MOST_BATCH_POINTS) askForAll();
  }

  unseen(data) {
    return {
      whole: false,
      batch: data.batch.slice(Math.max(0, this.batches - data.batch_start)),
      epochs: data.epochs.slice(Math.max(0, this.epochs - data.epoch_start)),
    };
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
  constructor(root, metric, column) {
    this.metric = metric;
    this.column = column; // of this metric in a batch row and, for training, in an epoch row
    const figure = document.createElement("figure");
    const caption = document.createElement("figcaption");
    caption.textContent = metric[0].toUpperCase() + metric.slice(1);
    this.plot = document.createElement("div");
    this.plot.className = "plot";
    this.plot.setAttribute("role", "img");
    figure.append(caption, this.plot);
    root.append(figure);
  }

  show(points, identity, totalEpochs, look) {
    const [x, y] = this.columns(points);
    if (this.identity !== identity) this.create(x, y, identity, totalEpochs, look);
    else if (points.whole) Plotly.restyle(this.plot, { x, y }, [0, 1, 2]);
    else if (x.some((values) => values.length)) Plotly.extendTraces(this.plot, { x, y }, [0, 1, 2]);
    if (this.isEmpty && this.plot.data[0].x.length) {
      this.isEmpty = false;
      Plotly.relayout(this.plot, { "yaxis.autorange": true });
    }
    this.paint(look);
    this.describe(totalEpochs);
  }

  columns({ batch, epochs }) {
    const at = (rows, index) => rows.map((row) => row[index]);
    return [
      [at(batch, 0), at(epochs, 0), at(epochs, 0)],
      [at(batch, this.column), at(epochs, this.column), at(epochs, this.column + 2)],
    ];
  }

  create(x, y, identity, totalEpochs, look) {
    this.identity = identity;
    this.totalEpochs = totalEpochs;
    this.look = JSON.stringify(look);
    const traces = [
      { name: "batches", mode: "lines", opacity: 0.6, line: { width: 1 } },
      { name: "training", mode: "lines+markers", line: { width: 2 }, marker: { size: 7 } },
      { name: "validation", mode: "lines+markers", line: { width: 2 }, marker: { size: 7 } },
    ].map((trace, index) => ({
      ...trace,
      x: x[index],
      y: y[index],
      line: { ...trace.line, color: look.series[index] },
      hovertemplate: this.hover(index, trace.name),
    }));
    Plotly.newPlot(this.plot, traces, this.layout(look), CONFIG);
    this.isEmpty = !x[0].length && !x[1].length;
    if (this.isEmpty) Plotly.relayout(this.plot, { "yaxis.range": [0, this.metric === "loss" ? 2.5 : 1] });
  }

  hover(index, name) {
    if (index === 0) return `epoch %{x:.2f}: ${this.metric} %{y:.4f} in these batches<extra></extra>`;
    return `epoch %{x}: ${name} ${this.metric} %{y:.4f}<extra></extra>`;
  }

  layout(look) {
    return nested({
      ...layoutLook(look),
      uirevision: this.identity,
      hovermode: "closest",
      showlegend: true,
      margin: { l: 8, r: 8, t: 32, b: 8 },
      legend: { orientation: "h", x: 0, y: 1.02, yanchor: "bottom", "font.size": 12 },
      "xaxis.title.text": "epoch",
      "xaxis.title.standoff": 8,
      "xaxis.showgrid": false,
      "xaxis.range": [0, this.totalEpochs],
      "yaxis.rangemode": this.metric === "loss" ? "tozero" : "normal",
      "yaxis.autorangeoptions": this.metric === "loss" ? {} : { clipmin: 0, clipmax: 1 },
    });
  }

  paint(look) {
    const wanted = JSON.stringify(look);
    if (wanted === this.look) return;
    this.look = wanted;
    Plotly.update(this.plot, { "line.color": look.series }, layoutLook(look), [0, 1, 2]);
  }

  describe(totalEpochs) {
    const [batch, training, validation] = this.plot.data;
    const epoch = batch.x.at(-1) ?? training.x.at(-1);
    const parts = [
      `training ${spoken(batch.y.at(-1) ?? training.y.at(-1))}`,
      `validation ${spoken(validation.y.at(-1))}`,
    ];
    const state = epoch === undefined ? "no points yet" : `epoch ${epoch.toFixed(1)} of ${totalEpochs}; ${parts.join(", ")}`;
    this.plot.setAttribute("aria-label", `${this.metric[0].toUpperCase()}${this.metric.slice(1)}: ${state}`);
  }

  resize() {
    if (this.identity && this.plot.clientWidth) Plotly.Plots.resize(this.plot);
  }

  destroy() {
    if (this.identity) Plotly.purge(this.plot);
  }
}

function spoken(value) {
  return Number.isFinite(value) ? value.toFixed(4) : "not measured yet";
}

// The first two categorical colours of the theme are those of training and validation: see config.toml.
function lookOf(element) {
  const style = getComputedStyle(element);
  const read = (name) => style.getPropertyValue(name).trim();
  const [train, validation] = read("--st-chart-categorical-colors").split(",");
  return {
    series: [train, train, validation],
    text: read("--st-text-color"),
    muted: read("--st-gray-text-color"),
    line: read("--st-border-color"),
    surface: read("--st-secondary-background-color"),
    font: read("--st-font"),
  };
}

function layoutLook(look) {
  const colours = {
    "font.family": look.font,
    "font.size": 13,
    "font.color": look.text,
    paper_bgcolor: "rgba(0,0,0,0)",
    plot_bgcolor: "rgba(0,0,0,0)",
    "hoverlabel.bgcolor": look.surface,
    "hoverlabel.bordercolor": look.line,
    "hoverlabel.font.color": look.text,
  };
  for (const axis of ["xaxis", "yaxis"]) {
    colours[`${axis}.gridcolor`] = look.line;
    colours[`${axis}.linecolor`] = look.line;
    colours[`${axis}.tickfont.color`] = look.muted;
    colours[`${axis}.title.font`] = { color: look.muted, size: 13 };
    colours[`${axis}.zeroline`] = false;
    colours[`${axis}.automargin`] = true;
  }
  return colours;
}

// {"font.size": 13} as {font: {size: 13}}: relayout takes the former, a layout the latter.
function nested(flat) {
  const tree = {};
  for (const [path, value] of Object.entries(flat)) {
    const names = path.split(".");
    const last = names.pop();
    names.reduce((node, name) => (node[name] ??= {}), tree)[last] = value;
  }
  return tree;
}
