"""Explore with all splits at once: gallery, addresses, what a run does not tell, map, queue."""

from pathlib import Path

import numpy as np
import pytest

from core.catalog.search import distances
from core.data.mnist import mnist
from core.image_table import mnist_table
from core.lab import Lab
from tests import keeping
from tests.dashboard.visiting import Visitor

TEST = 60_000
"""The row of the first test image."""

LABELS = mnist_table().values["digit"]
INDEX = mnist_table().values["index"]
SPLIT = mnist_table().values["split"]
TRAIN_UNKNOWN = (
    "What this run predicts of train is not known yet: evaluate it on train once. Until then no filter by it"
    " finds these images, and they come last in an order by it."
)


def shown(visitor: Visitor) -> list[int]:
    """The rows of the images that the gallery was sent at once."""
    return list(visitor.component("gallery")["first"]["rows"])


def count(visitor: Visitor) -> str:
    """How many images the page says that the filters leave."""
    (found,) = (text for text in visitor.texts() if text.endswith(" images"))
    return found


def open_all(visitor: Visitor, **address: str) -> Visitor:
    return visitor.open("explore", split="all", **address)


def mark(visitor: Visitor, rows: list[int]) -> None:
    visitor.screen.session_state["digit_lab"].marked["gallery"] = np.array(rows, np.int32)


def test_all_splits_are_chosen_by_the_field_and_by_the_address(visitor: Visitor) -> None:
    visitor.open("explore").fill("Split", "all", "button_group")
    assert count(visitor) == "70,000 images"
    gallery = visitor.component("gallery")
    assert (gallery["name"], gallery["count"]) == ("Images of all splits", 70_000)
    assert gallery["first"]["names"][0] == f"{LABELS[0]}, image 0 of train"
    assert "split=all" in gallery["source"]
    fives = open_all(Visitor(), digit="5").component("gallery")
    assert fives["count"] == np.count_nonzero(LABELS == 5)


def test_after_a_visit_to_another_page_it_is_still_all_and_a_link_says_another_split(
    visitor: Visitor, home: Path
) -> None:
    assert count(open_all(visitor).open("draw").open("explore")) == "70,000 images"
    assert count(visitor.open("draw").open("explore", image="17")) == "55,000 images"


def test_ties_stand_in_the_order_of_splits_then_of_indices(visitor: Visitor) -> None:
    open_all(visitor, sort="-holes")
    holes = mnist_table().values["holes"]
    assert shown(visitor) == np.lexsort((INDEX, SPLIT, -holes))[:200].tolist()


def test_the_address_names_an_image_with_its_split(visitor: Visitor) -> None:
    open_all(visitor, image="test:17")
    gallery = visitor.component("gallery")
    assert (gallery["selected"], gallery["place"]) == (TEST + 17, TEST + 17)
    assert visitor.alerts() == []
    assert "MNIST test #17 · split: test" in visitor.texts()
    other = Visitor().open("explore", image="test:17")  # alone it says which split
    assert count(other) == "10,000 images"
    assert other.component("gallery")["selected"] == TEST + 17
    other.open("explore", split="test", image="test:18")
    assert other.component("gallery")["selected"] == TEST + 18


@pytest.mark.parametrize(
    ("split", "image", "complaint"),
    [
        ("all", "17", "image=17 does not say of which split; write image=test:17 for that of test."),
        ("all", "test:10000", "There is no image 10000 in test; look for it in another split."),
        ("all", "<b>:1", "image=<b>:1 names no image; write its index, such as image=17"),
        ("train", "test:17", "image=test:17 is of another split than train; choose that split, or all."),
    ],
)
def test_a_name_that_no_image_has_gets_a_sentence_and_the_first_image(
    visitor: Visitor, split: str, image: str, complaint: str
) -> None:
    visitor.open("explore", split=split, image=image)
    assert [alert for alert in visitor.alerts() if alert.startswith(complaint)]
    assert visitor.component("gallery")["selected"] == 0
    assert visitor.fill("Split", "validation", "button_group").alerts() == []


def test_an_index_filter_names_splits_and_a_number_alone_means_each(visitor: Visitor) -> None:
    open_all(visitor, index="train:3,17,test:5..9").open_button("filter-index")
    assert [row - TEST for row in shown(visitor) if row >= TEST] == [5, 6, 7, 8, 9]
    assert INDEX[[row for row in shown(visitor) if row < TEST]].tolist() == [3, 17]
    assert "train:3, 17, test:5..9" in visitor.texts()
    both = shown(open_all(visitor, index="17"))
    assert INDEX[both].tolist() == [17, 17]
    assert SPLIT[both].tolist() == [0, 2]
    open_all(visitor, index="tests:5")
    assert "'tests:5' names no split; write such as index=train:3,test:5..9." in visitor.alerts()


