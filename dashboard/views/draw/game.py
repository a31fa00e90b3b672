"""Write these ten digits: each is kept with the label that was asked for; at the end, the hardest to read."""

from html import escape
from typing import Final

import numpy as np
import streamlit as st
from streamlit_drawable_canvas import st_canvas

from core.drawing_acts import DrawingActs
from core.drawings.drawing import NewDrawing
from core.drawings.round import DIGITS, Written
from core.drawings.source import source_png, strokes_json
from core.drawn_set import DRAWN
from core.names import NAME_LIMIT, WishError, checked_name
from core.permissions import NotAllowedError
from core.recognition.detector import digit_detector
from core.recognition.form import reads_digits
from core.recognition.picture import PictureError, decode_picture
from core.recognition.recognition import Recognition, recognise_pixels
from core.recognition.shipped import ShippedModel, shipped_model
from core.recognition.shipped_file import DamagedModelError
from core.runs.run import Run
from dashboard.toolkit.bars import percent_text
from dashboard.toolkit.caches import predictor
from dashboard.toolkit.components.canvas_tools import fit_canvas
from dashboard.toolkit.components.copy_link import copy_link
from dashboard.toolkit.layout import EndOfPage, colours, show_heading, show_note
from dashboard.toolkit.links import link
from dashboard.toolkit.model_chooser import choose_model
from dashboard.toolkit.pictures import picture_html
from dashboard.toolkit.slots import WidgetSlot
from dashboard.toolkit.state import Writing, session, trainer
from dashboard.toolkit.theme import palette
from dashboard.toolkit.words import plain
from dashboard.views.draw.canvas import CANVAS_SIDE_PIXELS
from dashboard.views.draw.correction import answer_of
from dashboard.views.draw.prediction import form_for, learned_by, words_of_model

PEN_PIXELS: Final = 42
"""Of the canvas; everybody writes with the same pen."""

_PARAMETER: Final = "write"
_ASKED: Final = "digits"
_COLLECTION: Final = "collection"
"""What an address calls those that write together, such as a class."""

_LINK_NAME: WidgetSlot[str] = WidgetSlot("link-collection", str)


def offer_game(model: Run | ShippedModel) -> None:
    """A way to the game from an empty canvas, where the model reads digits."""
    if reads_digits(learned_by(model), form_for(model)):
        link("draw", "Write ten digits and see which are hardest to read", **{_PARAMETER: _ASKED})


def show_game_if_asked() -> None:
    """Shows the game where the address asks for it; the page ends then.

    Raises:
        EndOfPage: Where it was shown.
    """
    if st.query_params.get(_PARAMETER) != _ASKED:
        return
    show_heading("Write ten digits", "Write as you always do. At the end you see which are hardest to read.")
    chosen = choose_model()
    model = chosen if reads_digits(learned_by(chosen), form_for(chosen)) else shipped_model()
    writing = session().writing
    if writing.round.asked is None:
        _show_end(writing, model)
    else:
        _ask(writing, writing.round.asked, model)
    raise EndOfPage


def _ask(writing: Writing, asked: int, model: Run | ShippedModel) -> None:
    """The digit that is to be written, the sheet for it, and what was written so far."""
    place = len(writing.round.written) + 1
    with st.container(horizontal=True, gap="medium"):
        sheet, beside = st.container(key="sheet"), st.container(key="beside-sheet")
    with sheet:
        with st.container(horizontal=True, horizontal_alignment="distribute", key="asked"):
            st.markdown(f"Write a **{asked}**", width="content")
            st.markdown(f":gray[{place} of {DIGITS}]", width="content")
        picture, strokes = _show_canvas(writing)
        with st.container(
            horizontal=True,
            horizontal_alignment="distribute",
            vertical_alignment="center",
            key="writing-tools",
        ):
            st.button("Clear", key="clear", on_click=writing.clear)
            label = "Next" if place < DIGITS else "Done"
            is_done = st.button(label, key="next-digit", type="primary", disabled=picture is None)
        hint_colour = palette(writing.paper or colours().kind).muted
        fit_canvas(
            hint="" if picture else f"Write a {asked} here",
            hint_colour=hint_colour,
            number=writing.cleared * DIGITS + place,
        )
    with beside:
        if is_done and picture is not None:
            _take(writing, asked, picture, strokes, model)
        if writing.trouble:
            st.warning(plain(writing.trouble))
        st.html(_written_html(writing.round.written))
        collection = _collection()
        marked = f", marked as {collection}" if collection else ""
        show_note(
            plain(
                "Each digit is kept in the drawn set of this lab, with your name if you have given one"
                f"{marked}. You can delete yours at the end, or on Data sets."
            )
        )


