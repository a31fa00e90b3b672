"""The images of the Explore page: its filters against the labels."""

from pathlib import Path

import numpy as np
import pytest

from core.catalog.search import distances, nearest
from core.data.mnist import mnist
from core.image_table import mnist_table
from core.lab import Lab
from core.trainer import Trainer
from dashboard.toolkit.words import plain
from dashboard.views.explore.presets import VIEWS, VIEWS_OF_RUN
from tests import keeping
from tests.dashboard.visiting import Visitor
from tests.dashboard.visiting import shown as shown_text
from tests.importing import imported

FIRST = {"train": 0, "validation": 55_000, "test": 60_000}
"""The row of a split's first image."""


def shown(visitor: Visitor, split: str = "train") -> list[int]:
    """The positions in the split of the images that the gallery was sent at once."""
    return [row - FIRST[split] for row in visitor.component("gallery")["first"]["rows"]]


def selected(visitor: Visitor, split: str) -> int:
    return int(visitor.component("gallery")["selected"]) - FIRST[split]


def count(visitor: Visitor) -> str:
    """How many images the page says that the filters leave."""
    (found,) = (text for text in visitor.texts() if text.endswith(" images"))
    return found


def test_train_is_shown_first_and_from_its_first_image(visitor: Visitor) -> None:
    visitor.open("explore")
    assert count(visitor) == "55,000 images"
    assert visitor.component("gallery")["count"] == 55_000
    assert shown(visitor) == list(range(200))
    assert visitor.metric("Label") == str(mnist().split("train").labels[0])


@pytest.mark.parametrize("name", ["validation", "test"])
def test_another_split_can_be_chosen(visitor: Visitor, name: str) -> None:
    visitor.open("explore").fill("Split", name, "button_group")
    assert count(visitor) == f"{len(mnist().split(name).labels):,} images"
    images = mnist().split(name)
    assert shown(visitor, name) == list(range(200))
    assert visitor.component("gallery")["first"]["names"] == [
        f"{label}, image {index:,}"
        for label, index in zip(images.labels[:200], images.index[:200], strict=True)
    ]


def test_only_the_chosen_digits_are_shown(visitor: Visitor) -> None:
    visitor.open("explore").fill("Digit", [3, 8], "button_group")
    labels = mnist().split("train").labels
    found = np.flatnonzero((labels == 3) | (labels == 8))
    assert count(visitor) == f"{len(found):,} images"
    assert shown(visitor) == found[:200].tolist()
    assert {name[0] for name in visitor.component("gallery")["first"]["names"]} == {"3", "8"}


def test_the_filters_can_be_given_in_the_address(visitor: Visitor) -> None:
    visitor.open("explore", split="test", digit="7", size="L")
    labels = mnist().split("test").labels
    assert shown(visitor, "test") == np.flatnonzero(labels == 7)[:200].tolist()
    assert visitor.component("gallery")["cell"] == 112


def test_the_address_can_name_the_image_that_is_selected(visitor: Visitor) -> None:
    visitor.open("explore", split="test", image="17")
    assert selected(visitor, "test") == 17
    assert visitor.metric("Label") == str(mnist().split("test").labels[17])


def test_an_image_is_named_by_its_place_in_mnists_file_and_found_in_its_part(visitor: Visitor) -> None:
    index = mnist().split("validation").index[4_999]
    visitor.open("explore", split="validation", image=str(index))
    assert selected(visitor, "validation") == 4_999
    assert shown(visitor, "validation") == list(range(4_800, 5_000))
    gallery = visitor.component("gallery")
    assert (gallery["start"], gallery["place"]) == (4_800, 4_999)


def test_an_image_that_the_address_names_anew_is_found_whatever_one_looked_at_before(
    visitor: Visitor,
) -> None:
    labels = mnist().split("test").labels
    other = next(digit for digit in range(10) if digit != labels[17])
    visitor.open("explore", split="test").fill("Digit", [other], "button_group")
    visitor.open("explore", split="test", image="17")
    assert count(visitor) == "10,000 images"
    assert selected(visitor, "test") == 17


