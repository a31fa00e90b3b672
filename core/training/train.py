"""From a manifest to a trained model."""

import time
from collections.abc import Sequence
from typing import get_args

import keras
import numpy as np
from numpy.typing import NDArray

from core.data.dataset import Dataset
from core.evaluation.confusion import accuracy_of
from core.models.build import build_model, reseed_dropout
from core.models.recipe import EvaluationSplit, Recipe
from core.runs.early_end import reason_to_end
from core.runs.events import EpochEvent
from core.runs.kept_epochs import best_epoch, used_epoch
from core.runs.manifest import Manifest
from core.text import Text
from core.training.checkpoint import from_bytes, to_bytes
from core.training.compilation import make_optimizer, set_learning_rate
from core.training.compiled import CompiledModel, keep, take
from core.training.export import to_onnx
from core.training.feed import Feed
from core.training.listener import Listener, Nobody
from core.training.measurement import Measurement
from core.training.meter import EpochMeter, require_finite
from core.training.outcome import Outcome
from core.training.plan import Plan


def train(
    manifest: Manifest,
    dataset: Dataset,
    listener: Listener,
    checkpoint: bytes | None = None,
    epoch: int = 0,
    earlier: Sequence[EpochEvent] = (),
) -> Outcome:
    """Trains a manifest's model on a data set, from its start or from a checkpoint.

    It goes on until its end, a stop, or the end of an epoch after which it shall pause. One that goes on from
    a checkpoint, and knows what was told of the `earlier` epochs, equals one that was never interrupted.

    The checkpoint counts as the end of that epoch, which places data and schedule, whatever its batches were;
    0 stands for the epoch that its own count of steps tells.

    The epochs' seconds leave nothing out: an epoch's begin where those of the epoch before end, and hold its
    batches, its validation and the making of its checkpoint. What the listener then does with event and
    checkpoint counts to the next epoch. Their sum is the time from the first epoch's start to the last event.

    Raises:
        TrainingDiverged: If the loss is no longer a finite number.
        ImpossibleModelError: If the manifest's layers do not fit together.
        ValueError: If the checkpoint is not one of a whole epoch.
    """
    try:
        training = _Training(manifest, dataset, listener, checkpoint, epoch, earlier)
        while training.goes_on() and not listener.stopping():
            training.run_epoch()
            if listener.pausing():
                break
        return training.end()
    finally:
        keras.utils.clear_session()  # afterwards, for nobody waits then


def finish(manifest: Manifest, dataset: Dataset, checkpoint: bytes, epoch: int = 0) -> Outcome:
    """Exports and measures a checkpoint as it is, see `train`; nothing is trained.

    Raises:
        ValueError: If the checkpoint is not one of a whole epoch.
    """
    try:
        return _Training(manifest, dataset, Nobody(), checkpoint, epoch).end()
    finally:
        keras.utils.clear_session()


