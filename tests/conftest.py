"""The fast lane, `pytest --quick`: the tests that start no browser and no process and load no TensorFlow.

A test that does one of these has a mark that says so, or it fails. Where a whole file has one, the fast lane
does not even import it, for that may load TensorFlow.
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.guard import Guard

MARKS = ("browser", "process", "tensorflow")
MARKED_FILE = re.compile(rf"^pytestmark = .*pytest\.mark\.({'|'.join(MARKS)})\b", re.MULTILINE)

guard = Guard()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--quick", action="store_true", help=f"no test that is marked {', '.join(MARKS)}")


def pytest_configure(config: pytest.Config) -> None:
    sys.addaudithook(guard.hear)
    if config.getoption("quick"):
        config.option.markexpr = f"not ({' or '.join(MARKS)})"


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    is_file = config.getoption("quick") and collection_path.suffix == ".py"
    return True if is_file and MARKED_FILE.search(collection_path.read_text(encoding="utf-8")) else None


def pytest_collection_finish(session: pytest.Session) -> None:
    if session.config.getoption("quick") and "tensorflow" in sys.modules:
        raise pytest.UsageError("A file of tests loads TensorFlow and is not marked as a whole.")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    if any(map(item.get_closest_marker, MARKS)):
        return (yield)
    with guard.watching():
        return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call() -> Iterator[None]:
    result = yield
    if guard.found:
        pytest.fail(guard.found)
    return result
