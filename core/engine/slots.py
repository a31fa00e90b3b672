"""How many trainings run at once, and how many of them may be one person's."""

import os
from typing import Final

from core.cores import usable_cores
from core.text import ExplainedError

SETTING: Final = "DIGIT_LAB_SLOTS"
MOST_SLOTS: Final = 16
FEW_CORES: Final = 4

MOST_ACTIVE: Final = 2
"""Trainings that one person may have running at once."""

MOST_QUEUED: Final = 20
"""Runs that one person may have in the queue."""


class SlotsError(ExplainedError, ValueError):
    """The setting is no number of trainings."""


def training_slots() -> int:
    """How many trainings run on this machine at once: `DIGIT_LAB_SLOTS`, else one, or two on four cores.

    A training uses all cores that it gets, so with fewer than four two at once would both be slower. Each has
    a process of its own with TensorFlow in it, so more than two are for somebody who knows the machine.

    Raises:
        SlotsError: If the setting is no whole number from 1 to 16.
    """
    written = os.environ.get(SETTING, "").strip()
    if not written:
        return 1 if usable_cores() < FEW_CORES else 2
    if not written.isdecimal() or not 1 <= int(written) <= MOST_SLOTS:
        raise SlotsError(
            "{setting} is {value}; set it to a whole number from 1 to {most}.",
            setting=SETTING, value=repr(written[:20]), most=MOST_SLOTS,
        )  # fmt: skip
    return int(written)
