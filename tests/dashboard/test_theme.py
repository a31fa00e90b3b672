"""The colours: equal in both files, readable on both backgrounds, apart for colour-blind eyes."""

import tomllib
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from skimage.color import deltaE_ciede2000, rgb2lab

from dashboard.toolkit.theme import DARK, DIGITS, FONT, LIGHT, Palette, blend, contrast, palette, template

ROOT = Path(__file__).parents[2]
CONFIG = tomllib.loads((ROOT / "dashboard/.streamlit/config.toml").read_text(encoding="utf-8"))

# Machado, Oliveira and Fernandes, "A Physiologically-based Model for Simulation of Color Vision Deficiency",
# IEEE TVCG 15(6), 2009: matrices of severity 1.0, for linear RGB.
DEFICIENCIES = {
    "protanopia": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deuteranopia": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "tritanopia": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
    "full sight": np.eye(3).tolist(),
}

both_themes = pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])


def seen_with(deficiency: str, colour: str) -> NDArray[np.float64]:
    encoded = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    linear = np.where(encoded <= 0.04045, encoded / 12.92, ((encoded + 0.055) / 1.055) ** 2.4)
    seen = np.clip(np.array(DEFICIENCIES[deficiency]) @ linear, 0, 1)
    srgb = np.where(seen <= 0.0031308, seen * 12.92, 1.055 * seen ** (1 / 2.4) - 0.055)
    return np.asarray(rgb2lab(srgb))


def closest(colours: tuple[str, ...], deficiency: str) -> float:
    lab = [seen_with(deficiency, colour) for colour in colours]
    return min(
        float(deltaE_ciede2000(first, second))  # type: ignore[no-untyped-call]
        for first, second in combinations(lab, 2)
    )


@both_themes
def test_the_browser_and_python_paint_with_the_same_colours(colours: Palette) -> None:
    section = CONFIG["theme"][colours.kind]
    assert section["primaryColor"] == colours.accent
    assert section["linkColor"] == colours.link
    assert section["backgroundColor"] == colours.background
    assert section["secondaryBackgroundColor"] == colours.surface
    assert section["textColor"] == colours.text
    assert section["borderColor"] == colours.line
    assert section["orangeColor"] == colours.error
    assert section["grayTextColor"] == colours.muted
    assert section["chartCategoricalColors"] == [colours.train, colours.validation, colours.test]


def test_each_theme_has_its_palette() -> None:
    assert palette("light") is LIGHT
    assert palette("dark") is DARK


@both_themes
def test_words_and_curves_read_on_the_page_and_on_panels(colours: Palette) -> None:
    for paper in (colours.background, colours.surface):
        assert contrast(colours.text, paper) >= 12
        assert contrast(colours.muted, paper) >= 4.5
        assert contrast(colours.link, paper) >= 4.5
        for mark in (colours.accent, colours.train, colours.validation, colours.test, colours.error):
            assert contrast(mark, paper) >= 3
        assert min(contrast(mark, paper) for mark in colours.runs) >= 4


@both_themes
def test_the_words_on_a_primary_button_read(colours: Palette) -> None:
    assert contrast("#ffffff", colours.accent) >= 4.5


@both_themes
def test_the_digits_are_visible_on_the_page(colours: Palette) -> None:
    assert min(contrast(digit, colours.background) for digit in colours.digits) >= 1.5


@pytest.mark.parametrize("deficiency", DEFICIENCIES)
def test_no_eye_confuses_two_digits_or_the_two_curves(deficiency: str) -> None:
    assert len(DIGITS) == 10
    assert closest(DIGITS, deficiency) >= 11.5
    for colours in (LIGHT, DARK):
        assert closest((colours.train, colours.validation), deficiency) >= 40


@both_themes
@pytest.mark.parametrize("deficiency", DEFICIENCIES)
def test_no_eye_confuses_less_equal_and_more(colours: Palette, deficiency: str) -> None:
    assert closest((colours.less, colours.equal, colours.more), deficiency) >= 30


def test_the_contrast_ratio_is_that_of_the_standard() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert contrast("#ffffff", "#777777") == contrast("#777777", "#ffffff")


def test_a_blend_begins_and_ends_with_its_colours() -> None:
    assert blend("#102030", "#ffee00", 0) == "#102030"
    assert blend("#102030", "#ffee00", 1) == "#ffee00"
    assert blend("#000000", "#ffffff", 0.5) in {"#7f7f7f", "#808080"}


@both_themes
def test_no_chart_asks_the_network_for_a_font(colours: Palette) -> None:
    assert template(colours).layout.font.family == FONT
    assert "://" not in CONFIG["theme"]["font"] + CONFIG["theme"]["codeFont"]


def test_the_screen_shows_no_traceback_and_reports_no_usage() -> None:
    assert CONFIG["client"]["showErrorDetails"] == "none"
    assert CONFIG["browser"]["gatherUsageStats"] is False
    assert CONFIG["server"]["maxUploadSize"] == 32
