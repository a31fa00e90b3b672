"""The combinations of the values of a search space."""

import itertools
import math
from collections.abc import Iterator

from core.sweeps.space import Choices, Range, SearchSpace, SettingName, Value
from core.sweeps.variables import VARIABLES, SpaceError


def combination_count(space: SearchSpace) -> int | None:
    """How many combinations there are; None where a range has more values than can be listed."""
    listed = [dimension.listed for dimension in space.values()]
    return None if None in listed else math.prod(len(values or ()) for values in listed)


def combinations(space: SearchSpace) -> Iterator[dict[str, Value]]:
    """Each combination once; the last setting changes fastest.

    Raises:
        SpaceError: If a setting is a range whose values cannot be listed.
    """
    listed = {name: _listed(name, dimension) for name, dimension in space.items()}
    return (dict(zip(listed, values, strict=True)) for values in itertools.product(*listed.values()))


def _listed(name: SettingName, dimension: Choices | Range) -> tuple[Value, ...]:
    if (values := dimension.listed) is None:
        variable = VARIABLES[name]
        raise SpaceError(
            name, "A grid needs a list for {label}, not a range; or choose the sampler random or TPE.",
            label=variable.label.lower(),
        )  # fmt: skip
    return values
