"""What people may call runs, views, data sets and themselves."""

import re
import unicodedata
from typing import Final

from core.text import ExplainedError

NAME_LIMIT: Final = 60
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
