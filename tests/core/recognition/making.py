"""Pictures for the tests of recognition: MNIST's own digits, as people would have made them."""

import io

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from PIL import Image
from scipy import ndimage

from core.data.mnist import mnist

Pixels = NDArray[np.uint8]


def digits(per_digit: int = 3) -> tuple[Pixels, Pixels]:
    """The first training images of each digit, (n, 28, 28), and their labels, (n,)."""
    file = mnist().split("train+validation")
    images, labels = file.images, file.labels
    positions = np.concatenate([np.flatnonzero(labels == digit)[:per_digit] for digit in range(10)])
    return images[positions], labels[positions]


def enlarged(digit: Pixels, side: int) -> Pixels:
    """A digit on a large black sheet: smooth edges, the whole 28 × 28 field as (side, side)."""
    return np.asarray(Image.fromarray(digit).resize((side, side), Image.Resampling.BICUBIC))


def sheet(
    digit: Pixels, side: int = 200, shape: tuple[int, int] = (480, 640), at: tuple[int, int] = (60, 90)
) -> Pixels:
    """A digit somewhere on a large black sheet, uint8 `shape`."""
    pixels = np.zeros(shape, np.uint8)
    pixels[at[0] : at[0] + side, at[1] : at[1] + side] = enlarged(digit, side)
    return pixels


def cropped(digit: Pixels, side: int, margins: tuple[int, int, int, int] = (0, 0, 0, 0)) -> Pixels:
    """A digit cut to its ink: light on black, its longer side about `side` pixels.

    Args:
        digit: uint8 (28, 28).
        side: Pixels.
        margins: Pixels of black that are left above, below, on the left and on the right.
    """
    rows, columns = ndimage.find_objects((digit > 100).astype(np.uint8))[0]
    field = round(28 * side / max(rows.stop - rows.start, columns.stop - columns.start))
    large = enlarged(digit, field)
    box = ndimage.find_objects((large > 100).astype(np.uint8))[0]
    return np.pad(large[box], (margins[:2], margins[2:]))


def photographed(ink: Pixels, *, shadow: float = 0.45, noise: float = 3.0, seed: int = 0) -> Pixels:
    """The sheet as dark ink on paper, under a slope of light, a shadow's edge and noise."""
    height, width = ink.shape
    y, x = np.mgrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j]
    light = 200 * (1 - 0.15 * x - 0.1 * y) * (1 - shadow / (1 + np.exp(-25 * (x + 0.4 * y - 0.1))))
    paper = light * (1 - 0.75 * ink / 255)
    noisy = paper + np.random.default_rng(seed).normal(0, noise, ink.shape)
    return np.asarray(noisy.clip(0, 255), np.uint8)


def encoded(pixels: Pixels, kind: str = "PNG", **options: object) -> bytes:
    """The pixels as a file."""
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, kind, **options)
    return file.getvalue()


def likeness(one: Pixels, other: Pixels) -> float:
    """Correlation of two images, -1..1, the best of shifts by a pixel: centres of mass round either way."""
    shifts = [(rows, columns) for rows in (-1, 0, 1) for columns in (-1, 0, 1)]
    return max(
        float(np.corrcoef(np.roll(one, shift, (0, 1)).ravel(), other.ravel())[0, 1]) for shift in shifts
    )


def onnx_model(idle_products: int = 0) -> bytes:
    """A model that calls a digit by its number of pixels at 255: digit d for d of them, as probabilities.

    Args:
        idle_products: How many products with a matrix of 784 x 784 it makes on the way, for nothing.
    """
    digits_0_to_9 = numpy_helper.from_array(np.arange(10, dtype=np.float32), "digits")
    full = numpy_helper.from_array(np.array(254.5, np.float32), "full")
    nodes = [
        helper.make_node("Greater", ["images", "full"], ["is_full"]),
        helper.make_node("Cast", ["is_full"], ["ones"], to=TensorProto.FLOAT),
        helper.make_node("Reshape", ["ones", "flat"], ["product0"]),
        *[
            helper.make_node("MatMul", [f"product{number}", "idle"], [f"product{number + 1}"])
            for number in range(idle_products)
        ],
        helper.make_node("ReduceSum", [f"product{idle_products}", "row"], ["count"], keepdims=0),
        helper.make_node("Unsqueeze", ["count", "one"], ["column"]),
        helper.make_node("Sub", ["column", "digits"], ["distance"]),
        helper.make_node("Mul", ["distance", "distance"], ["square"]),
        helper.make_node("Neg", ["square"], ["score"]),
        helper.make_node("Softmax", ["score"], ["probabilities"], axis=1),
    ]
    graph = helper.make_graph(
        nodes,
        "count",
        [helper.make_tensor_value_info("images", TensorProto.FLOAT, ["n", 28, 28, 1])],
        [helper.make_tensor_value_info("probabilities", TensorProto.FLOAT, ["n", 10])],
        [
            digits_0_to_9,
            full,
            numpy_helper.from_array(np.array([1], np.int64), "one"),
            numpy_helper.from_array(np.array([1], np.int64), "row"),
            numpy_helper.from_array(np.array([-1, 784], np.int64), "flat"),
            numpy_helper.from_array(np.eye(784, dtype=np.float32), "idle"),
        ],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    onnx.checker.check_model(model)
    return bytes(model.SerializeToString())


def dense_model(
    weights: NDArray[np.float32], outputs: NDArray[np.float32] | None = None, classes: int = 10
) -> bytes:
    """A model with one hidden layer: pixels / 255 times weights, ReLU, times outputs, softmax.

    Args:
        weights: float32 (784, units).
        outputs: float32 (units, classes); None for
        classes: so many of equal weights.
    """
    if outputs is None:
        outputs = np.ones((weights.shape[1], classes), np.float32)
    nodes = [
        helper.make_node("Mul", ["images", "scale"], ["scaled"]),
        helper.make_node("Reshape", ["scaled", "flat"], ["pixels"]),
        helper.make_node("MatMul", ["pixels", "weights"], ["sums"]),
        helper.make_node("Relu", ["sums"], ["hidden"]),
        helper.make_node("MatMul", ["hidden", "outputs"], ["scores"]),
        helper.make_node("Softmax", ["scores"], ["probabilities"], axis=1),
    ]
    graph = helper.make_graph(
        nodes,
        "dense",
        [helper.make_tensor_value_info("images", TensorProto.FLOAT, ["n", 28, 28, 1])],
        [helper.make_tensor_value_info("probabilities", TensorProto.FLOAT, ["n", outputs.shape[1]])],
        [
            numpy_helper.from_array(np.array(1 / 255, np.float32), "scale"),
            numpy_helper.from_array(np.array([-1, 784], np.int64), "flat"),
            numpy_helper.from_array(weights, "weights"),
            numpy_helper.from_array(outputs, "outputs"),
        ],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    onnx.checker.check_model(model)
    return bytes(model.SerializeToString())
