import errno
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.engine.messages import Failed, HeardStop, Saved, Told
from core.engine.recovery import settle
from core.engine.reserve import RESERVED_BYTES, Reserve
from core.engine.runner import Runner
from core.home import DISK_FULL
from core.jobs.specs import Finish, Train
from core.runs.artifacts import RunFolder
from core.runs.commands import Stop
from core.runs.query import EVERY_RUN
from core.runs.run import Run
from core.runs.state import State
from core.store.events import Events
from core.store.runs import Runs
from core.store.store import Store
from core.text import Text, text
from tests.core.engine.fake_engine import FakeEngine, done
from tests.core.store.test_database import make_full
from tests.making import batch_event, device_event, epoch_event, manifest


class Lab:
    """A store, a fake engine and the runner between them."""

    def __init__(self, home: Path, slots: int = 1) -> None:
        self.home = home
        self.store = Store(home / "lab.db")
        self.engine = FakeEngine(slots)
        self.runner = Runner(home, self.store, self.engine)

    def queue(self) -> Run:
        return self.store.runs.add(manifest(), "Net")

    def start(self) -> tuple[Run, str]:
        run = self.queue()
        self.runner.tick(0)
        return self.store.runs.get(run.id), f"{run.id}-1"

    def state(self, run: Run) -> State:
        return self.store.runs.get(run.id).state

    def folder(self, run: Run) -> RunFolder:
        return RunFolder(self.home, run.id)


@pytest.fixture
def lab(tmp_path: Path) -> Lab:
    return Lab(tmp_path)


def test_a_queued_run_starts_when_a_slot_is_free(lab: Lab) -> None:
    run, key = lab.start()
    assert run.state is State.RUNNING
    assert lab.engine.submitted[key].job == Train(run=run.id, manifest=run.manifest)
    assert (lab.folder(run).path / "config.json").is_file()


def test_runs_wait_for_a_slot_in_the_order_they_came(lab: Lab) -> None:
    first, key = lab.start()
    second, third = lab.queue(), lab.queue()
    lab.runner.tick(0)
    assert [lab.state(run) for run in (first, second, third)] == [State.RUNNING, State.QUEUED, State.QUEUED]
    lab.engine.messages = [done(key)]
    lab.runner.tick(0)
    lab.runner.tick(0)
    assert [lab.state(run) for run in (first, second, third)] == [State.FINISHED, State.RUNNING, State.QUEUED]


def test_two_slots_train_two_runs(tmp_path: Path) -> None:
    lab = Lab(tmp_path, slots=2)
    runs = [lab.queue() for _ in range(3)]
    lab.runner.tick(0)
    assert [lab.state(run) for run in runs] == [State.RUNNING, State.RUNNING, State.QUEUED]


def test_events_are_kept_and_epochs_make_the_table(lab: Lab) -> None:
    run, key = lab.start()
    lab.engine.messages = [Told(key, 0, batch_event(0.5)), Told(key, 1, epoch_event(1))]
    lab.runner.tick(0)
    assert [event["kind"] for _, _, event in lab.store.events.after(run.id)] == ["batch", "epoch"]
    assert len((lab.folder(run).path / "metrics.csv").read_text().splitlines()) == 2


def test_a_finished_run_has_its_model_its_accuracy_and_its_files(lab: Lab) -> None:
    run, key = lab.start()
    lab.engine.messages = [done(key)]
    lab.runner.tick(0)
    run = lab.store.runs.get(run.id)
    assert (run.state, run.accuracy, run.epochs_done, run.can_predict) == (State.FINISHED, 0.9, 2, True)
    names = {path.name for path in lab.folder(run).path.iterdir()}
    assert names == {
        "config.json", "metrics.csv", "log.txt", "epoch-2.keras", "model.onnx", "evaluation.npz",
        "epochs.npz", "epochs.before.npz",
    }  # fmt: skip


def test_an_event_that_got_lost_on_the_way_is_made_up_for_at_the_end(lab: Lab) -> None:
    run, key = lab.start()
    lab.engine.messages = [Told(key, 0, batch_event(0.5))]
    lab.runner.tick(0)
    events = ((0, batch_event(0.5)), (1, batch_event(0.9)), (2, epoch_event(1)))
    lab.engine.messages = [done(key, events=events)]
    lab.runner.tick(0)
    assert [seq for _, seq, _ in lab.store.events.after(run.id)] == [0, 1, 2]
    assert len((lab.folder(run).path / "metrics.csv").read_text().splitlines()) == 2


