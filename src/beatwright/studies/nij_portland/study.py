"""The challenge run again: the floor and every forecaster, by its rules, month after month."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from beatwright.base.progress import Clock
from beatwright.studies.nij_portland.challenge_grid import ChallengeGrid, challenge_grid
from beatwright.studies.nij_portland.entries import Dates, challenge_table
from beatwright.studies.nij_portland.place import Place
from beatwright.studies.nij_portland.published import FIRST, ORIGINS, Challenge

__all__ = ["PortlandResult", "examine"]

_FORMS: Mapping[str, str] = {
    "PAI": "{:.2f}",
    "PEI": "{:.3f}",
    "nats per event": "{:+.4f}",
    "se": "{:.4f}",
    "CPU seconds": "{:.1f}",
}


@dataclass(frozen=True, eq=False)
class PortlandResult:
    """What the challenge says of forecasters.

    Parameters
    ----------
    name : str
        Of the city.
    tables : mapping of Challenge to DataFrame
        Scores by forecaster; see `challenge_table`.
    dates : Dates
        The months judged.
    skipped : tuple of str
        What was left out, and why.
    """

    name: str
    tables: Mapping[Challenge, pd.DataFrame]
    dates: Dates
    skipped: tuple[str, ...] = ()

    @property
    def findings(self) -> tuple[str, ...]:
        """What the reader must know, in sentences."""
        return (
            f"{self.dates.count} months from {self.dates.first} on are foretold one by one in {self.name}, each from "
            "what was recorded before.",
            *(_finding(challenge, table) for challenge, table in self.tables.items()),
            "Small cells raise PAI, since few addresses repeat, and lower PEI. Nats per event, over empirical Bayes, "
            "cannot be flattered by the choice of cells.",
            *self.skipped,
        )

    @property
    def text(self) -> str:
        """Tables and findings, for a terminal."""
        parts = [f"{challenge.name}\n{shown(table).to_string()}" for challenge, table in self.tables.items()]
        return "\n\n".join([*parts, "\n".join(self.findings)])

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return {
            "study": "nij-portland",
            "city": self.name,
            "first": self.dates.first,
            "months": self.dates.count,
            "challenges": [
                {
                    "kind": challenge.kind,
                    "feet": challenge.feet,
                    "square_miles": challenge.square_miles,
                    "horizon": f"{challenge.number} {challenge.horizon}",
                    "scores": _records(table),
                }
                for challenge, table in self.tables.items()
            ],
            "findings": list(self.findings),
        }


def shown(table: pd.DataFrame) -> pd.DataFrame:
    """Return the table as texts, nothing where nothing is known."""
    texts = table.astype(object)
    for column, form in _FORMS.items():
        texts[column] = ["" if math.isnan(value) else form.format(value) for value in table[column]]
    return texts


def _finding(challenge: Challenge, table: pd.DataFrame) -> str:
    hits, caught = table["PAI"].to_numpy(), table["PEI"].to_numpy()
    if np.isnan(hits).all():
        return f"{challenge.name}: no incident came, so nothing can be said."
    best = int(np.nanargmax(hits))
    return (
        f"{challenge.name}: the most hits has {table.index[best]!s}, PAI {hits[best]:.2f} (PEI {caught[best]:.3f}); "
        f"a count of the same cell that forgets half in two years has {hits[0]:.2f} ({caught[0]:.3f})."
    )


def _records(table: pd.DataFrame) -> list[dict[str, Any]]:
    rows = table.reset_index().to_dict("records")
    plain: list[dict[str, Any]] = []
    for row in rows:
        plain.append({str(k): None if isinstance(v, float) and not math.isfinite(v) else v for k, v in row.items()})
    return plain


def examine(
    place: Place,
    challenges: Sequence[Challenge],
    clock: Clock,
    *,
    forecasters: Sequence[Any] | None = None,
    dates: Dates | None = None,
) -> PortlandResult:
    """Judge the floor and the forecasters in a city.

    Parameters
    ----------
    place : Place
        The city and its records.
    challenges : sequence of Challenge
        What is foretold.
    clock : Clock
        Told of every challenge.
    forecasters : sequence of forecasters, optional
        Default: every one that needs no extra.
    dates : Dates, optional
        The months; default: the 22 from March 2015 on.
    """
    dates = dates or Dates(FIRST, ORIGINS)
    grids: dict[float, tuple[ChallengeGrid, Any]] = {}
    tables = {}
    for challenge in challenges:
        with clock.step(challenge.name) as step:
            if challenge.feet not in grids:
                grid = challenge_grid(place.boundary, challenge.feet)
                grids = {challenge.feet: (grid, grid.city(place.boundary, place.crs, place.name))}
            grid, city = grids[challenge.feet]
            tables[challenge] = challenge_table(
                place, challenge, grid, city, dates, forecasters=forecasters, progress=step.progress
            )
            best = tables[challenge]["PAI"].max()
            step.result = f"best PAI {best:.2f}"
    return PortlandResult(place.name, tables, dates)
