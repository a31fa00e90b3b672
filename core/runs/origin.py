"""What a run came from: a preset, a sweep over the settings of one, or another run."""

from typing import Annotated, Literal

from pydantic import Field

from core.models.presets import PRESETS
from core.models.spec import Spec


class _FromPreset(Spec):
    """Whatever has a preset at its beginning."""

    preset: str

    @property
    def title(self) -> str:
        """What a run of this origin is called."""
        preset = PRESETS.get(self.preset)
        return preset.title if preset else self.preset


class PresetOrigin(_FromPreset):
    """A run that started from a preset, with or without changes."""

    kind: Literal["preset"] = "preset"


class TrialOrigin(_FromPreset):
    """A run that a sweep has started: its trial of that number, counted from 1."""

    kind: Literal["trial"] = "trial"
    sweep: str
    trial: int


class ForkOrigin(_FromPreset):
    """A run that goes on from another one.

    Attributes:
        preset: That of the other run.
        run: Id of the other run, which may be deleted since: what the fork needs of it, it has.
        epoch: The complete epochs that it has from there.
    """

    kind: Literal["fork"] = "fork"
    run: str
    epoch: int = Field(ge=1)


Origin = Annotated[PresetOrigin | TrialOrigin | ForkOrigin, Field(discriminator="kind")]
