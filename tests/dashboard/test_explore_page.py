"""The Explore page: its filters against the labels, and the figures of the three splits."""

import numpy as np
import pytest

from core.data.mnist import mnist
from tests.dashboard.visiting import Visitor


def count(visitor: Visitor) -> str:
    """How many images the page says that the filters leave."""
    (found,) = (text for text in visitor.texts() if text.endswith(" images"))
    return found


def test_train_is_shown_first_and_from_its_first_image(visitor: Visitor) -> None:
    visitor.open("explore")
    assert count(visitor) == "55,000 images"
    assert visitor.component("gallery")["ids"] == list(range(300))
    assert visitor.metric("Label") == str(mnist().split("train").labels[0])


@pytest.mark.parametrize("name", ["validation", "test"])
def test_another_split_can_be_chosen(visitor: Visitor, name: str) -> None:
    visitor.open("explore").fill("Split", name, "button_group")
    assert count(visitor) == f"{len(mnist().split(name).labels):,} images"
    images = mnist().split(name)
    assert visitor.component("gallery")["labels"] == [
        f"{label}, image {index:,}"
        for label, index in zip(images.labels[:300], images.index[:300], strict=True)
    ]


def test_only_the_chosen_digits_are_shown(visitor: Visitor) -> None:
    visitor.open("explore").fill("Digit", [3, 8], "button_group")
    labels = mnist().split("train").labels
    found = np.flatnonzero((labels == 3) | (labels == 8))
    assert count(visitor) == f"{len(found):,} images"
    assert visitor.component("gallery")["ids"] == found[:300].tolist()
    assert {label[0] for label in visitor.component("gallery")["labels"]} == {"3", "8"}


def test_one_can_leaf_through_all_images_to_the_last(visitor: Visitor) -> None:
    visitor.open("explore").choose("Images at once", 1000).leaf_to(55)
    assert visitor.component("gallery")["ids"] == list(range(54_000, 55_000))


def test_fewer_images_at_once_never_lead_behind_the_last_part(visitor: Visitor) -> None:
    visitor.open("explore").leaf_to(184)
    assert visitor.component("gallery")["ids"] == list(range(54_900, 55_000))
    visitor.choose("Images at once", 1000)
    assert visitor.component("gallery")["ids"] == list(range(1000))


def test_the_filters_can_be_given_in_the_address(visitor: Visitor) -> None:
    visitor.open("explore", split="test", digit="7", images="600")
    labels = mnist().split("test").labels
    assert visitor.component("gallery")["ids"] == np.flatnonzero(labels == 7)[:600].tolist()


def test_the_address_can_name_the_image_that_is_selected(visitor: Visitor) -> None:
    visitor.open("explore", split="test", image="17")
    assert visitor.component("gallery")["selected"] == 17
    assert visitor.metric("Label") == str(mnist().split("test").labels[17])


def test_an_image_is_named_by_its_place_in_mnists_file_and_found_in_its_part(visitor: Visitor) -> None:
    index = mnist().split("validation").index[4_999]
    visitor.open("explore", split="validation", image=str(index))
    assert visitor.component("gallery")["selected"] == 4_999
    assert visitor.component("gallery")["ids"] == list(range(4_800, 5_000))


def test_an_image_that_the_address_names_anew_is_found_whatever_one_looked_at_before(
    visitor: Visitor,
) -> None:
    labels = mnist().split("test").labels
    other = next(digit for digit in range(10) if digit != labels[17])
    visitor.open("explore", split="test").fill("Digit", [other], "button_group").leaf_to(2)
    visitor.open("explore", split="test", image="17")
    assert count(visitor) == "10,000 images"
    assert visitor.component("gallery")["selected"] == 17


def test_the_image_of_the_address_does_not_hold_one_back_from_leafing(visitor: Visitor) -> None:
    visitor.open("explore", split="test", image="17").leaf_to(2)
    assert visitor.component("gallery")["ids"] == list(range(300, 600))
    assert "image" not in visitor.address


@pytest.mark.parametrize("image", ["10000", "-1", "x", "", "9" * 5_000, "1.5"])
def test_an_image_in_the_address_that_is_none_selects_the_first(visitor: Visitor, image: str) -> None:
    visitor.open("explore", split="test", image=image)
    assert visitor.component("gallery")["selected"] == 0


@pytest.mark.parametrize(
    ("name", "value"),
    [("split", "nonsense"), ("split", ""), ("digit", "12"), ("digit", ""), ("digit", "x"), ("images", "7")],
)
def test_a_filter_in_the_address_that_is_none_shows_everything(
    visitor: Visitor, name: str, value: str
) -> None:
    visitor.open("explore", **{name: value})
    assert count(visitor) == "55,000 images"
    assert len(visitor.component("gallery")["ids"]) == 300


def test_the_shapes_and_counts_of_all_three_splits_are_told(visitor: Visitor) -> None:
    table = visitor.open("explore").screen.table[0].value
    assert dict(zip(table["Split"], table["Images"], strict=True)) == {
        "train": "55,000", "validation": "5,000", "test": "10,000",
    }  # fmt: skip
    assert set(table["Image shape"]) == {"28 × 28"}
    assert set(table["Pixel values"]) == {"uint8, 0 (background) to 255 (ink)"}


def test_the_mean_image_of_each_digit_is_there(visitor: Visitor) -> None:
    assert visitor.open("explore").pictures()[-10:] == [f"The mean {digit}" for digit in range(10)]
