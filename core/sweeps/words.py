"""The settings of a trial in words."""

from core.sweeps.space import Values, value_text
from core.sweeps.variables import VARIABLES


def values_words(values: Values) -> str:
    """Such as "learning rate 0.003, width 0.5"."""
    return ", ".join(
        f"{variable.label.lower()} {value_text(values[name])}"
        for name, variable in VARIABLES.items()
        if name in values
    )
