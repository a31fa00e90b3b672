"""The drawn set on Explore and on Data sets."""

from pathlib import Path

import numpy as np
import pytest

from core.catalog.positions import shipped_positions
from core.data.mnist import mnist
from core.drawings.export import drawings_npz
from core.image_table import image_table
from core.lab import Lab
from core.person import Person
from core.store.store import Store
from tests import importing, keeping
from tests.dashboard.visiting import Visitor
from tests.drawn import acts, keep, new_drawing


def rows(visitor: Visitor) -> list[int]:
    """The rows in the gallery."""
    found: list[int] = visitor.component("gallery")["first"]["rows"]
    return found


def own(home: Path, visitor: Visitor, count: int) -> None:
    """Drawings that the visitor has kept."""
    visitor.open("draw").fill("Your name", "Ada")
    (person,) = (each["id"] for each in Store(home / "lab.db").database.rows("SELECT id FROM person"))
    keep(home, count, person)


def test_explore_offers_it_once_there_is_a_drawing(home: Path, visitor: Visitor) -> None:
    visitor.open("explore")
    with pytest.raises(ValueError, match="not enough values"):
        visitor.options("Data set")
    keep(home, 3)
    assert visitor.open("draw").open("explore").options("Data set") == ["MNIST", "Drawn set"]
    visitor.choose("Data set", "drawn")
    assert visitor.address["dataset"] == "drawn"
    assert rows(visitor) == [0, 1, 2]


def test_a_drawing_more_is_there_at_the_next_look_under_another_address_of_pictures(
    home: Path, visitor: Visitor
) -> None:
    keep(home, 2)
    visitor.open("explore", dataset="drawn")
    before = visitor.component("gallery")["sheets"]
    keep(home, 1, "bob", first=2)
    visitor.open("explore", dataset="drawn")
    assert rows(visitor) == [0, 1, 2]
    assert (
        before
        != visitor.component("gallery")["sheets"]
        == f"/images/{Lab(home).datasets.find('drawn').name}.png"
    )


def test_an_address_names_a_drawing_by_its_number_and_it_stays_that_one(home: Path, visitor: Visitor) -> None:
    keep(home, 4)
    acts(home).delete(1)
    visitor.open("explore", dataset="drawn", image="3")
    assert "Drawn set #3" in visitor.texts()
    assert visitor.metric("Label") == "1"


def test_it_is_filtered_by_digit_and_sorted_by_its_columns(home: Path, visitor: Visitor) -> None:
    keep(home, 20)
    labels = Lab(home).datasets.find("drawn").split("test").labels
    visitor.open("explore", dataset="drawn").fill("Digit", [1], "button_group")
    assert rows(visitor) == np.flatnonzero(labels == 1).tolist()
    visitor.choose("Sort by", "-ink")
    assert sorted(rows(visitor)) == np.flatnonzero(labels == 1).tolist()


def test_the_parts_that_need_images_to_learn_from_are_not_there(home: Path, visitor: Visitor) -> None:
    keep(home, 2)
    visitor.open("explore", dataset="drawn", show="labels")
    assert rows(visitor) == [0, 1]
    (switch,) = (each for each in visitor.screen.button_group if each.label == "Part")
    assert switch.options == ["Images", "Map", "Statistics"]


def test_drawings_lie_on_the_map_where_images_of_mnist_that_look_alike_do(
    home: Path, visitor: Visitor
) -> None:
    keep(home, 3)
    visitor.open("explore", dataset="drawn", show="map")
    told = visitor.component("image-map")
    assert told["name"] == "Map of 3 images"
    assert "?by=pca&version=" in told["points"]
    positions = image_table(Lab(home), "drawn").positions["pca"].astype(int)
    first = mnist().first_row("test")
    of_mnist = shipped_positions()["pca"][first : first + 3].astype(int)
    assert np.abs(positions - of_mnist).max() <= 1
    assert not visitor.alerts()


