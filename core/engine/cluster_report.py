"""What people are told of an existing cluster whose workers cannot be used, or not all of them."""

from collections.abc import Collection, Mapping

from core.text import Text, text

MOST_NAMED = 2


def no_scheduler(address: str) -> Text:
    """Nothing answers where a scheduler should be."""
    return text(
        "No Dask scheduler answers at {address}; check that it runs and that the certificates are right."
        " Queued runs wait.",
        address=address,
    )


def obstacle(address: str, workers: Collection[str], refusals: Mapping[str, Text]) -> Text | None:
    """Why nothing can be done at a cluster; None if something can.

    Args:
        address: Of its scheduler.
        workers: The addresses of its workers that can be used.
        refusals: Why each of the others cannot.
    """
    if workers:
        return None
    if not refusals:
        return text("The Dask scheduler at {address} has no workers. Queued runs wait.", address=address)
    return text("{refusals} Queued runs wait for a worker.", refusals=_named(refusals))


def notice(workers: Collection[str], refusals: Mapping[str, Text]) -> Text | None:
    """Which workers are not used, and why, while others are; None if all are."""
    return text("{refusals}", refusals=_named(refusals)) if workers and refusals else None


def _named(refusals: Mapping[str, Text]) -> str:
    named = [str(refusals[address]) for address in sorted(refusals)[:MOST_NAMED]]
    more = len(refusals) - len(named)
    return " ".join([*named, f"So it is with {more} more."] if more else named)
