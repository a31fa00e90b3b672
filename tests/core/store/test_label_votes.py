"""The votes on labels, in a real database and through the trainer."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from core.catalog.label_vote import KEEP, UNREADABLE
from core.data.mnist import mnist
from core.lab import Lab
from core.label_acts import LabelActs
from core.names import WishError
from core.person import Person
from core.store.backup import back_up
from core.store.schema import MIGRATIONS
from core.store.store import Store
from core.trainer import Trainer

TEST = 60_000
"""The row of the first test image."""


def said(lab: Lab, split: str = "test") -> list[tuple[int, str, str]]:
    """Image, choice and person of each vote."""
    return [(vote.image, vote.choice, vote.person.id) for vote in lab.label_votes("mnist", split)]


def test_a_vote_comes_back_with_who_and_when_also_in_another_process(tmp_path: Path) -> None:
    store = Store(tmp_path / "lab.db")
    store.people.remember(Person("ada", "Ada"))
    store.label_votes.put("mnist", "test", 8408, "9", "ada")
    (vote,) = store.label_votes.of_split("mnist", "test")
    assert (vote.dataset, vote.split, vote.image, vote.choice) == ("mnist", "test", 8408, "9")
    assert (vote.person, vote.at > 1.7e9) == (Person("ada", "Ada"), True)
    assert Store(tmp_path / "lab.db").label_votes.of_split("mnist", "test") == [vote]
    assert store.label_votes.of_split("mnist", "train") == store.label_votes.of_split("other", "test") == []


def test_a_person_has_one_vote_on_an_image_and_a_new_one_replaces_it(tmp_path: Path) -> None:
    lab = Lab(tmp_path)
    ada, bob = Trainer(lab, "ada"), Trainer(lab, "bob")
    LabelActs(ada).vote(mnist(), TEST + 3, "9")
    LabelActs(bob).vote(mnist(), TEST + 3, UNREADABLE)
    LabelActs(ada).vote(mnist(), TEST + 2, KEEP)
    LabelActs(ada).vote(mnist(), TEST + 3, "8")
    assert sorted(said(lab)) == [(2, KEEP, "ada"), (3, "8", "ada"), (3, UNREADABLE, "bob")]


def test_a_vote_is_taken_back_by_its_person_alone(tmp_path: Path) -> None:
    lab = Lab(tmp_path)
    ada, bob = Trainer(lab, "ada"), Trainer(lab, "bob")
    LabelActs(ada).vote(mnist(), TEST + 3, "9")
    LabelActs(bob).take_back(mnist(), TEST + 3)
    assert said(lab) == [(3, "9", "ada")]
    LabelActs(ada).take_back(mnist(), TEST + 3)
    LabelActs(ada).take_back(mnist(), TEST + 3)
    assert said(lab) == []


def test_an_image_is_kept_by_its_place_in_its_own_file(tmp_path: Path) -> None:
    lab = Lab(tmp_path)
    LabelActs(Trainer(lab, "ada")).vote(mnist(), 55_000 + 17, UNREADABLE)
    assert said(lab, "validation") == [(mnist().split("validation").index[17], UNREADABLE, "ada")]


def test_a_vote_for_the_label_itself_keeps_it(tmp_path: Path) -> None:
    lab = Lab(tmp_path)
    LabelActs(Trainer(lab)).vote(mnist(), TEST, str(mnist().split("test").labels[0]))
    assert [choice for _, choice, _ in said(lab)] == [KEEP]


@pytest.mark.parametrize(
    ("row", "choice"), [(TEST, "10"), (TEST, "x"), (TEST, ""), (70_000, KEEP), (-1, KEEP)]
)
def test_a_vote_for_no_image_or_no_label_is_refused_and_keeps_the_one_before(
    tmp_path: Path, row: int, choice: str
) -> None:
    trainer = Trainer(Lab(tmp_path), "ada")
    LabelActs(trainer).vote(mnist(), TEST, "3")
    with pytest.raises(WishError, match="This vote is for no image or label of MNIST"):
        LabelActs(trainer).vote(mnist(), row, choice)
    assert said(trainer.lab) == [(0, "3", "ada")]


def test_each_vote_counts_among_the_changes_of_the_lab(tmp_path: Path) -> None:
    trainer = Trainer(Lab(tmp_path), "ada")
    counts = [trainer.lab.changes()]
    LabelActs(trainer).vote(mnist(), TEST, "3")
    counts.append(trainer.lab.changes())
    LabelActs(trainer).vote(mnist(), TEST, "5")
    counts.append(trainer.lab.changes())
    LabelActs(trainer).take_back(mnist(), TEST)
    counts.append(trainer.lab.changes())
    assert counts == sorted(set(counts))


def test_a_backup_holds_the_votes(tmp_path: Path) -> None:
    store = Store(tmp_path / "lab.db")
    store.label_votes.put("mnist", "test", 1, "9", "ada")
    kept = back_up(store.database)
    assert kept is not None
    with closing(sqlite3.connect(kept)) as connection:
        assert connection.execute("SELECT image, choice, person FROM label_vote").fetchall() == [
            (1, "9", "ada")
        ]


def test_a_lab_of_the_version_before_gets_the_table_and_keeps_what_it_has(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "lab.db")) as connection:
        for step in MIGRATIONS[:4]:
            connection.executescript(step)
        connection.executescript("INSERT INTO person VALUES ('ada', 'Ada'); PRAGMA user_version = 4;")
    store = Store(tmp_path / "lab.db")
    store.label_votes.put("mnist", "test", 1, "9", "ada")
    assert [vote.person for vote in store.label_votes.of_split("mnist", "test")] == [Person("ada", "Ada")]