def _show_canvas(writing: Writing) -> tuple[bytes | None, dict[str, object] | None]:
    """An empty sheet for each digit; returns what stands on it as a PNG, or None, and the strokes."""
    writing.paper = writing.paper or colours().kind
    sheet = palette(writing.paper)
    drawing = st_canvas(
        stroke_width=PEN_PIXELS,
        stroke_color=sheet.text,
        background_color=sheet.surface,
        width=CANVAS_SIDE_PIXELS,
        height=CANVAS_SIDE_PIXELS,
        return_image_data=True,
        key=f"write-{writing.round.token}-{len(writing.round.written)}-{writing.cleared}",
    )
    is_blank = not (drawing.json_data and drawing.json_data.get("objects"))
    return (None if is_blank else drawing.image_bytes), drawing.json_data


def _take(
    writing: Writing, asked: int, picture: bytes, strokes: dict[str, object] | None, model: Run | ShippedModel
) -> None:
    """Keeps a digit and goes on to the next; what is no digit stays on the sheet."""
    try:
        pixels = decode_picture(picture)
        found = recognise_pixels(pixels, predictor(model))
    except PictureError as error:
        st.warning(plain(str(error)))
        return
    if writing.doubts(found.prepared.image) and not _is_one_digit(found):
        st.warning("This does not look like one digit. Clear it and write again, or press the button again.")
        return
    new = NewDrawing(
        image=found.prepared.image,
        label=asked,
        answer=answer_of(model, found.digit, float(found.probabilities.max())),
        kind="asked",
        source=source_png(pixels, found.prepared.box),
        strokes=strokes_json(strokes, palette(writing.paper or colours().kind).surface),
        collection=_collection(),
    )
    drawing_id, writing.trouble = None, ""
    try:
        drawing_id = DrawingActs(trainer()).keep(new).id
    except (WishError, NotAllowedError) as error:
        writing.trouble = f"What you write is not kept. {error}"
    writing.go_on(Written(asked, found.prepared.image, found.probabilities, drawing_id))
    st.rerun()


def _is_one_digit(found: Recognition) -> bool:
    try:
        detector = digit_detector()
    except DamagedModelError:
        return True
    return bool(detector.probabilities(found.prepared.image[np.newaxis])[0] >= detector.threshold)


def _collection() -> str:
    """The name of the collection in the address, if it is one."""
    try:
        return checked_name(st.query_params.get(_COLLECTION, ""))
    except WishError:
        return ""


def _show_end(writing: Writing, model: Run | ShippedModel) -> None:
    done = writing.round
    st.header(f"{done.right} of {len(done.written)} were read as you meant them", anchor=False)
    told = f"The hardest to read first, by the probability of your digit. Read by {words_of_model(model)}."
    st.markdown(f":gray[{told}]")
    st.html(_written_html(done.hardest_first, has_answers=True))
    if writing.trouble:
        st.warning(plain(writing.trouble))
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button("Write ten more", type="primary", on_click=writing.begin)
        if any(each.drawing_id is not None for each in done.written):
            st.button("Delete these from the drawn set", on_click=_delete, args=(writing,))
        link("explore", "See the drawn set", dataset=DRAWN)
    _offer_link()


def _delete(writing: Writing) -> None:
    """Deletes what was written in this round, and begins another one."""
    acts = DrawingActs(trainer())
    for each in writing.round.written:
        if each.drawing_id is not None:
            acts.delete(each.drawing_id)
    writing.begin()
    st.toast("Deleted from the drawn set.")


def _offer_link() -> None:
    """A link for others, with the name of the collection in which they write."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        _LINK_NAME.default(_collection())
        name = st.text_input(
            "Class or group, for a link",
            key=_LINK_NAME.key,
            max_chars=NAME_LIMIT,
            placeholder="Such as Class 7b",
            width=240,
            help="What others write by the link is marked with this name in the drawn set.",
        )
        named = {_COLLECTION: name.strip()} if name.strip() else {}
        copy_link("draw", key="copy-game", label="Copy link to this game", **{_PARAMETER: _ASKED}, **named)


def _written_html(written: tuple[Written, ...] | list[Written], *, has_answers: bool = False) -> str:
    """The digits that were written, as small pictures; with what the model says of each if wanted."""
    figures = "".join(_figure(each, has_answers=has_answers) for each in written)
    look = f"--error: {colours().error}"
    return f'<div class="written" style="{look}">{figures}</div>'


def _figure(written: Written, *, has_answers: bool) -> str:
    picture = picture_html(written.image, f"Your {written.asked}")
    if not has_answers:
        return f"<figure>{picture}</figure>"
    is_wrong = written.predicted != written.asked
    read = f"read as {written.predicted}" if is_wrong else "read rightly"
    kind = ' class="wrong"' if is_wrong else ""
    told = f"<b>{written.asked}</b> {escape(percent_text(written.confidence))}<br>{read}"
    return f"<figure{kind}>{picture}<figcaption>{told}</figcaption></figure>"
