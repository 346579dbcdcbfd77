"""What a zone remembers: its own faded counts, and those that its neighbours lend it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy import sparse

from beatwright.forecast.rates.decayed_sums import DecayedSums, decay_of
from beatwright.forecast.rates.neighbour_shares import ZoneSurroundings
from beatwright.forecast.series.count_series import CountSeries

__all__ = ["Remembering", "ZoneMemory"]

Floats = npt.NDArray[np.float64]

# Counts of zones and periods that are spread over the neighbours at a time: 16 MB for every scale.
_CELLS = 2_000_000


class ZoneMemory(NamedTuple):
    """Faded counts.

    Parameters
    ----------
    own : DecayedSums
        Of the zone itself, by half-life.
    near : tuple of DecayedSums
        Of its surroundings, one for each scale, by half-life.
    """

    own: DecayedSums
    near: tuple[DecayedSums, ...]


@dataclass(frozen=True, eq=False)
class Remembering:
    """How counts are remembered.

    Parameters
    ----------
    half_lives, near_half_lives : tuple of float
        Days, falling, of a zone's own counts and of its neighbours'.
    scales : tuple of float
        Standard deviations of the Gaussians by which counts are lent, metres.
    where : ZoneSurroundings
        Where zones lie.
    """

    half_lives: tuple[float, ...]
    near_half_lives: tuple[float, ...]
    scales: tuple[float, ...]
    where: ZoneSurroundings

    @property
    def nothing(self) -> ZoneMemory:
        """The memory before anything is counted."""
        zones = len(self.where.xy)
        near = (DecayedSums.nothing(len(self.near_half_lives), zones) for _ in self.scales)
        return ZoneMemory(DecayedSums.nothing(len(self.half_lives), zones), tuple(near))

    def walk(self, memory: ZoneMemory, series: CountSeries, exposure: Floats) -> Iterator[ZoneMemory]:
        """Yield the memory after each period of `series`.

        Parameters
        ----------
        memory : ZoneMemory
            Before the first.
        series : CountSeries
            What came.
        exposure : array, shape (periods,)
            How much each period counts as, in standard periods.
        """
        own_decay, near_decay = decay_of(series, self.half_lives), decay_of(series, self.near_half_lives)
        for period, (own, near) in enumerate(self._lent(series)):
            memory = ZoneMemory(
                memory.own.after(own_decay[period], own, exposure[period]),
                tuple(
                    sums.after(near_decay[period], counts, exposure[period])
                    for sums, counts in zip(memory.near, near, strict=True)
                ),
            )
            yield memory

    def _lent(self, series: CountSeries) -> Iterator[tuple[Floats, list[Floats]]]:
        """Yield the counts of each period by zone, and what of them each zone is lent at every scale."""
        seen, column = np.unique(series.zone, return_inverse=True)
        lent = [self.where.shares(seen, scale).tocsr() for scale in self.scales]
        shape = (len(seen), series.periods)
        counted = sparse.coo_array((np.ones(len(series)), (column, series.period)), shape=shape).tocsc()
        many = max(_CELLS // series.zones, 1)
        for first in range(0, series.periods, many):
            some = counted[:, first : first + many]
            own = np.zeros((some.shape[1], series.zones))
            own[:, seen] = some.toarray().T
            near = [(shares @ some).toarray().T for shares in lent]
            yield from ((row, [spread[at] for spread in near]) for at, row in enumerate(own))
