"""What is wrong with a query."""

from core.text import ExplainedError


class QueryError(ExplainedError, ValueError):
    """A query that nobody can answer; the message says what to write instead."""


class NotComputedYetError(QueryError):
    """The query needs what a job has not computed yet."""

    def __init__(self) -> None:
        super().__init__(
            "The activations in this run's last hidden layer are not computed yet;"
            " open Hidden layer on Explore's map once."
        )
