"""What is wrong with a field, in a sentence under it."""

from html import escape

from dashboard.toolkit.layout import colours


def field_error(sentence: str) -> str:
    """A sentence under its field as HTML, which a screen reader says at once."""
    return f'<p class="field-error" role="alert" style="--error: {colours().error}">{escape(sentence)}</p>'
