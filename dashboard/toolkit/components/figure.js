// Draws a Plotly figure. See figure.py for the data, assets.py for `served`.

export default function ({ data, parentElement }) {
  const plot = parentElement.querySelector(".figure") ?? newPlot(parentElement);
  plot.setAttribute("aria-label", data.alt);
  if (plot.shown !== data.figure) draw(plot, data);
  return () => parentElement.isConnected || remove(plot);
}

function newPlot(parent) {
  parent.append(document.createElement("div")); // for a legend
  const plot = document.createElement("div");
  plot.className = "figure";
  plot.setAttribute("role", "img");
  parent.append(plot);
  plot.resizing = new ResizeObserver(() => plot.data && plot.clientWidth && Plotly.Plots.resize(plot));
  plot.resizing.observe(plot);
  return plot;
}

function draw(plot, { figure, config, plotly, legend }) {
  const { data, layout } = JSON.parse(figure);
  plot.shown = figure;
  plot.style.height = `${layout.height}px`; // already while Plotly loads, so that nothing below moves
  const show = () => {
    plot.legend?.apply(data);
    return Plotly.react(plot, data, layout, config);
  };
  Promise.all([import(served(plotly)), legend && import(served(legend))]).then(
    ([, found]) => {
      if (plot.shown !== figure) return;
      if (found) showLegend(plot, found.Legend, data, show);
      show();
    },
    () => fail(plot),
  );
}

// A legend stays, with the lines that it hides, when the figure is another one.
function showLegend(plot, Legend, traces, show) {
  plot.legend ??= new Legend(plot.previousElementSibling, () => plot.redraw());
  plot.redraw = show;
  plot.legend.show(traces);
}

function fail(plot) {
  plot.removeAttribute("role"); // a sentence is not a picture
  plot.removeAttribute("aria-label");
  plot.textContent = "The chart could not be loaded. Reload the page to try again.";
}

function remove(plot) {
  plot.resizing.disconnect();
  if (plot.data) Plotly.purge(plot);
}