@pytest.mark.parametrize("image", ["10000", "-1", "x", "", "9" * 5_000, "1.5"])
def test_an_image_in_the_address_that_is_none_selects_the_first(visitor: Visitor, image: str) -> None:
    visitor.open("explore", split="test", image=image)
    assert selected(visitor, "test") == 0


@pytest.mark.parametrize(
    ("name", "value"),
    [("split", "nonsense"), ("split", ""), ("digit", "12"), ("digit", ""), ("digit", "x"), ("size", "7")],
)
def test_a_filter_in_the_address_that_is_none_shows_everything(
    visitor: Visitor, name: str, value: str
) -> None:
    visitor.open("explore", **{name: value})
    assert count(visitor) == "55,000 images"
    assert len(shown(visitor)) == 200


def column(name: str, split: str) -> np.ndarray:
    """What the catalogue knows of the images of a split."""
    table, first = mnist_table(), mnist_table().first_row(split)
    return table.values[name][first : first + len(mnist().split(split).labels)]


def test_the_images_can_be_sorted_and_each_says_its_value(visitor: Visitor) -> None:
    visitor.open("explore", split="test").choose("Sort by", "-thickness")
    thickness = column("thickness", "test")
    assert shown(visitor, "test") == np.argsort(-thickness, kind="stable")[:200].tolist()
    captions = visitor.component("gallery")["first"]["captions"]
    assert captions == [f"{thickness[each]:.2f} px" for each in shown(visitor, "test")]
    assert visitor.address["sort"] in ("-thickness", ["-thickness"])
    assert shown(visitor.choose("Sort by", ""), "test") == list(range(200))
    assert "sort" not in visitor.address


def test_the_images_can_be_coloured_by_what_is_known_of_them(visitor: Visitor) -> None:
    visitor.open("explore", split="test").choose("Colour by", "holes")
    colours, holes = visitor.component("gallery")["first"]["colours"], column("holes", "test")[:200]
    assert len({*zip(colours, holes.tolist(), strict=True)}) == len(set(holes.tolist()))
    assert "colour=holes" in visitor.component("gallery")["source"]
    assert visitor.address["colour"] in ("holes", ["holes"])
    assert "<b>Holes</b>" in visitor.html("legend")[0]
    assert visitor.choose("Colour by", "").component("gallery")["first"]["colours"] is None
    assert not visitor.html("legend")


def test_a_colour_in_the_address_that_is_none_colours_nothing(visitor: Visitor) -> None:
    visitor.open("explore", colour="beauty")
    assert visitor.component("gallery")["first"]["colours"] is None


def test_the_address_filters_by_what_is_known_of_the_images(visitor: Visitor) -> None:
    visitor.open("explore", split="test", digit="4,9", ink="0.1..0.2", holes="1", sort="slant")
    labels = mnist().split("test").labels
    ink, holes, slant = (column(name, "test") for name in ("ink", "holes", "slant"))
    fits = np.isin(labels, [4, 9]) & (np.float32(0.1) <= ink) & (ink <= np.float32(0.2)) & (holes == 1)
    found = np.flatnonzero(fits)
    assert count(visitor) == f"{len(found):,} images"
    assert shown(visitor, "test") == found[np.argsort(slant[found], kind="stable")][:200].tolist()


def add_filter(visitor: Visitor, name: str) -> Visitor:
    """Adds a filter by the menu, which opens it."""
    return visitor.fill("Add filter", name, "menu_button")


