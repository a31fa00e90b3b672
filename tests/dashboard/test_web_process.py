"""The real web process: what it answers, what it has in memory, and who can reach what."""

import os
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from http.client import HTTPMessage
from pathlib import Path

import psutil
import pytest

from core.engine.presence import runner_pid
from core.runs.state import State
from dashboard.navigation import CHANGES
from dashboard.toolkit.visitor import COOKIE
from harness.serving import ServedLab, free_port, serving, serving_pages, wait_until
from tests import keeping
from tests.dashboard.streaming import visit

pytestmark = pytest.mark.process

APP = Path(__file__).parents[2] / "dashboard" / "app.py"
LOOPBACK = {"127.0.0.1", "::1"}
TITLES = {
    "": "Digit Lab",
    "explore": "Explore",
    "train": "Train",
    "evaluate": "Evaluate",
    "draw": "Draw",
    "runs": "Runs",
}


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedLab]:
    with serving(tmp_path_factory.mktemp("web")) as running:
        yield running


def get(address: str, cookie: str = "") -> tuple[int, str, HTTPMessage]:
    """Status, text and headers of an answer."""
    request = urllib.request.Request(address, headers={"Cookie": cookie} if cookie else {})  # noqa: S310
    with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310
        return answer.status, answer.read().decode(), answer.headers


def runner_and_workers(lab: ServedLab) -> list[psutil.Process]:
    pid = runner_pid(lab.home)
    assert pid is not None
    runner = psutil.Process(pid)
    return [runner, *runner.children(recursive=True)]


def listening(process: psutil.Process) -> set[tuple[str, int]]:
    """The addresses and ports on which a process listens."""
    connections = process.net_connections(kind="inet")
    return {tuple(found.laddr) for found in connections if found.status == psutil.CONN_LISTEN}


def listening_processes(lab: ServedLab) -> list[psutil.Process]:
    return [process for process in runner_and_workers(lab) if listening(process)]


only_linux_tells_what_a_process_maps = pytest.mark.skipif(
    sys.platform != "linux", reason="only Linux tells what a process maps"
)


def maps(pid: int, library: str) -> bool:
    return library in Path(f"/proc/{pid}/maps").read_text()


def test_the_lab_says_that_it_lives_and_is_ready(lab: ServedLab) -> None:
    assert get(f"{lab.address}/healthz")[:2] == (200, "ok")
    assert get(f"{lab.address}/readyz")[:2] == (200, '{"runner":true}')


def test_the_count_of_changes_is_another_one_after_a_change(lab: ServedLab) -> None:
    status, before, headers = get(f"{lab.address}{CHANGES}")
    assert (status, headers["cache-control"]) == (200, "no-store")
    assert get(f"{lab.address}{CHANGES}")[1] == before
    keeping.ended(lab.home, State.STOPPED)
    assert get(f"{lab.address}{CHANGES}")[1] != before


def test_a_browser_gets_its_cookie_with_the_first_page_and_only_then(lab: ServedLab) -> None:
    (cookie,) = get(f"{lab.address}/")[2].get_all("set-cookie", [])
    name, *settings = cookie.split("; ")
    assert name.startswith(f"{COOKIE}=")
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= set(settings)
    assert get(f"{lab.address}/train", cookie=name)[2].get_all("set-cookie", []) == []
    assert get(f"{lab.address}/healthz")[2].get_all("set-cookie", []) == []


def test_two_browsers_get_two_cookies(lab: ServedLab) -> None:
    assert get(f"{lab.address}/")[2]["set-cookie"] != get(f"{lab.address}/")[2]["set-cookie"]


@pytest.mark.parametrize("page", TITLES)
def test_every_page_can_be_entered_by_its_address(lab: ServedLab, page: str) -> None:
    assert get(f"{lab.address}/{page}")[0] == 200
    answer = visit(lab.address, page)
    assert (answer.headings[0], answer.failures) == (TITLES[page], [])


@only_linux_tells_what_a_process_maps
def test_tensorflow_is_in_the_worker_and_never_in_the_web_process(lab: ServedLab) -> None:
    for page in TITLES:
        visit(lab.address, page)
    assert not maps(lab.web_pid, "libtensorflow")
    wait_until(lambda: any(maps(process.pid, "libtensorflow") for process in runner_and_workers(lab)))


@only_linux_tells_what_a_process_maps
def test_the_server_runs_on_the_event_loop_that_answers_without_delay(lab: ServedLab) -> None:
    assert maps(lab.web_pid, "uvloop")


def test_the_web_process_listens_where_it_was_told_and_nowhere_else(lab: ServedLab) -> None:
    port = int(lab.address.rpartition(":")[2])
    assert listening(psutil.Process(lab.web_pid)) == {("127.0.0.1", port)}


def test_nobody_outside_this_machine_reaches_the_ports_of_the_engine(lab: ServedLab) -> None:
    wait_until(lambda: len(listening_processes(lab)) >= 2)  # the scheduler's and the worker's
    found = set[tuple[str, int]]().union(*map(listening, runner_and_workers(lab)))
    assert {address for address, _ in found} <= LOOPBACK


def test_streamlit_serves_the_lab_from_any_working_directory(lab: ServedLab, tmp_path: Path) -> None:
    port = free_port()
    command = [sys.executable, "-m", "streamlit", "run", str(APP), f"--server.port={port}"]
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    web = subprocess.Popen(
        [*command, "--server.address=127.0.0.1"],
        env={**environment, "DIGIT_LAB_HOME": str(lab.home)},
        cwd=tmp_path,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_until(lambda: answers(f"http://127.0.0.1:{port}/healthz"))
        assert get(f"http://127.0.0.1:{port}/train")[0] == 200
        answer = visit(f"http://127.0.0.1:{port}", "train")
        assert (answer.headings[0], answer.failures) == ("Train", [])
    finally:
        web.terminate()
        web.wait(timeout=30)


def answers(address: str) -> bool:
    """Whether something answers there."""
    try:
        return get(address)[0] == 200
    except OSError:
        return False


def test_the_lab_prints_its_address(lab: ServedLab) -> None:
    assert f"Digit Lab: {lab.address}" in (lab.home / "web.log").read_text()


def test_it_asks_nothing_on_a_fresh_machine_with_a_screen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Streamlit itself would ask for an e-mail address and wait for it."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("DISPLAY", ":99")
    monkeypatch.setenv("BROWSER", "true")  # the command that opens an address, and does nothing
    with serving_pages(tmp_path / "lab") as fresh:
        assert get(f"{fresh.address}/healthz")[:2] == (200, "ok")
    assert "mail" not in (tmp_path / "lab" / "web.log").read_text()
