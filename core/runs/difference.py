"""In what two trainings differ, in words."""

from core.runs.description import Described, Find, differences


def difference_words(described: Described, other: Described, find: Find) -> str:
    """Such as "Learning rate 0.001 instead of 0.003; epochs 10 instead of 3"; empty if nothing differs.

    Args:
        described: The training of which it is said.
        other: The one with which it is compared.
        find: Finds a data set by its name.
    """
    found = differences([described, other], find)
    words = "; ".join(
        f"{label[0].lower()}{label[1:]} {own} instead of {others}" for label, (own, others) in found.items()
    )
    return words[:1].upper() + words[1:]
