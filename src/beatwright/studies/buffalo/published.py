"""The printed tables of the Buffalo study, and their arithmetic done again."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from beatwright.evaluate import gini

__all__ = ["AFTER", "BEFORE", "PRINTED_REDUCTION", "Arithmetic", "UnitSpread", "arithmetic"]

Floats = npt.NDArray[np.float64]

PRINTED_REDUCTION = 0.6319
# Table 1: calls of the units before. Ids are known for seven of them; the others go by their place in the table.
BEFORE: dict[str, int] = {
    "no. 1": 1122,
    "no. 2": 498,
    "13020": 756,
    "no. 4": 682,
    "17018": 1705,
    "17020": 802,
    "17021": 859,
    "no. 8": 628,
    "no. 9": 312,
    "no. 10": 389,
    "17028": 945,
    "17029": 478,
    "17030": 235,
}
# Table 2: calls of the units after, by the unit of Table 1 that they were made from.
AFTER: dict[str, tuple[int, ...]] = {
    "no. 1": (561, 561),
    "no. 2": (498,),
    "13020": (680,),
    "no. 4": (682,),
    "17018": (852, 426, 426),
    "17020": (702,),
    "17021": (900, 900),
    "no. 8": (314, 314),
    "no. 9": (156, 156),
    "no. 10": (195, 195),
    "17028": (470, 470),
    "17029": (450,),
    "17030": (237,),
}
# How the study splits: 17018 into a half and two quarters, every other unit evenly.
_UNEVEN = {"17018": (0.5, 0.25, 0.25)}
# The printed name 13020A says that this unit was halved too, though Table 2 has one row of it.
_HALVED_TOO = "13020"


@dataclass(frozen=True)
class UnitSpread:
    """How evenly calls are spread over units.

    Parameters
    ----------
    what : str
        Which table.
    calls : tuple of float
        Calls of every unit.
    base : float, optional
        Sample variance that the reduction is against.
    """

    what: str
    calls: tuple[float, ...]
    base: float | None = None

    @property
    def total(self) -> float:
        """Sum of the calls."""
        return float(sum(self.calls))

    @property
    def variance(self) -> float:
        """Sample variance (divisor n - 1), calls squared."""
        return float(np.var(self.calls, ddof=1))

    @property
    def reduction(self) -> float:
        """Part of the base's sample variance that is gone; NaN without a base."""
        return float("nan") if self.base is None else 1.0 - self.variance / self.base

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        calls = np.array(self.calls)
        return {
            "what": self.what,
            "units": len(self.calls),
            "calls": self.total,
            "sample variance": self.variance,
            "reduction": None if self.base is None else self.reduction,
            "population variance": float(np.var(calls)),
            "coefficient of variation": float(calls.std() / calls.mean()),
            "max / mean": float(calls.max() / calls.mean()),
            "Gini": gini(calls),
        }


@dataclass(frozen=True)
class Arithmetic:
    """The study's tables checked.

    Parameters
    ----------
    rows : tuple of UnitSpread
        Table 1; Table 2 as printed; the same units with calls conserved; the same with 13020 halved too; and every unit
        of Table 1 cut in two, which evens nothing out.
    """

    rows: tuple[UnitSpread, ...]

    @cached_property
    def table(self) -> pd.DataFrame:
        """One row per table, with every figure."""
        return pd.DataFrame([row.to_dict() for row in self.rows]).set_index("what")

    @property
    def differences(self) -> dict[str, float]:
        """What Table 2 has more than Table 1, unit by unit, where they differ."""
        return {unit: sum(after) - BEFORE[unit] for unit, after in AFTER.items() if sum(after) != BEFORE[unit]}

    @property
    def population_reduction(self) -> float:
        """The reduction of the population variance from Table 1 to Table 2: not the printed figure."""
        before, after = (float(np.var(row.calls)) for row in self.rows[:2])
        return 1.0 - after / before

    @property
    def text(self) -> str:
        """The tables, and what they say."""
        before, after, conserved, halved, cut = self.rows
        moved = ", ".join(f"{unit} {extra:+.0f}" for unit, extra in self.differences.items())
        return "\n".join(
            [
                "The printed tables, checked",
                "",
                self.table.to_string(formatters=_FORMATS, na_rep=""),
                "",
                f"Printed: {PRINTED_REDUCTION:.2%} less variance. As printed the sample variance falls by "
                f"{after.reduction:.2%} (the population variance by {self.population_reduction:.2%}).",
                f"Table 2 has {after.total - before.total:,.0f} calls more than Table 1: {moved}.",
                f"With calls conserved and the same {len(conserved.calls)} units the reduction is "
                f"{conserved.reduction:.2%}; with {_HALVED_TOO} halved too ({len(halved.calls)} units) "
                f"{halved.reduction:.2%}.",
                f"Cutting every unit of Table 1 in two 'reduces variance' by {cut.reduction:.2%} and leaves the "
                "coefficient of variation and the Gini index where they were: variance alone is no measure of balance.",
            ]
        )

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return {
            "printed reduction": PRINTED_REDUCTION,
            "tables": [row.to_dict() for row in self.rows],
            "population variance reduction": self.population_reduction,
            "calls added": self.rows[1].total - self.rows[0].total,
            "calls added by unit": self.differences,
        }


_FORMATS = {
    "units": "{:,.0f}".format,
    "calls": "{:,.0f}".format,
    "sample variance": "{:,.0f}".format,
    "population variance": "{:,.0f}".format,
    "reduction": "{:.2%}".format,
    "coefficient of variation": "{:.3f}".format,
    "max / mean": "{:.2f}".format,
    "Gini": "{:.3f}".format,
}


def arithmetic() -> Arithmetic:
    """Check the printed tables.

    Examples
    --------
    >>> checked = arithmetic()
    >>> [f"{row.reduction:.2%}" for row in checked.rows[1:]]
    ['63.19%', '72.24%', '76.51%', '76.00%']
    """
    before = UnitSpread("Table 1, before", tuple(map(float, BEFORE.values())))
    base = before.variance
    printed = UnitSpread("Table 2, as printed", _joined(AFTER), base)
    conserved = UnitSpread("Table 2, calls conserved", _joined({unit: _even(unit) for unit in BEFORE}), base)
    halved = UnitSpread("the same, 13020 halved too", _joined({unit: _mended(unit) for unit in BEFORE}), base)
    cut = UnitSpread("Table 1, every unit cut in two", tuple(c / 2 for c in before.calls for _ in range(2)), base)
    return Arithmetic((before, printed, conserved, halved, cut))


def _joined(parts: dict[str, Any]) -> tuple[float, ...]:
    return tuple(float(calls) for unit in BEFORE for calls in parts[unit])


def _even(unit: str) -> tuple[float, ...]:
    """Split a unit's own calls as the study splits the unit."""
    pieces = len(AFTER[unit])
    return tuple(share * BEFORE[unit] for share in _UNEVEN.get(unit, (1.0 / pieces,) * pieces))


def _mended(unit: str) -> tuple[float, ...]:
    """Keep the printed whole calls; put right only what does not add up, and halve 13020."""
    calls = BEFORE[unit]
    if unit == _HALVED_TOO:
        return (calls / 2, calls / 2)
    printed = AFTER[unit]
    if abs(sum(printed) - calls) <= 1:  # rounding alone
        return tuple(map(float, printed))
    if len(printed) == 1:
        return (float(calls),)
    return (float(calls - calls // 2), float(calls // 2))
