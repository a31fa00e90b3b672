"""A data set of one's own from its files to a trained model's confusion matrix, with real clicks."""

import io
import re
import zipfile

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from harness.acting import open_page, wait_for_end
from tests.importing import CLASSES, broken_zip, image

pytestmark = pytest.mark.browser


def folders(count: int) -> bytes:
    """A zip with a folder of dark forms on white paper for each class."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for label, name in enumerate(CLASSES):
            for number in range(count):
                picture = io.BytesIO()
                Image.fromarray(255 - image(label, number)).save(picture, "PNG")
                archive.writestr(f"forms/{name}/{number}.png", picture.getvalue())
    return file.getvalue()


def send(visitor: Page, name: str, content: bytes) -> None:
    visitor.locator("input[type=file]").set_input_files(
        {"name": name, "mimeType": "application/zip", "buffer": content}
    )


def test_pictures_are_imported_explored_learned_and_evaluated(visitor: Page) -> None:
    visitor.goto("/data")
    send(visitor, "forms.zip", folders(40))
    expect(visitor.get_by_role("img", name="forms/box/0.png as an image")).to_be_visible()
    visitor.get_by_text("Inverted", exact=True).click()
    visitor.get_by_role("textbox", name="Name", exact=True).fill("Forms")
    visitor.get_by_role("button", name="Import", exact=True).click()
    expect(visitor.get_by_text(re.compile("^120 images: "))).to_be_visible()
    visitor.get_by_role("button", name="Explore", exact=True).nth(1).click()
    visitor.wait_for_url(re.compile(r"/explore\?dataset=forms-[0-9a-f]{6}$"))
    gallery = visitor.get_by_role("listbox", name="Images of train")
    expect(gallery.get_by_role("option").first).to_have_attribute("aria-label", re.compile("^box"))
    visitor.get_by_role("button", name="upright bar").click()
    expect(gallery.get_by_role("option").first).to_have_attribute("aria-label", re.compile("^upright bar"))
    visitor.reload()
    expect(gallery.get_by_role("option").first).to_have_attribute("aria-label", re.compile("^upright bar"))
    open_page(visitor, "Train")
    visitor.get_by_role("button", name="Train", exact=True).click()
    wait_for_end(visitor)
    open_page(visitor, "Evaluate")
    expect(visitor.get_by_role("button", name=re.compile("^True box, predicted box"))).to_be_visible()
    open_page(visitor, "Data sets")
    visitor.get_by_role("button", name="Rename", exact=True).click()
    dialog = visitor.get_by_role("dialog")
    dialog.get_by_role("textbox", name="Class names, one a line").fill("square\nupright bar\nflat bar")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog).to_have_count(0)
    open_page(visitor, "Evaluate")
    expect(visitor.get_by_role("button", name=re.compile("^True square, predicted square"))).to_be_visible()


def test_pictures_that_are_none_are_named(visitor: Page) -> None:
    visitor.goto("/data")
    send(visitor, "broken.zip", broken_zip())
    visitor.get_by_role("textbox", name="Name", exact=True).fill("Broken")
    visitor.get_by_role("button", name="Import", exact=True).click()
    expect(visitor.get_by_text(re.compile("2 pictures cannot be taken"))).to_contain_text("box/<b>1.png")
    visitor.get_by_role("button", name="Remove").click()
    expect(visitor.get_by_text(re.compile("2 pictures cannot be taken"))).to_have_count(0)
