"""Several models side by side on the same picture: what each predicts, and how long it takes."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

import streamlit as st

from core.data.dataset import Dataset
from core.data.datasets import DEFAULT_DATASET
from core.recognition.recognition import Recognition
from core.recognition.shipped import SHIPPED, ShippedModel, shipped_model
from core.recognition.shipped_file import DamagedModelError
from core.recognition.timed_answer import TIMES, TimedAnswer, timed_answer
from core.runs.query import RunQuery
from core.runs.run import NoModelError, Run, UnknownRunError
from core.runs.whole_files import DamagedFileError
from dashboard.toolkit.bars import percent_text
from dashboard.toolkit.caches import predictor
from dashboard.toolkit.layout import colours, show_note
from dashboard.toolkit.slots import WidgetSlot
from dashboard.toolkit.state import lab
from dashboard.toolkit.words import plain
from dashboard.views.draw.prediction import learned_by

_PARAMETER: Final = "against"
_OPEN: WidgetSlot[bool] = WidgetSlot("models", bool)
_CHOSEN: WidgetSlot[list[str]] = WidgetSlot("compared-models", list)

MOST: Final = 8
AT_FIRST: Final = 4
"""So many of the newest models are compared before anybody has chosen."""

_OFFERED: Final = RunQuery(has_model=True, limit=200)
_NONE: Final = "none"
_HEADS: Final = ("Model", "Prediction", "Confidence", "Next", "Time")


@dataclass(frozen=True)
class _Line:
    """A model's line in the table; without an answer, `trouble` says why."""

    name: str
    answer: TimedAnswer | None
    trouble: str = ""


def show_comparison(found: Recognition, model: Run | ShippedModel) -> None:
    """What opens to the answers of several models that have learned the same data set."""
    _OPEN.default(_PARAMETER in st.query_params)  # such as by a link
    opened = st.expander("Compare models", key=_OPEN.key, on_change="rerun")
    if not opened.open:
        return
    learned = learned_by(model)
    with opened:
        others = _choose(_offered(learned, model))
        lines = [_line(each, found) for each in (model, *others)]
        st.markdown(_words(lines, found.digit, learned.classes))
        st.html(_table(lines, found.digit, learned.classes))
        show_note(
            f"All of them have learned {plain(learned.title)} and get the same 28 × 28 pixels. Time: one"
            f" answer on the machine that serves this page, the median of {TIMES}."
        )


def _offered(learned: Dataset, model: Run | ShippedModel) -> dict[str, Run | ShippedModel]:
    """The other models that have learned a data set, by what the address calls them, the newest first."""
    runs = [run for run in lab().runs(_OFFERED) if run.manifest.dataset == learned.name and run != model]
    found: dict[str, Run | ShippedModel] = {run.id: run for run in runs}
    if learned.name == DEFAULT_DATASET and not isinstance(model, ShippedModel):
        return {SHIPPED: shipped_model(), **found}
    return found


def _choose(offered: Mapping[str, Run | ShippedModel]) -> Sequence[Run | ShippedModel]:
    """The models that are compared with the one on the page; they stand in the address."""
    if not offered:
        st.info("There is no other model that has learned this data set.")
        return []
    written = st.query_params.get(_PARAMETER)
    names = list(offered)[:AT_FIRST] if written is None else written.split(",")
    _CHOSEN.set([name for name in dict.fromkeys(names) if name in offered][:MOST])
    chosen = st.multiselect(
        "Compare with",
        list(offered),
        format_func=lambda name: _name(offered[name]),
        key=_CHOSEN.key,
        on_change=_write,
        max_selections=MOST,
        placeholder="Choose models",
    )
    return [offered[name] for name in chosen]


def _write() -> None:
    st.query_params[_PARAMETER] = ",".join(_CHOSEN.get() or [_NONE])


def _name(model: Run | ShippedModel) -> str:
    return model.title if isinstance(model, ShippedModel) else model.name


def _line(model: Run | ShippedModel, found: Recognition) -> _Line:
    try:
        return _Line(_name(model), timed_answer(found.prepared.image, predictor(model)))
    except (DamagedFileError, DamagedModelError, NoModelError, UnknownRunError) as error:
        return _Line(_name(model), None, str(error))


def _words(lines: Sequence[_Line], expected: int, classes: Sequence[str]) -> str:
    """Whether they agree with the prediction on the page, which is that of the first."""
    votes = Counter(line.answer.label for line in lines if line.answer is not None)
    count, name = votes.total(), plain(classes[expected])
    agreeing = votes.pop(expected)
    if not votes:
        return f"All {count} models predict {name}." if count > 1 else ""
    others = ", ".join(
        f"{each} {'predicts' if each == 1 else 'predict'} {plain(classes[label])}"
        for label, each in votes.most_common()
    )
    return f"**{count - agreeing} of {count} models disagree with {name}:** {others}."


def _table(lines: Sequence[_Line], expected: int, classes: Sequence[str]) -> str:
    """A line a model, as HTML, in which other predictions than the expected stand out."""
    palette = colours()
    look = f"--line: {palette.line}; --muted: {palette.muted}; --paper: {palette.background}"
    look += f"; --error: {palette.error}"
    heads = "".join(f'<th scope="col">{head}</th>' for head in _HEADS)
    body = "".join(_row(line, expected, classes) for line in lines)
    return (
        '<div class="comparison answers" tabindex="0" role="region" aria-label="Answers of the models"'
        f' style="{look}"><table><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table></div>'
    )


def _row(line: _Line, expected: int, classes: Sequence[str]) -> str:
    head = f'<th scope="row">{escape(line.name)}</th>'
    if line.answer is None:
        return f'<tr>{head}<td colspan="4">{escape(line.trouble)}</td></tr>'
    shares = line.answer.probabilities
    label, following = (-shares).argsort(kind="stable")[:2].tolist()
    is_other = label != expected
    cells = (
        f"<b>{escape(classes[label])}</b>{' disagrees' if is_other else ''}",
        escape(percent_text(float(shares[label]))),
        escape(f"{classes[following]}, {percent_text(float(shares[following]))}"),
        f"{line.answer.seconds * 1000:.2f} ms",
    )
    told = "".join(f"<td>{cell}</td>" for cell in cells)
    return f"<tr{' class=other' if is_other else ''}>{head}{told}</tr>"
