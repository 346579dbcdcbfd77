"""Sites that may be built in several sizes: columns of the cost matrix are (site, mode) pairs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from beatwright.base.errors import ParameterError, parameter_error
from beatwright.base.words import count_of


@dataclass(frozen=True, eq=False)
class Modes:
    """What each column of a cost matrix is: this site, in this mode; and how many of each mode are to be opened.

    A site is opened in at most one mode. Exactly ``count[k]`` columns of mode ``k`` are opened, so that p, the number
    of posts, is the sum of ``count``.

    Parameters
    ----------
    site : array_like of int, shape (columns,)
        Site of each column; any non-negative whole numbers, equal for the columns of one site.
    mode : array_like of int, shape (columns,)
        Mode of each column, from 0 to ``len(count) - 1``.
    count : array_like of int, shape (modes,)
        How many columns of each mode are opened.

    Raises
    ------
    ParameterError
        Where shapes disagree, a mode is out of range, a (site, mode) pair appears twice, or a count cannot be met.

    Examples
    --------
    Three sites, each large (mode 0) or small (mode 1); two large posts and one small one:

    >>> Modes.product(3, count=[2, 1])
    Modes(6 columns, 3 sites, count=[2, 1])
    """

    site: NDArray[np.int64]
    mode: NDArray[np.int64]
    count: NDArray[np.int64]

    def __init__(self, site: ArrayLike, mode: ArrayLike, count: ArrayLike) -> None:
        arrays = [np.array(a, dtype=np.int64) for a in (site, mode, count)]
        for name, array in zip(("site", "mode", "count"), arrays, strict=True):
            array.flags.writeable = False
            object.__setattr__(self, name, array)
        self._check()

    @classmethod
    def product(cls, sites: int, count: ArrayLike) -> Modes:
        """Every site in every mode: column ``k * sites + j`` is site j in mode k.

        Examples
        --------
        >>> Modes.product(2, count=[1, 1]).site
        array([0, 1, 0, 1])
        """
        modes = np.asarray(count).size
        return cls(np.tile(np.arange(sites), modes), np.repeat(np.arange(modes), sites), count)

    @property
    def posts(self) -> int:
        """Number of posts in all: the sum of the counts."""
        return int(self.count.sum())

    def allows(self, columns: NDArray[np.int64]) -> bool:
        """Whether these open columns keep the counts and use no site twice.

        Examples
        --------
        >>> Modes.product(3, count=[2, 1]).allows(np.array([0, 1, 4]))
        False
        """
        used = np.bincount(self.mode[columns], minlength=self.count.size)
        return bool((used == self.count).all()) and np.unique(self.site[columns]).size == len(columns)

    def _check(self) -> None:
        if self.site.ndim != 1 or self.site.shape != self.mode.shape or self.count.ndim != 1:
            raise ParameterError("Modes needs 'site' and 'mode' of one shape (columns,) and 'count' of shape (modes,).")
        if self.site.size and (self.site.min() < 0 or self.mode.min() < 0 or self.mode.max() >= self.count.size):
            raise parameter_error("mode", "Modes", f"whole numbers in [0, {self.count.size - 1}]", self.mode.tolist())
        if np.unique(np.stack([self.site, self.mode]), axis=1).shape[1] < self.site.size:
            raise ParameterError("Modes holds a (site, mode) pair twice; each pair is one column.")
        available = np.bincount(self.mode, minlength=self.count.size)
        if (self.count < 0).any() or (self.count > available).any():
            expected = f"at least 0 and at most the columns of each mode, {available.tolist()}"
            raise parameter_error("count", "Modes", expected, self.count.tolist())
        if self.posts > np.unique(self.site).size:
            raise parameter_error("count", "Modes", "at most as many posts as there are sites", self.count.tolist())

    def __repr__(self) -> str:
        sites = np.unique(self.site).size
        return f"Modes({count_of(self.site.size, 'column')}, {count_of(sites, 'site')}, count={self.count.tolist()})"