def test_a_drawing_more_moves_no_other_on_the_map(home: Path) -> None:
    keep(home, 1)
    one = image_table(Lab(home), "drawn").positions["pca"]
    keep(home, 2, first=1)
    np.testing.assert_array_equal(image_table(Lab(home), "drawn").positions["pca"][:1], one)


def test_without_drawings_the_map_has_no_point(home: Path) -> None:
    assert image_table(Lab(home), "drawn").positions["pca"].shape == (0, 2)


def test_a_region_of_the_map_is_a_filter(home: Path, visitor: Visitor) -> None:
    keep(home, 30)
    is_left = image_table(Lab(home), "drawn").positions["pca"][:, 0] < 501 * 65.536
    visitor.open("explore", dataset="drawn", within="pca:0,0;501,0;501,999;0,999")
    assert 0 < len(rows(visitor)) < 30
    assert rows(visitor) == np.flatnonzero(is_left).tolist()


def test_a_run_that_learned_drawings_says_how_many_where_its_predictions_are_chosen(
    home: Path, visitor: Visitor
) -> None:
    keep(home, 3)
    run, other = keeping.learned_drawings(home), keeping.finished(home)
    visitor.open("explore", dataset="drawn", run=run.id)
    assert visitor.options("Predictions of") == ["No run", other.name, f"{run.name} · learned 3"]
    visitor.open("explore", dataset="mnist", run=run.id)
    assert visitor.options("Predictions of") == ["No run", other.name, run.name]


def test_the_statistics_count_the_digits_and_show_the_mean_drawing_of_each(
    home: Path, visitor: Visitor
) -> None:
    keep(home, 60)
    visitor.open("explore", dataset="drawn", show="statistics")
    texts = visitor.texts()
    assert "test, n = 60" in texts
    assert any("over the 60 drawings: bright" in text for text in texts)
    assert visitor.screen.header.values == ["Class distribution", "Mean image of each digit"]
    keep(home, 1, first=70)
    assert "test, n = 61" in visitor.open("explore", dataset="drawn", show="statistics").texts()


def test_the_image_in_hand_says_who_labelled_it_and_what_was_predicted(home: Path, visitor: Visitor) -> None:
    Store(home / "lab.db").people.remember(Person("bob", "Bob *x*"))
    acts(home, "bob").keep(new_drawing(0, kind="asked", collection="7 <b>"))
    texts = visitor.open("explore", dataset="drawn").texts()
    (told,) = (text for text in texts if "Bob" in text)
    assert "Bob *x*, " in told
    assert "written on request" in told
    assert "Predicted 7 (90.0%) by the shipped model" in told
    assert "Collection: 7 <b>" in told
    assert "Delete" not in visitor.buttons()


def test_the_author_changes_the_label_and_deletes(home: Path, visitor: Visitor) -> None:
    own(home, visitor, 3)
    visitor.open("explore", dataset="drawn", image="2").choose("It is a", 5)
    assert [each.label for each in Lab(home).datasets.drawn.all()] == [7, 5, 1]
    assert visitor.metric("Label") == "5"
    visitor.press("Delete")
    assert [each.id for each in Lab(home).datasets.drawn.all()] == [1, 3]
    assert not visitor.alerts()


def test_an_empty_set_is_explained_where_an_address_asks_for_it(home: Path, visitor: Visitor) -> None:
    visitor.open("explore", dataset="drawn")
    assert visitor.alerts() == [
        "The drawn set is empty. Label drawings on Draw; this is another data set."
    ]  # fmt: skip


def test_train_does_not_offer_it_and_says_what_it_is_for(home: Path, visitor: Visitor) -> None:
    keep(home, 2)
    visitor.open("explore", dataset="drawn").open("train")
    assert not visitor.alerts()
    visitor.open("train", dataset="drawn")
    (told,) = visitor.alerts()
    assert told == "No model learns the drawn set alone; More settings adds its drawings to this data set."


