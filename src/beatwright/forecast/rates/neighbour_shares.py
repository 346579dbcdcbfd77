"""What an incident lends to the zones around its own: columns of a zone smoother that leaves the zone itself out."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.spatial import cKDTree

__all__ = ["ZoneSurroundings"]

Floats = npt.NDArray[np.float64]

# In standard deviations: beyond it a Gaussian in the plane holds 1.1 % of its mass.
_REACH = 3.0
# A zone keeps nothing of what it lends, unless there is nobody to lend to.
_TO_ITSELF = 1e-9
# Zones up to which the shares of all are kept: every period asks for most of them again.
_FEW = 4000
# Zones whose neighbours are looked for at a time: their distances take several times the memory of the shares.
_AT_ONCE = 500


@dataclass(frozen=True, eq=False)
class ZoneSurroundings:
    """Where zones lie.

    Parameters
    ----------
    xy : array, shape (zones, 2)
        Middles, metres.
    area : array, shape (zones,)
        Areas, or ones.
    tree : cKDTree
        Of the middles.
    """

    xy: Floats
    area: Floats
    tree: cKDTree

    @classmethod
    def of(cls, xy: Floats, area: Floats) -> ZoneSurroundings:
        """Return it for zones of these middles and areas."""
        return cls(xy, area, cKDTree(xy))

    def shares(self, zones: npt.NDArray[np.int64], scale: float) -> sparse.csc_array:
        """Return how a count in each of `zones` is spread over the others, (all zones, `zones`); columns sum to 1.

        Parameters
        ----------
        zones : array of int, shape (n,)
            Positions.
        scale : float
            Standard deviation of the Gaussian, metres.

        Examples
        --------
        >>> line = ZoneSurroundings.of(np.array([[0.0, 0], [100, 0], [200, 0]]), np.ones(3))
        >>> line.shares(np.array([1]), 100.0).toarray().ravel().round(3).tolist()
        [0.5, 0.0, 0.5]
        """
        if len(self.xy) <= _FEW:
            if scale not in self._whole:
                self._whole[scale] = self._shares(np.arange(len(self.xy)), scale)
            return self._whole[scale][:, zones]
        return self._shares(zones, scale)

    @cached_property
    def _whole(self) -> dict[float, sparse.csc_array]:
        """The shares of all zones, by scale, where there are few."""
        return {}

    def _shares(self, zones: npt.NDArray[np.int64], scale: float) -> sparse.csc_array:
        starts = range(0, max(len(zones), 1), _AT_ONCE)
        parts = [self._shares_of_some(zones[start : start + _AT_ONCE], scale) for start in starts]
        return sparse.hstack(parts, format="csc") if len(parts) > 1 else parts[0]

    def _shares_of_some(self, zones: npt.NDArray[np.int64], scale: float) -> sparse.csc_array:
        near = cKDTree(self.xy[zones]).sparse_distance_matrix(self.tree, _REACH * scale, output_type="coo_matrix")
        weight = self.area[near.col] * np.exp(-0.5 * (near.data / scale) ** 2)
        weight[zones[near.row] == near.col] *= _TO_ITSELF
        found = sparse.coo_array((weight, (near.col, near.row)), shape=(len(self.xy), len(zones))).tocsc()
        total = np.asarray(found.sum(axis=0)).ravel()
        found.data /= np.repeat(total, np.diff(found.indptr))
        return found