class _Training:
    """One training under way: its model, its data and what it has found so far."""

    def __init__(
        self,
        manifest: Manifest,
        dataset: Dataset,
        listener: Listener,
        checkpoint: bytes | None,
        epoch: int,
        earlier: Sequence[EpochEvent] = (),
    ) -> None:
        self._manifest, self._listener = manifest, listener
        self._spec, self._recipe = manifest.model, manifest.recipe
        self._plan = Plan(manifest, listener)
        self._dataset = dataset
        self._feed = Feed(self._recipe, dataset)
        self._compiled = self._start(checkpoint, epoch)
        self._meter = EpochMeter(listener, self._feed.count)
        self._measured: dict[str, Measurement] = {}
        self._epoch_probabilities: list[NDArray[np.float16]] = []
        self.epochs = self._complete_epochs(self._compiled.model.optimizer)
        self._told = list(earlier)
        self._given = {} if checkpoint is None else {self.epochs: checkpoint}
        self._checkpoints: dict[int, bytes] = {}
        self._clock = time.perf_counter()

    def _start(self, checkpoint: bytes | None, epoch: int) -> CompiledModel:
        """The model with which the training begins."""
        if checkpoint is None:
            model = build_model(self._spec, self._dataset.class_count, self._recipe.seed)
            recipe = self._plan.recipe_after(0)
            optimizer = make_optimizer(recipe.optimizer, recipe.epochs * self._feed.steps)
        else:
            model = from_bytes(checkpoint)
            optimizer = model.optimizer
            if epoch:
                optimizer.iterations.assign(epoch * self._feed.steps)
            recipe = self._plan.recipe_after(self._complete_epochs(optimizer))
            set_learning_rate(optimizer, recipe.optimizer, recipe.epochs * self._feed.steps)
        self._in_force = recipe
        return take(model, optimizer, self._spec, recipe, self._feed)

    def end(self) -> Outcome:
        """The results; the compiled model is there for later trainings then."""
        outcome = self._outcome()
        keep(self._compiled, self._spec, self._in_force, self._feed)
        return outcome

    def _complete_epochs(self, optimizer: keras.optimizers.Optimizer) -> int:
        """How many epochs the optimiser's count of steps stands for."""
        epochs, more_steps = divmod(int(optimizer.iterations), self._feed.steps)
        if more_steps:
            raise ValueError(
                f"The checkpoint was saved in the middle of epoch {epochs + 1}; take one of a whole epoch."
            )
        return epochs

    def goes_on(self) -> bool:
        """Whether there is an epoch to train, with the changes that were asked for before it."""
        self._plan.take_changes(self.epochs)
        if self.epochs >= self._plan.epochs or self._reason_to_end():
            return False
        self._set_rate(self._plan.recipe_after(self.epochs))
        return True

    def _reason_to_end(self) -> Text | None:
        return reason_to_end(self._recipe, self._told, self._plan.changed_after)

    def _set_rate(self, recipe: Recipe) -> None:
        """Goes on with the learning rate of a recipe."""
        if recipe == self._in_force:
            return
        self._in_force = recipe
        model = self._compiled.model
        if set_learning_rate(model.optimizer, recipe.optimizer, recipe.epochs * self._feed.steps):
            self._compiled = take(model, model.optimizer, self._spec, recipe, self._feed)

    def run_epoch(self) -> None:
        """Trains one more epoch, or a part of it, measures it and tells the listener."""
        meter = self._meter
        meter.begin(self.epochs)
        reseed_dropout(self._compiled.model, self._recipe.seed, self.epochs)
        self._compiled.run_epoch(self._feed, self.epochs, meter)
        self._measured = {}
        validation = self._validate()
        if meter.complete:
            self.epochs += 1
        checkpoint = to_bytes(self._compiled.model) if meter.complete else None
        probabilities = self._epoch_probabilities[-1] if self._epoch_probabilities else None
        self._tell_epoch(validation)
        if checkpoint is not None:
            self._keep(checkpoint)
            self._listener.checkpoint(self.epochs, checkpoint, probabilities)

    def _keep(self, checkpoint: bytes) -> None:
        """Keeps the model after the best and after the last epoch."""
        self._checkpoints[self.epochs] = checkpoint
        kept = {best_epoch(self._manifest, self._told), self.epochs}
        self._checkpoints = {epoch: model for epoch, model in self._checkpoints.items() if epoch in kept}

    def _validate(self) -> Measurement | None:
        """The model on the recipe's validation split, kept if its epoch is complete; None without a split."""
        if self._recipe.validation is None:
            return None
        measured = self._measurement(self._recipe.validation)
        require_finite(measured.loss, self._meter.epoch)
        if self._meter.complete:
            self._epoch_probabilities.append(measured.probabilities.astype(np.float16))
        return measured

    def _tell_epoch(self, validation: Measurement | None) -> None:
        meter = self._meter
        event = EpochEvent(
            kind="epoch",
            epoch=meter.epoch + 1,
            loss=meter.loss,
            accuracy=meter.accuracy,
            seconds=self._lap(),
            partial=not meter.complete,
        )
        if validation is not None:
            event["val_loss"], event["val_accuracy"] = validation.loss, validation.accuracy
            event["dead_units"] = validation.dead_units
        self._told.append(event)
        self._listener.event(event)

    def _lap(self) -> float:
        """Seconds since the last epoch was told, or since the training was ready for its first one."""
        start, self._clock = self._clock, time.perf_counter()
        return self._clock - start

    def _measurement(self, name: EvaluationSplit) -> Measurement:
        """The current model on a split, measured once."""
        if name not in self._measured:
            self._measured[name] = self._compiled.measure(self._dataset.split(name))
        return self._measured[name]

    def _outcome(self) -> Outcome:
        """The results, with the model after the used epoch if that is one of this call."""
        known = {each["epoch"] for each in self._told if not each["partial"]}
        used = used_epoch(self._manifest, self._told, known) or self.epochs
        reason = self._reason_to_end() if self.epochs < self._plan.epochs else None
        models = {**self._given, **self._checkpoints}
        is_within_epoch = bool(self._told) and self._told[-1]["partial"]
        if used in models and (used != self.epochs or is_within_epoch):
            model = from_bytes(models[used])
            self._compiled.copy_state(model, model.optimizer)
            self._measured = {}
        return Outcome(
            stopped=self.epochs < self._plan.epochs and reason is None,
            reason=reason,
            epochs=self.epochs,
            checkpoints=self._checkpoints,
            model_epochs=used if used in models else self.epochs,
            onnx=to_onnx(self._compiled.model, self._spec),
            epoch_probabilities=self._stacked_probabilities(),
            accuracy=accuracy_of(self._dataset.split("test").labels, self._measurement("test").probabilities),
            evaluation={name: self._measurement(name).probabilities for name in get_args(EvaluationSplit)},
        )

    def _stacked_probabilities(self) -> NDArray[np.float16] | None:
        if self._recipe.validation is None:
            return None
        images = len(self._dataset.split(self._recipe.validation).labels)
        return np.array(self._epoch_probabilities, np.float16).reshape(-1, images, self._dataset.class_count)
