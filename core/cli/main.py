"""The command line, `digit-lab COMMAND`.

Commands: `serve stop doctor train pause resume change fork delete queue sweep sweeps runs show diff evaluate
images recognise data drawings`.

Exit codes: 0 done, 2 bad usage, 1 the run or a file failed, 130 after Ctrl-C.
"""

import sys

from core.cli import (  # noqa: F401 -- each adds its commands
    data,
    details,
    drawings,
    images,
    lab,
    recognise,
    runs,
    steering,
    sweeps,
)
from core.cli.app import app
from core.home import DISK_FULL, UnusableHomeError, says_disk_full


def main() -> None:
    """The entry point of the `digit-lab` command; what a disk refuses or has damaged gets a sentence."""
    try:
        app()
    except UnusableHomeError as error:
        sys.exit(str(error))
    except OSError as error:
        sys.exit(
            str(DISK_FULL) if says_disk_full(error) else f"A file could not be read or written: {error}."
        )
