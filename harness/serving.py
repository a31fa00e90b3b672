"""A real lab: `digit-lab serve` on loopback, a random port and a data folder of its own."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread

from core.engine.presence import RunnerLock

START_LIMIT_SECONDS = 90


def wait_until(what: Callable[[], bool], seconds: float = 120) -> None:
    """Waits for something that another process does."""
    deadline = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < deadline, "waited too long"
        time.sleep(0.05)


def free_port() -> int:
    """A port on which nobody listens at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def digit_lab(home: Path, *words: str, timeout: float = 300) -> subprocess.CompletedProcess[str]:
    """Runs the command line to its end."""
    return subprocess.run(
        [sys.executable, "-m", "core.cli", *words],
        env={**os.environ, "DIGIT_LAB_HOME": str(home)},
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
    )


class ServedLab:
    """A web process and what it takes to talk to it."""

    def __init__(self, home: Path, port: int) -> None:
        self.home = home
        self.address = f"http://127.0.0.1:{port}"
        self._port = port
        self._web: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Starts the web process and waits until trainings can run."""
        web = self.start_web()
        deadline = time.monotonic() + START_LIMIT_SECONDS
        while not self.is_ready():
            assert web.poll() is None, (self.home / "web.log").read_text()
            assert time.monotonic() < deadline, "the lab did not get ready"
            time.sleep(0.1)

    def start_web(self) -> subprocess.Popen[bytes]:
        """Starts the web process."""
        environment = {**os.environ, "DIGIT_LAB_HOME": str(self.home), "PORT": str(self._port)}
        with (self.home / "web.log").open("ab") as log:
            self._web = subprocess.Popen(
                [sys.executable, "-m", "core.cli", "serve", "--address", "127.0.0.1"],
                env=environment, cwd=self.home, stdout=log, stderr=log,
            )  # fmt: skip
        return self._web

    def is_ready(self) -> bool:
        """Whether the lab says that trainings can run."""
        try:
            with urllib.request.urlopen(f"{self.address}/readyz", timeout=5) as answer:  # noqa: S310
                return bool(answer.status == 200)
        except OSError:
            return False

    @property
    def web_pid(self) -> int:
        """Process id of the web process."""
        assert self._web is not None
        return self._web.pid

    def stop_web(self, how: signal.Signals = signal.SIGTERM) -> None:
        """Ends the web process; the runner is another."""
        if self._web is not None:
            self._web.send_signal(how)
            self._web.wait(timeout=30)
            self._web = None


@contextmanager
def serving(home: Path) -> Iterator[ServedLab]:
    """A lab while inside; nothing of it is left afterwards."""
    home.mkdir(parents=True, exist_ok=True)
    lab = ServedLab(home, free_port())
    try:
        lab.start()
        yield lab
    finally:
        lab.stop_web()
        digit_lab(home, "stop")


@contextmanager
def serving_pages(home: Path) -> Iterator[ServedLab]:
    """A web process alone while inside. This process holds the runner's lock, so that no runner starts."""
    home.mkdir(parents=True, exist_ok=True)
    lab, lock, end = ServedLab(home, free_port()), RunnerLock.take(home), Event()
    assert lock is not None, f"{home} has a runner"
    beating = Thread(target=_beat, args=(lock, end))
    beating.start()
    try:
        lab.start()
        yield lab
    finally:
        lab.stop_web()
        end.set()
        beating.join()
        lock.release()


def _beat(lock: RunnerLock, end: Event) -> None:
    while not end.wait(0.5):
        lock.beat()
