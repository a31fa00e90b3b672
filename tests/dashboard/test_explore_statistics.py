"""The switch between the parts of Explore, and the statistics beside plain computations."""

from pathlib import Path

import numpy as np
import pytest

from core.catalog.pairs import OF_EACH_CLASS
from core.catalog.shipped import shipped_pairs
from core.data.mnist import mnist
from core.image_table import image_table, mnist_table, nearest_pairs
from core.lab import Lab
from dashboard.views.explore.parts import PARTS
from tests.dashboard.visiting import Visitor
from tests.importing import imported


def part(visitor: Visitor) -> str:
    """The part that is on screen, by the switch and by what is there."""
    (switch,) = (each for each in visitor.screen.button_group if each.label == "Part")
    headings = [header.value for header in visitor.screen.header]
    assert ("Class distribution" in headings) == (switch.value == "statistics")
    return str(switch.value)


def links(visitor: Visitor, key: str) -> list[list[dict[str, str]]]:
    """The links of a component, group by group."""
    return [group["links"] for group in visitor.component(key)["groups"]]


def test_images_are_shown_first_and_the_address_says_nothing_of_it(visitor: Visitor) -> None:
    assert part(visitor.open("explore")) == "images"
    assert "show" not in visitor.address


def test_the_switch_stands_in_the_address(visitor: Visitor) -> None:
    visitor.open("explore").fill("Part", "statistics", "button_group")
    assert part(visitor) == "statistics"
    assert visitor.address["show"] in ("statistics", ["statistics"])
    assert part(visitor.fill("Part", "images", "button_group")) == "images"
    assert "show" not in visitor.address


@pytest.mark.parametrize("name", PARTS)
def test_every_part_has_an_address(visitor: Visitor, name: str) -> None:
    assert part(visitor.open("explore", show=name)) == name


def test_a_part_that_is_none_shows_the_images(visitor: Visitor) -> None:
    assert part(visitor.open("explore", show="beauty")) == "images"
    assert "show" not in visitor.address


def test_the_part_is_as_before_after_a_visit_to_another_page(visitor: Visitor) -> None:
    visitor.open("explore", show="statistics").open("start")
    assert part(visitor.open("explore")) == "statistics"
    assert visitor.address["show"] in ("statistics", ["statistics"])


@pytest.mark.parametrize(
    "address", [{"split": "test", "image": "17"}, {"digit": "3"}, {"sort": "-ink"}, {"split": "test"}]
)
def test_an_address_of_images_shows_the_images_whatever_was_shown_before(
    visitor: Visitor, address: dict[str, str]
) -> None:
    visitor.open("explore", show="statistics").open("start")
    assert part(visitor.open("explore", **address)) == "images"


def test_filters_and_order_are_as_before_after_a_look_at_the_statistics(visitor: Visitor) -> None:
    visitor.open("explore", split="test", holes="2", sort="-ink")
    before = visitor.component("gallery")
    visitor.fill("Part", "statistics", "button_group")
    assert {"holes", "sort"}.isdisjoint(visitor.address)
    assert visitor.fill("Part", "images", "button_group").component("gallery") == before


