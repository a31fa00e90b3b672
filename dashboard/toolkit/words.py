"""Numbers, times and typed text as words on a page."""

import math
import re
from datetime import UTC, datetime

from core.person import Person
from core.runs.expected_time import ExpectedTime
from core.runs.state import State
from core.text import counted

JOINER = "\u2060"
"""The word joiner, a sign that is not seen and keeps its neighbours apart."""

_MARKDOWN_SIGN = re.compile(r"[!-/:-@\[-`{-~]")
_LINK = r"(?<=https:)(?=//)|(?<=http:)(?=//)|(?<=www)(?=\.)|(?=@)"
_SHORTCODE = r"(?<=:)(?=[\w+-]+:)"
_ARROW = r"(?<=[-<>=~])(?=[-<>=])"
_INSIDE = re.compile("|".join([_LINK, _SHORTCODE, _ARROW]), re.IGNORECASE)


def plain(text: str) -> str:
    """Text that people typed, safe where Streamlit reads Markdown: every sign stands for itself.

    Addresses, shortcodes such as `:smile:` and arrows become links, pictures and other signs even where each
    sign of theirs is escaped, so a `JOINER` is put into them.
    """
    return _MARKDOWN_SIGN.sub(r"\\\g<0>", _INSIDE.sub(JOINER, text))


def percent(share: float) -> str:
    """A share of 0..1 as percent with two decimals."""
    return f"{share * 100:.2f}%"


def epochs_text(position: float, total: int) -> str:
    """How many epochs were trained of how many: "3 of 3", "0.6 of 10" for one stopped on its way.

    Args:
        position: Epochs trained, with their fraction; cut to a tenth, or near 0 to a hundredth, so that
            nothing looks complete early and what has begun does not look as if it had not.
        total: Epochs asked for.
    """
    parts = 100 if position < 0.1 else 10
    return f"{math.floor(round(position * parts, 6)) / parts:g} of {total:,}"


def counted_images(count: int, kind: str = "") -> str:
    """Such as "1 image" or, of the kind "test", "1,012 test images"."""
    noun = f"{kind} image" if kind else "image"
    return counted(count, noun)


def queue_words(ahead: int) -> str:
    """Where a queued run stands, by how many live runs came before it."""
    return f"Queued: {counted(ahead, 'run')} ahead" if ahead else "Queued: next in line"


def person_word(person: Person) -> str:
    """What a person is called."""
    return person.name or "Guest"


_STATES = {
    State.QUEUED: "queued",
    State.RUNNING: "running",
    State.PAUSED: "paused",
    State.FINISHED: "finished",
    State.STOPPED: "stopped",
    State.FAILED: "failed",
    State.INTERRUPTED: "interrupted",
}


def state_word(state: State) -> str:
    """Where a run stands, as the end of a sentence such as "It is queued"."""
    return _STATES[state]


def duration(seconds: float | None) -> str:
    """Seconds in words: "8 s", "3 min 20 s", "1 h 5 min"; a dash for None."""
    if seconds is None:
        return "–"
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours} h {minutes} min"
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"


def rough_duration(seconds: float) -> str:
    """As `duration`, but no finer than it is known: "about 25 s", "about 2 min 40 s", "about 15 min"."""
    step = 5 if seconds < 90 else 10 if seconds < 600 else 60
    return f"about {duration(max(step, round(seconds / step) * step)).removesuffix(' 0 s')}"


def expected_words(expected: ExpectedTime) -> str:
    """As `rough_duration`; "roughly 25 s" where only the multiplications of the model say it."""
    words = rough_duration(expected.seconds)
    return words.replace("about", "roughly") if expected.basis == "multiplications" else words


def age(then: float) -> str:
    """How long ago a time (seconds since the epoch) was, roughly."""
    seconds = max(0.0, datetime.now(UTC).timestamp() - then)
    for limit, size, unit in ((90, 1, "s"), (90 * 60, 60, "min"), (36 * 3600, 3600, "h")):
        if seconds < limit:
            return f"{seconds / size:.0f} {unit} ago"
    return f"{seconds / 86400:.0f} days ago"