def test_a_new_filter_lets_all_through_until_its_slider_is_moved(visitor: Visitor) -> None:
    add_filter(visitor.open("explore", split="test"), "ink")
    assert count(visitor) == "10,000 images"
    assert ":gray[Ink any]" in visitor.texts()
    (histogram,) = visitor.html("histogram")
    assert histogram.count("class=chosen") == histogram.count("<i") == 40
    visitor.fill("Ink", (0.1, 0.2), "slider")
    ink = column("ink", "test")
    assert count(visitor) == f"{((ink >= np.float32(0.1)) & (ink <= np.float32(0.2))).sum():,} images"
    assert visitor.address["ink"] in ("0.100..0.200", ["0.100..0.200"])
    assert ":gray[Ink 0.100 to 0.200]" in visitor.texts()
    assert 0 < visitor.html("histogram")[0].count("class=chosen") < 40


def test_the_end_of_a_slider_is_no_limit(visitor: Visitor) -> None:
    add_filter(visitor.open("explore", split="test"), "slant")
    (slider,) = visitor.screen.slider
    visitor.fill("Slant", (0.0, slider.max), "slider")
    assert visitor.address["slant"] in ("0..", ["0.."], "0.0..", ["0.0.."])
    assert ":gray[Slant from 0.0°]" in visitor.texts()
    visitor.fill("Slant", (slider.min, 0.0), "slider")
    assert ":gray[Slant up to 0.0°]" in visitor.texts()


def test_whole_numbers_are_chosen_by_pills_that_count(visitor: Visitor) -> None:
    add_filter(visitor.open("explore", split="test"), "holes")
    holes = column("holes", "test")
    visitor.fill("Holes", ["1", "2"], "button_group")
    assert count(visitor) == f"{((holes == 1) | (holes == 2)).sum():,} images"
    assert visitor.address["holes"] in ("1,2", ["1,2"])
    assert ":gray[Holes 1, 2]" in visitor.texts()
    (pills,) = (each for each in visitor.screen.button_group if each.label == "Holes")
    assert pills.options[1] == f"1 · {(holes == 1).sum():,}"
    visitor.fill("Holes", [], "button_group")  # nothing chosen lets all through
    assert count(visitor) == "10,000 images"


def test_the_histogram_of_a_filter_is_of_what_the_others_leave(visitor: Visitor) -> None:
    add_filter(visitor.open("explore", split="test", digit="8", ink="..0.1"), "holes")
    labels, ink, holes = mnist().split("test").labels, column("ink", "test"), column("holes", "test")
    thin = (labels == 8) & (ink <= np.float32(0.1))
    (pills,) = (each for each in visitor.screen.button_group if each.label == "Holes")
    assert pills.options[0] == f"0 · {(thin & (holes == 0)).sum():,}"


def test_a_range_of_the_address_ticks_the_pills_in_it(visitor: Visitor) -> None:
    visitor.open("explore", split="test", holes="1..").open_button("filter-holes")
    (pills,) = (each for each in visitor.screen.button_group if each.label == "Holes")
    ticked = {str(each) for each in pills.value or ()}
    assert "0" not in ticked
    assert {"1", "2"} <= ticked


def test_a_filter_can_be_removed(visitor: Visitor) -> None:
    add_filter(visitor.open("explore", split="test", ink="0.1..0.2"), "holes")
    visitor.fill("Holes", ["1"], "button_group").press("Remove filter")
    assert visitor.address.keys() >= {"ink"}
    assert "holes" not in visitor.address
    ink = column("ink", "test")
    assert count(visitor) == f"{((ink >= np.float32(0.1)) & (ink <= np.float32(0.2))).sum():,} images"


def test_a_filter_of_exact_numbers_and_one_that_leaves_nothing_have_chips_too(visitor: Visitor) -> None:
    for ink in ("0.1", "5..6", "..-1"):
        visitor.open("explore", split="test", ink=ink).open_button("filter-ink")
        assert visitor.screen.slider[0].min <= visitor.screen.slider[0].value[0]
        assert visitor.screen.slider[0].value[1] <= visitor.screen.slider[0].max


