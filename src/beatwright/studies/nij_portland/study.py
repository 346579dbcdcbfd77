"""The challenge run again: the floor and every forecaster, by its rules, month after month."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from beatwright.base.progress import Clock
from beatwright.core import City
from beatwright.studies.nij_portland.challenge_grid import ChallengeGrid, challenge_grid
from beatwright.studies.nij_portland.entries import Dates, Entries, challenge_table
from beatwright.studies.nij_portland.place import Place
from beatwright.studies.nij_portland.published import FIRST, ORIGINS, Challenge

__all__ = ["OWN", "PortlandResult", "examine", "shown"]

OWN = Dates("2017-03-01", 1)  # what the challenge itself judged, from this day on

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
    own : mapping of Challenge to DataFrame
        The same for the months that the challenge itself judged, from March 2017 on, where the records reach so far.
    """

    name: str
    tables: Mapping[Challenge, pd.DataFrame]
    dates: Dates
    skipped: tuple[str, ...] = ()
    own: Mapping[Challenge, pd.DataFrame] = field(default_factory=dict)

    @property
    def titled(self) -> dict[str, pd.DataFrame]:
        """The tables by what stands above them."""
        own = {f"{challenge.name}, from {OWN.first} on": table for challenge, table in self.own.items()}
        return {**{challenge.name: table for challenge, table in self.tables.items()}, **own}

    @property
    def findings(self) -> tuple[str, ...]:
        """What the reader must know, in sentences."""
        return (
            f"{self.dates.count} months from {self.dates.first} on are foretold one by one in {self.name}, each from "
            "what was recorded before.",
            *(_finding(name, table) for name, table in self.titled.items()),
            "Small cells raise PAI, since few addresses repeat, and lower PEI. Nats per event, over empirical Bayes, "
            "cannot be flattered by the choice of cells.",
            *self.skipped,
        )

    @property
    def text(self) -> str:
        """Tables and findings, for a terminal."""
        parts = [f"{name}\n{shown(table).to_string()}" for name, table in self.titled.items()]
        return "\n\n".join([*parts, "\n".join(self.findings)])

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return {
            "study": "nij-portland",
            "city": self.name,
            "first": self.dates.first,
            "months": self.dates.count,
            "challenges": [_plain(challenge, table) for challenge, table in self.tables.items()],
            "own_months": [_plain(challenge, table) for challenge, table in self.own.items()],
            "findings": list(self.findings),
        }


def shown(table: pd.DataFrame) -> pd.DataFrame:
    """Return the table as texts, nothing where nothing is known."""
    texts = table.astype(object)
    for column, form in _FORMS.items():
        texts[column] = ["" if math.isnan(value) else form.format(value) for value in table[column]]
    return texts


def _plain(challenge: Challenge, table: pd.DataFrame) -> dict[str, Any]:
    return {
        "kind": challenge.kind,
        "feet": challenge.feet,
        "square_miles": challenge.square_miles,
        "horizon": f"{challenge.number} {challenge.horizon}",
        "scores": _records(table),
    }


def _finding(name: str, table: pd.DataFrame) -> str:
    hits, caught = table["PAI"].to_numpy(), table["PEI"].to_numpy()
    if np.isnan(hits).all():
        return f"{name}: no incident came, so nothing can be said."
    best = int(np.nanargmax(hits))
    return (
        f"{name}: {table.index[best]!s} has the highest PAI, {hits[best]:.2f} (PEI {caught[best]:.3f}); "
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
    entries: Entries | None = None,
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
    entries : Entries, optional
        The forecasters, and how they are run; default: every one that needs no extra, one after the other.
    dates : Dates, optional
        The months; default: the 22 from March 2015 on.
    """
    dates = dates or Dates(FIRST, ORIGINS)
    tables: dict[Challenge, pd.DataFrame] = {}
    own: dict[Challenge, pd.DataFrame] = {}
    grids: dict[float, tuple[ChallengeGrid, City]] = {}
    for challenge in challenges:
        with clock.step(challenge.name) as step:
            if challenge.feet not in grids:
                grids = {challenge.feet: _laid(place, challenge.feet)}
            judge = partial(challenge_table, place, challenge, *grids[challenge.feet], entries=entries)
            tables[challenge] = judge(dates=dates, progress=step.progress)
            if pd.Timestamp(OWN.first) + challenge.ahead <= place.end:
                own[challenge] = judge(dates=OWN, progress=step.progress)
            step.result = f"best PAI {tables[challenge]['PAI'].max():.2f}"
    return PortlandResult(place.name, tables, dates, own=own)


def _laid(place: Place, feet: float) -> tuple[ChallengeGrid, City]:
    grid = challenge_grid(place.boundary, feet)
    return grid, grid.city(place.boundary, place.crs, place.name)
