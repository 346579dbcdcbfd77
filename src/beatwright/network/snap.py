"""Put places on the street graph."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.spatial import cKDTree

__all__ = ["Snapped", "snap"]


@dataclass(frozen=True, eq=False)
class Snapped:
    """Places and their nodes.

    Parameters
    ----------
    node : array of int, shape (places,)
        Position of the nearest node.
    metres : array, shape (places,)
        Straight distance to it.
    """

    node: npt.NDArray[np.intp]
    metres: npt.NDArray[np.float64]

    def text(self, what: str) -> str:
        """Return how far the places are from the streets, in words.

        >>> Snapped(np.array([0, 0]), np.array([10.0, 30.0])).text("sites")
        'From sites to the nearest road node: median 20 m, 95th percentile 29 m, worst 30 m.'
        """
        middle, high = np.percentile(self.metres, [50, 95])
        return (
            f"From {what} to the nearest road node: median {middle:.0f} m, 95th percentile {high:.0f} m, "
            f"worst {self.metres.max():.0f} m."
        )


def snap(xy: npt.NDArray[np.float64], node_xy: npt.NDArray[np.float64], usable: npt.NDArray[np.intp]) -> Snapped:
    """Return the nearest of the `usable` nodes to every place.

    Examples
    --------
    >>> snap(np.array([[1.0, 0.0]]), np.array([[0.0, 0.0], [1.0, 0.0]]), np.array([0])).metres
    array([1.])
    """
    metres, position = cKDTree(node_xy[usable]).query(np.asarray(xy, dtype=np.float64))
    return Snapped(usable[position], metres)
