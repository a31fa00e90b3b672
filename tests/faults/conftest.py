"""A lab of its own for each file of tests that do harm."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.trainer import Trainer
from tests.serving import Lab, serving


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Its data folder."""
    return tmp_path_factory.mktemp("faults")


@pytest.fixture(scope="module")
def lab(home: Path) -> Iterator[Lab]:
    with serving(home) as running:
        yield running


@pytest.fixture
def trainer(lab: Lab) -> Trainer:
    return Trainer(lab.home)
