"""The floor: a count of the same cell that forgets, by halves in so many days."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.ndimage import gaussian_filter

from beatwright.studies.nij_portland.challenge_grid import ChallengeGrid
from beatwright.studies.nij_portland.published import FIRST, ORIGINS, SQUARE_MILE, Challenge

__all__ = ["DecayedCount", "decayed_scores", "origins_of"]

Floats = npt.NDArray[np.float64]
_DAY = 86_400.0  # seconds
HALF_LIFE = 730.0  # days: two years


@dataclass(frozen=True)
class DecayedCount:
    """Incidents of a cell so far, each worth half as much every `half_life` days.

    Parameters
    ----------
    half_life : float, default 730
        Days.
    neighbours : bool, default False
        Whether half of the weight comes from a Gaussian around the cell whose standard deviation is one cell.
    """

    half_life: float = HALF_LIFE
    neighbours: bool = False

    @property
    def label(self) -> str:
        """Its name in tables."""
        return "decayed count" + (" with neighbours" if self.neighbours else "")

    def density(self, cell: npt.NDArray[np.int64], days: Floats, grid: ChallengeGrid) -> Floats:
        """Return what each cell is ranked by, shape (cells,).

        Parameters
        ----------
        cell : array of int, shape (n,)
            Cell of every incident so far; -1 for those in none, which are left out.
        days : array, shape (n,)
            How long ago.
        grid : ChallengeGrid
            The cells.
        """
        inside = cell >= 0
        weight = 0.5 ** (days[inside] / self.half_life)
        counts = np.bincount(cell[inside], weights=weight, minlength=grid.cells).astype(np.float64)
        return (counts + self._smoothed(counts, grid)) / 2 if self.neighbours else counts

    def _smoothed(self, counts: Floats, grid: ChallengeGrid) -> Floats:
        full = np.zeros(grid.cell.shape)
        full[grid.cell >= 0] = counts
        return np.asarray(gaussian_filter(full, 1.0, mode="constant")[grid.cell >= 0])


def origins_of(
    challenge: Challenge, first: str = FIRST, count: int = ORIGINS
) -> Iterator[tuple[pd.Timestamp, pd.Timestamp]]:
    """Yield beginning and end of every stretch that is foretold: one a month."""
    for month in range(count):
        start = pd.Timestamp(first) + pd.DateOffset(months=month)
        yield start, start + challenge.ahead


def decayed_scores(
    floor: DecayedCount, challenge: Challenge, records: pd.DataFrame, grid: ChallengeGrid, **dates: int | str
) -> pd.DataFrame:
    """Return PAI and PEI of the floor on every date, by the challenge's rules.

    Cells that rank alike are flagged in the order of the grid. Incidents in no cell count among all.

    Parameters
    ----------
    floor : DecayedCount
        How cells are ranked.
    challenge : Challenge
        What is foretold.
    records : DataFrame
        Columns ``time``, ``x`` and ``y`` (metres) of the incidents of its kind.
    grid : ChallengeGrid
        The cells.
    **dates
        `first` and `count` of `origins_of`.
    """
    cell = grid.cell_of(records["x"].to_numpy(dtype=np.float64), records["y"].to_numpy(dtype=np.float64))
    number = grid.flagged(challenge.square_miles * SQUARE_MILE)
    share = number * grid.size**2 / grid.area
    rows = []
    for start, end in origins_of(challenge, **dates):  # type: ignore[arg-type]
        before = (records["time"] < start).to_numpy()
        after = ((records["time"] >= start) & (records["time"] < end)).to_numpy()
        ago = (start - pd.DatetimeIndex(records["time"][before])).total_seconds().to_numpy() / _DAY
        flagged = np.argsort(-floor.density(cell[before], ago, grid), kind="stable")[:number]
        rows.append((start, *_hits(flagged, cell[after], grid.cells, share=share)))
    return pd.DataFrame(rows, columns=["origin", "pai", "pei"])


def _hits(
    flagged: npt.NDArray[np.intp], came: npt.NDArray[np.int64], cells: int, *, share: float
) -> tuple[float, float]:
    counts = np.bincount(came[came >= 0], minlength=cells)
    caught, best = counts[flagged].sum(), np.sort(counts)[::-1][: len(flagged)].sum()
    if not best or not share:
        return np.nan, np.nan
    return float(caught / len(came) / share), float(caught / best)
