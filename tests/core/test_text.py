"""Sentences as data."""

import pytest

from core.text import ExplainedError, Text, counted, text, verbatim, whole_number


def test_a_text_says_its_facts_and_comes_back_from_json() -> None:
    told = text("{count:,} images of {split}", count=55_000, split="train")
    assert str(told) == "55,000 images of train"
    assert Text.from_json(told.to_json()) == told


def test_the_words_of_others_are_never_read_as_a_template() -> None:
    assert str(verbatim("ValueError: {x!r} {0} {}")) == "ValueError: {x!r} {0} {}"


@pytest.mark.parametrize("template", ["{missing}", "{", "{0}", "{count.real.missing}", "{count:q}"])
def test_a_template_that_does_not_fit_its_facts_is_shown_as_it_is(template: str) -> None:
    assert str(Text(template, {"count": 1})) == template


@pytest.mark.parametrize("kept", ["It broke.", "[]", '{"facts": {}}', '{"template": "x", "facts": 1}'])
def test_a_sentence_of_an_earlier_version_is_taken_as_it_is(kept: str) -> None:
    assert str(Text.from_json(kept)) == kept


def test_an_error_has_its_text_and_says_it_in_english() -> None:
    error = ExplainedError("There is no {thing} here.", thing="run")
    assert (str(error), error.text.facts) == ("There is no run here.", {"thing": "run"})


@pytest.mark.parametrize(
    ("written", "number"),
    [("0", 0), ("017", 17), ("999999999", 999_999_999), ("", None), ("-1", None), ("1.0", None), ("x", None),
     ("0" * 10, None), ("9" * 5_000, None)],
)  # fmt: skip
def test_a_whole_number_of_an_address_is_read_and_anything_else_is_none(
    written: str, number: int | None
) -> None:
    assert whole_number(written) == number


@pytest.mark.parametrize(
    ("number", "words"), [(0, "0 epochs"), (1, "1 epoch"), (1_000, "1,000 epochs"), (0.5, "0.5 epochs")]
)
def test_what_is_counted_is_one_or_several(number: float, words: str) -> None:
    assert counted(number, "epoch") == words
