"""The score on the drawn set, on Evaluate."""

from pathlib import Path

import numpy as np
from scipy.stats import binomtest

from core.lab import Lab
from core.recognition.shipped import shipped_predictor
from core.runs.artifacts import RunFolder
from core.runs.run import Run
from tests import importing, keeping
from tests.dashboard.visiting import Visitor
from tests.drawn import acts, keep


def line(visitor: Visitor, start: str = "Drawn set:") -> str:
    """The text that begins so."""
    (found,) = (text for text in visitor.texts() if text.startswith((start, f":gray[{start}")))
    return found.removeprefix(":gray[").removesuffix("]")


def read_right(home: Path, run: Run) -> tuple[int, int]:
    """How many drawings the model of a run reads as they are labelled, and of how many."""
    test = Lab(home).datasets.find("drawn").split("test")
    said = Lab(home).predictor(run).probabilities(test.images).argmax(axis=1)
    return int((said == test.labels).sum()), len(test.labels)


def interval(correct: int, n: int) -> str:
    """Accuracy and interval as the page tells them; SciPy is the oracle."""
    low, high = binomtest(correct, n).proportion_ci(method="wilson")
    return f"{correct / n:.1%} (95% CI {low * 100:.1f}–{high * 100:.1f})"


def test_a_run_gets_its_score_with_interval_and_gap_and_so_does_the_shipped_model(
    home: Path, visitor: Visitor
) -> None:
    run = keeping.finished(home)
    keep(home, 60)
    acts(home).relabel(1, 0)
    correct, n = read_right(home, run)
    gap = 99.7 - correct / n * 100
    visitor.open("evaluate", run=run.id)
    told = f"Drawn set: {interval(correct, n)}, n = 60; test accuracy 99.7%, gap {gap:.1f} points"
    assert line(visitor) == told
    test = Lab(home).datasets.find("drawn").split("test")
    shipped = int((shipped_predictor().probabilities(test.images).argmax(axis=1) == test.labels).sum())
    assert line(visitor, "Shipped model:") == f"Shipped model: {interval(shipped, 60)}"


def test_it_is_no_part_of_the_test_accuracy(home: Path, visitor: Visitor) -> None:
    run = keeping.finished(home)
    before = visitor.open("evaluate", run=run.id).metric("Test accuracy")
    keep(home, 60)
    visitor.open("evaluate", run=run.id)
    assert visitor.metric("Test accuracy") == before
    assert sum(visitor.table("Support")["Support"]) == 10_000


def test_a_drawing_more_counts_at_the_next_look(home: Path, visitor: Visitor) -> None:
    run = keeping.finished(home)
    keep(home, 5)
    assert "n = 5;" in line(visitor.open("evaluate", run=run.id))
    keep(home, 1, first=9)
    assert "n = 6;" in line(visitor.open("evaluate", run=run.id))


def test_drawings_that_the_run_learned_do_not_count_and_once_it_learned_all_there_is_no_score(
    home: Path, visitor: Visitor
) -> None:
    keep(home, 3)
    run = keeping.learned_drawings(home)
    said = line(visitor.open("evaluate", run=run.id))
    assert said == "Drawn set: no score, for this run learned all 3 drawings. Label others on Draw."
    assert line(visitor, "Shipped model:") == "Shipped model: no score"
    keep(home, 2, first=7)
    said = line(visitor.open("evaluate", run=run.id))
    assert "n = 2; test accuracy 99.7%" in said
    assert said.endswith("; without the 3 that it learned")


def test_without_drawings_there_is_no_line(home: Path, visitor: Visitor) -> None:
    run = keeping.finished(home)
    assert not any("Drawn set:" in text for text in visitor.open("evaluate", run=run.id).texts())


def test_a_run_that_reads_no_digits_has_none(home: Path, visitor: Visitor) -> None:
    keep(home, 5)
    run = importing.learned(home)
    assert not any("Drawn set:" in text for text in visitor.open("evaluate", run=run.id).texts())


def test_where_the_models_file_is_damaged_the_line_says_so_and_the_page_stays(
    home: Path, visitor: Visitor
) -> None:
    run = keeping.finished(home)
    keep(home, 5)
    (file,) = RunFolder(home, run.id).path.glob("*.onnx")
    file.write_bytes(b"damaged")
    visitor.open("evaluate", run=run.id)
    assert line(visitor).startswith("Drawn set: no score. ")
    assert visitor.metric("Test accuracy") == "99.70%"
    assert np.isfinite(float(line(visitor, "Shipped model:").split()[2].rstrip("%")))
