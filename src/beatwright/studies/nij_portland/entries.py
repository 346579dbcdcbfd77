"""The forecasters of the room under the challenge's rules."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from beatwright.base.progress import Progress
from beatwright.core import City, Incidents
from beatwright.forecast import (
    STEPS,
    BacktestResult,
    EmpiricalBayes,
    FlaggedArea,
    ForecasterStep,
    RollingOrigins,
    backtest,
)
from beatwright.studies.nij_portland.challenge_grid import ChallengeGrid
from beatwright.studies.nij_portland.decayed_count import DecayedCount, decayed_scores, origins_of
from beatwright.studies.nij_portland.place import Place, records_in_cells
from beatwright.studies.nij_portland.published import SQUARE_MILE, Challenge

__all__ = ["COLUMNS", "Dates", "Entries", "challenge_table", "entrants"]

COLUMNS = ("PAI", "PEI", "nats per event", "se", "CPU seconds")
_EXTRAS = ("LightGbm", "Lstm")  # need packages of their own
_REFIT = 3  # months after which forecasters are fitted again
_FLOORS = (DecayedCount(), DecayedCount(neighbours=True))


@dataclass(frozen=True)
class Dates:
    """Which months are judged.

    Parameters
    ----------
    first : str
        The first of the first month.
    count : int
        How many.
    """

    first: str
    count: int


@dataclass(frozen=True)
class Entries:
    """Which forecasters are judged, and how they are run.

    Parameters
    ----------
    forecasters : sequence of forecasters, optional
        Default: every one that needs no extra.
    jobs : int, optional, default 1
        Processes; -1 for one on each processor. Scores do not depend on it.
    keep : Path, optional
        Folder for what is done, so that a run that was stopped goes on from there.
    """

    forecasters: Sequence[Any] | None = None
    jobs: int | None = 1
    keep: Path | None = None


def entrants(challenge: Challenge) -> tuple[Any, ...]:
    """Return every forecaster that needs no extra, counting by the unit that the challenge looks ahead by."""
    return tuple(
        step(period=challenge.horizon)
        for step in STEPS
        if issubclass(step, ForecasterStep) and step.__name__ not in _EXTRAS
    )


def challenge_table(
    place: Place,
    challenge: Challenge,
    grid: ChallengeGrid,
    city: City,
    dates: Dates,
    *,
    entries: Entries | None = None,
    progress: Progress | None = None,
) -> pd.DataFrame:
    """Return the scores of the floors and of the forecasters, means over the dates; index: forecaster.

    Columns: ``PAI`` and ``PEI`` by the challenge's rules; ``nats per event`` over `EmpiricalBayes` and its ``se``;
    ``CPU seconds`` of fits, updates and predictions.
    """
    records = place.of_kind(challenge.kind)
    rows = {}
    for floor in _FLOORS:
        scores = decayed_scores(floor, challenge, records, grid, first=dates.first, count=dates.count)
        rows[floor.label] = [scores["pai"].mean(), scores["pei"].mean(), math.nan, math.nan, math.nan]
    incidents = records_in_cells(place, challenge.kind, grid)
    found = _judged(incidents, city, challenge, dates, entries=entries or Entries(), progress=progress)
    share = _share_in_cells(records, challenge, grid, dates) * _area_factor(grid)
    for label in found.labels:
        rows[label.replace(f"(period={challenge.horizon})", "")] = _row(found, label, share)
    return pd.DataFrame.from_dict(rows, orient="index", columns=list(COLUMNS)).rename_axis("forecaster")


def _judged(
    incidents: Incidents,
    city: City,
    challenge: Challenge,
    dates: Dates,
    *,
    entries: Entries,
    progress: Progress | None,
) -> BacktestResult:
    rolling = RollingOrigins(
        count=dates.count,
        first=dates.first,
        period="month",
        horizon=challenge.horizon,
        periods=challenge.number,
        refit_every=_REFIT,
    )
    return backtest(
        entrants(challenge) if entries.forecasters is None else entries.forecasters,
        incidents,
        city,
        origins=rolling,
        flagged=(FlaggedArea(challenge.square_miles * SQUARE_MILE / 1e6),),
        baselines=(EmpiricalBayes(period=challenge.horizon),),
        jobs=entries.jobs,
        keep=entries.keep,
        progress=progress,
    )


def _row(found: BacktestResult, label: str, factor: Any) -> list[float]:
    area = found.areas[0]
    pai = found.scores(label, f"PAI at {area}") * factor
    pei = found.scores(label, f"PEI at {area}")
    nats, error = found.nats(label, found.baselines[0]) if label != found.baselines[0] else (0.0, math.nan)
    return [_mean(pai), _mean(pei), nats, error, float(found.scores(label, "cpu_seconds").sum())]


def _mean(values: Any) -> float:
    known = values[~np.isnan(values)]
    return float(known.mean()) if len(known) else math.nan


def _share_in_cells(records: pd.DataFrame, challenge: Challenge, grid: ChallengeGrid, dates: Dates) -> Any:
    """Return the share of the incidents of each stretch that came in a cell: the challenge counts all of them."""
    inside = grid.cell_of(records["x"].to_numpy(), records["y"].to_numpy()) >= 0
    shares = []
    for start, end in origins_of(challenge, dates.first, dates.count):
        came = ((records["time"] >= start) & (records["time"] < end)).to_numpy()
        shares.append(inside[came].mean() if came.any() else math.nan)
    return np.array(shares)


def _area_factor(grid: ChallengeGrid) -> float:
    """Return the bureau's area over that of the cells: the challenge takes the bureau's."""
    return grid.area / (grid.cells * grid.size**2)
