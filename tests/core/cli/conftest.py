"""A lab for each test of a command."""

from pathlib import Path

import pytest

import core.lab


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty lab whose runner never starts."""
    monkeypatch.setenv("DIGIT_LAB_HOME", str(tmp_path))
    monkeypatch.setattr(core.lab, "ensure_runner", lambda home: None)
    return tmp_path
