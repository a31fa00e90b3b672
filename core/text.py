"""Sentences as data: a template with its facts, so that each can be said in another language.

The English template is the key under which a catalogue of another language finds its own, as in gettext.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

Fact = str | int | float

_LONGEST_NUMBER = 9


@dataclass(frozen=True)
class Text:
    """A sentence, or a few.

    Attributes:
        template: English, with the names of facts in braces as in `str.format`.
        facts: What stands in for each name.
    """

    template: str
    facts: Mapping[str, Fact] = field(default_factory=dict, hash=False)

    def __str__(self) -> str:
        """The sentence in English."""
        try:
            return self.template.format_map(self.facts)
        except (
            LookupError,
            ValueError,
            AttributeError,
            TypeError,
        ):  # it came from a file that somebody changed
            return self.template

    def to_json(self) -> str:
        """The text as the database and messages between processes hold it."""
        return json.dumps({"template": self.template, "facts": dict(self.facts)}, ensure_ascii=False)

    @classmethod
    def from_json(cls, kept: str) -> "Text":
        """The text of what `to_json` returned; anything else is a sentence of an earlier version."""
        try:
            found = json.loads(kept)
            return cls(str(found["template"]), dict(found["facts"]))
        except (ValueError, TypeError, LookupError):
            return verbatim(kept)


def text(template: str, **facts: Fact) -> Text:
    """A template with its facts."""
    return Text(template, facts)


def counted(number: float, noun: str) -> str:
    """A number and what it counts, such as "1 epoch", "1,000 epochs" or "0.5 minutes"."""
    return f"{number:,.15g} {noun if number == 1 else noun + 's'}"


def verbatim(sentence: str) -> Text:
    """A sentence that somebody else has written, such as another program's error."""
    return Text("{sentence}", {"sentence": sentence})


class ExplainedError(Exception):
    """An error whose message is a `Text`.

    Attributes:
        text: The message; `str` of the error gives it in English.
    """

    def __init__(self, template: str, **facts: Fact) -> None:
        self.text = Text(template, facts)
        super().__init__(str(self.text))


def whole_number(written: str) -> int | None:
    """The whole number, from 0, that somebody has written into an address; None if it is none or too long."""
    return int(written) if written.isdecimal() and len(written) <= _LONGEST_NUMBER else None
