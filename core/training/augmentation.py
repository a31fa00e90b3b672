"""Random changes to a batch of images, as one TensorFlow operation.

Keras's own layers would interpolate once each, which blurs strokes of three pixels, and draw from generators
whose state no checkpoint keeps; here a change is a function of its seed alone.
"""

import functools
import math
from collections.abc import Callable
from typing import Final

import tensorflow as tf

from core.data.dataset import HIGHEST, IMAGE_SIDE_PIXELS
from core.models.augmentation import LARGEST_PATCH_PIXELS, SMALLEST_PATCH_PIXELS, Augmentation

_CENTRE: Final = (IMAGE_SIDE_PIXELS - 1) / 2
_CONTROL_POINTS: Final = 5
_NUMBERS: Final = 15
"""Random numbers that an image needs."""


def augment(images: tf.Tensor, augmentation: Augmentation, seed: tf.Tensor) -> tf.Tensor:
    """Changes each image of a batch by itself.

    Args:
        images: uint8 (b, 28, 28, 1), 0 is background and 255 is ink.
        augmentation: The bounds of the changes.
        seed: int64 (2,); the same seed and images give the same result.

    Returns:
        uint8 (b, 28, 28, 1).
    """
    count = tf.shape(images)[0]
    first, second = tf.unstack(tf.random.split(seed))
    numbers = tf.random.stateless_uniform([count, _NUMBERS], first)
    levels = tf.cast(images[..., 0], tf.float32) / HIGHEST
    levels = _rethickened(levels, numbers[:, 0:2], augmentation.thickness)
    bend = tf.random.stateless_normal([count, _CONTROL_POINTS, _CONTROL_POINTS, 2], second)
    levels = warped(levels, _places(numbers[:, 2:8], bend, augmentation))
    levels = _toned(levels, numbers[:, 8:10], augmentation)
    levels = _occluded(levels, numbers[:, 10:15], augmentation.occlusion)
    return tf.cast(tf.round(levels * HIGHEST), tf.uint8)[..., tf.newaxis]


def warped(levels: tf.Tensor, places: tf.Tensor) -> tf.Tensor:
    """Images seen through moved pixels, by bilinear interpolation; beyond the image is background.

    Args:
        levels: float32 (b, 28, 28).
        places: float32 (b, 28, 28, 2), for each pixel the row and column from which its level comes.

    Returns:
        float32 (b, 28, 28).
    """
    side = IMAGE_SIDE_PIXELS + 3  # a blank pixel before the image, and two behind it
    padded = tf.pad(levels, [[0, 0], [1, 2], [1, 2]])
    flat = tf.reshape(padded, [-1, side * side])
    places = tf.clip_by_value(places, -1, IMAGE_SIDE_PIXELS) + 1
    first = tf.floor(places)
    down, right = tf.unstack(places - first, axis=-1)
    rows, columns = tf.unstack(tf.cast(first, tf.int32), axis=-1)
    corner = rows * side + columns
    above = _between(flat, corner, right)
    return above + down * (_between(flat, corner + side, right) - above)


def _between(flat: tf.Tensor, positions: tf.Tensor, part: tf.Tensor) -> tf.Tensor:
    """The level a part of the way from each position to the next one on its right."""
    left = tf.gather(flat, positions, batch_dims=1)
    return left + part * (tf.gather(flat, positions + 1, batch_dims=1) - left)


