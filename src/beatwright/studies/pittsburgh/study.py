"""The Pittsburgh study beside the optimum: four printed allocations re-scored, the proven best, the relaxation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from beatwright.solver.allocation import (
    Allocation,
    CommandersView,
    commanders_view,
    minimum_damage,
    normal_probability,
    trade_off,
)
from beatwright.studies.page import seconds_in_words
from beatwright.studies.pittsburgh.published import COLUMNS, DENSITY, OFFICERS, OFFSET, PROBABILITY, SLOPE, SPREAD
from beatwright.studies.pittsburgh.recovery import Recovery, recover, recovery_table

__all__ = ["PittsburghStudy", "reproduce"]

_COUNTS = (0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 110, 120, 130, 140, 150, 175, 200, 250, 300)


@dataclass(frozen=True, eq=False)
class PittsburghStudy:
    """What `reproduce` found.

    Parameters
    ----------
    recovery : Recovery
        The recovered formula and coefficients.
    optimum : Allocation
        The best 100 whole officers, proven, with the relaxation.
    view : CommandersView
        The optimum with 10 officers more and 10 fewer.
    curve : DataFrame
        Least damage by number of officers.
    """

    recovery: Recovery
    optimum: Allocation
    view: CommandersView
    curve: pd.DataFrame

    @property
    def table(self) -> pd.DataFrame:
        """Printed and own figures side by side; index: method.

        Columns: ``officers`` (sum of the column), ``printed`` (damage), ``rescored`` (damage under the recovered
        formula), ``above_optimum`` (how far the re-scored damage is above the proven integer optimum), ``cpu_seconds``
        (printed, or measured for ours).
        """
        best = self.optimum.certificate.objective
        rows: list[tuple[str, float, float, float, float]] = [
            (c.name, sum(c.officers), c.damage, self.recovery.foretold[c.name], c.cpu_seconds or np.nan)
            for c in COLUMNS
        ]
        seconds = self.optimum.certificate.seconds
        rows.append(("integer optimum (beatwright)", self.optimum.officers.sum(), np.nan, best, seconds))
        relaxed = self.optimum.relaxation.sum()
        rows.append(("parts of officers, x ≥ 0 (beatwright)", relaxed, np.nan, self.optimum.relaxed, seconds))
        table = pd.DataFrame(rows, columns=["method", "officers", "printed", "rescored", "cpu_seconds"])
        table = table.set_index("method")
        table.insert(3, "above_optimum", table["rescored"] / best - 1.0)
        return table

    @property
    def points(self) -> pd.DataFrame:
        """One row per point: density, probability, coefficient, the printed columns, ours, the relaxation."""
        frame = pd.DataFrame(
            {
                "density": DENSITY,
                "probability": normal_probability(DENSITY, SLOPE, OFFSET, SPREAD),
                "coefficient": self.recovery.coefficients,
                **{c.name: c.officers for c in COLUMNS},
                "integer optimum": self.optimum.officers,
                "relaxation": self.optimum.relaxation,
            }
        )
        return frame.set_index(pd.RangeIndex(1, len(frame) + 1, name="point"))

    @property
    def probabilities(self) -> pd.DataFrame:
        """Printed probabilities beside ours; index: density."""
        printed = pd.Series(PROBABILITY, name="printed").rename_axis("density")
        ours = normal_probability(printed.index.to_numpy(), SLOPE, OFFSET, SPREAD)
        return printed.to_frame().assign(ours=ours)

    @property
    def check(self) -> pd.DataFrame:
        """Printed damages beside those that each candidate curve foretells."""
        return recovery_table()

    @property
    def findings(self) -> tuple[str, ...]:
        """What the reader must know, in sentences."""
        best, last = self.optimum.certificate.objective, COLUMNS[-1]
        low, high = self.recovery.total_interval
        lagrange = COLUMNS[0].officers
        return (
            f"Expected damage is the sum of c / (1 + x) over the points, x officers at each: it foretells the three "
            f"columns that took no part within "
            f"{self.recovery.worst_error:.1%}; every printed figure follows exactly if the printed "
            f"1.01 million was rounded from between {low / 1e6:.4f} and {high / 1e6:.4f} million.",
            f"The best printed integer allocation ({last.name}, {last.cpu_seconds:,.0f} CPU seconds) leaves "
            f"{self.recovery.foretold[last.name] / 1e6:.3f} million; the proven optimum leaves "
            f"{best / 1e6:.5f} million, "
            f"{1 - best / self.recovery.foretold[last.name]:.0%} less, after "
            f"{self.optimum.certificate.seconds * 1e3:.2f} ms.",
            f"The Lagrange column is not feasible: it places {sum(lagrange):.1f} officers, not {OFFICERS}, and "
            f"{min(lagrange):.2f} of them at point 1. With parts of officers, but none below 0, the least is "
            f"{self.optimum.relaxed / 1e6:.5f} million.",
            self.view.text,
        )

    @property
    def text(self) -> str:
        """The study in plain text: the table and the findings."""
        shown = self.table.copy()
        for column in ("printed", "rescored"):
            shown[column] = shown[column].map(lambda v: "" if np.isnan(v) else f"{v:,.0f}")
        shown["above_optimum"] = shown["above_optimum"].map("{:+.1%}".format)
        shown["officers"] = shown["officers"].map("{:.1f}".format)
        shown["cpu_seconds"] = shown["cpu_seconds"].map(seconds_in_words)
        return "\n".join([shown.to_string(), "", *self.findings])

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return {
            "study": "pittsburgh",
            "table": _records(self.table),
            "points": _records(self.points),
            "probabilities": _records(self.probabilities),
            "recovery": _records(self.check),
            "total_interval": list(self.recovery.total_interval),
            "curve": _records(self.curve),
            "optimum": self.optimum.to_dict(),
            "findings": list(self.findings),
        }


def _records(table: pd.DataFrame) -> list[dict[str, Any]]:
    rows = table.reset_index().to_dict("records")
    return [{str(k): None if isinstance(v, float) and np.isnan(v) else v for k, v in row.items()} for row in rows]


def reproduce() -> PittsburghStudy:
    """Recover the formula, re-score the printed allocations, and find the best one with its proof.

    Examples
    --------
    >>> study = reproduce()
    >>> round(study.optimum.certificate.objective), study.optimum.certificate.text, round(study.optimum.relaxed)
    (1023490, 'proven optimal', 1018378)
    """
    found = recover()
    minimum_damage(found.coefficients[:2], 2)  # the first call in a process loads the kernels; do not time that
    return PittsburghStudy(
        found,
        minimum_damage(found.coefficients, OFFICERS),
        commanders_view(found.coefficients, OFFICERS, step=10),
        trade_off(found.coefficients, _COUNTS),
    )
