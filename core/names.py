"""What people may call runs, views, data sets, their classes and themselves."""

import re
import unicodedata
from collections.abc import Sequence
from typing import Final

from core.text import ExplainedError

NAME_LIMIT: Final = 60
CLASS_NAME_LIMIT: Final = 40
_JOINERS = "\u200d\ufe0f"  # they make one emoji of several


class WishError(ExplainedError, ValueError):
    """A wish that cannot be fulfilled; its message says why and what to do, in one sentence."""


def checked_name(name: str) -> str:
    """The name with single spaces and without signs that cannot be seen.

    Raises:
        WishError: If it is empty or too long.
    """
    name = "".join(sign for sign in " ".join(name.split()) if sign.isprintable() or sign in _JOINERS)
    if not 1 <= len(name) <= NAME_LIMIT:
        raise WishError(
            "A name has 1 to {limit} letters or signs; this one has {count}.",
            limit=NAME_LIMIT,
            count=len(name),
        )
    return name


def is_class_name(name: str) -> bool:
    """Whether a class may be called so: a comma parts names in addresses, and a sheet computes formulas."""
    is_formula = len(name) > 1 and name[0] in "=+-@"
    seen = "".join(sign for sign in name if sign not in _JOINERS)
    is_seen = bool(seen.strip()) and seen.isprintable()
    return is_seen and len(name) <= CLASS_NAME_LIMIT and "," not in name and not is_formula


def checked_class_names(names: Sequence[str]) -> tuple[str, ...]:
    """The names of the classes of a data set with single spaces.

    Raises:
        WishError: If two are the same, or one is no name of a class.
    """
    names = tuple(" ".join(name.split()) for name in names)
    if wrong := [name for name in names if not is_class_name(name)]:
        raise WishError(
            "{name} is no class name of 1 to {limit} letters without a comma.",
            name=repr(wrong[0][:50]), limit=CLASS_NAME_LIMIT,
        )  # fmt: skip
    if twice := [name for k, name in enumerate(names) if name in names[:k]]:
        raise WishError("Two classes have the same name, {name}; give each its own.", name=twice[0])
    return names


def is_dataset_name(name: str) -> bool:
    """Whether a data set may be called so in manifests, addresses and file names."""
    return re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,63}", name) is not None


def dataset_name(title: str, made_of: str) -> str:
    """What manifests and addresses call a data set, such as `fashion-mnist-3f2a9c`.

    It stands for the images too, so that no cache takes those of another data set of that title for them.

    Args:
        title: What people call it.
        made_of: SHA-256 of all that it is made of, in hexadecimal.
    """
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    words = re.sub("[^a-z0-9]+", "-", plain).strip("-") or "data"
    return f"{words[:48].strip('-')}-{made_of[:6]}"
