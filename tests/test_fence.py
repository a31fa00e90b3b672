"""Each import that is planted where the layers allow none is refused."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.process

ROOT = Path(__file__).parent.parent
SOURCES = ("core", "dashboard", "pages", "harness", "benchmarks")
LINT = "import sys; from importlinter.cli import lint_imports_command; lint_imports_command()"

WRONG_IMPORTS = {
    "TensorFlow in a page": ("pages/draw.py", "import tensorflow"),
    "Keras in core's lab": ("core/lab.py", "import keras"),
    "the Keras builder in a table": (
        "dashboard/toolkit/tables.py",
        "from core.models.build import build_model",
    ),
    "the Keras builder in a job": ("core/jobs/analysis.py", "from core.models.build import build_model"),
    "training in the web process, behind a function": (
        "core/trainer.py",
        "def train():\n    from core.training.train import train",
    ),
    "another import of training": ("core/engine/runner.py", "from core.training.train import train"),
    "a page in a widget": ("dashboard/toolkit/run_chooser.py", "import pages.train"),
    "a page in a page": ("pages/train.py", "import pages.draw"),
    "a page's views in those of another": (
        "dashboard/views/train/run_panel.py",
        "from dashboard.views.runs.run_table import show_runs",
    ),
    "a view in the toolkit": (
        "dashboard/toolkit/layout.py",
        "from dashboard.views.train.run_panel import show_run",
    ),
    "the shell in a view": ("dashboard/views/draw/answer.py", "import dashboard.shell"),
    "the store in a page": ("pages/runs.py", "from core.store.store import Store"),
    "the store in a view": ("dashboard/views/runs/filters.py", "from core.store.runs import Runs"),
    "an engine in the dashboard": ("dashboard/app.py", "from core.engine.presence import allow_start"),
    "training in the dashboard": (
        "dashboard/toolkit/caches.py",
        "from core.training.outcome import Outcome",
    ),
    "evaluation in data": ("core/data/statistics.py", "from core.evaluation.confusion import evaluate"),
    "runs in recognition": ("core/recognition/predictor.py", "from core.runs.run import Run"),
    "the engine in the store": ("core/store/runs.py", "from core.engine.messages import Told"),
    "the trainer in the lab": ("core/lab.py", "from core.trainer import Trainer"),
    "the dashboard in core": ("core/service.py", "from dashboard.toolkit.words import percent"),
    "Streamlit in core": ("core/trainer.py", "import streamlit"),
    "Streamlit in a chart": ("dashboard/toolkit/charts.py", "import streamlit"),
    "SQL in the trainer": ("core/trainer.py", "import sqlite3"),
    "a folder of core without a place": ("core/plugins/__init__.py", '"""Plugins."""'),
    "a file of core without a place": ("core/helpers.py", '"""Helpers."""'),
    "a folder of the dashboard without a place": ("dashboard/plugins/__init__.py", '"""Plugins."""'),
    "tests in a benchmark": ("benchmarks/growth.py", "from tests.making import manifest"),
    "tests in the harness": ("harness/serving.py", "from tests.making import manifest"),
    "benchmarks in the harness": ("harness/serving.py", "from benchmarks.figure import Figure"),
    "the harness in core": ("core/service.py", "from harness.serving import serving"),
}


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the sources, in which nothing is wrong yet."""
    home = tmp_path_factory.mktemp("sources")
    for name in SOURCES:
        shutil.copytree(ROOT / name, home / name, ignore=shutil.ignore_patterns("*.npz", "__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", home)
    return home


def lint(sources: Path) -> subprocess.CompletedProcess[str]:
    """What import-linter says of a copy."""
    return subprocess.run(
        [sys.executable, "-c", LINT],
        cwd=sources,
        env={"PYTHONPATH": str(sources), "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_sources_as_they_stand_are_in_order(sources: Path) -> None:
    found = lint(sources)
    assert (found.returncode, "0 broken" in found.stdout) == (0, True), found.stdout


@pytest.mark.parametrize("what", WRONG_IMPORTS)
def test_a_wrong_import_is_refused(sources: Path, what: str) -> None:
    name, line = WRONG_IMPORTS[what]
    file = sources / name
    before = file.read_text(encoding="utf-8") if file.exists() else None
    file.parent.mkdir(exist_ok=True)
    file.write_text(f"{before or ''}\n{line}\n", encoding="utf-8")
    try:
        found = lint(sources)
    finally:
        if before is None:
            file.unlink()
            if not any(file.parent.iterdir()):
                file.parent.rmdir()
        else:
            file.write_text(before, encoding="utf-8")
    assert found.returncode == 1, found.stdout + found.stderr
    assert "BROKEN" in found.stdout
