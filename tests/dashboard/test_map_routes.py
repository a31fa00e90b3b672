"""The bytes of which a browser draws the map."""

from pathlib import Path

import numpy as np
import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from core.catalog.positions import TITLES, shipped_positions
from core.data.mnist import mnist
from core.image_table import mnist_table
from dashboard.server.image_routes import image_routes
from dashboard.toolkit.caches import points_of_map
from dashboard.toolkit.map_points import FOUND, NO_COLOUR
from dashboard.toolkit.tints import column_colours
from tests import keeping

COUNT = 70_000
ROWS = np.arange(COUNT)


@pytest.fixture
def browser(home: Path) -> TestClient:
    return TestClient(Starlette(routes=image_routes()))


@pytest.mark.parametrize("name", TITLES)
def test_the_points_are_those_of_the_map_with_label_and_index(browser: TestClient, name: str) -> None:
    answer = browser.get(f"/images/mnist/map?by={name}")
    assert answer.headers["cache-control"] == "no-cache"
    body = answer.content
    assert len(body) == 9 * COUNT
    right, down = np.frombuffer(body[: 4 * COUNT], "<u2").reshape(2, COUNT)
    np.testing.assert_array_equal(np.stack([right, down], axis=1), shipped_positions()[name])
    np.testing.assert_array_equal(np.frombuffer(body[4 * COUNT : 8 * COUNT], "<u4"), mnist().index_at(ROWS))
    np.testing.assert_array_equal(np.frombuffer(body[8 * COUNT :], np.uint8), mnist().labels_at(ROWS))


def test_the_map_of_a_run_is_that_of_its_last_hidden_layer(browser: TestClient, home: Path) -> None:
    run = keeping.finished(home)
    assert browser.get(f"/images/mnist/map?by=hidden&run={run.id}").status_code == 404
    embedding = keeping.embed(home, run)
    body = browser.get(f"/images/mnist/map?by=hidden&run={run.id}").content
    right, down = np.frombuffer(body[: 4 * COUNT], "<u2").reshape(2, COUNT)
    np.testing.assert_array_equal(np.stack([right, down], axis=1), embedding.positions)
    within = f"run={run.id}&within=hidden:0,0;500,0;500,999;0,999"
    groups = np.frombuffer(browser.get(f"/images/mnist/groups?{within}").content, np.uint8)
    left = embedding.positions[:, 0] <= 500 * 65.536
    assert (groups >= FOUND)[left].mean() > 0.99
    assert not (groups >= FOUND)[~left].any()


def test_points_of_a_version_are_kept_for_good(browser: TestClient) -> None:
    points = points_of_map("mnist", "umap")
    assert points is not None
    answer = browser.get(f"/images/mnist/map?by=umap&version={points.version}")
    assert "immutable" in answer.headers["cache-control"]
    assert int(answer.headers["content-length"]) < 450_000
    assert browser.get("/images/mnist/map?by=umap&version=x").headers["cache-control"] == "no-cache"


def test_each_image_has_the_number_of_its_colour_and_says_whether_it_is_found(browser: TestClient) -> None:
    groups = np.frombuffer(browser.get("/images/mnist/groups?split=test&digit=4,9").content, np.uint8)
    labels = mnist().labels_at(ROWS)
    np.testing.assert_array_equal(groups & 127, labels)
    np.testing.assert_array_equal(groups >= FOUND, (ROWS >= 60_000) & np.isin(labels, [4, 9]))


def test_numbers_become_shades_in_their_order(browser: TestClient) -> None:
    shades = np.frombuffer(browser.get("/images/mnist/groups?colour=ink").content, np.uint8) - FOUND
    ink = mnist_table().values["ink"]
    assert shades.min() == 0
    assert shades.max() == len(column_colours(mnist_table(), "ink")) - 1
    assert (np.diff(shades[np.argsort(ink)].astype(int)) >= 0).all()


def test_what_a_run_has_not_said_has_no_colour(browser: TestClient, home: Path) -> None:
    run = keeping.finished(home)
    answer = browser.get(f"/images/mnist/groups?colour=predicted&run={run.id}&split=test")
    groups = np.frombuffer(answer.content, np.uint8) & 127
    assert (groups[:55_000] == NO_COLOUR).all()
    np.testing.assert_array_equal(groups[60_000:], keeping.answers("test"))


def test_a_region_of_the_map_is_a_filter_of_colours_and_parts_alike(browser: TestClient) -> None:
    asked = "split=test&within=umap:0,0;500,0;500,999;0,999"
    groups = np.frombuffer(browser.get(f"/images/mnist/groups?{asked}").content, np.uint8)
    rows = browser.get(f"/images/mnist/found?{asked}").json()["rows"]
    assert np.flatnonzero(groups >= FOUND)[: len(rows)].tolist() == rows


@pytest.mark.parametrize(
    ("address", "status", "sentence"),
    [
        ("other/map?by=umap", 404, "There is no data set 'other' here"),
        ("mnist/map", 404, "Write by=umap or by=pca, or by=hidden with run="),
        ("mnist/map?by=hidden", 404, "or by=hidden with run= of one whose map is computed."),
        ("mnist/map?by=hidden&run=23456789", 404, "There is no run"),
        ("mnist/map?by=tsne", 404, "Write by=umap or by=pca"),
        ("mnist/groups?colour=beauty", 400, "There is no column 'beauty' to colour by."),
        ("mnist/groups?within=umap:1,1", 400, "within= is a polygon of 3 to 40 corners"),
        ("mnist/groups?run=23456789", 404, "There is no run"),
    ],
)
def test_what_cannot_be_answered_gets_a_sentence(
    browser: TestClient, address: str, status: int, sentence: str
) -> None:
    answer = browser.get(f"/images/{address}")
    assert answer.status_code == status
    assert sentence in answer.text
