"""The data folder: where a lab keeps its runs, its database and its locks."""

import os
from pathlib import Path


class UnusableHomeError(Exception):
    """The data folder or its database cannot be used; the message says why and what to do."""


def default_home() -> Path:
    """`DIGIT_LAB_HOME`, or `~/.digit-lab`."""
    return Path(os.environ.get("DIGIT_LAB_HOME") or Path.home() / ".digit-lab").expanduser().resolve()