def test_a_view_takes_the_place_of_filters_and_order(visitor: Visitor) -> None:
    visitor.open("explore", split="test", digit="7", ink="0.1..0.2", sort="slant", colour="holes")
    visitor.fill("Views", "Thickest", "menu_button")
    sevens, thickness = np.flatnonzero(mnist().split("test").labels == 7), column("thickness", "test")
    assert shown(visitor, "test") == sevens[np.argsort(-thickness[sevens], kind="stable")][:200].tolist()
    assert "ink" not in visitor.address
    assert "colour" in visitor.address


@pytest.mark.parametrize("view", sorted(VIEWS))
def test_every_view_finds_images(visitor: Visitor, view: str) -> None:
    visitor.open("explore", split="test").fill("Views", view, "menu_button")
    assert len(shown(visitor, "test")) > 50


def test_a_chosen_run_adds_its_views_columns_and_filters(visitor: Visitor, home: Path) -> None:
    run = keeping.finished(home)
    visitor.open("explore", split="test").choose("Predictions of", run.id)
    assert visitor.address["run"] in (run.id, [run.id])
    for view in VIEWS_OF_RUN:
        visitor.fill("Views", view, "menu_button")
        assert visitor.alerts() == [] or visitor.alerts() == ["No image matches these filters."]
    visitor.fill("Views", "Confidently wrong", "menu_button")
    wrong = np.flatnonzero(mnist().split("test").labels != keeping.answers("test"))
    assert count(visitor) == f"{len(wrong):,} images"
    add_filter(visitor, "predicted").fill("Predicted", ["9"], "button_group")
    assert count(visitor) == f"{(keeping.answers('test')[wrong] == 9).sum():,} images"
    visitor.choose("Predictions of", "")  # without the run there is no correct
    assert count(visitor) == "10,000 images"
    assert not {"correct", "sort", "predicted", "run"} & set(visitor.address)


def test_without_a_model_no_run_is_offered(visitor: Visitor, home: Path) -> None:
    keeping.queued(home)
    visitor.open("explore")
    assert "Predictions of" not in [box.label for box in visitor.screen.selectbox]


def test_filters_and_order_are_as_before_after_a_visit_to_another_page(visitor: Visitor) -> None:
    visitor.open("explore", split="test", holes="2", sort="-ink")
    before = visitor.component("gallery")
    visitor.open("start").open("explore", split="test")
    assert visitor.component("gallery") == before


def test_an_image_of_the_address_is_shown_whatever_was_filtered_before(visitor: Visitor) -> None:
    visitor.open("explore", split="test", ink="0.2..", sort="-ink")
    visitor.open("explore", split="test", image="17")
    assert count(visitor) == "10,000 images"
    assert selected(visitor, "test") == 17


def test_what_a_run_predicts_filters_and_sorts_too(visitor: Visitor, home: Path) -> None:
    run = keeping.finished(home)
    visitor.open("explore", split="test", correct="no", sort="-confidence", colour="margin", run=run.id)
    wrong = np.flatnonzero(mnist().split("test").labels != keeping.answers("test"))
    assert sorted(shown(visitor, "test")) == wrong.tolist()
    visitor.choose("Predictions of", "")
    assert not {"correct", "sort", "colour", "run"} & set(visitor.address)


def test_filters_that_leave_nothing_say_so(visitor: Visitor) -> None:
    visitor.open("explore", ink="0..0.0001")
    assert count(visitor) == "0 images"
    assert "No image matches these filters." in visitor.alerts()


@pytest.mark.parametrize(
    ("address", "complaint"),
    [
        ({"ink": "much"}, "ink is a number; 'much' is none."),
        ({"sort": "beauty"}, "There is no column 'beauty' to sort by"),
        ({"correct": "no"}, "correct is about what a run predicts; choose a run."),
        ({"run": "23456789"}, "There is no run '23456789' here"),
        ({"run": "<b>x</b>"}, "There is no run '<b>x</b>' here"),
    ],
)
def test_an_impossible_filter_gets_a_sentence_and_a_way_on(
    visitor: Visitor, address: dict[str, str], complaint: str
) -> None:
    visitor.open("explore", **address)
    assert any(complaint in alert for alert in visitor.alerts())
    assert count(visitor) == "55,000 images"
    visitor.press("Show all images")
    assert visitor.alerts() == []
    assert not set(address) & set(visitor.address)