def device_lines(lab: Lab, run: Run) -> list[str]:
    log = (lab.folder(run).path / "log.txt").read_text()
    return [line.split(" ", 2)[2] for line in log.splitlines() if "Device" in line]


def test_a_run_and_its_log_tell_the_device_of_its_last_attempt(lab: Lab) -> None:
    run, key = lab.start()
    assert run.device is None
    told = ((0, device_event()), (1, epoch_event(1)))
    lab.engine.messages = [
        *(Told(key, *each) for each in told),
        done(key, epochs=1, stopped=True, events=told),
    ]
    lab.runner.tick(0)
    assert lab.store.runs.get(run.id).device == "CPU, 2 cores"
    assert device_lines(lab, run) == ["Device: CPU, 2 cores."]
    lab.store.runs.resume(run.id)
    lab.runner.tick(0)
    lab.engine.messages = [Told(f"{run.id}-2", 0, device_event("Tesla T4"))]
    lab.runner.tick(0)
    assert lab.store.runs.get(run.id).device == "Tesla T4"
    assert device_lines(lab, run) == ["Device: CPU, 2 cores.", "Device: Tesla T4."]


def test_a_device_that_only_the_end_tells_is_kept_too(lab: Lab) -> None:
    run, key = lab.start()
    lab.engine.messages = [done(key, events=((0, device_event()), (1, epoch_event(1))))]
    lab.runner.tick(0)
    assert lab.store.runs.get(run.id).device == "CPU, 2 cores"
    assert device_lines(lab, run) == ["Device: CPU, 2 cores."]


def test_a_stop_reaches_the_training_and_what_it_learned_is_kept(lab: Lab) -> None:
    run, key = lab.start()
    lab.store.commands.add(Stop(run=run.id), "ada")
    lab.runner.tick(0)
    assert lab.engine.stopped == [key]
    lab.engine.messages = [HeardStop(key), done(key, epochs=1, stopped=True)]
    lab.runner.tick(0)
    run = lab.store.runs.get(run.id)
    assert (run.state, run.epochs_done, run.can_predict) == (State.STOPPED, 1, True)


def test_a_run_that_is_stopped_in_the_queue_never_starts(lab: Lab) -> None:
    _, key = lab.start()
    waiting = lab.queue()
    lab.store.commands.add(Stop(run=waiting.id), "ada")
    lab.engine.messages = [done(key)]
    lab.runner.tick(0)
    lab.runner.tick(0)
    assert lab.state(waiting) is State.STOPPED
    assert list(lab.engine.submitted) == [key]


