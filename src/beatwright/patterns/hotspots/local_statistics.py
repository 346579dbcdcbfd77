"""Hot and cold zones: Getis and Ord's Gi* and local Moran, with control of false discoveries.

With x_j the values, w_ij = 1 for neighbours (and for i itself in Gi*), k_i the sum of a row, m and s mean and
standard deviation,

    Gi*: z_i = (sum_j w_ij x_j - k_i m) / (s sqrt(k_i (n - k_i) / (n - 1))),
    I_i = (n - 1) (x_i - m) sum_j w_ij (x_j - m) / k_i / (n s^2).

`esda` computes both. Its engine of permutations is compiled anew in every process
(15 s), so that the deals are drawn here. Of many zones some pass any test by chance: q is the probability after
Benjamini and Hochberg, so that of the zones with q <= alpha a share alpha is expected to be false.

Source: Ord, J. K. and Getis, A. (1995), Local spatial autocorrelation statistics, Geographical Analysis 27, 286-306;
Anselin, L. (1995), Local indicators of spatial association - LISA, Geographical Analysis 27, 93-115; Benjamini, Y.
and Hochberg, Y. (1995), Controlling the false discovery rate, Journal of the Royal Statistical Society B 57, 289-300;
Sokal, R. R. and others (1998), Local spatial autocorrelation in a biological model, Geographical Analysis 30,
331-354.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.stats import false_discovery_control, norm

from beatwright.base import check
from beatwright.base.errors import Complaints, ParameterError
from beatwright.patterns.hotspots.conditional_permutation import permutation_p
from beatwright.patterns.hotspots.zone_neighbours import Pairs, neighbour_pairs

__all__ = ["LocalStatistics", "getis_ord", "local_moran"]

Floats = npt.NDArray[np.float64]

_NEITHER, _ALONE = "not significant", "no neighbours"
# A spread below this part of the largest value is that of rounding.
_CONSTANT = 1e-12


@dataclass(frozen=True, eq=False)
class LocalStatistics:
    """A local statistic of every zone.

    Parameters
    ----------
    name : str
        "Getis-Ord Gi*" or "local Moran".
    statistic : array, shape (n,)
        Gi* as a share of the total of all zones, or I.
    z : array, shape (n,)
        In standard deviations from what random zones have; NaN without neighbours.
    p : array, shape (n,)
        Two-sided probability of so extreme a value; NaN without neighbours.
    q : array, shape (n,)
        The same after the control of false discoveries (Benjamini-Hochberg); NaN without neighbours.
    label : array of str, shape (n,)
        "hot", "cold" (Gi*); "high-high", "low-low", "high-low", "low-high" (Moran: the zone, then its neighbours);
        "not significant", "no neighbours".
    alpha : float
        Zones with `q` of at most this have a label.
    note : str, optional
        What a reader should know of the figures, in one sentence or two.
    """

    name: str
    statistic: Floats
    z: Floats
    p: Floats
    q: Floats
    label: npt.NDArray[np.str_]
    alpha: float
    note: str | None = None

    def __repr__(self) -> str:
        kinds, counts = np.unique(self.label, return_counts=True)
        return (
            f"LocalStatistics({self.name}: {', '.join(f'{n} {kind}' for kind, n in zip(kinds, counts, strict=True))})"
        )

    @property
    def significant(self) -> npt.NDArray[np.bool_]:
        """Which zones pass, shape (n,)."""
        return np.asarray(self.q <= self.alpha)


def getis_ord(
    values: npt.ArrayLike,
    neighbours: Any,
    *,
    permutations: int = 9999,
    alpha: float = 0.05,
    seed: int | np.random.Generator = 0,
) -> LocalStatistics:
    """Find zones that, with their neighbours, have more or less than zones at random: Getis and Ord's Gi*.

    Parameters
    ----------
    values : array, shape (n,)
        Counts or rates of the zones.
    neighbours : array, shape (m, 2), or sequence of n polygons
        Positions of neighbours, or the zones: then those that touch are neighbours.
    permutations : int, default 9999
        Deals of which the probabilities are taken; 0 takes them from `z` and the normal law.
    alpha : float, default 0.05
        Expected share of false zones among those with a label.
    seed : int or Generator, default 0
        Of the deals.

    Returns
    -------
    LocalStatistics
        Labels "hot" and "cold". Where all values are the same no zone is either, and `note` says so.

    Raises
    ------
    ParameterError
        With fewer than three zones, values that are no finite numbers, or pairs that are none.

    References
    ----------
    Ord, J. K. and Getis, A. (1995). Local spatial autocorrelation statistics. Geographical Analysis 27, 286–306.

    Examples
    --------
    >>> import numpy as np
    >>> import shapely
    >>> squares = [shapely.box(i, j, i + 1, j + 1) for i in range(10) for j in range(10)]
    >>> calls = np.ones((10, 10))
    >>> calls[:3, :3] = 9
    >>> getis_ord(calls.ravel(), squares)
    LocalStatistics(Getis-Ord Gi*: 6 hot, 94 not significant)
    """
    x, pairs = _checked("getis_ord", values, neighbours, (permutations, alpha))
    if _is_constant(x):
        return _nothing("Getis-Ord Gi*", x, pairs, alpha)
    statistic, z = _gi_star(x, pairs)
    p = _probability(x, pairs, z, permutations, seed)
    kind = np.where(z > 0, "hot", "cold")
    return _judged("Getis-Ord Gi*", (statistic, z, p), kind, (pairs, alpha, permutations))


def local_moran(
    values: npt.ArrayLike,
    neighbours: Any,
    *,
    permutations: int = 9999,
    alpha: float = 0.05,
    seed: int | np.random.Generator = 0,
) -> LocalStatistics:
    """Find zones that are unusually like, or unlike, their neighbours: local Moran.

    Parameters
    ----------
    values : array, shape (n,)
        Counts or rates of the zones.
    neighbours : array, shape (m, 2), or sequence of n polygons
        Positions of neighbours, or the zones: then those that touch are neighbours.
    permutations : int, default 9999
        Deals of which the probabilities are taken; 0 takes them from `z` and the normal law.
    alpha : float, default 0.05
        Expected share of false zones among those with a label.
    seed : int or Generator, default 0
        Of the deals.

    Returns
    -------
    LocalStatistics
        Labels "high-high", "low-low", "high-low" and "low-high". Where all values are the same there is none, and
        `note` says so.

    Raises
    ------
    ParameterError
        With fewer than three zones, values that are no finite numbers, or pairs that are none.

    References
    ----------
    Anselin, L. (1995). Local indicators of spatial association — LISA. Geographical Analysis 27, 93–115.

    Examples
    --------
    >>> import numpy as np
    >>> import shapely
    >>> squares = [shapely.box(i, j, i + 1, j + 1) for i in range(10) for j in range(10)]
    >>> calls = np.ones((10, 10))
    >>> calls[:3, :3] = 9
    >>> local_moran(calls.ravel(), squares)
    LocalStatistics(local Moran: 6 high-high, 94 not significant)
    """
    x, pairs = _checked("local_moran", values, neighbours, (permutations, alpha))
    if _is_constant(x):
        return _nothing("local Moran", x, pairs, alpha)
    statistic, z, quadrant = _moran(x, pairs)
    p = np.where(x == x.mean(), 1.0, _probability(x, pairs, z, permutations, seed))
    kind = np.array(["", "high-high", "low-high", "low-low", "high-low"])[quadrant]
    return _judged("local Moran", (statistic, z, p), kind, (pairs, alpha, permutations))


def _checked(owner: str, values: Any, neighbours: Any, options: tuple[int, float]) -> tuple[Floats, Pairs]:
    permutations, alpha = options
    complaints = Complaints()
    complaints.add(check.integer(owner, "permutations", permutations, 0))
    complaints.add(check.number(owner, "alpha", alpha, 0, 1, open_low=True))
    try:
        x = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError):
        x = np.array([np.nan])
    right = x.ndim == 1 and len(x) >= 3 and bool(np.isfinite(x).all())
    complaints.need(
        right, check.sentence(owner, "values", "three finite numbers or more, shape (n,)", f"{values!r:.60}")
    )
    try:
        pairs = neighbour_pairs(owner, neighbours, len(x) if x.ndim else 0) if right else np.zeros((0, 2), np.int64)
    except ParameterError as problem:
        complaints.add(str(problem))
    complaints.raise_if_any(ParameterError)
    return x, pairs


def _is_constant(x: Floats) -> bool:
    return bool(np.ptp(x) <= _CONSTANT * np.abs(x).max())


@contextmanager
def _quiet() -> Iterator[None]:
    """Let esda neither warn nor change which warnings others hear, nor numpy complain of zones without neighbours."""
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        yield


def _weights(n: int, pairs: Pairs) -> Any:
    from libpysal.weights import W  # noqa: PLC0415  (importing it takes a second)

    near: dict[int, list[int]] = {zone: [] for zone in range(n)}
    for one, other in pairs.tolist():
        near[one].append(other)
        near[other].append(one)
    return W(near, silence_warnings=True)


def _gi_star(x: Floats, pairs: Pairs) -> tuple[Floats, Floats]:
    with _quiet():
        from esda.getisord import G_Local  # noqa: PLC0415

        # Gi* does not change when all values rise alike, and needs a total above 0.
        found = G_Local(x - min(float(x.min()), 0.0), _weights(len(x), pairs), transform="B", star=True, permutations=0)
    z = np.asarray(found.Zs, dtype=np.float64)
    return np.asarray(found.Gs, dtype=np.float64), np.where(np.isfinite(z), z, 0.0)


def _moran(x: Floats, pairs: Pairs) -> tuple[Floats, Floats, npt.NDArray[np.int64]]:
    with _quiet():
        from esda.moran import Moran_Local  # noqa: PLC0415

        found = Moran_Local(x, _weights(len(x), pairs), transformation="r", permutations=0)
        z = _moran_z(x, pairs)
    quadrant = np.asarray(found.q, dtype=np.int64)
    return np.asarray(found.Is, dtype=np.float64), np.where(np.isfinite(z), z, 0.0), quadrant


def _moran_z(x: Floats, pairs: Pairs) -> Floats:
    """Return I in standard deviations from its mean over all deals of the other zones' values.

    The neighbours' mean is that of a sample without replacement. (esda 2.9 takes moments of n / (n - 1) times its I.)
    """
    n, k = len(x), np.bincount(pairs.ravel(), minlength=len(x))
    total = np.bincount(pairs[:, 0], x[pairs[:, 1]], n) + np.bincount(pairs[:, 1], x[pairs[:, 0]], n)
    away = x - x.mean()
    others = -away / (n - 1)
    variance = ((away**2).sum() - away**2) / (n - 1) - others**2
    deviation = np.sqrt(variance / k * (n - 1 - k) / (n - 2))
    return np.asarray(np.sign(away) * (total / k - x.mean() - others) / deviation)


def _probability(
    x: Floats, pairs: Pairs, z: Floats, permutations: int, seed: int | np.random.Generator
) -> npt.NDArray[np.float64]:
    if permutations == 0:
        return np.asarray(2 * norm.sf(np.abs(z)))
    return permutation_p(x, pairs, permutations, np.random.default_rng(seed))


def _judged(
    name: str, figures: tuple[Floats, Floats, Floats], kind: npt.NDArray[np.str_], how: tuple[Pairs, float, int]
) -> LocalStatistics:
    """Return the result: zones without neighbours set aside, false discoveries controlled, labels given."""
    statistic, z, p = figures
    pairs, alpha, permutations = how
    alone = np.bincount(pairs.ravel(), minlength=len(p)) == 0
    q = np.full(len(p), np.nan)
    if not alone.all():
        q[~alone] = false_discovery_control(p[~alone])
    label = np.where(q <= alpha, kind, _NEITHER).astype(np.str_)
    label[alone] = _ALONE
    z, p = np.where(alone, np.nan, z), np.where(alone, np.nan, p)
    notes = [_alone_note(int(alone.sum())), _coarse_note(q, permutations, alpha)]
    return LocalStatistics(name, statistic, z, p, q, label, alpha, " ".join(filter(None, notes)) or None)


def _alone_note(alone: int) -> str | None:
    return f"{alone:,} zones have no neighbours and are not judged." if alone else None


def _coarse_note(q: Floats, permutations: int, alpha: float) -> str | None:
    """Say where no zone could pass alone, since so few permutations cannot show so small a probability."""
    judged = int(np.isfinite(q).sum())
    if not permutations or np.any(q <= alpha) or judged * 2 / (permutations + 1) <= alpha:
        return None
    enough = int(np.ceil(2 * judged / alpha)) - 1
    return (
        f"{permutations:,} permutations cannot show that one of {judged:,} zones stands out alone: "
        f"that takes {enough:,} or more, or permutations=0."
    )


def _nothing(name: str, x: Floats, pairs: Pairs, alpha: float) -> LocalStatistics:
    alone = np.bincount(pairs.ravel(), minlength=len(x)) == 0
    one = np.where(alone, np.nan, 1.0)
    label = np.where(alone, _ALONE, _NEITHER).astype(np.str_)
    note = f"All {len(x):,} zones have the same value ({x[0]:.6g}), so that none stands out."
    return LocalStatistics(name, np.zeros(len(x)), one - 1, one, one.copy(), label, alpha, note)
