"""What a test without a mark must not do."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.process

ROOT = Path(__file__).parent.parent
PLANTED = """
import importlib, socket, subprocess
from contextlib import suppress
from threading import Thread

import pytest

def test_start(): subprocess.run(["true"])

def test_start_and_catch():
    with suppress(BaseException):
        subprocess.run(["true"])

def test_start_in_a_thread():
    thread = Thread(target=subprocess.run, args=[["true"]])
    thread.start()
    thread.join()

def test_listen():
    with socket.socket() as port:
        port.bind(("127.0.0.1", 0))

def test_load(): importlib.import_module("keras")

def test_nothing(): pass

@pytest.mark.process
def test_start_with_a_mark(): subprocess.run(["true"])
"""


def test_a_test_without_a_mark_fails_where_it_starts_a_process_opens_a_port_or_loads_tensorflow(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "test_planted.py").write_text(PLANTED)
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    command = [sys.executable, "-m", "pytest", "-p", "tests.conftest", "-rA", str(tmp_path)]
    run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    results = re.findall(r"^(PASSED|FAILED|ERROR) \S+::(\w+)", run.stdout, re.MULTILINE)
    assert {name: result for result, name in results} == {
        "test_start": "FAILED",
        "test_start_and_catch": "FAILED",
        "test_start_in_a_thread": "FAILED",
        "test_listen": "FAILED",
        "test_load": "FAILED",
        "test_nothing": "PASSED",
        "test_start_with_a_mark": "PASSED",
    }, run.stdout
