"""Arrays as coloured pixels."""

import numpy as np
import pytest
from PIL.ImageColor import getrgb

from dashboard.toolkit.heat_maps import diverging, diverging_colours, heat_map_html, sequential
from dashboard.toolkit.theme import DARK, LIGHT, Palette
from dashboard.toolkit.tints import SHADES

both_themes = pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])


@both_themes
def test_zero_has_the_middle_colour_and_the_ends_have_theirs(colours: Palette) -> None:
    found = diverging(np.array([[-2.0, 0.0, 2.0, 9.0]]), 2.0, colours)
    wanted = [getrgb(each) for each in (colours.less, colours.equal, colours.more, colours.more)]
    assert [tuple(pixel) for pixel in found[0].tolist()] == wanted
    assert len(diverging_colours(colours)) % 2 == 1


@both_themes
def test_where_nothing_differs_all_is_the_middle_colour(colours: Palette) -> None:
    assert {tuple(pixel) for pixel in diverging(np.zeros((2, 2)), 0.0, colours).reshape(-1, 3).tolist()} == {
        getrgb(colours.equal)
    }


def test_a_sequential_scale_goes_from_its_first_colour_to_its_last() -> None:
    found = sequential(np.array([[0.0, 0.5, 1.0]]), 1.0)
    assert tuple(found[0, 0]) == getrgb(SHADES[0])
    assert tuple(found[0, 2]) == getrgb(SHADES[-1])
    luminance = found[0].astype(float) @ (0.2126, 0.7152, 0.0722)
    assert (np.diff(luminance) > 0).all()


def test_a_marked_pixel_has_a_frame_at_its_place() -> None:
    picture = np.zeros((28, 28, 3), np.uint8)
    assert "<i " not in heat_map_html(picture, "A map")
    assert "top:50.000%;left:25.000%;width:3.571%" in heat_map_html(picture, "A map", (14, 7))
    assert 'alt="&lt;b&gt;"' in heat_map_html(picture, "<b>")
