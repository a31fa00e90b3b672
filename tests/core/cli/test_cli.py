"""The command line: usage errors, formats and exit codes; at the end once with everything real."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sklearn.metrics import confusion_matrix

import core.cli.main
import core.lab
from core.catalog.positions import shipped_positions
from core.catalog.search import distances, distances_by_components
from core.data.mnist import mnist
from core.models.settings import SETTINGS
from core.recognition.recognition import recognise as recognise_picture
from core.recognition.shipped import shipped_predictor
from core.runs.artifacts import RunFolder
from core.runs.events import EpochEvent
from core.runs.query import EVERY_RUN, RunQuery
from core.runs.state import State
from core.text import verbatim
from harness.serving import digit_lab
from tests import keeping
from tests.core.cli.invoking import lab, parsed
from tests.core.recognition.lines import line_of_digits
from tests.core.recognition.making import encoded, sheet
from tests.core.store.test_database import crowded, damage_a_page
from tests.making import epoch_event, manifest

EPOCH_FIGURES = {"loss", "accuracy", "val_loss", "val_accuracy", "seconds"}


def ending(home: Path, state: State, *epochs: EpochEvent, reason: str = "") -> Callable[[Path], None]:
    """A runner that carries out whatever waits at once."""

    def run_all(_: Path) -> None:
        store = keeping.store(home)
        for run in store.runs.find(RunQuery(states=(State.QUEUED,), limit=None)):
            store.events.add(run.id, store.runs.start(run.id), enumerate(epochs))
            store.runs.end(run.id, state, verbatim(reason) if reason else None)

    return run_all


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        ("train quik", "There is no preset 'quik'; choose one of quick,"),
        ("train quick --epochs 0", "Enter a number of epochs of at least 1; you entered 0."),
        ("train quick --epochs 1000000", "Enter a number of epochs of at most 1,000; you entered 1000000."),
        ("train quick --batch-size -5", "Enter a batch size of at least 1; you entered -5."),
        ("train quick --learning-rate 0", "Enter a learning rate above 0; you entered 0."),
        ("train quick --learning-rate nan", "Enter a learning rate as a finite number"),
        ("train quick --learning-rate inf", "Enter a learning rate as a finite number"),
        ("train quick --seed -1", "Enter a seed of at least 0; you entered -1."),
        ("train quick --epochs many", "--epochs"),
        ("train", "preset"),
        ("evaluate 23456789", "There is no run '23456789' here; it may have been deleted."),
        ("evaluate ../../etc/passwd", "There is no run '../../etc/passwd' here"),
        ("evaluate 23456789 --split all", "all"),
        ("recognise", "files"),
        ("recognise x.png --run latest", "No run has a model yet; train one first."),
        ("recognise x.png --run 23456789", "There is no run '23456789' here"),
        ("images --digit x", "digit is never 'x'; it is 0 or 1 or 2"),
        ("images --ink much", "ink is a number; 'much' is none."),
        ("images --index all:3", "'all:3' names no split; write such as index=train:3,test:5..9."),
        ("images --sort beauty", "There is no column 'beauty' to sort by; there is split, digit, index"),
        ("images --correct no", "correct is about what a run predicts; choose a run."),
        ("images --run 23456789", "There is no run '23456789' here"),
        ("images --within umap:1,1", "within= is a polygon of 3 to 40 corners; this one has 1."),
        ("images --limit 0", "--limit"),
        ("serve --port 0", "--port"),
        ("dance", "dance"),
    ],
)
def test_bad_usage_gets_a_sentence_exit_code_2_and_queues_nothing(
    home: Path, words: str, complaint: str
) -> None:
    result = lab(*words.split())
    assert result.exit_code == 2
    assert complaint in result.stderr
    assert result.stdout == ""
    assert keeping.store(home).runs.find(EVERY_RUN) == []


def test_the_help_of_train_describes_each_setting_as_its_field_does(home: Path) -> None:
    words = " ".join(lab("train", "--help").stdout.replace("│", " ").split())
    for setting in SETTINGS.values():
        assert f"--{setting.name.replace('_', '-')}" in words
        assert setting.help in words


def test_training_without_waiting_says_which_run_waits(home: Path) -> None:
    result = lab("train", "quick", "--epochs", "3", "--seed", "7", "--json")
    (run,) = keeping.store(home).runs.find(EVERY_RUN)
    assert result.exit_code == 0
    assert parsed(result.stdout) == {"run": run.id, "state": "queued", "epochs": []}
    assert (run.manifest.recipe.epochs, run.manifest.recipe.seed) == (3, 7)
    assert run.owner.name == "Command line"


def test_training_and_waiting_prints_every_epoch_in_one_document(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    epochs = (epoch_event(1), epoch_event(2))
    monkeypatch.setattr(core.lab, "ensure_runner", ending(home, State.FINISHED, *epochs))
    result = lab("train", "quick", "--wait", "--json")
    figures = {name: epochs[0][name] for name in EPOCH_FIGURES}  # type: ignore[literal-required]
    (run,) = keeping.store(home).runs.find(EVERY_RUN)
    assert result.exit_code == 0
    assert parsed(result.stdout) == {"run": run.id, "state": "finished", "epochs": [figures, figures]}


def test_a_training_that_diverges_still_prints_json(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    diverged = epoch_event(1)
    diverged["loss"] = diverged["val_loss"] = float("nan")
    monkeypatch.setattr(core.lab, "ensure_runner", ending(home, State.FINISHED, diverged))
    (epoch,) = parsed(lab("train", "quick", "--wait", "--json").stdout)["epochs"]
    assert (epoch["loss"], epoch["accuracy"]) == (None, 0.9)


@pytest.mark.parametrize("state", [State.FAILED, State.INTERRUPTED])
def test_a_run_that_failed_gives_exit_code_1_and_still_its_document(
    home: Path, monkeypatch: pytest.MonkeyPatch, state: State
) -> None:
    monkeypatch.setattr(core.lab, "ensure_runner", ending(home, state, reason="It broke."))
    result = lab("train", "quick", "--wait", "--json")
    assert (result.exit_code, parsed(result.stdout)["state"]) == (1, state)
    result = lab("train", "quick", "--wait")
    assert (result.exit_code, "It broke." in result.stdout) == (1, True)


def test_a_lab_without_runs_has_an_empty_list(home: Path) -> None:
    assert parsed(lab("runs", "--json").stdout) == []
    assert lab("runs").stdout == "No runs yet; `digit-lab train quick` makes the first.\n"


def test_every_run_is_listed_the_newest_first(home: Path) -> None:
    finished, waiting = keeping.finished(home), keeping.queued(home)
    listed = parsed(lab("runs", "--json").stdout)
    assert [(run["run"], run["state"], run["accuracy"]) for run in listed] == [
        (waiting.id, "queued", None),
        (finished.id, "finished", 0.997),
    ]
    assert [run["preset"] for run in listed] == ["quick", "quick"]
    assert lab("runs").stdout.splitlines()[1].split() == [
        finished.id, "finished", "test", "99.70%", "Net", "1",
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["validation", "test"])
def test_evaluating_counts_truth_in_rows_as_scikit_learn_does(home: Path, name: Any) -> None:
    run = keeping.finished(home)
    result = lab("evaluate", run.id, "--split", name, "--json")
    found, truth, answers = parsed(result.stdout), mnist().split(name).labels, keeping.answers(name)
    assert result.exit_code == 0
    assert (found["run"], found["split"], found["n"]) == (run.id, name, len(truth))
    assert found["accuracy"] == pytest.approx((truth == answers).mean())
    np.testing.assert_array_equal(found["confusion"], confusion_matrix(truth, answers))


def test_evaluating_in_words_tells_split_size_and_interval(home: Path) -> None:
    result = lab("evaluate", keeping.finished(home).id)
    assert result.stdout == "99.70%: 9,970 of 10,000 test images correct; 95% CI 99.57–99.79%\n"


def test_a_run_on_a_data_set_that_is_not_there_is_told_with_exit_code_1(home: Path) -> None:
    elsewhere = manifest().model_copy(update={"dataset": "letters"})
    run = keeping.store(home).runs.add(elsewhere, "Net")
    result = lab("evaluate", run.id)
    assert (result.exit_code, result.stdout) == (1, "")
    assert "There is no data set 'letters' here; there is mnist." in result.stderr


def test_a_run_whose_model_cannot_be_used_gives_exit_code_1(home: Path) -> None:
    waiting, damaged = keeping.queued(home), keeping.finished(home)
    folder = RunFolder(home, damaged.id).path
    (folder / "model.onnx").write_bytes(b"something else")
    (folder / "evaluation.npz").unlink()
    for run, complaint in ((waiting, "Net 1 has no model yet"), (damaged, "is missing or was changed")):
        for words in (["evaluate", run.id], ["recognise", "x.png", "--run", run.id]):
            result = lab(*words)
            assert (result.exit_code, result.stdout) == (1, "")
            assert complaint in result.stderr


def test_each_file_gets_its_answer_or_its_error_in_order(home: Path, tmp_path: Path) -> None:
    keeping.finished(home)
    good, bad = tmp_path / "good.png", tmp_path / "bad.png"
    good.write_bytes(keeping.picture())
    bad.write_bytes(b"no picture at all")
    files = [str(bad), str(good), str(tmp_path / "none.png"), str(tmp_path)]
    result = lab("recognise", *files, "--run", "latest", "--json")
    answers = parsed(result.stdout)
    assert result.exit_code == 1
    assert [answer["file"] for answer in answers] == files
    assert [set(answer) - {"file"} for answer in answers] == [
        {"error"}, {"digit", "probabilities"}, {"error"}, {"error"},
    ]  # fmt: skip
    assert answers[1]["digit"] == int(np.argmax(answers[1]["probabilities"]))
    assert sum(answers[1]["probabilities"]) == pytest.approx(1)
    assert lab("recognise", str(good), "--run", "latest").exit_code == 0


@pytest.mark.parametrize("has_runs", [True, False])
def test_without_a_run_the_shipped_model_answers(home: Path, tmp_path: Path, has_runs: bool) -> None:
    if has_runs:
        keeping.finished(home)
    (tmp_path / "digit.png").write_bytes(keeping.picture())
    expected = recognise_picture(keeping.picture(), shipped_predictor())
    (answer,) = parsed(lab("recognise", str(tmp_path / "digit.png"), "--json").stdout)
    assert answer["digit"] == expected.digit
    assert answer["probabilities"] == pytest.approx(expected.probabilities.tolist())
    named = parsed(lab("recognise", str(tmp_path / "digit.png"), "--run", "shipped", "--json").stdout)
    assert named == [answer]


def test_several_digits_of_a_file_are_read_in_order(home: Path, tmp_path: Path) -> None:
    split = mnist().split("validation")
    pixels, text = line_of_digits(split, [3, 1, 4, 1, 5], np.random.default_rng(0))
    paper, bad = tmp_path / "line.png", tmp_path / "bad.png"
    paper.write_bytes(encoded(pixels))
    bad.write_bytes(encoded(np.full((40, 40), 255, np.uint8)))
    result = lab("recognise", str(paper), str(bad), "--several", "--json")
    answer, refused = parsed(result.stdout)
    assert result.exit_code == 1
    assert refused == {"file": str(bad), "error": refused["error"]}
    assert set(answer) == {"file", "number", "digits"}
    assert answer["number"] == text == "".join(str(digit["digit"]) for digit in answer["digits"])
    lefts = [digit["box"][1] for digit in answer["digits"]]
    assert lefts == sorted(lefts)
    assert all(set(digit) == {"digit", "confidence", "box"} for digit in answer["digits"])
    assert f"{paper}: {text} (least confidence" in lab("recognise", str(paper), "--several").stdout


def test_the_shipped_model_needs_no_data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DIGIT_LAB_HOME", "/proc/lab")
    (tmp_path / "digit.png").write_bytes(keeping.picture())
    assert lab("recognise", str(tmp_path / "digit.png")).exit_code == 0


def test_a_shipped_model_that_was_changed_gives_exit_code_1(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "shipped.onnx").write_bytes(b"something else")
    monkeypatch.setattr("core.recognition.shipped.MODEL_PATH", tmp_path / "shipped.onnx")
    result = lab("recognise", "x.png")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == "shipped.onnx is missing or was changed; install Digit Lab again.\n"


def test_images_are_counted_filtered_and_sorted(home: Path) -> None:
    found = parsed(
        lab("images", "--split", "test", "--digit", "4,9", "--sort", "-ink", "--limit", "5", "--json").stdout
    )
    test = mnist().split("test")
    rows = np.flatnonzero(np.isin(test.labels, [4, 9]))
    assert found["count"] == len(rows)
    assert [set(image) for image in found["images"]] == [{"split", "index", "digit", "ink"}] * 5
    ink = test.images[rows].mean(axis=(1, 2)) / 255
    assert [image["ink"] for image in found["images"]] == pytest.approx(np.sort(ink)[::-1][:5], abs=1e-4)
    assert all(test.labels[image["index"]] == image["digit"] for image in found["images"])


def test_a_region_of_a_map_chooses_the_images_that_lie_in_it(home: Path) -> None:
    left = parsed(lab("images", "--within", "pca:0,0;501,0;501,999;0,999", "--json").stdout)
    first = shipped_positions()["pca"][:, 0].astype(int)
    assert left["count"] == np.count_nonzero(first < 501 * 65.536)


def test_a_range_counts_the_images_within_it(home: Path) -> None:
    found = parsed(lab("images", "--ink", "0.1..0.2", "--class-distance", "..8", "--json").stdout)
    assert found["count"] == len(found["images"])
    assert 0 < found["count"] < 70_000
    assert all(0.1 <= each["ink"] <= 0.2 and each["class_distance"] <= 8 for each in found["images"])


def test_images_are_named_by_numbers_and_ranges_as_in_an_address(home: Path) -> None:
    words = ["images", "--split", "test", "--index", "3,17,20..40", "--json"]
    assert [each["index"] for each in parsed(lab(*words).stdout)["images"]] == [3, 17, *range(20, 41)]


def test_images_of_all_splits_are_named_by_split_and_number_as_in_an_address(home: Path) -> None:
    words = ["images", "--split", "all", "--index", "train:3,17,test:5..6", "--json"]
    found = parsed(lab(*words).stdout)
    named = [(each["split"], each["index"]) for each in found["images"]]
    assert named == [("train", 3), ("train", 17), ("test", 5), ("test", 6)]
    assert found["count"] == parsed(lab(*words[:1], *words[3:]).stdout)["count"] == 4
    assert parsed(lab("images", "--split", "all", "--limit", "1", "--json").stdout)["count"] == 70_000
    near = parsed(
        lab("images", "--example", "test:17", "--sort", "distance", "--limit", "1", "--json").stdout
    )
    assert (near["images"][0]["split"], near["images"][0]["index"]) == ("test", 17)


def test_images_are_sorted_by_their_distance_from_an_example(home: Path) -> None:
    words = ["images", "--split", "test", "--example", "test,17", "--sort", "distance", "--limit", "3"]
    found = parsed(lab(*words, "--json").stdout)
    apart = distances(mnist(), mnist().split("test").images[17])[-10_000:]
    assert [image["index"] for image in found["images"]] == apart.argsort(kind="stable")[:3].tolist()
    assert [image["distance"] for image in found["images"]] == pytest.approx(np.sort(apart)[:3], abs=1e-4)
    assert lab("images", "--sort", "distance").exit_code == 2
    assert lab("images", "--example", "test,10000", "--sort", "distance").exit_code == 2


def test_the_last_hidden_layer_of_a_run_orders_and_chooses_images_too(home: Path) -> None:
    run = keeping.finished(home)
    words = ["images", "--run", run.id, "--example", "test,17", "--by", "hidden", "--sort", "distance"]
    refused = lab(*words)
    assert (refused.exit_code, "not computed yet" in refused.output) == (2, True)
    assert lab("images", "--example", "test,17", "--by", "hidden", "--sort", "distance").exit_code == 2
    embedding = keeping.embed(home, run)
    found = parsed(lab(*words, "--limit", "4", "--json").stdout)
    apart = distances_by_components(embedding.components, embedding.components[60_017])
    assert [image["distance"] for image in found["images"]] == pytest.approx(np.sort(apart)[:4], abs=1e-4)
    left = parsed(
        lab("images", "--run", run.id, "--within", "hidden:0,0;501,0;501,999;0,999", "--json").stdout
    )
    assert left["count"] == np.count_nonzero(embedding.positions[:, 0] < 501 * 65.536)


def test_what_a_run_predicts_are_columns_too(home: Path) -> None:
    run = keeping.finished(home)
    words = ["images", "--split", "test", "--correct", "no", "--sort", "-confidence", "--run", run.id]
    found = parsed(lab(*words, "--json").stdout)
    labels, answers = mnist().split("test").labels, keeping.answers("test")
    wrong = np.flatnonzero(labels != answers)
    assert sorted(image["index"] for image in found["images"]) == wrong.tolist()
    assert found["count"] == len(wrong)
    assert all(image["correct"] is False for image in found["images"])
    assert parsed(lab(*words, "--predicted", "3", "--json").stdout)["count"] == (answers[wrong] == 3).sum()


def test_a_run_is_asked_nothing_where_none_of_its_columns_is_mentioned(home: Path) -> None:
    waiting = keeping.queued(home)  # it has no model
    assert parsed(lab("images", "--digit", "3", "--run", waiting.id, "--limit", "1", "--json").stdout)[
        "count"
    ]
    assert lab("images", "--correct", "no", "--run", waiting.id).exit_code == 1


def test_images_in_words_are_few_and_say_how_many_there_are(home: Path) -> None:
    lines = lab("images", "--digit", "1", "--split", "test", "--sort", "slant").stdout.splitlines()
    assert lines[0] == "1,135 images"
    assert len(lines) == 22
    assert lines[1].startswith("split test  index ")
    assert lines[-1] == "… and 1,115 more; --limit says how many to print."


def test_images_of_a_run_on_another_data_set_are_not_told(home: Path) -> None:
    elsewhere = manifest().model_copy(update={"dataset": "letters"})
    run = keeping.store(home).runs.add(elsewhere, "Net")
    result = lab("images", "--run", run.id)
    assert (result.exit_code, result.stdout) == (1, "")
    assert "There is no data set 'letters' here" in result.stderr


def test_stopping_a_lab_in_which_nothing_trains_says_so_and_what_waits(home: Path) -> None:
    assert (lab("stop").exit_code, lab("stop").stdout) == (0, "Nothing was training.\n")
    waiting = [keeping.queued(home).name, keeping.queued(home).name]
    told = f"Still waiting: {', '.join(waiting)}. They are trained as soon as the lab runs.\n"
    assert lab("stop").stdout == "Nothing was training.\n" + told


def test_a_lab_with_a_run_that_cannot_be_read_can_be_stopped_for_the_doctor(home: Path) -> None:
    run = keeping.queued(home)
    keeping.store(home).database.change("UPDATE run SET manifest = '{}' WHERE id = ?", (run.id,))
    stopped = lab("stop")
    assert (stopped.exit_code, stopped.stdout) == (0, "Nothing was training.\n")
    assert "digit-lab doctor" in stopped.stderr


@pytest.mark.parametrize("words", ["runs", "stop", "train quick", "serve", "recognise x.png --run latest"])
@pytest.mark.parametrize("spoil", ["a file", "a database of nonsense", "a place without room"])
def test_a_data_folder_that_cannot_be_used_gets_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, spoil: str, words: str
) -> None:
    home = {"a place without room": Path("/proc/lab")}.get(spoil, tmp_path / "lab")
    if spoil == "a file":
        home.write_text("not a folder")
    elif spoil == "a database of nonsense":
        home.mkdir()
        (home / "lab.db").write_text("not a database, but long enough to be read as the head of one" * 9)
    monkeypatch.setenv("DIGIT_LAB_HOME", str(home))
    result = lab(*words.split())
    assert (result.exit_code, result.stdout) == (1, "")
    assert str(home) in result.stderr
    assert "Set DIGIT_LAB_HOME to another folder." in result.stderr


def test_a_training_says_first_which_run_it_is_and_what_its_figures_are_worth(home: Path) -> None:
    result = lab("train", "tutorial-cnn-adam")
    (run,) = keeping.store(home).runs.find(EVERY_RUN)
    assert result.stderr.startswith(
        f"Run {run.id}: {run.name}. Validates on the test set, as the tutorial does"
    )


def test_a_figure_of_images_that_a_run_learned_from_says_so(home: Path) -> None:
    run = keeping.finished(home, "tutorial-dense-adam")
    flattered = "This run trained on these images, so its score on them is optimistic.\n"
    assert lab("evaluate", run.id, "--split", "validation").stdout.endswith(flattered)
    assert flattered not in lab("evaluate", run.id).stdout


def test_ctrl_c_leaves_the_training_going_on_and_says_so(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    looks: list[Path] = []

    def interrupt(home: Path) -> None:
        looks.append(home)
        if len(looks) > 1:  # the first one is that of the start
            raise KeyboardInterrupt

    monkeypatch.setattr(core.lab, "ensure_runner", interrupt)
    result = lab("train", "quick", "--wait")
    (run,) = keeping.store(home).runs.find(EVERY_RUN)
    assert (result.exit_code, run.state) == (130, State.QUEUED)
    assert f"{run.name} goes on without you; `digit-lab stop {run.id}` stops it." in result.stderr


@pytest.mark.process
def test_from_training_to_recognition_with_everything_real(tmp_path: Path) -> None:
    home = tmp_path / "lab"
    trained = digit_lab(home, "train", "tutorial-dense-adam", "--epochs", "1", "--wait", "--json")
    run = parsed(trained.stdout)
    try:
        assert (trained.returncode, run["state"], len(run["epochs"])) == (0, "finished", 1)
        assert set(run["epochs"][0]) == EPOCH_FIGURES
        assert 0.9 < run["epochs"][0]["val_accuracy"] < 1
        (listed,) = parsed(digit_lab(home, "runs", "--json").stdout)
        assert (listed["run"], listed["epochs"]) == (run["run"], 1)
        assert listed["accuracy"] == pytest.approx(run["epochs"][0]["val_accuracy"], abs=1e-3)
        assert_evaluates(home, run["run"])
        assert_recognises(home, tmp_path)
    finally:
        stopped = digit_lab(home, "stop")
    assert (stopped.returncode, stopped.stdout) == (0, "Nothing was training.\n")


def assert_evaluates(home: Path, run: str) -> None:
    """The confusion matrix of a real run has truth in its rows and agrees with the accuracy."""
    found = parsed(digit_lab(home, "evaluate", run, "--split", "validation", "--json").stdout)
    matrix = np.array(found["confusion"])
    np.testing.assert_array_equal(matrix.sum(axis=1), np.bincount(mnist().split("validation").labels))
    assert (found["n"], matrix.sum()) == (5000, 5000)
    assert found["accuracy"] == pytest.approx(matrix.trace() / 5000)


def assert_recognises(home: Path, folder: Path) -> None:
    """A real run reads a real digit, and one bad file spoils nothing but the exit code."""
    images = mnist().split("validation")
    (folder / "one.png").write_bytes(encoded(sheet(images.images[np.flatnonzero(images.labels == 1)[0]])))
    (folder / "bad.png").write_bytes(b"no picture at all")
    result = digit_lab(
        home, "recognise", str(folder / "one.png"), str(folder / "bad.png"), "--run", "latest", "--json"
    )
    good, bad = parsed(result.stdout)
    assert (result.returncode, good["digit"], set(bad)) == (1, 1, {"file", "error"})


def test_a_lost_database_is_told_by_every_command_and_mended_by_the_doctor(home: Path) -> None:
    run = keeping.finished(home)
    RunFolder(home, run.id).write_manifest(run.manifest)
    keeping.lose_database(home)
    for words in (
        ["runs"],
        ["train", "quick"],
        ["evaluate", run.id],
        ["recognise", "x.png", "--run", run.id],
        ["stop"],
    ):
        refused = lab(*words)
        assert refused.exit_code == 1, words
        assert "digit-lab doctor" in refused.stderr
    mended = lab("doctor")
    assert (mended.exit_code, mended.stdout.count("Mended: ")) == (0, 3)
    assert [row["run"] for row in parsed(lab("runs", "--json").stdout)] == [run.id]
    assert lab("doctor").stdout == "Nothing is damaged.\n"


def test_the_doctor_says_what_it_cannot_mend(home: Path) -> None:
    run = keeping.finished(home)
    (RunFolder(home, run.id).path / "model.onnx").write_bytes(b"no model")
    told = lab("doctor", "--json")
    assert told.exit_code == 1
    findings = {finding["finding"]: finding["mended"] for finding in parsed(told.stdout)}
    assert findings[f"model.onnx of run {run.id} is missing or was changed; train it again."] is False


def test_forged_figures_are_not_told(home: Path) -> None:
    run = keeping.finished(home)
    path = RunFolder(home, run.id).path / "evaluation.npz"
    np.savez(path, allow_pickle=False, test=np.eye(10, dtype=np.float32)[mnist().split("test").labels])
    told = lab("evaluate", run.id)
    assert (told.exit_code, told.stdout) == (1, "")
    assert "evaluation.npz" in told.stderr


@pytest.mark.process
def test_damage_that_is_met_later_gets_a_sentence(tmp_path: Path) -> None:
    store = crowded(tmp_path / "lab.db")
    (run,) = store.runs.find(EVERY_RUN)
    store.runs.start(run.id)
    store.runs.end(run.id, State.STOPPED)
    damage_a_page(store.database.path)
    told = digit_lab(tmp_path, "train", "quick", "--wait")
    assert (told.returncode, "digit-lab doctor" in told.stderr) == (1, True)
    assert "Traceback" not in told.stderr
