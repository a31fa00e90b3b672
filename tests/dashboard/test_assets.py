"""The scripts that browsers load once."""

from importlib.resources import files
from pathlib import Path

import pytest
import streamlit as st
from starlette.applications import Starlette
from starlette.testclient import TestClient

from dashboard.components.assets import asset_routes, live_curves_name, plotly_name

ROOT = Path(__file__).parents[2]


def served(name: str, base: str = "") -> tuple[bytes, dict[str, str]]:
    response = TestClient(Starlette(routes=asset_routes())).get(f"{base}/assets/{name}")
    assert response.status_code == 200
    return response.content, dict(response.headers)


def test_plotly_is_served_as_it_was_installed_and_kept_for_a_year() -> None:
    body, headers = served(plotly_name())
    assert body == (files("plotly") / "package_data" / "plotly.min.js").read_bytes()
    assert headers["content-type"].startswith("text/javascript")
    assert headers["cache-control"] == "public, max-age=31536000, immutable"
    assert headers["content-encoding"] == "gzip"
    assert int(headers["content-length"]) < 2_000_000


def test_the_live_curves_script_is_served_under_a_name_of_its_content() -> None:
    body, _ = served(live_curves_name())
    assert body == (ROOT / "dashboard/components/live_curves.js").read_bytes()


def test_the_scripts_follow_the_base_path(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(st, "get_option", lambda name: "/lab/" if name == "server.baseUrlPath" else None)
    body, _ = served(live_curves_name(), base="/lab")
    assert body == (ROOT / "dashboard/components/live_curves.js").read_bytes()
