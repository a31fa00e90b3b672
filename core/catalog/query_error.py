"""What is wrong with a query."""

from core.text import ExplainedError


class QueryError(ExplainedError, ValueError):
    """A query that nobody can answer; the message says what to write instead."""
