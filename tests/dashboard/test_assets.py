"""The scripts that browsers load once."""

import re
from importlib.resources import files
from pathlib import Path

import pytest
import streamlit as st
from starlette.applications import Starlette
from starlette.testclient import TestClient

from dashboard.toolkit.components.assets import LIVE_CURVES_PATH, PLOTLY_PATH, asset_routes

FOLDER = Path(__file__).parents[2] / "dashboard" / "toolkit" / "components"


def served(path: str) -> tuple[bytes, dict[str, str]]:
    response = TestClient(Starlette(routes=asset_routes())).get(path)
    assert response.status_code == 200
    return response.content, dict(response.headers)


def test_plotly_is_served_as_it_is_and_kept_for_a_year() -> None:
    body, headers = served(PLOTLY_PATH)
    assert body == (FOLDER / "plotly-basic.min.js").read_bytes()
    assert headers["content-type"].startswith("text/javascript")
    assert headers["cache-control"] == "public, max-age=31536000, immutable"
    assert headers["content-encoding"] == "gzip"
    assert int(headers["content-length"]) < 500_000


def test_the_plotly_that_is_served_understands_the_figures_of_the_one_that_makes_them() -> None:
    ours = (FOLDER / "plotly-basic.min.js").read_text(encoding="utf-8")
    theirs = (files("plotly") / "package_data" / "plotly.min.js").read_text(encoding="utf-8")
    assert _major_version(ours) == _major_version(theirs)


def _major_version(script: str) -> str:
    found = re.search(r"^\* plotly\.js .*?v(\d+)\.", script, re.MULTILINE)
    assert found is not None
    return found[1]


def test_the_live_curves_script_is_served_as_it_is() -> None:
    body, _ = served(LIVE_CURVES_PATH)
    assert body == (FOLDER / "live_curves.js").read_bytes()


def test_the_scripts_follow_the_base_path(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(st, "get_option", lambda name: "/lab/" if name == "server.baseUrlPath" else None)
    body, _ = served("/lab" + LIVE_CURVES_PATH)
    assert body == (FOLDER / "live_curves.js").read_bytes()