def test_statistics_need_no_data_folder(
    visitor: Visitor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv("DIGIT_LAB_HOME", str(tmp_path / "file"))
    assert part(visitor.open("explore", show="statistics")) == "statistics"
    assert visitor.errors() == []


def test_the_shapes_and_counts_of_all_three_splits_are_told(visitor: Visitor) -> None:
    table = visitor.open("explore", show="statistics").screen.table[0].value
    assert dict(zip(table["Split"], table["Images"], strict=True)) == {
        "train": "55,000", "validation": "5,000", "test": "10,000",
    }  # fmt: skip
    assert set(table["Image shape"]) == {"28 × 28"}
    assert set(table["Pixel values"]) == {"uint8, 0 (background) to 255 (ink)"}


def test_the_steps_from_the_file_to_a_batch_are_told(visitor: Visitor) -> None:
    table = visitor.open("explore", show="statistics").screen.table[1].value
    assert list(table["Shape"]) == [
        "(60000, 28, 28)", "(55000, 28, 28)", "(55000, 28, 28, 1)", "(64, 28, 28, 1)", "(64, 28, 28, 1)",
    ]  # fmt: skip
    assert list(table["Type"]) == ["uint8"] * 4 + ["float32"]
    assert list(table["Pixel values"]) == ["0 to 255"] * 4 + ["0 to 1"]


@pytest.mark.parametrize("what", ["mean", "variance"])
def test_mean_and_variance_of_each_digit_lead_to_its_images(visitor: Visitor, what: str) -> None:
    (strip,) = links(visitor.open("explore", show="statistics"), f"{what}-images")
    assert [each["name"] for each in strip] == [f"The {what} of {k}: show its images" for k in range(10)]
    assert [each["address"] for each in strip] == [f"/explore?split=train&digit={k}" for k in range(10)]
    assert len({each["source"] for each in strip}) == 10
    assert all(each["source"].startswith("data:image/png;base64,") for each in strip)


def test_two_digits_are_chosen_and_their_difference_is_explained(visitor: Visitor) -> None:
    visitor.open("explore", show="statistics").choose("Digit", 3).choose("Less digit", 8)
    assert 'alt="The mean 3 less the mean 8"' in "".join(visitor.html("heat-map"))
    (told,) = (text for text in visitor.texts() if text.startswith("Orange"))
    assert told.startswith("Orange: more ink in the mean 3. Blue: more ink in the mean 8.")
    train = mnist().split("train")
    means = [train.images[train.labels == k].mean(axis=0) / 255 for k in (3, 8)]
    largest = np.abs(means[0] - means[1]).max()
    assert f"+{largest:.2f}" in "".join(visitor.html("scale-legend"))
    ((first, second),) = links(visitor, "difference-links")
    assert (first["address"], second["address"]) == (
        "/explore?split=train&digit=3", "/explore?split=train&digit=8",
    )  # fmt: skip


def test_a_digit_less_itself_says_that_there_is_nothing_to_see(visitor: Visitor) -> None:
    visitor.open("explore", show="statistics").choose("Digit", 9)
    assert any("A digit less itself is 0 everywhere" in text for text in visitor.texts())


def test_the_best_pixel_is_named(visitor: Visitor) -> None:
    visitor.open("explore", show="statistics")
    (told,) = (text for text in visitor.texts() if text.startswith("The best pixel"))
    assert "row 13, column 14" in told
    assert "0.31 bits of the 3.32" in told


def test_mean_and_standard_deviation_are_those_of_train(visitor: Visitor) -> None:
    scaled = mnist().split("train").images[::50] / 255  # every fiftieth is enough for two decimals
    visitor.open("explore", show="statistics")
    (told,) = (text for text in visitor.texts() if text.startswith("Less the mean"))
    mean, deviation = (float(word.strip(",.")) for word in told.split() if word[:2] == "0.")
    assert mean == pytest.approx(scaled.mean(), abs=0.005)
    assert deviation == pytest.approx(scaled.std(), abs=0.005)


def test_a_pixel_histogram_shows_all_pixels_on_each_scale(visitor: Visitor) -> None:
    visitor.open("explore", show="statistics")
    for scale in ("file", "scaled", "standardised"):
        assert "logarithmic counts" in visitor.component(f"pixels-{scale}")["alt"]


def test_the_outliers_of_a_digit_are_the_first_of_the_gallery_that_they_lead_to(visitor: Visitor) -> None:
    groups = links(visitor.open("explore", show="statistics"), "outliers")
    table = mnist_table()
    for digit, (*images, every) in enumerate(groups):
        own = np.flatnonzero((table.values["digit"] == digit) & (table.values["split"] == 0))
        farthest = own[np.argsort(-table.values["class_distance"][own], kind="stable")][:4]
        assert [each["address"] for each in images] == [
            f"/explore?split=train&image={table.values['index'][row]}" for row in farthest
        ]
        assert every["address"] == f"/explore?split=train&digit={digit}&sort=-class_distance"


def test_near_duplicates_are_those_that_are_shipped(visitor: Visitor) -> None:
    visitor.open("explore", show="statistics")
    index, pairs = mnist_table().values["index"], shipped_pairs()["train-test-same"][::6]
    assert [[each["address"] for each in pair] for pair in links(visitor, "near-duplicates")] == [
        [f"/explore?split=train&image={index[a]}", f"/explore?split=test&image={index[b]}"] for a, b in pairs
    ]
    assert "10 of 60 pairs, the nearest of each digit." in "".join(visitor.texts())


def test_other_pairs_can_be_chosen_and_all_be_shown(visitor: Visitor) -> None:
    visitor.open("explore", show="statistics").choose("Pairs", "validation-validation")
    visitor.fill("Labels", "differ", "button_group")
    assert len(links(visitor, "near-duplicates")) == 12
    visitor.screen.toggle[0].set_value(True).run()
    shown = links(visitor, "near-duplicates")
    assert len(shown) == 60
    assert all("split=validation" in each["address"] for pair in shown for each in pair)
    assert all(first["caption"][0] != second["caption"][0] for first, second in shown)


def test_near_duplicates_of_an_imported_data_set_are_its_own(home: Path, visitor: Visitor) -> None:
    lab, record = Lab(home), imported(home)
    visitor.open("explore", dataset=record.name, show="statistics")
    index = image_table(lab, record.name).values["index"]
    pairs = nearest_pairs(lab, record.name)["train-test-same"][::OF_EACH_CLASS]
    shown = [
        [each["address"].partition("split=")[2] for each in pair]
        for pair in links(visitor, "near-duplicates")
    ]
    assert shown == [[f"train&image={index[a]}", f"test&image={index[b]}"] for a, b in pairs]
    assert "the nearest of each class." in "".join(visitor.texts())
