"""Whatever a digit was written on and with: most of each kind of picture are read."""

import numpy as np
import pytest
from numpy.typing import NDArray

from core.data.mnist import mnist
from core.recognition.combs import ticks_of
from core.recognition.grey import grey_of
from core.recognition.marks import without_marks
from core.recognition.preparation import prepare
from core.recognition.recognition import recognise_pixels
from core.recognition.rulings import find_rulings
from core.recognition.shipped import shipped_predictor
from tests.core.recognition.making import digits, enlarged, likeness, sheet
from tests.core.recognition.pictures import KINDS, Maker, pen, rulings

FIVE = digits()[0][15]
OF_EACH_KIND = 14


@pytest.mark.parametrize("maker", KINDS.values(), ids=KINDS)
def test_nearly_all_pictures_of_each_kind_are_read(maker: Maker) -> None:
    split, rng = mnist().split("validation"), np.random.default_rng(11)
    right = 0
    for row, beside in rng.integers(len(split.labels), size=(OF_EACH_KIND, 2)):
        picture = maker(split.images[row], split.images[beside], rng)
        right += recognise_pixels(picture, shipped_predictor()).digit == split.labels[row]
    assert right >= OF_EACH_KIND - 2


@pytest.mark.parametrize("is_squared", [False, True], ids=["ruled", "squared"])
def test_rulings_are_found_and_the_strokes_that_they_cross_stay(is_squared: bool) -> None:
    lines = rulings((480, 640), 50, 2, is_squared, np.random.default_rng(0))
    strokes = sheet(FIVE) / np.float32(255)
    found = find_rulings(100 * np.maximum(0.7 * lines, strokes), 30)
    assert found[(lines > 0.5) & (strokes < 0.1)].mean() > 0.95
    assert found[strokes > 0.7].mean() < 0.02


def test_a_ruling_that_digits_hide_for_the_most_part_is_found_by_its_parallels() -> None:
    lines = rulings((200, 640), 40, 2, False, np.random.default_rng(0))
    strokes = np.zeros((200, 640), np.float32)
    for start in range(40, 600, 80):
        strokes[70:130, start : start + 50] = 1
    found = find_rulings(100 * np.maximum(0.7 * lines, strokes), 30)
    assert found[75:125][(lines > 0.5)[75:125] & (strokes == 0)[75:125]].mean() > 0.9
    assert not found[strokes == 1].any()


def test_a_ruled_sheet_gives_the_same_form_as_a_blank_one() -> None:
    lines = rulings((480, 640), 50, 2, True, np.random.default_rng(0))
    strokes = sheet(FIVE) / np.float32(255)
    ruled = np.asarray(230 - 180 * np.maximum(0.7 * lines, strokes), np.uint8)
    assert likeness(prepare(ruled).image, prepare(255 - sheet(FIVE)).image) > 0.95


@pytest.mark.parametrize("row", [row for digit in (1, 4, 5, 7) for row in range(3 * digit, 3 * digit + 3)])
def test_a_thin_stroke_from_border_to_border_is_no_ruling(row: int) -> None:
    crop = np.asarray(250 - 220 * pen(digits()[0][row], 200, 5), np.uint8)
    with_margins = np.pad(crop, 60, constant_values=250)
    assert likeness(prepare(crop).image, prepare(with_margins).image) > 0.9


def test_a_bar_of_which_one_half_is_thick_and_the_other_half_is_dark_is_no_ruling() -> None:
    contrast = np.zeros((320, 320), np.float32)
    contrast[153:167, :160] = 50
    contrast[160, 160:] = 200
    assert not find_rulings(contrast, 30).any()


@pytest.mark.parametrize("at", [(30, 40), (60, 120)], ids=["near a corner", "in the middle"])
def test_a_frame_is_found_wherever_it_is_and_the_digit_in_it_stays(at: tuple[int, int]) -> None:
    picture = sheet(FIVE, shape=(420, 480), at=(at[0] + 40, at[1] + 40))
    frame = np.zeros_like(picture)
    frame[at[0] : at[0] + 300, at[1] : at[1] + 320] = 180
    frame[at[0] + 4 : at[0] + 296, at[1] + 4 : at[1] + 316] = 0
    found = find_rulings(np.maximum(picture, frame).astype(np.float32), 30)
    assert found[frame > 0].mean() > 0.95
    assert not found[picture > 180].any()


def test_a_digit_that_lies_on_a_frame_loses_no_more_than_the_line() -> None:
    picture = sheet(FIVE, shape=(420, 480), at=(80, 100))
    bottom = int(np.flatnonzero((picture > 128).any(axis=1))[-1])
    frame = np.zeros_like(picture)
    frame[60 : bottom + 2, 60:400] = 180
    frame[64 : bottom - 2, 64:396] = 0
    both = np.asarray(230 - np.maximum(picture, frame) * 0.8, np.uint8)
    assert likeness(prepare(both).image, prepare(255 - picture).image) > 0.9


