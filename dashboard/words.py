"""Numbers, times and typed text as words on a page."""

import re
from datetime import UTC, datetime

_MARKDOWN_SIGN = re.compile(r"[!-/:-@\[-`{-~]")


def plain(text: str) -> str:
    """Text that people typed, safe where Streamlit reads Markdown: every sign stands for itself."""
    return _MARKDOWN_SIGN.sub(r"\\\g<0>", text)


def percent(share: float) -> str:
    """A share of 0..1 as percent with two decimals."""
    return f"{share * 100:.2f} %"


def duration(seconds: float | None) -> str:
    """Seconds in words: "8 s", "3 min 20 s", "1 h 5 min"; a dash for None."""
    if seconds is None:
        return "–"
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours} h {minutes} min"
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"


def age(then: float) -> str:
    """How long ago a time (seconds since the epoch) was, roughly."""
    seconds = max(0.0, datetime.now(UTC).timestamp() - then)
    for limit, size, unit in ((90, 1, "s"), (90 * 60, 60, "min"), (36 * 3600, 3600, "h")):
        if seconds < limit:
            return f"{seconds / size:.0f} {unit} ago"
    return f"{seconds / 86400:.0f} days ago"
