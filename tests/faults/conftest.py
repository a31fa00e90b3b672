"""A lab of its own for each file of tests that do harm."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.lab import Lab
from core.trainer import Trainer
from harness.serving import ServedLab, serving


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Its data folder."""
    return tmp_path_factory.mktemp("faults")


@pytest.fixture(scope="module")
def lab(home: Path) -> Iterator[ServedLab]:
    with serving(home) as running:
        yield running


@pytest.fixture
def trainer(lab: ServedLab) -> Trainer:
    return Trainer(Lab(lab.home))
