"""What Explore shows by the last hidden layer of a run; no worker is here to ask it."""

from pathlib import Path

import numpy as np
import pytest

from core.catalog.search import distances_by_components, nearest
from core.jobs.record import JobRecord, JobState
from core.jobs.specs import Embed
from core.models.spec import Dense, Flatten, ModelSpec
from core.runs.artifacts import RunFolder
from core.runs.commands import Cancel
from core.runs.run import Run
from core.text import text
from tests import keeping
from tests.core.recognition.making import onnx_model
from tests.dashboard.visiting import Visitor
from tests.making import manifest

COMPUTE = "Compute activations"
LEFT = "hidden:0,0;501,0;501,999;0,999"


@pytest.fixture
def run(home: Path) -> Run:
    return keeping.finished(home)


def job_of(home: Path, run: Run) -> JobRecord | None:
    return keeping.store(home).jobs.find(Embed.of(run))


def on_map(visitor: Visitor, **address: str) -> Visitor:
    return visitor.open("explore", show="map", map="hidden", split="test", **address)


def test_without_a_run_the_map_says_what_to_choose(visitor: Visitor) -> None:
    assert on_map(visitor).alerts() == [
        "Choose a run in Predictions of: this map is of its last hidden layer."
    ]


def test_the_job_starts_by_a_button_and_tells_how_far_it_is(home: Path, visitor: Visitor, run: Run) -> None:
    on_map(visitor, run=run.id)
    assert job_of(home, run) is None
    visitor.press(COMPUTE)
    assert on_map(Visitor(), run=run.id).buttons().count("Cancel") == 1  # whoever comes later sees it too
    job = keeping.store(home).jobs.start(1)
    keeping.store(home).jobs.set_progress(job.id, 0.4)
    visitor.tick()
    assert visitor.progress() == ["Running the model on every image …"]
    keeping.embed(home, run)
    visitor.tick()
    assert visitor.component("image-map")["points"].startswith(
        f"/images/mnist/map?by=hidden&run={run.id}&version="
    )
    assert any("Last hidden layer of Net 1, 128 units" in each for each in visitor.texts())


def test_the_job_can_be_cancelled_and_says_why_it_failed(home: Path, visitor: Visitor, run: Run) -> None:
    on_map(visitor, run=run.id).press(COMPUTE).press("Cancel")
    (command,) = keeping.store(home).commands.open()
    assert command.read() == Cancel(job=1)
    keeping.store(home).jobs.end(1, JobState.FAILED, text("The worker *fell* silent."))
    visitor.tick()
    assert visitor.alerts() == ["The worker *fell* silent."]
    visitor.press(COMPUTE)
    job = job_of(home, run)
    assert job is not None
    assert job.state is JobState.QUEUED


def test_a_model_without_a_hidden_layer_says_so(home: Path, visitor: Visitor) -> None:
    softmax = ModelSpec(layers=(Flatten(), Dense(units=10)), output="logits")
    kept = keeping.store(home)
    run = kept.runs.add(manifest().model_copy(update={"model": softmax}), "Softmax")
    kept.runs.set_model(run.id, RunFolder(home, run.id).write_model(onnx_model()), 0.9)
    on_map(visitor, run=run.id)
    assert (
        "Softmax 1 has no hidden layer: its outputs are computed from the pixels directly."
        in visitor.alerts()
    )
    assert COMPUTE not in visitor.buttons()


def test_a_region_of_the_map_is_a_filter_until_another_run_is_chosen(
    home: Path, visitor: Visitor, run: Run
) -> None:
    embedding = keeping.embed(home, run)
    visitor.open("explore", split="test", run=run.id, within=LEFT, by="hidden")
    left = 60_000 + np.flatnonzero(embedding.positions[60_000:, 0] < 501 * 65.536)
    assert visitor.component("gallery")["first"]["rows"] == left[:200].tolist()
    visitor.choose("Predictions of", "")
    assert {"run", "within", "by"}.isdisjoint(visitor.address)
    assert visitor.component("gallery")["count"] == 10_000


def test_the_order_is_by_the_activations(home: Path, visitor: Visitor, run: Run) -> None:
    embedding = keeping.embed(home, run)
    visitor.open("explore", split="test", run=run.id, example="test,17", sort="distance", by="hidden")
    apart = distances_by_components(embedding.components, embedding.components[60_017])
    rows, _ = nearest(np.where(np.arange(70_000) < 60_000, np.inf, apart), 200)
    shown = visitor.component("gallery")["first"]
    assert shown["rows"][0] == 60_017
    np.testing.assert_allclose(apart[shown["rows"]], apart[rows], rtol=1e-6)


def test_a_link_to_what_was_not_asked_yet_offers_to_ask(home: Path, visitor: Visitor, run: Run) -> None:
    link = {"split": "test", "run": run.id, "example": "test,17", "sort": "distance", "by": "hidden"}
    visitor.open("explore", **link).open_button("nearest")
    assert visitor.buttons().count(COMPUTE) == 2  # on top, and in place of the nearest images
    assert visitor.component("gallery")["count"] == 10_000
    keeping.embed(home, run)
    visitor.open("explore", **link)
    assert visitor.component("gallery")["first"]["captions"][0] == "0.00"


def test_the_nearest_images_can_be_by_the_last_hidden_layer(home: Path, visitor: Visitor, run: Run) -> None:
    embedding = keeping.embed(home, run)
    visitor.open("explore", split="test", run=run.id, image="17").open_button("nearest")
    by_pixels = visitor.component("nearest-images")["first"]["rows"]
    visitor.fill("Compare by", "hidden", "button_group")
    rows, apart = nearest(
        distances_by_components(embedding.components, embedding.components[60_017]), 16, leave_out=60_017
    )
    shown = visitor.component("nearest-images")["first"]
    assert shown["rows"] == rows.tolist() != by_pixels
    assert shown["captions"][0].endswith(f"· {apart[0]:.1f}")
    assert visitor.address["by"] == "hidden"
    assert visitor.component("gallery")["selected"] == 60_017
    visitor.press("Sort all by this distance")
    assert visitor.address["example"] == "test,17"
    assert visitor.component("gallery")["first"]["captions"][0] == "0.00"
    visitor.fill("Compare by", "pixels", "button_group")
    assert "by" not in visitor.address
    assert visitor.component("nearest-images")["first"]["rows"] == by_pixels


def test_without_a_run_there_is_nothing_to_choose(visitor: Visitor, run: Run) -> None:
    visitor.open("explore", split="test", image="17").open_button("nearest")
    assert visitor.component("nearest-images")["first"]["rows"]
    with pytest.raises(ValueError, match="not enough values"):
        visitor.fill("Compare by", "hidden", "button_group")
