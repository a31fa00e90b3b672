"""The part Labels of Explore: the queue of labels in doubt, the votes, and what Evaluate makes of them."""

from pathlib import Path

import numpy as np
import pytest

from core.catalog.label_vote import KEEP, UNREADABLE
from core.data.mnist import mnist
from core.lab import Lab
from core.label_acts import LabelActs
from core.person import Person
from core.runs.artifacts import RunFolder
from core.runs.state import State
from core.trainer import Trainer
from dashboard.toolkit.words import percent
from tests import keeping
from tests.dashboard.visiting import Visitor
from tests.making import certain_probabilities

TEST = 60_000
"""The row of the first test image."""

FOURS = keeping.misread_fours("test")


def queue(visitor: Visitor) -> list[int]:
    """The positions in test of the images in the queue."""
    return [row - TEST for row in visitor.component("doubts")["first"]["rows"]]


def in_hand(visitor: Visitor) -> int:
    """The position in test of the image in hand."""
    return int(visitor.component("doubts")["selected"]) - TEST


def choices(home: Path) -> dict[int, str]:
    """By position in test, what the one who voted said."""
    return {vote.image: vote.choice for vote in Lab(home).label_votes("mnist", "test")}


def open_labels(visitor: Visitor, **address: str) -> Visitor:
    return visitor.open("explore", show="labels", **address)


def test_without_a_finished_run_the_page_says_so_and_leads_to_train(home: Path, visitor: Visitor) -> None:
    keeping.ended(home, State.STOPPED, model=True)
    open_labels(visitor)
    assert visitor.alerts() == [
        "No run has finished yet. Once one has, the labels that it contradicts are here."
    ]
    assert "Train a model" in visitor.texts()


def test_where_no_label_is_in_doubt_the_page_says_so(home: Path, visitor: Visitor) -> None:
    run = keeping.finished(home)
    said = {"test": certain_probabilities(mnist().split("test").labels)}
    keeping.store(home).runs.set_evaluation(run.id, RunFolder(home, run.id).write_evaluation(said))
    open_labels(visitor)
    assert visitor.alerts() == ["No label of test is in doubt: these runs contradict none."]


def test_a_split_on_which_no_run_was_evaluated_leads_to_evaluate(home: Path, visitor: Visitor) -> None:
    keeping.finished(home)
    open_labels(visitor, **{"labels-of": "train"})
    assert visitor.alerts() == [
        "No finished run has predictions for train that agree with at least 90% of its labels."
    ]
    assert "Evaluate a run on train" in visitor.texts()


