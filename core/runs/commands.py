"""What a person may ask the runner to do, as frozen specifications."""

import json
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter, ValidationError

from core.models.spec import Spec
from core.person import Person
from core.runs.change import AskedChange, NewSettings
from core.text import ExplainedError, text


class Stop(Spec):
    """End a run and keep what it learned; one that waits never starts."""

    kind: Literal["stop"] = "stop"
    run: str


class Pause(Spec):
    """End a run after the epoch that goes on, or take a waiting one out of the queue, until it is resumed."""

    kind: Literal["pause"] = "pause"
    run: str


class Resume(Spec):
    """Have a run that ended early wait again; whoever asks does it, so it is kept as carried out."""

    kind: Literal["resume"] = "resume"
    run: str


class Change(NewSettings):
    """Change the recipe of a run from its next epoch on."""

    kind: Literal["change"] = "change"
    run: str

    def asked(self, number: int) -> AskedChange:
        """What a training is told; `number` is that of this command."""
        return AskedChange(command=number, learning_rate=self.learning_rate, epochs=self.epochs)


class Cancel(Spec):
    """End a job and keep nothing of it."""

    kind: Literal["cancel"] = "cancel"
    job: int


NEVER_STARTED = text("Stopped before it started.")
"""The reason of a run that was stopped while it waited."""

TAKEN_BACK = text("Stopped before it went on.")
"""The reason of one that was stopped while it waited to go on."""

RunCommand = Stop | Pause | Resume | Change

Command = Annotated[RunCommand | Cancel, Field(discriminator="kind")]

_COMMAND: TypeAdapter[Command] = TypeAdapter(Command)


class UnknownCommandError(ExplainedError):
    """A command that this version does not know, or whose details are wrong."""


@dataclass(frozen=True)
class GivenCommand:
    """What a person has asked of a run.

    Attributes:
        command: What was asked.
        person: Who has given it, by the name of today.
        at: When, in seconds since the epoch.
        is_open: Whether it has yet to be carried out.
    """

    command: Command
    person: Person
    at: float
    is_open: bool

    @property
    def is_open_change(self) -> bool:
        """Whether it is a change that the training has yet to take."""
        return self.is_open and isinstance(self.command, Change)


@dataclass(frozen=True)
class OpenCommand:
    """A command that the runner has not yet carried out.

    Attributes:
        id: Its number.
        body: The command as JSON, from whichever version of the lab wrote it.
    """

    id: int
    body: str

    def read(self) -> Command:
        """The command.

        Raises:
            UnknownCommandError: If it is none that this version knows.
        """
        try:
            return _COMMAND.validate_json(self.body)
        except ValidationError:
            raise UnknownCommandError(
                "The command {command} is unknown here and was not carried out.", command=_kind(self.body)
            ) from None


def _kind(body: str) -> str:
    try:
        return repr(str(json.loads(body)["kind"])[:40])
    except (ValueError, LookupError, TypeError):
        return repr(body[:40])
