"""What a real web process answers where there is no page."""

from collections.abc import Iterator

import pytest

from harness.serving import ServedLab, serving_pages
from tests.dashboard.asking import ask

pytestmark = pytest.mark.process

UNKNOWN = ("/nowhere", "/runs/x", "/runs/x/y", "/start", "/index.html", "/static/js/no.js", "/assets/no.js")


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedLab]:
    with serving_pages(tmp_path_factory.mktemp("web")) as running:
        yield running


@pytest.mark.parametrize("path", UNKNOWN)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_where_nothing_is_the_status_says_so(lab: ServedLab, path: str, method: str) -> None:
    assert ask(lab, path, method).status == 404


def test_the_way_to_the_start_is_relative_for_a_proxy_may_hide_a_part_of_the_path(lab: ServedLab) -> None:
    assert 'href="./"' in ask(lab, "/nowhere").body.decode()
    assert 'href="../../"' in ask(lab, "/runs/x/y").body.decode()


def test_below_a_base_path_pages_are_served_and_what_is_none_is_not_found(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STREAMLIT_SERVER_BASE_URL_PATH", "team/lab")
    with serving_pages(tmp_path_factory.mktemp("below")) as below:
        assert ask(below, "/team/lab/").status == 200
        assert ask(below, "/team/lab/train").status == 200
        missing = ask(below, "/team/lab/runs/x")
        assert missing.status == 404
        assert 'href="../"' in missing.body.decode()
