"""The numbers in the names of runs."""

from core.store.database import Database

MOST_DIGITS = 15
"""A longer number in a name is one that somebody typed, and more than SQLite counts exactly."""


def numbered(database: Database, title: str) -> str:
    """A title with the number after the highest that runs of this title have.

    Ask for it inside the transaction that uses it, so that two runs never get the same number.
    """
    first, behind = f"{title} 0", f"{title} :"  # the sign after 9: between them the index of names serves
    start = len(title) + 2
    query = (
        "SELECT coalesce(max(CAST(substr(name, ?) AS INTEGER)), 0) + 1 AS number FROM run"
        " WHERE name COLLATE NOCASE >= ? AND name COLLATE NOCASE < ?"
        " AND substr(name, ?) NOT GLOB '*[^0-9]*' AND length(name) < ?"
    )
    (row,) = database.rows(query, (start, first, behind, start, start + MOST_DIGITS))
    return f"{title} {row['number']}"
