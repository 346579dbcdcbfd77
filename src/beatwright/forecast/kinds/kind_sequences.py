"""What a recurrent network reads: how many incidents of each kind came, period after period."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
from scipy import sparse

from beatwright.core import City, Incidents
from beatwright.forecast.rates.neighbour_shares import ZoneSurroundings
from beatwright.forecast.series.period_edges import edges_before
from beatwright.forecast.series.zone_areas import zone_areas, zone_spacing

__all__ = ["KindSequences"]

Floats = npt.NDArray[np.float64]
Singles = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]

# A kind that was not seen yet keeps the share of so many incidents in the city.
_UNSEEN = 0.5


@dataclass(frozen=True, eq=False)
class KindSequences:
    """Incidents of zones by period and kind.

    Parameters
    ----------
    flat : sparse array, shape (zones, periods * kinds)
        Incidents of every zone; kinds of the first period, then of the next.
    lent : sparse array, shape (zones, zones)
        What of an incident in the zone of the column the zone of the row is lent.
    city : array, shape (periods, kinds)
        Incidents of the whole city, those in no zone included.
    """

    flat: sparse.csr_array
    lent: sparse.csr_array
    city: Floats

    @classmethod
    def of(cls, incidents: Incidents, kind: Ints, city: City, *, period: str) -> KindSequences:
        """Count the `incidents`, `kind` the position of the kind of each, by periods that end where the records do."""
        edges, kinds = edges_before(incidents.start, incidents.end, period), int(kind.max()) + 1
        times = incidents.frame["time"].to_numpy().astype("datetime64[us]")
        column = (np.searchsorted(edges, times, side="right") - 1) * kinds + kind
        columns, zone = (len(edges) - 1) * kinds, incidents.frame["zone"].to_numpy(dtype=np.int64)
        inside = zone >= 0
        found = (np.ones(inside.sum(), dtype=np.float32), (zone[inside], column[inside]))
        where = ZoneSurroundings.of(city.zone_xy, zone_areas(city))
        return cls(
            flat=sparse.coo_array(found, shape=(incidents.zones, columns)).tocsr(),
            # By a Gaussian as wide as zones lie apart.
            lent=where.shares(np.arange(incidents.zones), zone_spacing(city)).tocsr(),
            city=np.bincount(column, minlength=columns).reshape(-1, kinds).astype(np.float64),
        )

    @property
    def periods(self) -> int:
        """Number of periods, a rest at the beginning included."""
        return len(self.city)

    @property
    def kinds(self) -> int:
        """Number of kinds."""
        return int(self.city.shape[1])

    @cached_property
    def so_far(self) -> Floats:
        """The city's shares of the kinds up to the end of every period, shape (periods, kinds); all positive."""
        seen = self.city.cumsum(axis=0) + _UNSEEN
        return np.asarray(seen / seen.sum(axis=1, keepdims=True))

    def counts(self, zones: Ints, first: int = 0, last: int | None = None) -> Singles:
        """Return the incidents of `zones` in the periods from `first` to before `last`, (n, periods, kinds)."""
        last = self.periods if last is None else last
        rows = self.flat[zones, first * self.kinds : last * self.kinds]
        return np.asarray(rows.toarray(), dtype=np.float32).reshape(len(zones), -1, self.kinds)

    def read(self, zones: Ints, periods: int) -> Singles:
        """Return what the network reads of the first `periods`, shape (n, periods, 3 * kinds).

        The logarithms of one more than the zone's own incidents and than those its neighbours lend, and by how much the
        city's shares of that period depart from those so far, as the difference of their square roots.
        """
        own = self.counts(zones, last=periods)
        around = self.lent[zones] @ self.flat[:, : periods * self.kinds]
        lent = np.asarray(around.toarray(), dtype=np.float32).reshape(own.shape)
        city = np.broadcast_to(self._departures[:periods], own.shape)
        return np.concatenate((np.log1p(own), np.log1p(lent), city), axis=2)

    @cached_property
    def _departures(self) -> Singles:
        """Square roots of the city's shares, a period at a time, less those so far, shape (periods, kinds)."""
        shares = (self.city + self.so_far) / (self.city.sum(axis=1, keepdims=True) + 1)
        return np.asarray(np.sqrt(shares) - np.sqrt(self.so_far), dtype=np.float32)

    def to_come(self, zones: Ints, end: int, ahead: int) -> Singles:
        """Return the incidents of the `ahead` periods after each but the last of the first `end`, (n, end - 1, kinds).

        Fewer periods where fewer are left before `end`.
        """
        counts = self.counts(zones, last=end)
        after = np.concatenate((np.zeros_like(counts[:, :1]), counts.cumsum(axis=1)), axis=1)
        now = np.arange(1, end)
        return np.asarray(after[:, np.minimum(now + ahead, end)] - after[:, now], dtype=np.float32)