def test_a_run_without_a_model_gets_a_sentence_and_a_way_on(visitor: Visitor, home: Path) -> None:
    waiting = keeping.queued(home)
    visitor.open("explore", run=waiting.id)
    assert any(f"{waiting.name} has no model yet" in alert for alert in visitor.alerts())
    assert count(visitor) == "55,000 images"
    assert visitor.press("Show all images").alerts() == []


def test_a_label_that_no_image_can_have_gets_a_sentence(visitor: Visitor, home: Path) -> None:
    visitor.open("explore", predicted="12", run=keeping.finished(home).id)
    assert any("predicted is never '12'" in alert for alert in visitor.alerts())


def test_the_selected_image_tells_its_measures(visitor: Visitor) -> None:
    visitor.open("explore", split="test")
    (told,) = visitor.html("measures")
    assert f"<dt>Stroke thickness</dt><dd>{column('thickness', 'test')[0]:.2f} px</dd>" in told
    assert "Predicted" not in told


def test_a_view_is_saved_and_gone_to_by_somebody_else(visitor: Visitor, home: Path) -> None:
    visitor.open("explore", split="test", digit="4,9", ink="0.1..0.2", sort="-slant", colour="holes")
    visitor.open_button("saved-views").type_into("Name", "Slanted *fours*")
    visitor.press("Save this view")
    before = visitor.component("gallery")
    other = Visitor().open("explore", split="validation", digit="7", holes="1")
    other.open_button("saved-views").press(plain("Slanted *fours*"))
    assert other.component("gallery") == before
    assert {"holes", "image"}.isdisjoint(other.address)
    other.press("Delete")
    assert "Slanted *fours*" not in [shown_text(button.label) for button in other.screen.button]
    assert Lab(home).saved_views() == []


def test_a_view_without_a_name_or_with_one_that_is_taken_gets_a_sentence(visitor: Visitor) -> None:
    visitor.open("explore", split="test").open_button("saved-views").press("Save this view")
    assert any("A name has 1 to 60" in text for text in visitor.texts())
    for _ in range(2):
        visitor.type_into("Name", "All of test")
        visitor.press("Save this view")
    assert any("There is a view named All of test already" in text for text in visitor.texts())
    assert visitor.field("Name") == "All of test"  # as it was typed


def test_a_view_of_a_run_that_is_gone_says_so(visitor: Visitor, home: Path) -> None:
    trainer = Trainer(Lab(home))
    trainer.save_view("Gone", {"split": "test", "run": "23456789", "sort": "-loss"})
    visitor.open("explore").open_button("saved-views").press("Gone")
    assert any("There is no run '23456789' here" in alert for alert in visitor.alerts())
    assert count(visitor) == "10,000 images"


def test_grouped_there_is_a_line_for_each_value_in_the_order(visitor: Visitor) -> None:
    visitor.open("explore", split="test", sort="-thickness").choose("Group by", "digit")
    labels, thickness = mnist().split("test").labels, column("thickness", "test")
    for digit in range(10):
        own = np.flatnonzero(labels == digit)
        line = visitor.component(f"group True label {digit}")
        thickest = own[np.argsort(-thickness[own], kind="stable")][:12]
        assert [row - FIRST["test"] for row in line["first"]["rows"]] == thickest.tolist()
        assert f"True label {digit} :gray[· {len(own):,}]" in visitor.texts()
    assert visitor.address["group"] in ("digit", ["digit"])
    assert visitor.metric("Label") == "0"  # the first of the first line is the one in hand
    assert shown(visitor.choose("Group by", ""), "test")[0] == np.argmax(thickness)


def test_where_the_run_was_not_asked_yet_it_says_so(visitor: Visitor, home: Path) -> None:
    visitor.open("explore", split="train", group="predicted", run=keeping.finished(home).id)
    assert not [text for text in visitor.texts() if text.startswith("Predicted ")]
    assert "What this run predicts of train is not known yet: evaluate it on train once." in visitor.alerts()


