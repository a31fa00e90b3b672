"""The command line, within the process of the tests."""

import json
from typing import Any

import pytest
from typer.testing import CliRunner, Result

import core.cli.main  # noqa: F401 -- gives the app its commands
from core.cli.app import app


def lab(*words: str) -> Result:
    """`digit-lab` with these words."""
    return CliRunner().invoke(app, list(words))


def document(*words: str) -> Any:
    """The one JSON document that a command prints; NaN and infinity are not JSON."""
    done = lab(*words, "--json")
    assert done.exit_code == 0, done.output
    return parsed(done.stdout)


def parsed(output: str) -> Any:
    """A JSON document without NaN and infinity, which are not JSON."""
    return json.loads(output, parse_constant=lambda name: pytest.fail(f"{name} is not JSON"))
