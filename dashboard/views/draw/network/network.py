"""Inside the network: what each layer of the model answers for this picture."""

from collections.abc import Sequence
from html import escape
from typing import Final

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.recognition.layer_outputs import LayerOutput
from core.recognition.recognition import Recognition
from core.recognition.shipped import ShippedModel
from core.runs.run import Run
from dashboard.toolkit.caches import layer_outputs
from dashboard.toolkit.heat_maps import diverging, diverging_colours, scale_html
from dashboard.toolkit.layout import colours, show_note
from dashboard.toolkit.slots import WidgetSlot
from dashboard.toolkit.tints import SHADES
from dashboard.views.draw.network.layer_pictures import PICTURES, activations_html, strips_html
from dashboard.views.draw.network.layer_words import layer_title, shape_text, with_activations
from dashboard.views.draw.prediction import learned_by

_OPEN: WidgetSlot[bool] = WidgetSlot("network", bool)

_STRONGEST: Final = 5
_WITH_STRONGEST: Final = ("convolution", "dense", "average_pooling")


def show_network(found: Recognition, model: Run | ShippedModel) -> None:
    """What opens to the activations of each layer and the filters of the first convolution."""
    opened = st.expander("Inside the network", key=_OPEN.key, on_change="rerun")
    if not opened.open:
        return
    with opened:
        layers = layer_outputs(model, found.prepared.image)
        shown = with_activations(layers)
        for number, (layer, has_relu) in enumerate(shown, start=1):
            is_of_classes = number >= len(shown) - 1  # the scores and the probabilities
            classes = learned_by(model).classes if is_of_classes else None
            st.html(_layer_html(number, layer, has_relu, _filters(layers, layer), classes))
        st.html(
            scale_html("Activation, of the layer's highest", SHADES, "0 or less", "highest")
            + scale_html("Weight of a filter", diverging_colours(colours()), "negative", "0", "positive")
        )
        show_note(
            "Each picture is a channel, each square a unit, in the model's own order."
            " Dropout does nothing here: it works in training alone. Batch normalisation is part of the"
            " layer before it."
        )


def _filters(layers: Sequence[LayerOutput], layer: LayerOutput) -> NDArray[np.float32] | None:
    """The filters (rows, columns, n) of the first convolution, if this is it; it sees one channel."""
    first = next((each for each in layers if each.kind == "convolution"), None)
    is_first = first is not None and layer.weights is first.weights and first.weights is not None
    return layer.weights[:, :, 0] if is_first and layer.weights is not None else None


def _layer_html(
    number: int,
    layer: LayerOutput,
    has_relu: bool,
    filters: NDArray[np.float32] | None,
    classes: Sequence[str] | None,
) -> str:
    """A layer: what it does, its shape, its activations as pictures, and its strongest channels."""
    parts = [f"<p><b>{number}. {escape(layer_title(layer, has_relu))}</b> {shape_text(layer.values)}</p>"]
    if filters is not None:
        largest = float(np.abs(filters).max())
        pictures = [diverging(each, largest, colours()) for each in np.moveaxis(filters, 2, 0)]
        parts.append(strips_html(pictures, "Filters", PICTURES))
    if layer.kind != "flatten":  # the same values once more
        parts.append(activations_html(layer.values))
    if layer.kind in _WITH_STRONGEST and len(_strengths(layer.values)) > _STRONGEST:
        parts.append(f"<p>{_strongest_words(layer.values, classes)}</p>")
    return f'<div class="layer">{"".join(parts)}</div>'


def _strengths(values: NDArray[np.float32]) -> NDArray[np.float32]:
    """How strongly each channel or unit answers: its highest activation, (n,)."""
    return values.max(axis=(0, 1)) if values.ndim == 3 else values


def _strongest_words(values: NDArray[np.float32], classes: Sequence[str] | None) -> str:
    """The strongest channels or units, counted from 1; those of classes by their names."""
    strengths = _strengths(values)
    order = np.argsort(-strengths, kind="stable")[:_STRONGEST].tolist()
    names = classes or [str(place + 1) for place in range(len(strengths))]
    told = ", ".join(f"{escape(names[place])} ({strengths[place]:.2f})" for place in order)
    silent = int((strengths <= 0).sum())
    what = "classes" if classes else "channels" if values.ndim == 3 else "units"
    rest = f" {silent} of {len(strengths)} stay at 0 or below." if silent else ""
    return f"Strongest {what}: {told}.{rest}"