def test_grouped_by_what_a_run_predicts_there_is_a_line_for_each_answer(visitor: Visitor, home: Path) -> None:
    run = keeping.finished(home)
    visitor.open("explore", split="test", group="predicted", run=run.id)
    counts = np.bincount(keeping.answers("test"), minlength=10)
    told = [text for text in visitor.texts() if text.startswith("Predicted ")]
    assert told == [f"Predicted {digit} :gray[· {counts[digit]:,}]" for digit in range(10) if counts[digit]]


@pytest.mark.parametrize("group", ["ink", "beauty", "split", "correct"])
def test_a_group_that_is_none_groups_nothing(visitor: Visitor, group: str) -> None:
    visitor.open("explore", split="test", group=group)
    assert shown(visitor, "test") == list(range(200))


def test_the_nearest_images_are_shown_with_label_and_distance(visitor: Visitor) -> None:
    visitor.open("explore", split="test", image="17").open_button("nearest")
    image = mnist().split("test").images[17]
    rows, apart = nearest(distances(mnist(), image), 16, leave_out=60_017)
    part = visitor.component("nearest-images")["first"]
    assert part["rows"] == rows.tolist()
    labels = mnist_table().values["digit"][rows]
    assert part["captions"] == [f"{k} · {each:.1f}" for k, each in zip(labels, apart, strict=True)]


def test_all_images_can_be_sorted_by_their_distance_from_the_one_in_hand(visitor: Visitor) -> None:
    visitor.open("explore", split="test", digit="1,7", image="17", colour="digit").open_button("nearest")
    visitor.press("Sort all by this distance")
    assert visitor.address["example"] == "test,17"
    apart = distances(mnist(), mnist().split("test").images[17])[60_000:]
    wanted = np.flatnonzero(np.isin(mnist().split("test").labels, (1, 7)))
    assert shown(visitor, "test") == wanted[np.argsort(apart[wanted], kind="stable")][:200].tolist()
    visitor.open_button("example").press("Remove example")
    assert {"sort", "example"}.isdisjoint(visitor.address)
    assert visitor.address["colour"] == "digit"
    assert shown(visitor, "test") == wanted[:200].tolist()


@pytest.mark.parametrize(("view", "digit"), [("Sevens with a bar", 7), ("Ones that look like sevens", 1)])
def test_a_view_of_a_digit_shows_that_digit_in_the_split_on_screen(
    visitor: Visitor, view: str, digit: int
) -> None:
    visitor.open("explore", split="test", digit="3").fill("Views", view, "menu_button")
    labels = mnist().split("test").labels
    assert set(labels[shown(visitor, "test")].tolist()) == {digit}


OF_VALIDATION = int(mnist().split("validation").index[0])


@pytest.mark.parametrize(
    "example", ["test", "test,", "test,-1", "test,10000", f"train,{OF_VALIDATION}", "nothing,1"]
)
def test_an_example_that_is_none_gets_a_sentence_and_a_way_on(visitor: Visitor, example: str) -> None:
    visitor.open("explore", split="test", example=example, sort="distance")
    assert len(visitor.alerts()) == 1
    visitor.press("Show all images")
    assert visitor.alerts() == []
    assert "example" not in visitor.address


def test_an_image_of_another_split_is_found_whatever_was_chosen_before(visitor: Visitor, home: Path) -> None:
    visitor.open("explore", split="test", digit="3").open("draw")
    index = int(mnist().split("train").index[17])
    visitor.open("explore", split="train", image=str(index))
    assert shown(visitor) == list(range(200))
    assert selected(visitor, "train") == 17


