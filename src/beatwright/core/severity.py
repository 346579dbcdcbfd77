"""Severity classes: how many officers a call needs, what lateness costs, how long it keeps them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from beatwright.base import check
from beatwright.base.errors import Complaints, ParameterError

__all__ = ["Severity", "SeverityClass"]


@dataclass(frozen=True)
class SeverityClass:
    """One severity class.

    Parameters
    ----------
    name : str
        Name of the class.
    officers : int
        Officers that one call needs.
    penalty : float
        Cost of one late call, in dollars.
    service_minutes : float
        Minutes that a call keeps its officers on the scene, on average.
    service_spread : float, optional
        How far single calls lie from that mean where calls are drawn: the standard deviation of the logarithm of the
        minutes, which are lognormal; 0: all alike. Default: the minutes are exponential.
    """

    name: str
    officers: int
    penalty: float
    service_minutes: float
    service_spread: float | None = None

    def __post_init__(self) -> None:
        complaints = Complaints()
        complaints.add(check.text("SeverityClass", "name", self.name))
        complaints.add(check.integer("SeverityClass", "officers", self.officers, 1))
        complaints.add(check.number("SeverityClass", "penalty", self.penalty, 0))
        complaints.add(check.number("SeverityClass", "service_minutes", self.service_minutes, 0))
        complaints.add(check.number("SeverityClass", "service_spread", self.service_spread, 0, optional=True))
        complaints.raise_if_any(ParameterError)


@dataclass(frozen=True)
class Severity:
    """The severity table, from the least severe class to the most severe.

    The default has three classes with the officers (2, 4, 8) and lateness penalties (500, 10,000 and
    150,000 dollars) of the Cambridge station-location study; the minutes on scene are ours.

    Examples
    --------
    >>> Severity.default().names
    ('low', 'medium', 'high')
    """

    classes: tuple[SeverityClass, ...]

    def __post_init__(self) -> None:
        object.__setattr__(self, "classes", tuple(self.classes))
        complaints = Complaints()
        complaints.need(len(self.classes) > 0, "The severity table is empty. Give it at least one class.")
        complaints.need(
            len(set(self.names)) == len(self.names), f"A severity class is named twice: {', '.join(self.names)}."
        )
        complaints.raise_if_any(ParameterError)

    @classmethod
    def default(cls) -> Severity:
        """Return the three classes low, medium and high."""
        return cls(
            (
                SeverityClass("low", 2, 500.0, 30.0),
                SeverityClass("medium", 4, 10_000.0, 60.0),
                SeverityClass("high", 8, 150_000.0, 120.0),
            )
        )

    def __len__(self) -> int:
        return len(self.classes)

    @property
    def example(self) -> bool:
        """Whether the penalties are those of the example that comes with beatwright: nobody's own dollars.

        >>> Severity.default().example, Severity((SeverityClass("low", 2, 750.0, 30.0),)).example
        (True, False)
        """
        penalties = {one.name: one.penalty for one in Severity.default().classes}
        return all(one.name in penalties and one.penalty == penalties[one.name] for one in self.classes)

    @property
    def cost_name(self) -> str:
        """What the cost of late calls is called: as a fact only where the user gave the penalties."""
        return "lateness cost (example penalties)" if self.example else "lateness cost"

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the classes, in order."""
        return tuple(c.name for c in self.classes)

    def position(self, name: str) -> int:
        """Return the position of the class `name`.

        Raises
        ------
        ParameterError
            Where there is no such class.
        """
        if name not in self.names:
            raise ParameterError(f"There is no severity class '{name}'. {check.did_you_mean(name, self.names)}")
        return self.names.index(name)

    def to_list(self) -> list[dict[str, Any]]:
        """Return plain values for JSON; a spread that is not given is left out, as before there was one."""
        return [{name: value for name, value in vars(c).items() if value is not None} for c in self.classes]

    @classmethod
    def from_list(cls, rows: list[dict[str, Any]]) -> Severity:
        """Read what `to_list` wrote."""
        return cls(tuple(SeverityClass(**row) for row in rows))
