"""The grid of pictures: lossless, bounded, and one truth about what is chosen."""

from io import BytesIO

import numpy as np
import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from dashboard.toolkit.components.sprite_grid import (
    PITCH,
    SIDE,
    TILES_PER_ROW,
    sprite_grid,
    sprite_png,
    tinted_sprite_png,
)


def random_images(count: int) -> np.ndarray:
    return np.random.default_rng(7).integers(0, 256, (count, SIDE, SIDE), dtype=np.uint8)


@pytest.mark.parametrize("count", [1, 39, 40, 41, 1_000])
def test_every_pixel_survives_in_its_place(count: int) -> None:
    images = random_images(count)
    sheet = np.asarray(Image.open(BytesIO(sprite_png(images))))
    for k in range(count):
        top, left = (k // TILES_PER_ROW) * PITCH + 1, (k % TILES_PER_ROW) * PITCH + 1
        np.testing.assert_array_equal(sheet[top : top + SIDE, left : left + SIDE], images[k])


def test_a_tinted_sheet_has_a_colour_for_each_value() -> None:
    images = random_images(41)
    shades = np.random.default_rng(8).integers(0, 256, (256, 3), dtype=np.uint8)
    sheet = Image.open(BytesIO(tinted_sprite_png(images, shades))).convert("RGB")
    plain = np.asarray(Image.open(BytesIO(sprite_png(images))))
    np.testing.assert_array_equal(np.asarray(sheet), shades[plain])


def test_no_ink_touches_the_neighbouring_tile() -> None:
    sheet = np.asarray(Image.open(BytesIO(sprite_png(np.full((3, SIDE, SIDE), 255, dtype=np.uint8)))))
    assert sheet.sum() == 3 * SIDE * SIDE * 255
    assert not sheet[:, ::PITCH].any()
    assert not sheet[::PITCH].any()


def test_more_than_a_thousand_images_are_refused() -> None:
    with pytest.raises(ValueError, match="1,001 images are too many"):
        sprite_grid(random_images(1_001), range(1_001), key="grid", name="Images", labels=["7"] * 1_001)


def test_lists_of_another_length_are_refused() -> None:
    with pytest.raises(ValueError, match="2 entries for 3 images"):
        sprite_grid(random_images(3), [1, 2, 3], key="grid", name="Images", labels=["7", "2"])


def app_with_grid(count: int, selected: int | None) -> None:
    import numpy as np
    import streamlit as st

    from dashboard.toolkit.components.sprite_grid import sprite_grid

    images = np.zeros((count, 28, 28), dtype=np.uint8)
    ids, labels = [10 + k for k in range(count)], ["7"] * count
    picked = sprite_grid(images, ids, key="grid", name="Images", labels=labels, selected=selected)
    st.text(f"picked {picked}")


@pytest.mark.parametrize(("count", "selected"), [(0, None), (3, None), (3, 11)])
def test_without_a_click_nothing_is_picked(count: int, selected: int | None) -> None:
    app = AppTest.from_function(app_with_grid, args=(count, selected)).run()
    assert not app.exception
    assert app.text[0].value == "picked None"
