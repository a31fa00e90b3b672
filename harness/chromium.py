"""Makes sure that there is a Chromium: `python -m harness.chromium`.

The system's own; else Debian's package where this may install it; else the one that Playwright brings.
"""

import os
import shutil
import subprocess
import sys

from playwright.sync_api import Error, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
MISSING = "The browser tests need Chromium: install your system's package of that name."


def system_chromium() -> str | None:
    """Path of an installed Chromium; None if there is none but perhaps Playwright's."""
    return next(filter(None, map(shutil.which, NAMES)), None)


def starts() -> bool:
    """Whether a Chromium starts."""
    try:
        with sync_playwright() as playwright:
            playwright.chromium.launch(executable_path=system_chromium(), args=list(FLAGS)).close()
    except Error:
        return False
    return True


def _install_with_apt() -> None:
    if os.geteuid() == 0 and shutil.which("apt-get"):
        subprocess.run(["apt-get", "update", "-qq"], check=False)
        subprocess.run(["apt-get", "install", "-y", "-qq", "chromium"], check=False)


def _install_with_playwright() -> None:
    subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)


def main() -> None:
    """Installs a Chromium unless one starts; ends with one sentence if that is not possible."""
    for install in (_install_with_apt, _install_with_playwright):
        if starts():
            return
        install()
    if not starts():
        sys.exit(MISSING)


if __name__ == "__main__":
    main()
