"""The colours of a column's values, and what the legend says of them."""

import numpy as np

from core.catalog.table import UNKNOWN, Table
from core.image_table import mnist_table
from dashboard.toolkit.tints import colours_of, legend_html


def column(name: str, values: list[float], *names: str) -> Table:
    if names:
        return Table({name: np.array(values, np.int8)}, {name: names})
    return Table({name: np.array(values, np.float32)}, {})


def test_each_value_of_a_category_has_a_colour_of_its_own_and_none_is_transparent() -> None:
    table = column("digit", [*range(10), UNKNOWN], *"0123456789")
    colours = colours_of(table, "digit", np.arange(11))
    assert len(set(colours)) == 11
    assert colours[-1] == "transparent"


def test_after_ten_classes_the_colours_start_anew() -> None:
    table = column("digit", [0, 10], *map(str, range(12)))
    first, second = colours_of(table, "digit", np.arange(2))
    assert first == second


def test_yes_and_no_are_blue_and_vermilion() -> None:
    assert colours_of(column("correct", [0, 1], "no", "yes"), "correct", np.arange(2)) == [
        "#d55e00",
        "#0072b2",
    ]


def test_numbers_go_from_dark_to_light_and_extremes_share_the_last_colour() -> None:
    table = column("ink", [*np.linspace(0, 1, 200), 1_000, np.nan])
    low, middle, high, extreme, none = colours_of(table, "ink", np.array([0, 100, 199, 200, 201]))
    brightness = [sum(map(int, each[4:-1].split(", "))) for each in (low, middle, high)]
    assert brightness == sorted(set(brightness))
    assert high == extreme
    assert none == "transparent"


def test_a_column_of_equal_numbers_or_of_none_has_colours() -> None:
    assert len(set(colours_of(column("ink", [0.5, 0.5]), "ink", np.arange(2)))) == 1
    assert colours_of(column("ink", [np.nan]), "ink", np.arange(1)) == ["transparent"]


def test_the_legend_names_the_categories() -> None:
    told = legend_html(column("digit", [0], "<b>", "boot"), "digit")
    assert "&lt;b&gt;" in told
    assert "boot" in told


def test_the_legend_says_the_ends_of_the_scale() -> None:
    slant = mnist_table().values["slant"]
    low, high = np.percentile(slant[~np.isnan(slant)], (1, 99))
    told = legend_html(mnist_table(), "slant")
    assert f"up to {low:.1f}°" in told
    assert f"{high:.1f}° and more" in told