def test_the_nearest_images_of_a_small_set_are_those_that_there_are(home: Path, visitor: Visitor) -> None:
    keep(home, 3)
    visitor.open("explore", dataset="drawn").open_button("nearest")
    assert visitor.component("nearest-images")["first"]["rows"] != []
    assert len(visitor.component("nearest-images")["first"]["rows"]) == 2


def test_data_sets_counts_it_by_digit_and_by_person_and_offers_its_files(
    home: Path, visitor: Visitor
) -> None:
    Store(home / "lab.db").people.remember(Person("bob", "Bob"))
    keep(home, 3)
    keep(home, 2, "bob", first=5)
    visitor.open("data")
    assert "5 drawings. By digit: 0: 0 · 1: 2 · 2: 1 · 3: 0 · 4: 1" in " ".join(visitor.texts())
    people = visitor.table("Labelled by")
    assert people.to_dict("records") == [
        {"Labelled by": "Guest", "Drawings": 3},
        {"Labelled by": "Bob", "Drawings": 2},
    ]
    assert visitor.downloads() == [
        "Arrays, NPZ", "Images of 28 × 28, PNG", "Pictures as drawn, PNG", "Strokes, JSON",
    ]  # fmt: skip
    assert len(drawings_npz(Lab(home).datasets.drawn.contents())) > 1000
    assert not any(label.startswith("Delete mine") for label in visitor.buttons())


def test_everybody_can_delete_their_own_drawings_at_once(home: Path, visitor: Visitor) -> None:
    own(home, visitor, 3)
    keep(home, 2, "bob", first=5)
    visitor.open("data").press("Delete mine (3)").press_in_dialog("Delete drawings")
    assert {each.person.id for each in Lab(home).datasets.drawn.all()} == {"bob"}


def test_data_sets_without_drawings_says_how_to_make_some(home: Path, visitor: Visitor) -> None:
    texts = visitor.open("data").texts()
    assert "Empty. Label what you draw, and models are measured on your own handwriting." in texts


def test_what_a_run_reads_wrongly_is_found_and_sorted_by_its_confidence(home: Path, visitor: Visitor) -> None:
    run = keeping.finished(home)
    keep(home, 40)
    test = Lab(home).datasets.find("drawn").split("test")
    said = Lab(home).predictor(run).probabilities(test.images)
    wrong = np.flatnonzero(said.argmax(axis=1) != test.labels)
    assert len(wrong)
    visitor.open("explore", dataset="drawn", run=run.id, correct="no", sort="-confidence")
    assert rows(visitor) == sorted(wrong.tolist(), key=lambda row: -said[row].max())
    assert visitor.options("Predictions of") == ["No run", run.name]
    assert not visitor.alerts()


def test_a_run_that_reads_no_digits_and_what_the_set_has_not_get_a_sentence(
    home: Path, visitor: Visitor
) -> None:
    run = importing.learned(home)
    keep(home, 5)
    visitor.open("explore", dataset="drawn", run=run.id)
    (told,) = visitor.alerts()
    assert told.endswith("reads no digits in MNIST's form; choose another run.")
    assert rows(visitor) == list(range(5))
    visitor.open("explore", dataset="drawn", within="umap:0,0;999,0;0,999")
    assert visitor.alerts() == ["There is no map umap of these images."]


def test_a_saved_view_of_it_leads_back_to_it_after_it_has_grown(home: Path, visitor: Visitor) -> None:
    keep(home, 5)
    visitor.open("explore", dataset="drawn", sort="-ink").open_button("saved-views")
    visitor.type_into("Name", "Most ink")
    visitor.press("Save this view")
    keep(home, 1, first=5)
    visitor.open("explore", dataset="mnist", split="test").open_button("saved-views")
    visitor.press("Most ink · Drawn set")
    assert (visitor.address["dataset"], visitor.address["sort"]) == ("drawn", "-ink")
    assert len(rows(visitor)) == 6