def _places(numbers: tf.Tensor, bend: tf.Tensor, augmentation: Augmentation) -> tf.Tensor:
    """For each pixel of each image the place it comes from, float32 (b, 28, 28, 2).

    Args:
        numbers: float32 (b, 6), 0..1.
        bend: float32 (b, 5, 5, 2), standard normal.
        augmentation: The bounds.
    """
    angle, slant, tall, wide, down, right = (2 * each - 1 for each in tf.unstack(numbers, axis=1))
    angle *= augmentation.rotation_degrees * math.pi / 180
    slant *= augmentation.shear
    # A scaled, slanted, rotated and shifted image is looked up by the inverse of each, last one first.
    tall, wide = (1 / (1 + augmentation.scale * each) for each in (tall, wide))
    cos, sin = tf.cos(angle), tf.sin(angle)
    matrix = [[cos * tall, sin * tall], [(slant * cos - sin) * wide, (slant * sin + cos) * wide]]
    inverse = tf.transpose(tf.stack(matrix), [2, 0, 1])
    axis = tf.range(IMAGE_SIDE_PIXELS, dtype=tf.float32) - _CENTRE
    pixels = tf.reshape(tf.stack(tf.meshgrid(axis, axis, indexing="ij"), axis=-1), [1, -1, 2])
    shift = augmentation.shift_pixels * tf.stack([down, right], axis=-1)
    places = tf.matmul(pixels - shift[:, tf.newaxis], inverse, transpose_b=True) + _CENTRE
    places = tf.reshape(places, [-1, IMAGE_SIDE_PIXELS, IMAGE_SIDE_PIXELS, 2])
    if not augmentation.elastic_pixels:
        return places
    smooth = tf.image.resize(bend, [IMAGE_SIDE_PIXELS, IMAGE_SIDE_PIXELS], "bicubic")
    return places + augmentation.elastic_pixels * smooth


def _rethickened(levels: tf.Tensor, numbers: tf.Tensor, share: float) -> tf.Tensor:
    """Strokes of a share of the images mixed with a dilation by 3 x 3 or an erosion by 2 x 2 pixels."""
    if not share:
        return levels
    thick = _neighbourhood(tf.maximum, levels, before=1, behind=1)
    thin = _neighbourhood(tf.minimum, levels, before=0, behind=1)
    kind, weight = numbers[:, 0, tf.newaxis, tf.newaxis], numbers[:, 1, tf.newaxis, tf.newaxis]
    other = tf.where(kind < share / 2, thick, thin)
    return tf.where(kind < share, levels + weight * (other - levels), levels)


def _neighbourhood(
    choose: Callable[[tf.Tensor, tf.Tensor], tf.Tensor], levels: tf.Tensor, before: int, behind: int
) -> tf.Tensor:
    """The highest or lowest level around each pixel, row by row and then column by column.

    TensorFlow's pooling of a single channel takes longer than all the rest of an augmentation.
    """
    for axis in (1, 2):
        padding = [[0, 0], [0, 0], [0, 0]]
        padding[axis] = [before, behind]
        padded = tf.pad(levels, padding)
        starts = [[0] * axis + [start] + [0] * (2 - axis) for start in range(before + behind + 1)]
        parts = [tf.slice(padded, start, [-1, IMAGE_SIDE_PIXELS, IMAGE_SIDE_PIXELS]) for start in starts]
        levels = functools.reduce(choose, parts)
    return levels


def _toned(levels: tf.Tensor, numbers: tf.Tensor, augmentation: Augmentation) -> tf.Tensor:
    """Grey levels under a gamma and a contrast of each image."""
    gamma, contrast = numbers[:, 0, tf.newaxis, tf.newaxis], numbers[:, 1, tf.newaxis, tf.newaxis]
    if augmentation.gamma:
        levels = tf.pow(levels, tf.exp(augmentation.gamma * (2 * gamma - 1)))
    return levels * (1 - augmentation.contrast * contrast)


def _occluded(levels: tf.Tensor, numbers: tf.Tensor, share: float) -> tf.Tensor:
    """A share of the images with a square of one grey level, all of it within the image."""
    if not share:
        return levels
    chance, size, top, left, level = tf.unstack(numbers[..., tf.newaxis, tf.newaxis], axis=1)
    sizes = LARGEST_PATCH_PIXELS - SMALLEST_PATCH_PIXELS + 1
    size = SMALLEST_PATCH_PIXELS + tf.floor(size * sizes)
    top, left = (tf.floor(place * (IMAGE_SIDE_PIXELS - size + 1)) for place in (top, left))
    axis = tf.range(IMAGE_SIDE_PIXELS, dtype=tf.float32)
    rows, columns = axis[tf.newaxis, :, tf.newaxis], axis[tf.newaxis, tf.newaxis]
    inside = (rows >= top) & (rows < top + size) & (columns >= left) & (columns < left + size)
    return tf.where(inside & (chance < share), level, levels)
