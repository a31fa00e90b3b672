"""Who acts: a person, by an id that stays and a name that may change."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Person:
    """Somebody who uses the lab.

    Attributes:
        id: What the lab knows the person by.
        name: What the person goes by; empty if it is not known.
    """

    id: str
    name: str = ""
