"""Why a job failed, in sentences for whoever asked for it.

A training can be made smaller or resumed; any other job can be asked for again.
"""

from typing import Final

from core.jobs.specs import Slot
from core.text import Text, text

_NAMES: Final[dict[Slot, str]] = {"training": "training", "light": "job"}
_SMALLER: Final = "Train it again with a smaller batch size or fewer filters or units"
_LATER: Final[dict[Slot, str]] = {
    "training": f"{_SMALLER}, or resume it once less runs on the machine.",
    "light": "Ask for it again once less runs on the machine.",
}
_WITH_MORE: Final[dict[Slot, str]] = {
    "training": f"{_SMALLER}. Or raise {{setting}}, then resume it.",
    "light": "Raise {setting}, then ask for it again.",
}
_WITH_SPACE: Final[dict[Slot, str]] = {
    "training": "the worker had no space for the model's file. Free some space, then resume it.",
    "light": "the worker had no space for its files. Free some space, then ask for it again.",
}


def process_died(slot: Slot) -> Text:
    """Its process died, and nobody knows why."""
    return text(f"The {_NAMES[slot]}'s process died: it was killed or ran out of memory.")


def machine_full(slot: Slot) -> Text:
    """Its process died when the machine had no memory left."""
    why = "the machine had none left, and its system ended processes when this one died."
    return text(f"Out of memory: {why} {_LATER[slot]}")


def too_large(slot: Slot, size: int, setting: str) -> Text:
    """Its process was ended when it had taken `size` bytes, more than a setting allows."""
    told = f"Out of memory: the {_NAMES[slot]}'s process had taken {{size}} and was ended. {_WITH_MORE[slot]}"
    return text(told, size=f"{size / 1e9:.1f} GB", setting=setting)


def no_memory(slot: Slot) -> Text:
    """What it wanted to allocate was refused."""
    return text(f"Out of memory: the worker could not get what this takes. {_LATER[slot]}")


def full_disk(slot: Slot) -> Text:
    """The disk of its worker is full."""
    return text(f"Disk full: {_WITH_SPACE[slot]}")


def unforeseen(slot: Slot, error: Exception) -> Text:
    """It raised an error that nobody foresaw."""
    first_line = str(error).strip().partition("\n")[0]
    told = f"The {_NAMES[slot]} failed: {{error}}: {{message}}"
    return text(told, error=type(error).__name__, message=first_line[:200])
