"""One value of a layer's output, worked out in words and numbers; no Streamlit."""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.recognition.layer_outputs import LayerOutput
from core.recognition.worked_example import convolution_example, dense_example, pooling_example
from dashboard.toolkit.words import plain

MOST_PRODUCTS: Final = 9
"""Products of a convolution that are told one by one."""


def example_text(before: LayerOutput, layer: LayerOutput, classes: Sequence[str], is_last: bool) -> str:
    """One value of a layer, worked out, as Markdown; "" where there is nothing to work out.

    Args:
        before: The layer that it gets its values from.
        layer: The layer.
        classes: The names of the classes.
        is_last: Whether each of its values belongs to a class.
    """
    match layer.kind:
        case "convolution":
            return _convolution(before, layer)
        case "dense":
            return _dense(before, layer, classes if is_last else None)
        case "relu":
            low, zeros = float(before.values.min()), int((before.values < 0).sum())
            high = float(before.values.max())
            negative = f"{_number(low)} → **0**, " if zeros else ""
            of_all = f"{zeros:,} of {before.values.size:,} are negative."
            return f"{negative}{_number(high)} → **{_number(max(high, 0))}**. {of_all}"
        case "max_pooling":
            found = pooling_example(before, layer)
            return f"{_place(found.place)}: max({_listed(found.window)}) = **{_number(found.value)}**"
        case "average_pooling":
            channel = int(layer.values.argmax())
            count = before.values[..., channel].size
            return (
                f"Channel {channel + 1}: the mean of {count} values is **{_number(layer.values[channel])}**."
            )
        case _:
            return _probability(before, layer, classes)


def _probability(before: LayerOutput, layer: LayerOutput, classes: Sequence[str]) -> str:
    if layer.kind not in ("softmax", "shares"):
        return ""
    label = int(layer.values.argmax())
    before_it, share = float(before.values[label]), float(layer.values[label])
    if layer.kind == "shares":
        total = float(np.maximum(before.values, 0).sum())
        return f"{plain(classes[label])}: {before_it:.3f} / {total:.3f} = **{share:.5g}**"
    power = f"e^{_number(before_it)}"
    return f"{plain(classes[label])}: {power} / ({_exponents(before.values)}) = **{share:.5g}**"


def _exponents(logits: NDArray[np.float32]) -> str:
    """Such as "e^1.20 + e^−0.31 + 8 more"."""
    told = " + ".join(f"e^{_number(each)}" for each in sorted(logits.tolist(), reverse=True)[:2])
    return f"{told} + {len(logits) - 2} more" if len(logits) > 2 else told


def _convolution(before: LayerOutput, layer: LayerOutput) -> str:
    found = convolution_example(before, layer)
    if found is None:
        return ""
    terms = f"the sum of {found.window.size:,} products is {_number(found.value - found.bias)}"
    if found.window.size <= MOST_PRODUCTS:
        products = zip(found.window.ravel().tolist(), found.weights.ravel().tolist(), strict=True)
        told = [f"{value:.2f} · {_factor(weight)}" for value, weight in products]
        terms = f"{' + '.join(told)} = {_number(found.value - found.bias)}"
    ends = f"with the bias {_number(found.bias)} that is **{_number(found.value)}**."
    return f"{_place(found.place)}: {terms}; {ends}"


def _dense(before: LayerOutput, layer: LayerOutput, classes: Sequence[str] | None) -> str:
    found = dense_example(before, layer)
    if found is None:
        return ""
    name = f"Unit {found.unit + 1}" if classes is None else plain(classes[found.unit])
    products = zip(found.inputs.tolist(), found.weights.tolist(), strict=True)
    told = " + ".join(f"{value:.2f} · {_factor(weight)}" for value, weight in products)
    rest = f" + {found.rest_count:,} more, {_number(found.rest)} together" if found.rest_count else ""
    ends = f"with the bias {_number(found.bias)} that is **{_number(found.value)}**."
    return f"{name}: {told}{rest}; {ends}"


def _place(place: tuple[int, int, int]) -> str:
    row, column, channel = place
    return f"Row {row + 1}, column {column + 1}, channel {channel + 1}"


def _listed(values: NDArray[np.float32]) -> str:
    return ", ".join(map(_number, values.ravel().tolist()))


def _factor(number: float) -> str:
    """A number that stands behind a sign of multiplication."""
    written = _number(number)
    return f"({written})" if written.startswith("−") else written


def _number(number: float) -> str:
    """With two decimals, a true minus, and no minus before 0.00."""
    return f"{round(float(number), 2) + 0.0:.2f}".replace("-", "−")
