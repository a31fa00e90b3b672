"""The map on Explore: what the browser is told of it, and a region of it as a filter of everything."""

import numpy as np
import pytest

from core.catalog.positions import shipped_positions
from core.data.mnist import mnist
from dashboard.toolkit.theme import DIGITS
from tests.dashboard.visiting import Visitor

LEFT = "umap:0,0;501,0;501,999;0,999"
IS_LEFT = shipped_positions()["umap"][:, 0] < 501 * 65.536


def count_in_test() -> str:
    return f"{np.count_nonzero(IS_LEFT[60_000:]):,} images"


def test_the_map_is_coloured_by_the_label_and_dims_what_the_filters_leave_out(visitor: Visitor) -> None:
    visitor.open("explore", show="map", split="test").fill("Digit", [4], "button_group")
    told = visitor.component("image-map")
    assert told["points"].startswith("/images/mnist/map?by=umap&version=")
    assert told["groups"] == "/images/mnist/groups?split=test&digit=4&colour=digit"
    assert told["colours"] == list(DIGITS)
    assert (told["outline"], told["selected"]) == ("", None)
    assert visitor.address["show"] == "map"


def test_the_images_are_shown_unless_one_asks_for_the_map(visitor: Visitor) -> None:
    visitor.open("explore", show="nonsense").fill("Part", "map", "button_group")
    assert visitor.component("image-map")["name"] == "Map of 70,000 images"
    visitor.fill("Part", "images", "button_group")
    assert visitor.component("gallery")["count"] == 55_000
    assert "show" not in visitor.address


def test_another_column_and_other_positions_can_be_chosen(visitor: Visitor) -> None:
    visitor.open("explore", show="map", map="pca").choose("Colour by", "slant")
    told = visitor.component("image-map")
    assert told["points"].startswith("/images/mnist/map?by=pca&version=")
    assert told["groups"].endswith("colour=slant")
    assert len(set(told["colours"])) == 64
    assert any("Slant" in each for each in visitor.html("legend"))


def test_the_split_can_colour_the_map(visitor: Visitor) -> None:
    visitor.open("explore", show="map").choose("Colour by", "split")
    assert visitor.component("image-map")["colours"] == list(DIGITS[:3])


@pytest.mark.parametrize("show", ["images", "map"])
def test_a_region_in_the_address_is_a_filter_that_can_be_removed(visitor: Visitor, show: str) -> None:
    visitor.open("explore", split="test", within=LEFT, show=show)
    rows = 60_000 + np.flatnonzero(IS_LEFT[60_000:])
    assert visitor.component("gallery")["first"]["rows"] == rows[:200].tolist()
    assert count_in_test() in visitor.texts()
    visitor.press("Selected on the map")
    assert "within" not in visitor.address
    assert count_in_test() not in visitor.texts()


def test_the_region_is_drawn_on_its_own_map_only(visitor: Visitor) -> None:
    visitor.open("explore", show="map", within=LEFT)
    assert visitor.component("image-map")["outline"] == LEFT.removeprefix("umap:")
    visitor.fill("Positions", "pca", "button_group")
    assert visitor.component("image-map")["outline"] == ""


def test_a_region_that_is_none_gets_a_sentence_and_all_images(visitor: Visitor) -> None:
    visitor.open("explore", split="test", within="umap:1,1;2,2")
    assert visitor.alerts() == ["within= is a polygon of 3 to 40 corners; this one has 2."]
    assert "10,000 images" in visitor.texts()


def test_files_are_of_the_region_too(visitor: Visitor) -> None:
    visitor.open("explore", split="test", within=LEFT)
    assert visitor.component("gallery")["source"].endswith("within=umap%3A0,0%3B501,0%3B501,999%3B0,999")


def test_an_image_that_is_named_is_in_hand_on_the_map(visitor: Visitor) -> None:
    visitor.open("explore", show="map", split="test", image="17")
    assert visitor.component("image-map")["selected"] == 60_017
    assert visitor.metric("Label") == str(mnist().split("test").labels[17])
