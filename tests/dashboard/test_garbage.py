"""When a real web process collects all garbage, for which every visitor has to wait."""

from collections.abc import Iterator

import pytest

from tests.dashboard.auditing import Audit, audited
from tests.dashboard.streaming import visit

pytestmark = pytest.mark.process

PAGES = ("", "explore", "train", "evaluate", "draw", "runs")


@pytest.fixture(scope="module")
def audit(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Audit]:
    with audited(tmp_path_factory.mktemp("garbage")) as audit:
        yield audit


def test_no_visitor_waits_for_a_collection_after_each_script(audit: Audit) -> None:
    for page in PAGES:
        visit(audit.lab.address, page)
    before = len(audit.exempt_at_collections())
    for page in PAGES * 3:
        visit(audit.lab.address, page)
    assert len(audit.exempt_at_collections()) - before < len(PAGES)


def test_a_collection_looks_only_at_what_was_made_after_the_start(audit: Audit) -> None:
    before = len(audit.exempt_at_collections())
    for _ in range(200):
        visit(audit.lab.address, "explore")
        if exempt := audit.exempt_at_collections()[before:]:
            break
    assert min(exempt) > 10_000
