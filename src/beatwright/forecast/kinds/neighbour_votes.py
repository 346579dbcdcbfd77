"""Votes of the nearest neighbours, for many k at once, and the k that cross-validation finds best.

The neighbours of a point are looked up once, as many as the largest k asks for, nearest first; the votes for k are
those for the k before it and of the neighbours in between. A tie of votes goes to the kind that is commoner among all.
Cross-validation: S. Arlot and A. Celisse, "A survey of cross-validation procedures for model selection", Statistics
Surveys 4 (2010), 40-79, section 4.3.2 (repeated V-fold).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.spatial import cKDTree

__all__ = ["KCurve", "Neighbours", "accuracy_by_k", "ks_up_to", "votes_by_k"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

_KS = (1, 2, 3, 5, 7, 10, 15, 20, 30, 50, 70, 100, 150, 200, 300, 400, 500, 700, 1000)
_CHUNK = 8192  # points asked at once: 8,192 x 400 neighbours take 26 MB
_TIE = 1e-6  # of a vote: what decides where votes are equal
_ROUNDING = 1e-12


@dataclass(frozen=True, eq=False)
class Neighbours:
    """Points whose kind is known.

    Parameters
    ----------
    tree : cKDTree
        Of the points.
    kind : array of int, shape (n,)
        Position of the kind of every point.
    kinds : int
        How many kinds there are.
    prior : float, default 0
        Votes that go by the shares of the kinds among all.
    """

    tree: cKDTree
    kind: Ints
    kinds: int
    prior: float = 0.0

    @classmethod
    def of(cls, points: Floats, kind: Ints, kinds: int, *, prior: float = 0.0) -> Neighbours:
        """Return the neighbours at these points, shape (n, dimensions)."""
        return cls(cKDTree(points), kind, kinds, prior)

    @property
    def shares(self) -> Floats:
        """Shares of the kinds among all points, shape (kinds,)."""
        return np.asarray(np.bincount(self.kind, minlength=self.kinds) / len(self.kind))

    @property
    def prior_votes(self) -> Floats:
        """Votes before any neighbour is asked, shape (kinds,); next to none where there are to be none."""
        return np.asarray(max(self.prior, _TIE) * self.shares)


@dataclass(frozen=True, eq=False)
class KCurve:
    """Accuracy by number of neighbours, in cross-validation.

    Parameters
    ----------
    k : tuple of int
        Numbers tried, rising.
    accuracy : tuple of float
        Share of held-out points whose commonest kind among k neighbours was theirs: the mean over all parts.
    standard_error : tuple of float
        Of that mean, from the spread between the parts.
    majority : float
        Share of the commonest kind among the held-out points.
    chosen : int
        The k of the highest accuracy; of several the largest.
    """

    k: tuple[int, ...]
    accuracy: tuple[float, ...]
    standard_error: tuple[float, ...]
    majority: float
    chosen: int


def ks_up_to(most: int) -> tuple[int, ...]:
    """Return the numbers of neighbours to try, `most` at most: about three in a doubling.

    >>> ks_up_to(20)
    (1, 2, 3, 5, 7, 10, 15, 20)
    """
    return tuple(k for k in _KS if k <= most) or (1,)


def votes_by_k(neighbours: Neighbours, points: Floats, ks: Sequence[int]) -> Iterator[tuple[slice, int, Floats]]:
    """Yield, for chunks of points and each k, the votes of the kinds.

    Parameters
    ----------
    neighbours : Neighbours
        Who votes.
    points : array, shape (m, dimensions)
        Who is voted on.
    ks : sequence of int
        Rising, the last at most the number of neighbours.

    Yields
    ------
    rows : slice
        Which points.
    k : int
        How many voted.
    votes : array, shape (points in the chunk, kinds)
        Sum k. Overwritten by the next.
    """
    for start in range(0, len(points), _CHUNK):
        rows = slice(start, min(start + _CHUNK, len(points)))
        nearest = neighbours.tree.query(points[rows], k=np.arange(1, ks[-1] + 1))[1]
        kind, size = neighbours.kind[nearest], rows.stop - rows.start
        votes, before = np.zeros((size, neighbours.kinds)), 0
        for k in ks:
            cells = np.arange(size)[:, None] * neighbours.kinds + kind[:, before:k]
            votes += np.bincount(cells.ravel(), minlength=votes.size).reshape(votes.shape)
            before = k
            yield rows, k, votes


def accuracy_by_k(
    points: Floats,
    kind: Ints,
    kinds: int,
    *,
    most: int,
    folds: int,
    repeats: int,
    probes: int,
    seed: int,
    prior: float = 0.0,
) -> KCurve | None:
    """Return accuracy against k, by repeated cross-validation.

    Parameters
    ----------
    points : array, shape (n, dimensions)
        Where.
    kind : array of int, shape (n,)
        Position of the kind of every point.
    kinds : int
        How many kinds there are.
    most : int
        Largest k to try.
    folds : int
        Parts of the points, each held out once.
    repeats : int
        How often the points are parted anew.
    probes : int
        Points of a part that are asked at most; the others of the part are held out all the same.
    seed : int
        Of the parts.
    prior : float, default 0
        Votes that go by the shares of the kinds among all points.

    Returns
    -------
    KCurve, or None where there are fewer than two points.
    """
    folds = min(folds, len(points))
    if folds < 2:
        return None
    ks = ks_up_to(min(most, len(points) - -(-len(points) // folds)))
    right = []
    for held in _parts(len(points), folds, repeats, seed):
        rest, asked = np.delete(np.arange(len(points)), held), held[:probes]
        neighbours = Neighbours.of(points[rest], kind[rest], kinds, prior=prior)
        right.append([*_accuracies(neighbours, points[asked], kind[asked], ks), _share(neighbours, kind[asked])])
    return _curve(np.array(right), ks)


def _parts(n: int, folds: int, repeats: int, seed: int) -> Iterator[Ints]:
    """Yield the positions that are held out, in random order."""
    rng = np.random.default_rng(seed)
    for _ in range(repeats):
        yield from np.array_split(rng.permutation(n), folds)


def _curve(table: Floats, ks: tuple[int, ...]) -> KCurve:
    """Return the curve from the accuracies of each part, shape (parts, ks + 1), those of the majority last."""
    mean, error = table.mean(axis=0), table.std(axis=0, ddof=1) / np.sqrt(len(table))
    best = int(np.flatnonzero(mean[:-1] >= mean[:-1].max() - _ROUNDING)[-1])
    return KCurve(ks, tuple(mean[:-1].tolist()), tuple(error[:-1].tolist()), float(mean[-1]), ks[best])


def _accuracies(neighbours: Neighbours, points: Floats, kind: Ints, ks: Sequence[int]) -> Floats:
    right, prior = dict.fromkeys(ks, 0), neighbours.prior_votes
    for rows, k, votes in votes_by_k(neighbours, points, ks):
        right[k] += int(((votes + prior).argmax(axis=1) == kind[rows]).sum())
    return np.array(list(right.values())) / len(points)


def _share(neighbours: Neighbours, kind: Ints) -> float:
    return float((kind == neighbours.shares.argmax()).mean())
