"""Demand: how many calls per hour each zone makes, by scenario, hour and severity."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from beatwright.base.digest import digest_of
from beatwright.base.errors import Complaints, ParameterError

if TYPE_CHECKING:
    from beatwright.core.incidents import Incidents

__all__ = ["HOURS_OF_WEEK", "Demand"]

HOURS_OF_WEEK = 168


@dataclass(frozen=True, eq=False)
class Demand:
    """Calls per hour.

    Parameters
    ----------
    rate : array of float, shape (scenarios, zones, slots, severity classes)
        Calls per hour. A slot is an hour of the week (168 of them, 0 = Monday 00:00), or there is one slot.
    weight : array of float, shape (scenarios,), optional
        Probability of each scenario; default: all alike. Normalised to sum 1.
    severity : tuple of str
        Names of the severity classes.
    hours : float
        Length of the period described, in hours; default: a year. ``rate * hours`` gives counts.
    source : str
        Where the rates come from, for tables.

    Examples
    --------
    >>> import numpy as np
    >>> demand = Demand(np.full((1, 3, 1, 1), 0.5), severity=("any",), hours=24)
    >>> demand.calls
    36.0
    """

    rate: npt.NDArray[np.float64]
    weight: npt.NDArray[np.float64] = None  # type: ignore[assignment]
    severity: tuple[str, ...] = ("low", "medium", "high")
    hours: float = 8766.0
    source: str = ""

    def __post_init__(self) -> None:
        rate = np.array(self.rate, dtype=np.float64)
        count = rate.shape[0] if rate.ndim == 4 else 1
        weight = np.full(count, 1.0) if self.weight is None else np.array(self.weight, dtype=np.float64)
        complaints = Complaints()
        complaints.need(
            rate.ndim == 4 and rate.size > 0,
            f"The 'rate' of Demand must be an array [scenario, zone, slot, severity]. Got shape {rate.shape}.",
        )
        complaints.need(
            bool(np.isfinite(rate).all()) and not bool((rate < 0).any()),
            "The 'rate' parameter of Demand must hold finite values of at least 0.",
        )
        complaints.need(
            weight.shape == (count,) and bool((weight >= 0).all()) and float(weight.sum()) > 0,
            f"The 'weight' parameter of Demand must be {count} values of at least 0, not all 0.",
        )
        complaints.need(
            rate.ndim != 4 or rate.shape[2] in (1, HOURS_OF_WEEK),
            f"Demand must have one slot or {HOURS_OF_WEEK} (hours of the week). Got shape {rate.shape}.",
        )
        complaints.need(
            rate.ndim != 4 or rate.shape[3] == len(self.severity),
            f"Demand has {rate.shape[-1] if rate.ndim else 0} severity classes but {len(self.severity)} names.",
        )
        complaints.need(
            bool(np.isfinite(self.hours)) and self.hours > 0,
            f"The 'hours' parameter of Demand must be a number in (0, inf). Got {self.hours!r}.",
        )
        complaints.raise_if_any(ParameterError, "This demand cannot be used")
        rate.setflags(write=False)
        # Weights that are normalised already stay as they are, so that a file gives back the same demand.
        weight = weight if math.isclose(weight.sum(), 1.0, rel_tol=1e-12) else weight / weight.sum()
        weight.setflags(write=False)
        object.__setattr__(self, "rate", rate)
        object.__setattr__(self, "weight", weight)
        object.__setattr__(self, "severity", tuple(self.severity))

    @classmethod
    def observed(cls, incidents: Incidents, *, slots: int = 1, source: str = "") -> Demand:
        """Return what was recorded: one scenario, counts divided by hours.

        Parameters
        ----------
        incidents : Incidents
            Those in no zone (-1) do not count.
        slots : {1, 168}
            One slot, or one for each hour of the week. Incidents without a time of day are spread over the hours of
            their weekday as those with one are.
        source : str
            Name for tables; default: the period.

        Raises
        ------
        ParameterError
            Where hours are asked for but the times are recorded by day or month.
        """
        if slots not in (1, HOURS_OF_WEEK):
            raise ParameterError(
                f"The 'slots' parameter of Demand.observed must be 1 or {HOURS_OF_WEEK}. Got {slots!r}."
            )
        if slots > 1 and incidents.precision not in ("minute", "hour"):
            raise ParameterError(
                f"These incidents are recorded by {incidents.precision}, so they have no hour of the week. Use slots=1."
            )
        counts = _counts(incidents, slots)
        return cls(
            counts[None] * (slots / incidents.hours),
            severity=incidents.severity.names,
            hours=incidents.hours,
            source=source or f"recorded {incidents.period}",
        )

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Demand) and self.digest == other.digest

    def __hash__(self) -> int:
        return hash(self.digest)

    def __repr__(self) -> str:
        scenarios, zones, slots, classes = self.rate.shape
        return f"Demand({self.source!r}, {scenarios} scenarios, {zones} zones, {slots} slots, {classes} classes)"

    @cached_property
    def digest(self) -> str:
        """Hash of the content."""
        return digest_of(self.rate, self.weight, list(self.severity), self.hours, self.source)

    @property
    def zones(self) -> int:
        """Number of zones."""
        return int(self.rate.shape[1])

    @cached_property
    def means(self) -> npt.NDArray[np.float64]:
        """Calls per hour, mean over slots, shape (1 + scenarios, zones, severity classes).

        The first row is the expectation over the scenarios, the others are these; one row where there is one scenario.
        Kept, as judges ask for them at every judgement.

        Examples
        --------
        >>> demand = Demand(np.array([1.0, 3.0]).reshape(2, 1, 1, 1), weight=np.array([3.0, 1.0]), severity=("any",))
        >>> demand.means.ravel()
        array([1.5, 1. , 3. ])
        """
        each = self.rate.mean(axis=2)
        expected = np.tensordot(self.weight, each, axes=1)[None]
        means: npt.NDArray[np.float64] = expected if len(each) == 1 else np.concatenate([expected, each])
        means.setflags(write=False)
        return means

    @property
    def expected(self) -> npt.NDArray[np.float64]:
        """Calls per hour, mean over scenarios and slots, shape (zones, severity classes)."""
        expected: npt.NDArray[np.float64] = self.means[0]
        return expected

    @property
    def calls(self) -> float:
        """Expected number of calls in the period."""
        return float(self.expected.sum() * self.hours)


def _counts(incidents: Incidents, slots: int) -> npt.NDArray[np.float64]:
    """Return the incidents in zones, shape (zones, slots, severity classes)."""
    zone = incidents.frame["zone"].to_numpy(dtype=np.int64)
    classes = len(incidents.severity)
    group, inside = zone * classes + incidents.frame["severity"].to_numpy(dtype=np.int64), zone >= 0
    if slots == 1:
        counts = np.bincount(group[inside], minlength=incidents.zones * classes).astype(np.float64)
    else:
        counts = incidents.counts_by_hour(group, incidents.zones * classes, inside)
    return np.ascontiguousarray(counts.reshape(incidents.zones, classes, slots).swapaxes(1, 2))
