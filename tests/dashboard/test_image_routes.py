"""The pictures that a browser fetches, and what it is told of them as a grid scrolls."""

from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from starlette.applications import Starlette
from starlette.testclient import TestClient

from core.data.dataset import IMAGE_SIDE_PIXELS
from core.data.mnist import mnist
from core.image_table import mnist_table
from core.lab import Lab
from dashboard.server.image_routes import image_routes
from dashboard.server.image_sheet import PITCH, TILES_PER_ROW
from tests import keeping
from tests.drawn import acts, keep


@pytest.fixture
def browser(home: Path) -> TestClient:
    """Whoever asks; the routes work in threads that know no session."""
    return TestClient(Starlette(routes=image_routes()))


def tile(sheet: np.ndarray, k: int) -> np.ndarray:
    top, left = (k // TILES_PER_ROW) * PITCH + 1, (k % TILES_PER_ROW) * PITCH + 1
    return sheet[top : top + IMAGE_SIDE_PIXELS, left : left + IMAGE_SIDE_PIXELS]


@pytest.mark.parametrize("count", [1, 39, 40, 41, 1_000])
def test_every_pixel_of_a_range_survives_in_its_place(browser: TestClient, count: int) -> None:
    answer = browser.get(f"/images/mnist.png?at=60000..{59_999 + count}")
    assert answer.headers["content-type"] == "image/png"
    assert "immutable" in answer.headers["cache-control"]
    sheet, images = np.asarray(Image.open(BytesIO(answer.content))), mnist().split("test").images
    for k in range(count):
        np.testing.assert_array_equal(tile(sheet, k), images[k])


def test_images_of_all_splits_stand_in_the_order_in_which_they_are_named(browser: TestClient) -> None:
    sheet = np.asarray(Image.open(BytesIO(browser.get("/images/mnist.png?at=69999,0,55000,54999").content)))
    expected = [("test", 9_999), ("train", 0), ("validation", 0), ("train", 54_999)]
    for k, (name, position) in enumerate(expected):
        np.testing.assert_array_equal(tile(sheet, k), mnist().split(name).images[position])


def test_pictures_of_the_drawn_set_are_kept_by_browsers_under_the_name_of_its_state_alone(
    browser: TestClient, home: Path
) -> None:
    keep(home, 3)
    state = Lab(home).datasets.find("drawn").name
    named, of_now = (browser.get(f"/images/{name}.png?at=0..2") for name in (state, "drawn"))
    assert named.content == of_now.content
    assert "immutable" in named.headers["cache-control"]
    assert of_now.headers["cache-control"] == "no-cache"
    keep(home, 1, first=3)
    assert browser.get(f"/images/{state}.png?at=0..2").content == named.content
    assert browser.get(f"/images/{state}.png?at=3").status_code == 400
    acts(home).delete(2)
    gone = browser.get(f"/images/{state}.png?at=0..2")
    assert (gone.status_code, "there is drawn" in gone.text) == (404, True)


def test_no_ink_touches_the_neighbouring_tile(browser: TestClient) -> None:
    sheet = np.asarray(Image.open(BytesIO(browser.get("/images/mnist.png?at=0..999").content)))
    assert sheet.any()
    assert not sheet[:, ::PITCH].any()
    assert not sheet[::PITCH].any()


@pytest.mark.parametrize(
    "at",
    [
        "", "x", "-1", "1.5", "70000", "5..3", "1,,2", "0..1000", "1" * 5_000, "0..69999",
        ",".join(["0..999"] * 5), ",".join(["0"] * 1_001),
    ],
)  # fmt: skip
def test_what_names_no_images_or_too_many_gets_a_sentence(browser: TestClient, at: str) -> None:
    answer = browser.get("/images/mnist.png", params={"at": at})
    assert answer.status_code == 400
    assert answer.text == "Name 1 to 1,000 images by their rows, 0 to 69999, such as at=3,17 or at=0..199."


def test_a_part_of_what_a_query_finds_is_told(browser: TestClient) -> None:
    part = browser.get("/images/mnist/found?split=test&digit=4&sort=-thickness&colour=holes&from=200").json()
    labels = mnist().split("test").labels
    table, first = mnist_table(), mnist_table().first_row("test")
    thickness = table.values["thickness"][first:]
    fours = np.flatnonzero(labels == 4)
    rows = fours[np.argsort(-thickness[fours], kind="stable")][200:400]
    assert part["rows"] == (first + rows).tolist()
    assert part["names"][0] == f"4, image {rows[0]:,}"
    assert part["captions"] == [f"{thickness[row]:.2f} px" for row in rows]
    assert len(set(part["colours"])) == len(set(table.values["holes"][first + rows].tolist()))


def test_images_of_all_splits_are_found_and_taken_away_with_their_split(browser: TestClient) -> None:
    asked = "split=all&index=train:3,test:5..6&sort=-index"
    part = browser.get(f"/images/mnist/found?{asked}").json()
    labels = mnist().labels_at(np.array(part["rows"]))
    assert part["names"] == [
        f"{labels[0]}, image 6 of test", f"{labels[1]}, image 5 of test", f"{labels[2]}, image 3 of train"
    ]  # fmt: skip
    lines = browser.get(f"/images/mnist/found.csv?{asked}").text.splitlines()[1:]
    assert [line.split(",")[0] for line in lines] == ["test", "test", "train"]
    with np.load(BytesIO(browser.get(f"/images/mnist/found.npz?{asked}").content)) as arrays:
        assert arrays["split"].tolist() == ["test", "test", "train"]
        assert arrays["index"].tolist() == [6, 5, 3]
    every = Image.open(BytesIO(browser.get(f"/images/mnist/found.png?{asked}").content))
    one = Image.open(BytesIO(browser.get("/images/mnist/found.png?split=all&images=1").content))
    assert every.width > 2 * one.width


def test_behind_the_last_image_is_nothing(browser: TestClient) -> None:
    part = browser.get("/images/mnist/found?split=test&from=10000").json()
    assert part == {"rows": [], "names": [], "captions": None, "colours": None}


def test_what_a_run_predicts_is_found_too(browser: TestClient, home: Path) -> None:
    run = keeping.finished(home)
    part = browser.get(f"/images/mnist/found?split=test&correct=no&colour=correct&run={run.id}").json()
    wrong = np.flatnonzero(mnist().split("test").labels != keeping.answers("test"))
    assert part["rows"] == (60_000 + wrong).tolist()
    assert len(set(part["colours"])) == 1


def test_what_a_query_finds_can_be_taken_away_as_files(browser: TestClient) -> None:
    asked = "split=test&digit=7&sort=-thickness"
    rows = browser.get(f"/images/mnist/found?{asked}").json()["rows"]
    answer = browser.get(f"/images/mnist/found.csv?{asked}")
    assert answer.headers["content-disposition"] == 'attachment; filename="mnist-images.csv"'
    assert [int(line.split(",")[2]) for line in answer.text.splitlines()[1:201]] == [
        row - 60_000 for row in rows
    ]
    with np.load(BytesIO(browser.get(f"/images/mnist/found.npz?{asked}").content)) as arrays:
        np.testing.assert_array_equal(arrays["x"][:200], mnist().images_at(np.array(rows)))
    sheet = Image.open(BytesIO(browser.get(f"/images/mnist/found.png?{asked}").content))
    more = Image.open(BytesIO(browser.get(f"/images/mnist/found.png?{asked}&images=25").content))
    assert (more.height, more.width) > (sheet.height, sheet.width) == (560, 608)


@pytest.mark.parametrize(
    ("asked", "status", "sentence"),
    [
        ("mnist/found?split=tst", 400, "split is never 'tst'; it is train or validation or test or all."),
        ("mnist/found?sort=beauty", 400, "There is no column 'beauty' to sort by; there is split,"),
        ("mnist/found?correct=no", 400, "correct is about what a run predicts; choose a run."),
        ("mnist/found?colour=loss", 400, "There is no column 'loss' to colour by."),
        ("mnist/found?from=7", 400, "Write a multiple of 200 for from."),
        ("mnist/found?from=-200", 400, "Write a multiple of 200 for from."),
        (f"mnist/found?from={'0' * 5_000}", 400, "Write a multiple of 200 for from."),
        ("mnist/found.csv?sort=beauty", 400, "There is no column 'beauty' to sort by; there is split,"),
        ("mnist/found.png?images=0", 400, "Write a number from 1 to 500 for images."),
        ("mnist/found.png?images=501", 400, "Write a number from 1 to 500 for images."),
        ("mnist/found.png?images=000000001999", 400, "Write a number from 1 to 500 for images."),
        (f"mnist/found.png?images={'1' * 5_000}", 400, "Write a number from 1 to 500 for images."),
        ("mnist/found.exe", 404, "There are files of csv, npz, png."),
        ("mnist/found.csv?ink=2..3", 404, "No image matches these filters."),
        ("mnist/found?run=23456789", 404, "There is no run '23456789' here; it may have been deleted."),
        ("other/found", 404, "There is no data set 'other' here; there is mnist."),
        ("other.png?at=0", 404, "There is no data set 'other' here; there is mnist."),
    ],
)
def test_what_nobody_can_answer_gets_a_sentence(
    browser: TestClient, asked: str, status: int, sentence: str
) -> None:
    answer = browser.get(f"/images/{asked}")
    assert answer.status_code == status
    assert answer.text.startswith(sentence)
