"""A lab without a runner for the tests of pages."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from streamlit.components.v2 import manifest_scanner
from streamlit.runtime.context import ContextProxy

import core.lab
from tests.dashboard.visiting import Visitor


@pytest.fixture(scope="session", autouse=True)
def _components() -> Iterator[None]:
    """Streamlit looks for components through all installed packages once, not again for every new visitor."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            manifest_scanner, "scan_component_manifests", cache(manifest_scanner.scan_component_manifests)
        )
        yield


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty lab; its runner is only asked for and never starts."""
    monkeypatch.setenv("DIGIT_LAB_HOME", str(tmp_path))
    monkeypatch.setattr(core.lab, "ensure_runner", lambda home: None)
    return tmp_path


@pytest.fixture
def visitor(home: Path, monkeypatch: pytest.MonkeyPatch) -> Visitor:
    """A visitor of that lab whose browser keeps no cookies; AppTest has none."""
    monkeypatch.setattr(ContextProxy, "cookies", {})
    return Visitor()
