"""What a person may ask the runner to do, as frozen specifications."""

import json
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter, ValidationError

from core.models.spec import Spec
from core.person import Person
from core.text import ExplainedError, text


class Stop(Spec):
    """End a run and keep what it learned; one that waits never starts."""

    kind: Literal["stop"] = "stop"
    run: str


class Pause(Spec):
    """End a run after the epoch that goes on, so that it can go on from there."""

    kind: Literal["pause"] = "pause"
    run: str


class Resume(Spec):
    """Have a run that ended early wait again; whoever asks does it, so it is kept as carried out."""

    kind: Literal["resume"] = "resume"
    run: str


class Cancel(Spec):
    """End a job and keep nothing of it."""

    kind: Literal["cancel"] = "cancel"
    job: int


NEVER_STARTED = text("Stopped before it started.")
"""The reason of a run that was stopped while it waited."""

TAKEN_BACK = text("Stopped before it went on.")
"""The reason of one that was stopped while it waited to go on."""

RunCommand = Stop | Pause | Resume

Command = Annotated[RunCommand | Cancel, Field(discriminator="kind")]

_COMMAND: TypeAdapter[Command] = TypeAdapter(Command)


class UnknownCommandError(ExplainedError):
    """A command that this version does not know, or whose details are wrong."""


@dataclass(frozen=True)
class GivenCommand:
    """What a person has asked of a run.

    Attributes:
        kind: Which command.
        person: Who has given it, by the name of today.
        at: When, in seconds since the epoch.
    """

    kind: Literal["stop", "pause", "resume"]
    person: Person
    at: float


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
