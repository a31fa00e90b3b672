"""What a run came from; a preset is one such thing among others to come."""

from typing import Literal

from core.models.presets import PRESETS
from core.models.spec import Spec


class PresetOrigin(Spec):
    """A run that started from a preset, with or without changes."""

    kind: Literal["preset"] = "preset"
    preset: str

    @property
    def title(self) -> str:
        """What a run of this origin is called."""
        preset = PRESETS.get(self.preset)
        return preset.title if preset else self.preset


Origin = PresetOrigin
