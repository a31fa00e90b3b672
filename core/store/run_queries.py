"""A question for runs as SQL."""

from core.data.datasets import DEFAULT_DATASET
from core.runs.query import RunOrder, RunQuery
from core.store.database import Values

_RUNNING = "(SELECT count(*) FROM run AS other WHERE other.state = 'running' AND other.person = run.person)"
_OWN_BEFORE = (
    "(SELECT count(*) FROM run AS other WHERE other.state = 'queued' AND other.person = run.person"
    " AND (other.queued, other.number) < (run.queued, run.number))"
)
_LAST_START = (
    "coalesce((SELECT other.started FROM run AS other WHERE other.person = run.person"
    " AND other.state <> 'queued' ORDER BY other.started DESC LIMIT 1), 0)"
)

FAIR = (
    f"run.state = 'queued', {_RUNNING} + {_OWN_BEFORE}, {_OWN_BEFORE}, {_LAST_START}, run.queued, run.number"
)
"""What comes first among runs that train or wait, as a list of terms.

So people take turns: each of a person's trainings, and each of their earlier runs in the queue, puts their
next one back; and of two people the one comes first whose last training started earlier, or will.
"""

DATASET = (
    "CASE WHEN json_valid(run.manifest)"
    f" THEN coalesce(json_extract(run.manifest, '$.dataset'), '{DEFAULT_DATASET}') END"
)
"""The name of a run's data set."""

PARENT = "iif(json_valid(run.manifest), json_extract(run.manifest, '$.origin.run'), NULL)"
"""The id of the run from which a run was forked; there is an index of it."""

ORDERS: dict[RunOrder, str] = {
    "newest": "run.number DESC",
    "oldest": "run.number",
    "waiting": FAIR,
    "accuracy": "run.accuracy DESC, run.number DESC",
    "validation": "run.best_validation DESC, run.number",
    "name": "run.name COLLATE NOCASE, run.number",
}


def where_clause(query: RunQuery) -> tuple[str, Values]:
    """The WHERE clause of a query, empty if it asks for every run, and its values."""
    parts: list[str] = []
    values: list[object] = []
    if query.states:
        parts.append(f"run.state IN ({', '.join('?' * len(query.states))})")
        values += query.states
    for part, wanted in (
        ("run.person = ?", query.owner),
        ("run.preset = ?", query.preset),
        (f"{DATASET} = ?", query.dataset),
        (f"{PARENT} = ?", query.parent),
        ("run.id IN (SELECT trial.run FROM trial WHERE trial.sweep = ?)", query.sweep),
        ("run.created < ?", query.before),
    ):
        if wanted:
            parts.append(part)
            values.append(wanted)
    for is_wanted, part in (
        (query.order == "validation", "run.best_validation IS NOT NULL"),
        (query.has_epochs, "run.epochs_done > 0"),
    ):
        if is_wanted:
            parts.append(part)
    if query.has_model is not None:
        parts.append(f"run.model_sha256 IS {'NOT ' if query.has_model else ''}NULL")
    if query.text:
        sought = query.text.casefold()
        parts.append(
            "(instr(casefold(run.name), ?) OR instr(run.id, ?) = 1"
            " OR run.person IN (SELECT id FROM person WHERE instr(casefold(name), ?)))"
        )
        values += [sought] * 3
    return f"WHERE {' AND '.join(parts)}" if parts else "", values