def _on_line(*strokes: tuple[int, int]) -> NDArray[np.float32]:
    """A line of two pixels with strokes on it, each so many pixels high and thick, beside a digit."""
    contrast = sheet(FIVE, shape=(420, 480), at=(100, 140)).astype(np.float32)
    contrast[360:362] = 120
    for start, (height, thickness) in zip((40, 430), strokes, strict=True):
        contrast[360 - height : 360, start : start + thickness] = 120
    return contrast


def test_the_line_of_a_comb_and_its_ticks_are_found_and_the_digit_stays() -> None:
    contrast = _on_line((80, 2), (80, 2))
    found = find_rulings(contrast, 30)
    assert found[contrast == 120].mean() > 0.95
    assert not found[contrast > 180].any()


@pytest.mark.parametrize(
    "strokes", [((80, 2), (30, 2)), ((80, 8), (80, 8)), ((80, 2), (0, 2)), ((300, 2), (300, 2))],
    ids=["of two heights", "thick", "one alone", "high"],
)  # fmt: skip
def test_other_strokes_on_a_line_are_no_ticks(strokes: tuple[tuple[int, int], tuple[int, int]]) -> None:
    contrast = _on_line(*strokes)
    line = np.zeros(contrast.shape, bool)
    line[360:362] = True
    assert not ticks_of(line, contrast > 30, contrast).any()


@pytest.mark.parametrize("middle", [0, 90], ids=["two alone", "beside a digit as high"])
def test_ones_that_stand_on_a_line_are_no_ticks(middle: int) -> None:
    contrast = np.zeros((170, 420), np.float32)
    contrast[120:124] = contrast[40:120, 80:84] = contrast[40:120, 320:324] = 150
    contrast[120 - middle : 120, 180:230] = 150
    assert not find_rulings(contrast, 30)[40:118].any()


def test_strokes_that_hang_below_a_line_are_no_ticks() -> None:
    contrast = _on_line((80, 2), (80, 2))[::-1]
    assert not find_rulings(contrast, 30)[62:].any()


def test_a_square_zero_is_no_frame() -> None:
    picture = np.full((300, 260), 245, np.uint8)
    picture[50:250, 60:200] = 30
    picture[58:242, 68:192] = 245
    assert prepare(picture).box == (50, 60, 250, 200)


@pytest.mark.parametrize("cut", ["", "left", "right", "top", "bottom"])
def test_paper_in_a_frame_is_no_light_digit(cut: str) -> None:
    grey = np.full((100, 100), 235, np.uint8)
    grey[[*range(4), *range(96, 100)]] = grey[:, [*range(4), *range(96, 100)]] = 60
    place = grey[20:76, 25:81]
    place[:] = np.minimum(place, 235 - enlarged(FIVE, 56) * 0.8)
    rows = slice(6 * (cut == "top"), 100 - 6 * (cut == "bottom"))
    columns = slice(6 * (cut == "left"), 100 - 6 * (cut == "right"))
    picture = np.ascontiguousarray(grey[rows, columns])
    assert likeness(prepare(picture).image, prepare(255 - sheet(FIVE)).image) > 0.9


def test_ink_as_light_as_its_paper_is_seen_by_its_colour() -> None:
    strokes = sheet(FIVE)[..., np.newaxis] / 255
    picture = np.asarray(np.rint((235, 90, 60) * (1 - strokes) + (30, 180, 90) * strokes), np.uint8)
    assert np.ptp(grey_of(picture)) > 100
    assert likeness(prepare(picture).image, prepare(255 - sheet(FIVE)).image) > 0.95


def test_a_picture_that_is_clear_by_its_luminance_keeps_it() -> None:
    strokes = sheet(FIVE)[..., np.newaxis] / 255
    picture = np.asarray(np.rint((250, 245, 230) * (1 - strokes) + (20, 30, 110) * strokes), np.uint8)
    expected = np.rint(picture @ (0.299, 0.587, 0.114))
    assert np.abs(grey_of(picture) - expected).max() <= 1


def test_what_is_far_from_a_digit_is_no_part_of_it_unless_it_is_large() -> None:
    strokes = np.zeros((100, 200), bool)
    strokes[20:80, 50:80] = True
    digit = strokes.copy()
    strokes[40:50, 110:120] = True
    np.testing.assert_array_equal(without_marks(strokes), digit)
    strokes[30:80, 100:130] = True
    assert without_marks(strokes)[30:80, 100:130].all()


def test_the_edge_of_a_neighbour_is_no_part_of_a_digit() -> None:
    strokes = np.zeros((60, 60), bool)
    strokes[5:55, 5:50] = True
    digit = strokes.copy()
    strokes[10:40, 57:] = True
    np.testing.assert_array_equal(without_marks(strokes), digit)
