"""This very picture on its way through the model, a step at a time; the step stands in the address."""

from html import escape
from typing import Final

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.models.presets import find_preset
from core.models.recipe import Recipe
from core.models.spec import ModelSpec
from core.recognition.layer_outputs import LayerOutput
from core.recognition.recognition import Recognition
from core.recognition.shipped import ShippedModel
from core.runs.run import Run
from core.text import whole_number
from dashboard.toolkit.bars import probability_bars
from dashboard.toolkit.caches import layer_outputs
from dashboard.toolkit.layout import colours
from dashboard.toolkit.slots import WidgetSlot
from dashboard.views.draw.network.layer_pictures import activations_html
from dashboard.views.draw.prediction import learned_by
from dashboard.views.draw.tour.steps import Step, loss_step, steps_of

_PARAMETER: Final = "step"
_OPEN: WidgetSlot[bool] = WidgetSlot("tour", bool)
_FIELD_PIXELS, _WORDS_PIXELS = 168, 720


def show_tour(found: Recognition, model: Run | ShippedModel) -> None:
    """What opens to the steps from the pixels to the loss."""
    _OPEN.default(_PARAMETER in st.query_params)
    opened = st.expander("Follow it step by step", key=_OPEN.key, on_change="rerun")
    if opened.open:
        with opened:
            _show(found, model)


@st.fragment
def _show(found: Recognition, model: Run | ShippedModel) -> None:
    classes, (spec, recipe) = learned_by(model).classes, _trained(model)
    layers = layer_outputs(model, found.prepared.image)
    steps = steps_of(found.prepared.image, layers, spec, classes)
    count = len(steps) + 1
    place = _place(count)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.button("Previous", disabled=place == 0, on_click=_go, args=(place - 1,), key="tour-previous")
        st.button("Next", disabled=place == count - 1, on_click=_go, args=(place + 1,), key="tour-next")
        st.markdown(f":gray[Step {place + 1} of {count}]")
    if place < len(steps):
        _show_step(steps[place], classes)
    else:
        _show_loss(layers, recipe, classes, found.digit)


def _trained(model: Run | ShippedModel) -> tuple[ModelSpec, Recipe]:
    """What a model is, and how it was trained."""
    if isinstance(model, ShippedModel):
        preset = find_preset(model.preset)
        return preset.model, preset.recipe
    return model.manifest.model, model.manifest.recipe


def _place(count: int) -> int:
    """The step in the address, counted from 0; the nearest one that there is."""
    written = whole_number(st.query_params.get(_PARAMETER, "1")) or 1
    return min(written, count) - 1


def _go(place: int) -> None:
    st.query_params[_PARAMETER] = str(place + 1)


def _show_loss(
    layers: tuple[LayerOutput, ...], recipe: Recipe, classes: tuple[str, ...], predicted: int
) -> None:
    """The last step: the loss, if the picture shows what is chosen."""
    heading = st.container()
    label = st.selectbox(
        "True label",
        range(len(classes)),
        index=predicted,
        format_func=lambda each: classes[each],
        key=f"true-label-{predicted}",  # another prediction begins with itself
        width=_FIELD_PIXELS,
    )
    with heading:
        _show_step(loss_step(layers, recipe.loss, classes, label), classes)


def _show_step(step: Step, classes: tuple[str, ...]) -> None:
    example = f"\n\nFor this picture: {step.example}" if step.example else ""
    st.markdown(f"**{step.title}** :gray[{step.shape}]\n\n{step.words}{example}", width=_WORDS_PIXELS)
    if step.table is not None:
        st.html(_table_html(step.table))
    if step.title in ("Softmax", "Probabilities") and step.values is not None:
        st.html(probability_bars(step.values, colours(), classes))
    elif step.is_of_classes and step.values is not None:
        st.html(_named_html(step.values, classes))
    elif step.values is not None:
        st.html(activations_html(step.values))


def _table_html(table: NDArray[np.float32]) -> str:
    """Numbers in rows; whole ones as such."""
    form = "{:.0f}" if float(table.max()) > 1 else "{:.2f}"
    rows = "".join(
        f"<tr>{''.join(f'<td>{form.format(value)}</td>' for value in row)}</tr>" for row in table.tolist()
    )
    return f'<table class="numbers">{rows}</table>'


def _named_html(values: NDArray[np.float32], classes: tuple[str, ...]) -> str:
    """A number for each class."""
    heads = "".join(f'<th scope="col">{escape(name)}</th>' for name in classes)
    cells = "".join(f"<td>{value:.2f}</td>" for value in values.tolist())
    table = f'<table class="numbers"><tr>{heads}</tr><tr>{cells}</tr></table>'
    spoken = 'tabindex="0" role="region" aria-label="A value for each class"'
    return f'<div class="comparison" {spoken}>{table}</div>'