def test_a_training_that_does_not_hear_is_killed_and_its_checkpoint_rescued(
    lab: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    run, key = lab.start()
    lab.engine.messages = [Saved(key, 1, b"weights")]
    lab.runner.tick(0)
    monkeypatch.setattr("core.engine.task.HEARING_LIMIT_SECONDS", -1)
    lab.store.commands.add(Stop(run=run.id), "ada")
    lab.runner.tick(0)
    assert lab.engine.killed == [key]
    assert lab.state(run) is State.STOPPED
    lab.runner.tick(0)
    rescue = lab.engine.only(Finish)
    assert lab.engine.submitted[rescue].file == b"weights"


def test_a_training_that_has_heard_gets_the_time_it_needs(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    run, key = lab.start()
    lab.store.commands.add(Stop(run=run.id), "ada")
    lab.runner.tick(0)
    lab.engine.messages = [HeardStop(key)]
    lab.runner.tick(0)
    monkeypatch.setattr("time.monotonic", lambda: 1e12)
    lab.runner.tick(0)
    assert lab.engine.killed == []
    assert lab.state(run) is State.RUNNING


def test_a_failed_run_says_why_and_its_last_checkpoint_becomes_a_model(lab: Lab) -> None:
    run, key = lab.start()
    lab.engine.messages = [Saved(key, 1, b"weights"), Failed(key, text("It died."), "a traceback")]
    lab.runner.tick(0)
    failed = lab.store.runs.get(run.id)
    assert (failed.state, str(failed.reason), failed.can_predict) == (State.FAILED, "It died.", False)
    assert "a traceback" in (lab.folder(run).path / "log.txt").read_text()
    lab.runner.tick(0)
    rescue = lab.engine.only(Finish)
    lab.engine.messages = [done(rescue, epochs=1)]
    lab.runner.tick(0)
    rescued = lab.store.runs.get(run.id)
    assert (rescued.state, rescued.accuracy, rescued.epochs_done) == (State.FAILED, 0.9, 1)
    assert lab.runner.is_idle


def test_a_rescue_that_fails_is_not_tried_for_ever(lab: Lab) -> None:
    _, key = lab.start()
    lab.engine.messages = [Saved(key, 1, b"weights"), Failed(key, text("It died."))]
    lab.runner.tick(0)
    lab.runner.tick(0)
    rescue = lab.engine.only(Finish)
    lab.engine.messages = [Failed(rescue, text("It died again."))]
    lab.runner.tick(0)
    lab.runner.tick(0)
    assert lab.engine.in_hand == {}
    assert lab.runner.is_idle


def test_a_new_runner_marks_what_the_last_one_left_as_interrupted_and_rescues_it(lab: Lab) -> None:
    run, key = lab.start()
    lab.engine.messages = [Saved(key, 1, b"weights")]
    lab.runner.tick(0)
    successor = Runner(lab.home, lab.store, lab.engine)
    lab.engine.in_hand.clear()
    settle(lab.home, lab.store)
    successor.take_up()
    assert lab.state(run) is State.INTERRUPTED
    successor.tick(0)
    assert lab.engine.submitted[lab.engine.only(Finish)].file == b"weights"


def test_queued_runs_outlive_a_runner(lab: Lab) -> None:
    run = lab.queue()
    successor = Runner(lab.home, lab.store, lab.engine)
    successor.take_up()
    successor.tick(0)
    assert lab.state(run) is State.RUNNING


def test_a_run_deleted_while_it_is_rescued_leaves_nothing_behind(lab: Lab) -> None:
    run, key = lab.start()
    lab.engine.messages = [Saved(key, 1, b"weights"), Failed(key, text("It died."))]
    lab.runner.tick(0)
    lab.runner.tick(0)
    rescue = lab.engine.only(Finish)
    lab.store.runs.delete(run.id)
    lab.folder(run).remove()
    lab.engine.messages = [done(rescue)]
    lab.runner.tick(0)
    assert not lab.folder(run).path.exists()
    assert lab.runner.is_idle


@pytest.fixture
def full_disk(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """No file can be opened for writing; the database can, as if it were on another disk."""

    def refuse(path: Path, *_: object, **__: object) -> None:
        raise OSError(28, "No space left on device", str(path))

    with monkeypatch.context() as patching:
        patching.setattr(Path, "open", refuse)
        patching.setattr("core.engine.ends.is_disk_full", lambda home: True)
        yield patching


@pytest.mark.parametrize("last_word", [True, False])
def test_a_full_disk_fails_the_run_and_neither_the_runner_nor_what_waits(
    lab: Lab, last_word: bool, request: pytest.FixtureRequest
) -> None:
    run, key = lab.start()
    waiting = lab.queue()
    disk = request.getfixturevalue("full_disk")
    lab.engine.messages = [done(key) if last_word else Saved(key, 1, b"weights")]
    lab.runner.tick(0)
    failed = lab.store.runs.get(run.id)
    assert (failed.state, str(failed.reason).partition(":")[0]) == (State.FAILED, "Disk full")
    assert lab.engine.killed == ([] if last_word else [key])  # or it would train on, unseen
    lab.runner.tick(0)
    assert lab.state(waiting) is State.QUEUED
    disk.undo()
    lab.runner.tick(0)
    assert lab.state(waiting) is State.RUNNING


def test_a_quota_that_is_used_up_fails_one_run_and_holds_the_others_until_there_is_space(
    lab: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.EDQUOT, "Disk quota exceeded")

    run, key = lab.start()
    waiting = lab.queue()
    with monkeypatch.context() as patching:
        patching.setattr(Path, "open", refuse)
        patching.setattr("core.home.tempfile.TemporaryFile", refuse)
        patching.setattr("core.engine.ends.LOOK_SECONDS", 0)
        lab.engine.messages = [Saved(key, 1, b"weights")]
        lab.runner.tick(0)
        failed = lab.store.runs.get(run.id)
        assert (failed.state, str(failed.reason).partition(":")[0]) == (State.FAILED, "Disk full")
        lab.runner.tick(0)
        assert lab.state(waiting) is State.QUEUED
        assert lab.runner.obstacle() == DISK_FULL
        assert not list(lab.home.rglob("*.tmp"))
    lab.runner.tick(0)
    assert lab.runner.obstacle() is None
    assert lab.state(waiting) is State.RUNNING


def test_a_reserve_that_was_cut_short_does_not_stay(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop_short(path: Path, data: bytes) -> None:
        with path.open("wb") as file:
            file.write(data[:10])
        raise OSError(errno.EDQUOT, "Disk quota exceeded", str(path))

    monkeypatch.setattr(Path, "write_bytes", stop_short)
    Reserve(tmp_path).keep()
    assert not (tmp_path / "reserved-space").exists()


def test_a_store_on_a_full_disk_is_told_of_a_runs_end_as_soon_as_there_is_space(lab: Lab) -> None:
    run, key = lab.start()
    make_full(lab.store)
    lab.engine.messages = [Told(key, n, batch_event(n / 100)) for n in range(500)]
    lab.runner.tick(0)
    assert lab.engine.killed == [key]
    lab.store.database.rows("PRAGMA max_page_count = 1000000")
    lab.runner.tick(0)
    assert (lab.state(run), str(lab.store.runs.get(run.id).reason).partition(":")[0]) == (
        State.FAILED,
        "Disk full",
    )


def test_an_end_that_no_disk_takes_is_written_down_later(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    run, key = lab.start()

    def refuse(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patching:
        patching.setattr(Runs, "end", refuse)
        lab.engine.messages = [done(key)]
        lab.runner.tick(0)
        lab.runner.tick(0)
        assert lab.state(run) is State.RUNNING
        assert not lab.runner.is_idle
    lab.runner.tick(0)
    assert lab.state(run) is State.FINISHED
    assert lab.runner.is_idle


def test_another_error_of_the_disk_is_told_in_its_own_words(
    lab: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    run, key = lab.start()

    def refuse(*_: object) -> None:
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr(RunFolder, "write_epoch", refuse)
    lab.engine.messages = [Saved(key, 1, b"weights")]
    lab.runner.tick(0)
    assert (
        str(lab.store.runs.get(run.id).reason)
        == "The run's files could not be written: Read-only file system."
    )


def test_a_run_whose_worker_falls_silent_is_stalled_until_it_speaks_again(lab: Lab) -> None:
    run, key = lab.start()
    lab.engine.silent = {key}
    lab.runner.tick(0)
    assert lab.store.runs.get(run.id).stalled is not None
    assert lab.state(run) is State.RUNNING
    lab.engine.silent = set()
    lab.runner.tick(0)
    assert lab.store.runs.get(run.id).stalled is None
    assert lab.engine.killed == []


def test_a_training_that_heard_the_stop_and_then_fell_silent_is_ended(lab: Lab) -> None:
    run, key = lab.start()
    lab.store.commands.add(Stop(run=run.id), "ada")
    lab.runner.tick(0)
    lab.engine.messages = [HeardStop(key)]
    lab.runner.tick(0)
    lab.engine.silent = {key}
    lab.runner.tick(0)
    ended = lab.store.runs.get(run.id)
    assert lab.engine.killed == [key]
    assert (ended.state, ended.stalled) == (State.STOPPED, None)


def test_a_rescue_that_falls_silent_is_given_up(lab: Lab) -> None:
    run, key = lab.start()
    lab.engine.messages = [Saved(key, 1, b"weights"), Failed(key, text("It died."))]
    lab.runner.tick(0)
    lab.runner.tick(0)
    rescue = lab.engine.only(Finish)
    lab.engine.silent = {rescue}
    lab.runner.tick(0)
    assert lab.engine.killed == [rescue]
    assert (lab.state(run), lab.store.runs.get(run.id).stalled) == (State.FAILED, None)
    assert lab.runner.is_idle


def test_what_was_running_is_interrupted_without_an_engine_and_without_halves(lab: Lab) -> None:
    run, _ = lab.start()
    half = lab.folder(run).path / ".model.keras.tmp"
    half.write_bytes(b"hal")
    settle(lab.home, lab.store)
    assert lab.state(run) is State.INTERRUPTED
    assert not half.exists()


def test_the_files_of_a_finished_run_are_noted_with_their_sha256(lab: Lab) -> None:
    run, key = lab.start()
    lab.engine.messages = [done(key)]
    lab.runner.tick(0)
    run, folder = lab.store.runs.get(run.id), lab.folder(run)
    assert folder.read_evaluation(run, "test") is not None
    assert folder.read_epoch_probabilities(run).keys() == {1, 2}


def test_a_rescue_may_take_longer_than_a_stop(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    run, key = lab.start()
    lab.engine.messages = [Saved(key, 1, b"weights"), Failed(key, text("It died."))]
    lab.runner.tick(0)
    lab.runner.tick(0)
    rescue = lab.engine.only(Finish)
    lab.engine.messages = [HeardStop(rescue)]
    lab.runner.listen(0)
    lab.runner.stop_trainings()
    monkeypatch.setattr("time.monotonic", lambda: 1e12)
    lab.runner.listen(0)
    assert (lab.state(run), lab.engine.killed) == (State.FAILED, [])
    lab.engine.messages = [done(rescue)]
    lab.runner.listen(0)
    assert lab.store.runs.get(run.id).can_predict


def test_a_run_that_is_deleted_before_its_rescue_leaves_nothing_behind(lab: Lab) -> None:
    run, key = lab.start()
    lab.engine.messages = [Saved(key, 1, b"weights"), Failed(key, text("It died."))]
    lab.runner.tick(0)
    lab.store.runs.delete(run.id)
    lab.folder(run).remove()
    lab.runner.tick(0)
    assert not lab.folder(run).path.exists()
    assert lab.runner.is_idle


def test_a_runner_that_dies_between_the_file_and_the_store_loses_no_model(
    lab: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    run, key = lab.start()
    lab.engine.messages = [Saved(key, 1, b"weights of one epoch")]
    lab.runner.tick(0)
    monkeypatch.delattr(Runs, "set_kept_epochs")  # the process ends before it comes to this
    lab.engine.messages = [Saved(key, 2, b"weights of two epochs")]
    with pytest.raises(AttributeError):
        lab.runner.tick(0)
    (kept,) = lab.store.runs.kept_epochs(run.id).items()
    assert lab.folder(run).read_epoch(*kept) == b"weights of one epoch"


def test_the_runner_is_idle_only_when_nothing_waits_and_nothing_trains(lab: Lab) -> None:
    idle = [lab.runner.is_idle]
    lab.queue()
    idle.append(lab.runner.is_idle)
    lab.runner.tick(0)
    idle.append(lab.runner.is_idle)
    assert idle == [True, False, False]


def test_messages_about_unknown_trainings_are_ignored(lab: Lab) -> None:
    lab.engine.messages = [Told("nobody-1", 0, batch_event(0.1)), done("nobody-1")]
    lab.runner.tick(0)
    assert lab.store.runs.find(EVERY_RUN) == []


def test_reserved_space_is_given_back_for_the_end_that_a_full_disk_refuses(
    lab: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    run, key = lab.start()
    reserved = lab.home / "reserved-space"
    assert reserved.stat().st_blocks * 512 >= RESERVED_BYTES
    end = Runs.end

    def need_space(
        runs: Runs, run_id: str, state: State, reason: Text | None = None, *, ended: float | None = None
    ) -> None:
        if reserved.exists():
            raise OSError(28, "No space left on device")
        end(runs, run_id, state, reason, ended=ended)

    monkeypatch.setattr(Runs, "end", need_space)
    monkeypatch.setattr("core.engine.reserve.is_disk_full", lambda home: True)
    lab.engine.messages = [done(key)]
    lab.runner.tick(0)
    lab.runner.tick(0)
    assert lab.state(run) is State.FINISHED
    assert not reserved.exists()
    monkeypatch.undo()
    lab.runner.tick(0)
    assert reserved.exists()


def test_what_a_locked_database_refuses_is_kept_in_a_later_round(
    lab: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    run, key = lab.start()

    def refuse(*_: object) -> None:
        raise BlockingIOError(11, "Resource temporarily unavailable")

    with monkeypatch.context() as locked:
        locked.setattr(Events, "add", refuse)
        lab.engine.messages = [Told(key, 0, epoch_event(1)), done(key, events=((0, epoch_event(1)),))]
        lab.runner.tick(0)
        assert lab.state(run) is State.RUNNING
    lab.runner.tick(0)
    assert (lab.state(run), len(lab.store.events.after(run.id))) == (State.FINISHED, 1)
    assert lab.engine.killed == []


def test_a_run_whose_last_event_no_disk_takes_fails_once_although_its_end_has_come(
    lab: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    run, key = lab.start()

    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Events, "add", refuse)
    lab.engine.messages = [Told(key, 0, epoch_event(1)), done(key)]
    lab.runner.tick(0)
    assert lab.state(run) is State.FAILED
    assert lab.runner.is_idle
