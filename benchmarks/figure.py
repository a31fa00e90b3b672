"""A line of a benchmark's table, and what stands around it."""

import os
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """One line of the table.

    Attributes:
        what: What was measured.
        measured: The figure, in `unit`.
        unit: Such as "s" or "KB" (1,000 bytes).
        budget: What it may be at most; None if nothing was promised.
        plain: The same of something plain on the same machine at the same time.
    """

    what: str
    measured: float
    unit: str
    budget: float | None = None
    plain: float | None = None

    def __str__(self) -> str:
        """The line."""
        plain = "-" if self.plain is None else f"{self.measured / self.plain:.2f}x"
        return f"{self.what:54}{self.measured:9.2f} {self.unit:3}{self._verdict()}{plain:>15}"

    def _verdict(self) -> str:
        if self.budget is None:
            return f"{'-':>9}{'-':>10}{'-':>7}"
        ratio = f"{self.measured / self.budget:.2f}" if self.budget else "-"
        return f"{self.budget:9.2f}{ratio:>10}{'ok' if self.measured <= self.budget else 'over':>7}"


def print_table(figures: Iterable[Figure], plain: str) -> None:
    """Prints figures as they come, and how busy the machine was; `plain` names what each is compared with."""
    print(machine("Start"))
    print(f"\n{_heading(plain)}")
    for figure in figures:
        print(figure, flush=True)
    print(f"\n{machine('End')}")


def _heading(plain: str) -> str:
    """The line above figures."""
    return f"{'what':54}{'measured':>13}{'budget':>9}{'/ budget':>10}{'':7}{'/ ' + plain:>15}"


def machine(moment: str) -> str:
    """How many cores there are and how busy they are at this moment."""
    load = ", ".join(f"{load:.1f}" for load in os.getloadavg())
    return f"{moment}: {os.cpu_count()} cores, load average {load} (over 1, 5 and 15 minutes)"
