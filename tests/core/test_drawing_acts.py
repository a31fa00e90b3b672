"""What a person does with the drawn set; each act asks `allow` first."""

from collections.abc import Callable
from pathlib import Path

import pytest

import core.drawing_acts
import core.store.drawings
from core.drawing_acts import DrawingActs
from core.lab import Lab
from core.names import WishError
from core.permissions import NotAllowedError
from tests.drawn import acts, keep, new_drawing

ACTS: dict[str, Callable[[DrawingActs], object]] = {
    "keep": lambda ada: ada.keep(new_drawing(5)),
    "relabel": lambda ada: ada.relabel(1, 3),
    "delete": lambda ada: ada.delete(1),
    "delete own": lambda ada: ada.delete_own(),
}


def labels(home: Path) -> list[int]:
    """The label of each drawing."""
    return [each.label for each in Lab(home).store.drawings.all()]


@pytest.mark.parametrize("act", ACTS)
def test_what_is_not_allowed_is_refused_and_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, act: str
) -> None:
    keep(tmp_path, 1)
    monkeypatch.setattr(core.drawing_acts, "allow", lambda *_: False)
    with pytest.raises(NotAllowedError, match="ask whoever runs the lab"):
        ACTS[act](acts(tmp_path))
    assert labels(tmp_path) == [7]


@pytest.mark.parametrize(
    ("act", "left"), [("keep", [7, 1]), ("relabel", [3]), ("delete", []), ("delete own", [])]
)
def test_what_is_allowed_is_done(tmp_path: Path, act: str, left: list[int]) -> None:
    keep(tmp_path, 1)
    ACTS[act](acts(tmp_path))
    assert labels(tmp_path) == left


def test_a_person_finds_their_own_drawing_by_its_pixels_and_nobody_elses(tmp_path: Path) -> None:
    (kept,) = keep(tmp_path, 1)
    assert acts(tmp_path).own(kept.sha256) == kept
    assert acts(tmp_path, "bob").own(kept.sha256) is None


@pytest.mark.parametrize("label", [-1, 10])
def test_a_label_that_is_no_digit_is_refused(tmp_path: Path, label: int) -> None:
    keep(tmp_path, 1)
    with pytest.raises(WishError, match=f"labelled 0 to 9, not {label}"):
        acts(tmp_path).keep(new_drawing(1, label=label))
    with pytest.raises(WishError):
        acts(tmp_path).relabel(1, label)
    assert labels(tmp_path) == [7]


def test_a_collection_has_a_name_as_runs_have(tmp_path: Path) -> None:
    assert acts(tmp_path).keep(new_drawing(collection=" Class  7b ")).collection == "Class 7b"
    with pytest.raises(WishError, match="1 to 60 letters"):
        acts(tmp_path).keep(new_drawing(collection="x" * 61))


def test_a_drawing_that_is_gone_stays_so(tmp_path: Path) -> None:
    acts(tmp_path).relabel(5, 3)
    acts(tmp_path).delete(5)
    assert labels(tmp_path) == []


def test_several_are_kept_all_or_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(core.store.drawings, "MOST_OF_PERSON", 2)
    with pytest.raises(WishError):
        acts(tmp_path).keep_all([new_drawing(0), new_drawing(1), new_drawing(2)])
    assert labels(tmp_path) == []
    acts(tmp_path).keep_all([new_drawing(0), new_drawing(1)])
    assert labels(tmp_path) == [7, 2]
