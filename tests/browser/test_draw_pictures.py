"""Pictures on Draw by real acts: chosen, dropped, pasted and photographed."""

import base64
import re

import pytest
from playwright.sync_api import Browser, Page, expect

from core.data.mnist import mnist
from harness.acting import predicted_digit
from harness.chromium import FLAGS, system_chromium
from harness.serving import ServedLab
from tests.core.recognition.making import encoded, sheet

pytestmark = pytest.mark.browser

SEVEN, TWO, ONE = (encoded(sheet(image)) for image in mnist().split("test").images[:3])
CAMERA = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")

FILE = """
    const content = Uint8Array.from(atob(picture), (sign) => sign.charCodeAt(0));
    const files = new DataTransfer();
    files.items.add(new File([content], "picture.png", { type: "image/png" }));
"""
PASTE = f"""(place, picture) => {{ {FILE}
    const act = {{ clipboardData: files, bubbles: true, cancelable: true }};
    place.dispatchEvent(new ClipboardEvent("paste", act));
}}"""
DROP = f"""(place, picture) => {{ {FILE}
    for (const kind of ["dragenter", "dragover", "drop"])
        place.dispatchEvent(new DragEvent(kind, {{ dataTransfer: files, bubbles: true, cancelable: true }}));
}}"""


def as_text(picture: bytes) -> str:
    return base64.b64encode(picture).decode()


def test_a_picture_is_pasted_and_another_one_dropped(visitor: Page) -> None:
    visitor.goto("/draw?model=shipped")
    field = visitor.get_by_test_id("stFileUploaderDropzone")
    expect(field).to_be_visible()
    name = visitor.get_by_role("textbox", name="Your name")
    name.evaluate(PASTE, as_text(ONE))  # a field for text keeps its own
    visitor.locator("body").evaluate(PASTE, as_text(TWO))
    expect(predicted_digit(visitor)).to_have_text("2")
    expect(visitor.get_by_text("Below: row")).to_have_count(0)  # one picture, so no table
    field.evaluate(DROP, as_text(SEVEN))
    expect(predicted_digit(visitor)).to_have_text("7")
    expect(visitor.get_by_text("Below: row 2 of 2.")).to_be_visible()
    visitor.get_by_test_id("stDataFrame").click(position={"x": 40, "y": 60})
    expect(predicted_digit(visitor)).to_have_text("2")
    with visitor.expect_download() as answers:
        visitor.get_by_role("button", name="Answers as CSV").click()
    lines = answers.value.path().read_text().splitlines()
    assert [line.split(",")[:2] for line in lines[1:]] == [["picture.png", "2"], ["picture.png", "7"]]


def test_the_camera_is_asked_for_and_its_photo_is_read(browser: Browser, lab: ServedLab) -> None:
    filming = browser.browser_type.launch(executable_path=system_chromium(), args=[*FLAGS, *CAMERA])
    visitor = filming.new_page(base_url=lab.address)
    visitor.goto("/draw?model=shipped")
    expect(visitor.get_by_test_id("stFileUploaderDropzone")).to_be_visible()
    expect(visitor.get_by_test_id("stCameraInput")).to_have_count(0)
    visitor.get_by_text("Use the camera").click()
    visitor.wait_for_function("() => document.querySelector('video')?.videoWidth > 0")
    visitor.get_by_role("button", name="Take Photo").click()
    expect(visitor.get_by_text(re.compile("Your photo|There is no digit to see"))).to_be_visible()
    filming.close()