def test_a_link_shows_what_it_says_and_nothing_that_was_chosen_before(visitor: Visitor, home: Path) -> None:
    visitor.open("explore", split="test", digit="3").open("draw")
    visitor.open("explore", split="train", holes="2")
    holes = mnist_table().values["holes"][:55_000]
    assert shown(visitor) == np.flatnonzero(holes == 2)[:200].tolist()
    visitor.open("draw").open("explore", split="validation", digit="4,9", sort="ink")
    labels = mnist().split("validation").labels[shown(visitor, "validation")]
    assert set(labels.tolist()) == {4, 9}
    before = shown(visitor, "validation")
    assert shown(visitor.open("draw").open("explore"), "validation") == before


def mark(visitor: Visitor, split: str, positions: list[int]) -> None:
    rows = np.array([FIRST[split] + each for each in positions], np.int32)
    visitor.screen.session_state["digit_lab"].marked["gallery"] = rows


def test_marked_images_are_counted_and_become_a_filter(visitor: Visitor) -> None:
    visitor.open("explore", split="test", sort="-ink", digit="7")
    sevens = np.flatnonzero(mnist().split("test").labels == 7)[:4].tolist()
    mark(visitor, "test", [*sevens, 1])  # the last is a 2, which the filter hides
    visitor.open("explore", split="test", sort="-ink", digit="7")
    assert "4 selected of 1,028 images" in visitor.texts()
    order = np.argsort(
        -mnist_table().values["ink"][60_000:][mnist().split("test").labels == 7], kind="stable"
    )
    assert sorted(visitor.component("gallery")["marked"]) == sorted(
        [int(place), int(place)] for place in (np.flatnonzero(order == each)[0] for each in range(4))
    )
    visitor.press("Show only these")
    assert visitor.address["index"] == ",".join(map(str, sevens))
    assert count(visitor) == "4 images"
    assert sorted(shown(visitor, "test")) == sevens
    assert visitor.component("gallery")["marked"] == []
    visitor.open_button("filter-index").press("Remove filter")
    assert count(visitor) == "1,028 images"


def test_marks_are_cleared_and_stay_when_another_order_is_chosen(visitor: Visitor) -> None:
    visitor.open("explore", split="test")
    mark(visitor, "test", [3, 4, 5, 9])
    visitor.open("explore", split="test")
    assert visitor.component("gallery")["marked"] == [[3, 5], [9, 9]]
    visitor.choose("Sort by", "-ink")
    places = [first for first, last in visitor.component("gallery")["marked"] for _ in range(first, last + 1)]
    assert "4 selected of 10,000 images" in visitor.texts()
    assert len(places) == 4
    visitor.press("Clear")
    assert visitor.component("gallery")["marked"] == []
    assert count(visitor) == "10,000 images"


def test_more_images_than_an_address_can_name_are_no_filter(visitor: Visitor) -> None:
    visitor.open("explore", split="train")
    mark(visitor, "train", list(range(0, 4_000, 2)))
    visitor.open("explore", split="train")
    assert "2,000 selected of 55,000 images" in visitor.texts()
    assert not visitor.is_enabled("Show only these")


def test_an_index_filter_of_the_address_has_a_chip_that_tells_it(visitor: Visitor) -> None:
    visitor.open("explore", split="test", index="3,17,20..40").open_button("filter-index")
    assert count(visitor) == "23 images"
    assert shown(visitor, "test") == [3, 17, *range(20, 41)]
    assert "3, 17, 20..40" in visitor.texts()


def test_the_names_of_classes_are_no_markdown_and_stand_for_themselves_in_the_address(
    home: Path, visitor: Visitor
) -> None:
    record = imported(home, classes=("*a*", "T-shirt/top", "$x$"))
    visitor.open("explore", dataset=record.name, split="test", digit="*a*")
    (pills,) = (each for each in visitor.screen.button_group if each.label == "Class")
    assert pills.options == [r"\*a\*", "T-shirt/top", r"\$x\$"]
    assert pills.value == [0]
    labels = Lab(home).datasets.find(record.name).split("test").labels
    assert len(visitor.component("gallery")["first"]["rows"]) == (labels == 0).sum()
