"""The table of a Knox test."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.stats import false_discovery_control

from beatwright.base import check
from beatwright.base.errors import ParameterError
from beatwright.base.words import count_of, plural
from beatwright.patterns.repeats.bands import band_label
from beatwright.patterns.repeats.knox_sentences import knox_sentences

__all__ = ["KnoxTable"]


@dataclass(frozen=True, eq=False, kw_only=True)
class KnoxTable:
    """Pairs of incidents by distance and lag.

    Parameters
    ----------
    space_bands, time_bands : tuple of float
        Upper ends of the bands, in the unit of the places and in days; see `knox`.
    observed : array of int, shape (space, time)
        Pairs.
    expected : array of float, shape (space, time)
        The mean over all permutations of the times: pairs at the distance times pairs at the lag, by all pairs.
    permuted : array of int, shape (simulations, space, time)
        Pairs in each permutation that was drawn.
    incidents : int
        How many there are.
    whole_days : bool, default False
        Whether all lags are whole days, as with dates alone.
    cumulative : bool, default False
        Whether each band holds the bands before it too.
    """

    space_bands: tuple[float, ...]
    time_bands: tuple[float, ...]
    observed: npt.NDArray[np.int64]
    expected: npt.NDArray[np.float64]
    permuted: npt.NDArray[np.int64]
    incidents: int
    whole_days: bool = False
    cumulative: bool = False

    def __repr__(self) -> str:
        near, soon = len(self.space_bands), len(self.time_bands)
        form = f"{near} x {soon} {plural(near * soon, 'cell')}"
        return (
            f"KnoxTable({form}, {count_of(self.incidents, 'incident')}, {count_of(len(self.permuted), 'permutation')})"
        )

    @property
    def simulations(self) -> int:
        """How many permutations were drawn."""
        return len(self.permuted)

    @property
    def permuted_mean(self) -> npt.NDArray[np.float64]:
        """Mean of the permutations that were drawn, shape (space, time); NaN where none was."""
        if not self.simulations:
            return np.full(self.expected.shape, np.nan)
        return np.asarray(self.permuted.mean(axis=0))

    @property
    def ratio(self) -> npt.NDArray[np.float64]:
        """Observed by expected pairs, shape (space, time); NaN where none is expected."""
        known = self.expected > 0
        return np.where(known, self.observed / np.where(known, self.expected, 1.0), np.nan)

    @property
    def p_value(self) -> npt.NDArray[np.float64]:
        """Share of the permutations, the data among them, with as many pairs or more, shape (space, time)."""
        return np.asarray((1 + (self.permuted >= self.observed).sum(axis=0)) / (1 + self.simulations))

    @cached_property
    def q_value(self) -> npt.NDArray[np.float64]:
        """p-values that control the false-discovery rate over all cells (Benjamini and Hochberg), shape (space, time).

        Cells with a q-value of at most 0.05 are a set of which 5 % are false in the mean.
        """
        return np.asarray(false_discovery_control(self.p_value.ravel())).reshape(self.p_value.shape)

    def cumulated(self) -> KnoxTable:
        """Return the table with bands that hold those before them: within 400 m, not 200 to 400 m."""
        if self.cumulative:
            return self
        return replace(
            self,
            observed=self.observed.cumsum(axis=0).cumsum(axis=1),
            expected=self.expected.cumsum(axis=0).cumsum(axis=1),
            permuted=self.permuted.cumsum(axis=1).cumsum(axis=2),
            cumulative=True,
        )

    def cells(self, unit: str = "m") -> pd.DataFrame:
        """Return one row for each cell: bands in words, observed, expected, ratio, p_value, q_value."""
        space = self._labels(self.space_bands, unit)
        days = self._labels(self.time_bands, "days")
        table = pd.DataFrame({"distance": np.repeat(space, len(days)), "lag": np.tile(days, len(space))})
        for name in ("observed", "expected", "ratio", "p_value", "q_value"):
            table[name] = getattr(self, name).ravel()
        return table

    def _labels(self, ends: tuple[float, ...], unit: str) -> list[str]:
        each = [(end,) if self.cumulative else ends[: band + 1] for band, end in enumerate(ends)]
        return [band_label(its, len(its) - 1, unit) for its in each]

    def sentences(self, event: str = "an incident", *, alpha: float = 0.05, unit: str = "m") -> list[str]:
        """Return in words where and for how long incidents follow one another more often than chance makes them.

        Neighbouring cells whose q-value is at most `alpha` are told together, the same place by itself; the ratio
        is that of their pairs summed, and so is the p-value.

        Parameters
        ----------
        event : str, default "an incident"
            What it is, with its article: "a burglary".
        alpha : float, default 0.05
            False-discovery rate over all cells, in (0, 1].
        unit : str, default "m"
            Of the distances.

        Raises
        ------
        ParameterError
            Where `alpha` is out of its range, or the table is cumulated: its cells overlap.

        Examples
        --------
        >>> from beatwright.patterns import knox
        >>> xy = [[x, 0] for x in range(0, 9000, 1000) for _ in "ab"]
        >>> days = [day for day in range(0, 450, 50) for _ in "ab"]
        >>> knox(xy, days, (0, 200), (7, 30), 999).sentences("a burglary")[0]
        'After a burglary, the same place sees 17 times the expected number for 7 days (p = 0.001).'
        """
        complaint = check.number("KnoxTable.sentences", "alpha", alpha, 0, 1, open_low=True)
        if complaint:
            raise ParameterError(complaint)
        if self.cumulative:
            raise ParameterError("The cells of a cumulated Knox table overlap: ask the table it was made of to speak.")
        return knox_sentences(self, event, alpha=alpha, unit=unit)