def test_a_data_folder_that_cannot_be_used_is_told_as_elsewhere_and_the_images_stay(
    visitor: Visitor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_bytes(b"")
    monkeypatch.setenv("DIGIT_LAB_HOME", str(tmp_path / "file"))
    open_labels(visitor)
    (told,) = visitor.errors()
    assert visitor.open("runs").errors() == [told]
    open_labels(visitor).fill("Part", "images", "button_group")
    assert visitor.component("gallery")["count"] == 55_000


def test_the_queue_holds_what_the_runs_contradict_with_label_suggestion_and_probability(
    home: Path, visitor: Visitor
) -> None:
    run = keeping.finished(home)
    visitor.open("explore").fill("Part", "labels", "button_group")
    assert queue(visitor) == FOURS.tolist()
    assert set(visitor.component("doubts")["first"]["captions"]) == {"4 → 9, 100%"}
    assert f"One run contradicts 30 labels of test, 30 with confidence. {run.name}" in [
        text.replace(":gray[", "").replace("]", "") for text in visitor.texts()
    ]
    assert visitor.progress() == ["0 of 30 reviewed"]
    assert visitor.metric("Label") == "4"
    assert in_hand(visitor) == FOURS[0]
    (bars,) = visitor.html("bars")
    assert bars.index(">9</b>") < bars.index(">4</b>")


def test_a_vote_is_kept_and_the_next_image_comes_in_hand(home: Path, visitor: Visitor) -> None:
    keeping.finished(home)
    open_labels(visitor)
    visitor.press("It is a 9").press("Keep 4").press("Unreadable").choose("Other digit", 6)
    first, second, third, fourth, fifth = FOURS[:5].tolist()
    assert choices(home) == {first: "9", second: KEEP, third: UNREADABLE, fourth: "6"}
    assert in_hand(visitor) == fifth
    assert visitor.address["image"] in (str(fifth), [str(fifth)])
    assert visitor.progress() == ["4 of 30 reviewed"]
    assert visitor.component("doubts")["first"]["captions"][:5] == ["✓ 4 → 9, 100%"] * 4 + ["4 → 9, 100%"]
    assert "Undo my vote" not in visitor.buttons()


def test_after_the_last_image_comes_the_first(home: Path, visitor: Visitor) -> None:
    keeping.finished(home)
    open_labels(visitor, image=str(FOURS[-1])).press("Keep 4")
    assert in_hand(visitor) == FOURS[0]


def test_the_votes_of_all_are_listed_and_a_visitor_takes_back_their_own(home: Path, visitor: Visitor) -> None:
    keeping.finished(home)
    ada = Trainer(Lab(home), "ada")
    ada.introduce("Ada *B*")
    LabelActs(ada).vote(mnist(), TEST + int(FOURS[0]), "9")
    open_labels(visitor)
    assert any("Reviewed label: 9" in text and "Ada *B*" in text for text in visitor.texts())
    visitor.press("Keep 4")
    open_labels(visitor, image=str(FOURS[0]))
    assert any("A tie: the label stays 4" in text and "(you)" in text for text in visitor.texts())
    visitor.press("Undo my vote")
    assert in_hand(visitor) == FOURS[0]
    assert [vote.person for vote in Lab(home).label_votes("mnist", "test")] == [Person("ada", "Ada *B*")]


def test_the_queue_can_be_narrowed_to_what_is_open_or_voted(home: Path, visitor: Visitor) -> None:
    keeping.finished(home)
    LabelActs(Trainer(Lab(home), "ada")).vote(mnist(), TEST + int(FOURS[3]), "9")
    open_labels(visitor).press("It is a 9")
    assert queue(visitor.fill("Queue", "open", "button_group")) == FOURS[1:].tolist()
    assert visitor.address["queue"] in ("open", ["open"])
    visitor.press("It is a 9")
    assert (queue(visitor), in_hand(visitor)) == (FOURS[2:].tolist(), FOURS[2])
    assert queue(open_labels(visitor, queue="voted")) == FOURS[[0, 1, 3]].tolist()
    assert queue(open_labels(visitor, queue="confident")) == FOURS.tolist()


def test_a_filter_that_leaves_nothing_says_so(home: Path, visitor: Visitor) -> None:
    keeping.finished(home)
    open_labels(visitor, queue="voted")
    assert visitor.alerts() == ["No image of the queue is like that. Choose All."]


@pytest.mark.parametrize(
    "address",
    [{"image": "x"}, {"image": "0"}, {"queue": "<b>"}, {"labels-of": "moon"}, {"image": "9" * 5_000}],
)
def test_an_address_that_means_nothing_shows_the_queue_from_its_start(
    home: Path, visitor: Visitor, address: dict[str, str]
) -> None:
    keeping.finished(home)
    open_labels(visitor, **address)
    assert (queue(visitor), in_hand(visitor)) == (FOURS.tolist(), FOURS[0])


def test_a_part_that_is_none_shows_the_images(visitor: Visitor) -> None:
    assert visitor.open("explore", show="nonsense").component("gallery")["count"] == 55_000


def test_an_eight_is_spoken_with_an(home: Path, visitor: Visitor) -> None:
    run, labels = keeping.finished(home), mnist().split("test").labels
    said = np.where(np.arange(len(labels)) == np.flatnonzero(labels == 3)[0], 8, labels).astype(np.uint8)
    kept = RunFolder(home, run.id).write_evaluation({"test": certain_probabilities(said)})
    keeping.store(home).runs.set_evaluation(run.id, kept)
    assert "It is an 8" in open_labels(visitor).buttons()


def reviewed(visitor: Visitor) -> list[str]:
    """What Evaluate says of the accuracy on reviewed labels."""
    return [text for text in visitor.texts() if "reviewed labels" in text]


def test_evaluate_shows_the_accuracy_on_reviewed_labels_beside_the_official_one(
    home: Path, visitor: Visitor
) -> None:
    keeping.finished(home)
    ada = Trainer(Lab(home), "ada")
    official = percent(9_970 / 10_000)
    for position in FOURS[:3].tolist():
        LabelActs(ada).vote(mnist(), TEST + position, "9")
    LabelActs(ada).vote(mnist(), TEST + int(FOURS[3]), UNREADABLE)
    LabelActs(ada).vote(mnist(), TEST, UNREADABLE)  # it was predicted correctly
    assert visitor.open("evaluate").metric("Test accuracy") == official
    (told,) = reviewed(visitor)
    assert f"Accuracy on reviewed labels {percent(9_972 / 9_998)}, n = 9,998" in told
    LabelActs(Trainer(Lab(home), "bob")).vote(mnist(), TEST, KEEP)  # a tie
    (told,) = reviewed(visitor.open("evaluate"))
    assert f"{percent(9_973 / 9_999)}, n = 9,999" in told


def test_evaluate_shows_nothing_where_no_vote_changes_a_label(home: Path, visitor: Visitor) -> None:
    keeping.finished(home)
    assert reviewed(visitor.open("evaluate")) == []
    LabelActs(Trainer(Lab(home), "ada")).vote(mnist(), TEST + int(FOURS[0]), KEEP)
    assert reviewed(visitor.open("evaluate")) == []
