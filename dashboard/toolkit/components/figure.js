// Draws a Plotly figure. See figure.py for the data, assets.py for `served`.

export default function ({ data, parentElement }) {
  const plot = parentElement.querySelector(".figure") ?? newPlot(parentElement);
  plot.setAttribute("aria-label", data.alt);
  if (plot.shown !== data.figure) draw(plot, data);
  return () => parentElement.isConnected || remove(plot);
}

function newPlot(parent) {
  const plot = document.createElement("div");
  plot.className = "figure";
  plot.setAttribute("role", "img");
  parent.append(plot);
  plot.resizing = new ResizeObserver(() => plot.data && plot.clientWidth && Plotly.Plots.resize(plot));
  plot.resizing.observe(plot);
  return plot;
}

function draw(plot, { figure, config, plotly }) {
  const { data, layout } = JSON.parse(figure);
  plot.shown = figure;
  plot.style.height = `${layout.height}px`; // already while Plotly loads, so that nothing below moves
  import(served(plotly)).then(
    () => plot.shown === figure && Plotly.react(plot, data, layout, config),
    () => fail(plot),
  );
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