def test_marked_images_become_a_filter_that_names_their_splits(visitor: Visitor) -> None:
    open_all(visitor, sort="-ink")
    mark(visitor, [TEST + 6, 2, TEST + 5, 55_000])
    open_all(visitor, sort="-ink")
    assert "4 selected of 70,000 images" in visitor.texts()
    visitor.press("Show only these")
    written = f"train:{INDEX[2]},validation:{INDEX[55_000]},test:5..6"
    assert visitor.address["index"] in (written, [written])
    assert sorted(shown(visitor)) == [2, 55_000, TEST + 5, TEST + 6]
    visitor.fill("Split", "test", "button_group")
    assert sorted(shown(visitor)) == [TEST + 5, TEST + 6]


def test_all_images_are_grouped_by_their_split(visitor: Visitor) -> None:
    open_all(visitor, digit="7").choose("Group by", "split")
    counts = np.bincount(SPLIT[LABELS == 7])
    told = [text for text in visitor.texts() if text.startswith("Split ")]
    assert told == [
        f"Split {name} :gray[· {n:,}]"
        for name, n in zip(("train", "validation", "test"), counts, strict=True)
    ]
    assert count(visitor.fill("Split", "test", "button_group")) == f"{counts[2]:,} images"
    assert visitor.component("gallery")["count"] == counts[2]  # one split needs no groups of splits


def test_a_saved_view_and_a_view_keep_all_splits(visitor: Visitor, home: Path) -> None:
    open_all(visitor, holes="2", sort="-slant").open_button("saved-views").type_into("Name", "Loops")
    visitor.press("Save this view")
    (kept,) = Lab(home).saved_views()
    assert dict(kept.parameters) == {"split": "all", "holes": "2", "sort": "-slant"}
    before = visitor.component("gallery")
    other = Visitor().open("explore", split="test").open_button("saved-views").press("Loops")
    assert other.component("gallery") == before
    sevens = shown(other.fill("Views", "Sevens with a bar", "menu_button"))
    example = np.flatnonzero((SPLIT == 0) & (INDEX == 28_520))
    apart = distances(mnist(), mnist().images_at(example)[0])[LABELS == 7]
    assert sevens == np.flatnonzero(LABELS == 7)[np.argsort(apart, kind="stable")][:200].tolist()


def test_a_run_says_of_which_splits_it_predicts_nothing_and_leads_to_the_job(
    visitor: Visitor, home: Path
) -> None:
    run = keeping.finished(home)
    open_all(visitor, run=run.id, correct="no", sort="-loss")
    assert visitor.alerts() == [TRAIN_UNKNOWN]
    assert "Evaluate it on train" in visitor.texts()
    wrong = [
        np.count_nonzero(keeping.answers(name) != mnist().split(name).labels)
        for name in ("validation", "test")
    ]
    assert count(visitor) == f"{sum(wrong):,} images"
    assert not [row for row in shown(visitor) if row < 55_000]
    every = open_all(Visitor(), run=run.id, sort="confidence", digit="4")
    assert every.component("gallery")["count"] == np.count_nonzero(LABELS == 4)
    assert min(shown(every)) >= 55_000  # what is not known comes last


def test_how_a_run_came_to_be_right_is_known_of_one_split(visitor: Visitor, home: Path) -> None:
    run = keeping.finished(home)
    keeping.keep_epoch(home, run.id, 1)
    open_all(visitor, run=run.id, sort="epochs_right")
    assert visitor.alerts() == [
        TRAIN_UNKNOWN,
        "Epochs correct is not known of test: a run keeps it of the split on which it is checked after each"
        " epoch.",
    ]
    assert set(SPLIT[shown(visitor)].tolist()) == {1}


def test_the_map_finds_all_and_calls_images_by_their_split(visitor: Visitor) -> None:
    index = INDEX[55_017]
    open_all(visitor, show="map", image=f"validation:{index}")
    told = visitor.component("image-map")
    assert told["groups"] == "/images/mnist/groups?split=all&colour=digit"
    assert told["firstRows"] == [["train", 0], ["validation", 55_000], ["test", 60_000]]
    assert told["selected"] == 55_017
    assert Visitor().open("explore", show="map", split="test").component("image-map")["firstRows"] == []


def test_the_queue_of_labels_says_why_it_has_one_split_at_a_time(visitor: Visitor, home: Path) -> None:
    keeping.finished(home)
    told = "Labels are reviewed one split at a time: which runs can judge them depends on the split."
    open_all(visitor).fill("Part", "labels", "button_group")
    assert visitor.alerts() == [told]
    assert visitor.component("doubts")["count"] == keeping.FOURS_READ_AS_NINES
    assert Visitor().open("explore", split="test").fill("Part", "labels", "button_group").alerts() == []
    assert Visitor().open("explore", show="labels", **{"labels-of": "all"}).alerts() == [told]
    four = keeping.misread_fours("test")[3]
    visitor.open("explore", show="labels", image=f"test:{four}")
    assert visitor.component("doubts")["selected"] == TEST + four
