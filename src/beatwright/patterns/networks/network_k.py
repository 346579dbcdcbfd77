"""K and the pair correlation along a network.

K(r) = L / (n (n - 1)) times the sum over pairs with d(i, j) <= r of 1 / m(i, d(i, j)), L being the length of the
network and m(u, d) the number of places on it at exactly the distance d from u (Ang, Baddeley and Nair, "Geometrically
corrected second order analysis of events on a linear network", Scandinavian Journal of Statistics 39 (2012)).
With m = 1 throughout it is Okabe and Yamada's K, whose curve depends on how the streets branch.

Along an edge whose ends are da and db away, the distance rises from both ends to (da + db + length) / 2, where both
ways meet. So the places at d are the edge ends with da < d < peak, counted by two sorted lists.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import stats

from beatwright.base import check
from beatwright.base.errors import Complaints, ParameterError
from beatwright.base.progress import Progress
from beatwright.patterns.networks.network_distance import distances_along, vertex_distances
from beatwright.patterns.networks.network_pattern import NetworkPattern
from beatwright.patterns.summary.summary_function import (
    SummaryFunction,
    asked_corrections,
    wrong_corrections,
    wrong_distances,
)

__all__ = ["network_k", "network_pair_correlation"]

Floats = npt.NDArray[np.float64]
_CORRECTIONS = ("ang", "none")
_STEPS = 512
# A place this near a vertex, relative to the shortest edge, is taken to be the vertex, one place: spatstat's tolerance.
_AT_VERTEX = 1e-3


@dataclass(frozen=True, eq=False)
class _Pairs:
    """Distances between events of at most the last r, ascending, and what each weighs."""

    distances: Floats
    weights: Floats


def network_k(
    pattern: NetworkPattern,
    r: npt.ArrayLike | None = None,
    correction: str | Sequence[str] = "ang",
    progress: Progress | None = None,
) -> SummaryFunction:
    """Return K along a network: above the theoretical line the events are clustered along the streets.

    Parameters
    ----------
    pattern : NetworkPattern
        At least two events.
    r : array, shape (m,), optional
        Ascending distances along the network. 513 up to a quarter of the shorter side of the bounds by default.
    correction : str or sequence of str, default "ang"
        "ang" (Ang, Baddeley and Nair; the theoretical curve is r), "none" (Okabe and Yamada), or "all".
    progress : callable (done, total, text), optional
        Told after each hundred events.

    Raises
    ------
    ParameterError
        With fewer than two events, and with every wrong parameter at once.

    References
    ----------
    Ang, Baddeley and Nair, Scandinavian Journal of Statistics 39 (2012), 591-617; Okabe and Yamada, Geographical
    Analysis 33 (2001), 271-290.

    Examples
    --------
    >>> pattern = NetworkPattern([[0, 0], [10, 0]], [[0, 1]], edge=[0, 0], fraction=[0.4, 0.6])
    >>> network_k(pattern, [0, 1, 2, 3]).values
    array([0., 0., 5., 5.])
    """
    _check("network_k", pattern, r, correction)
    distances = _distances(pattern, r)
    asked = asked_corrections(correction, _CORRECTIONS)
    pairs = _pairs(pattern, float(distances[-1]), asked, progress)
    scale = pattern.total_length / (len(pattern) * (len(pattern) - 1))
    every = {
        name: scale * np.concatenate([[0.0], np.cumsum(found.weights)])[_at_most(found, distances)]
        for name, found in pairs.items()
    }
    return SummaryFunction(distances, every[asked[0]], distances, asked[0], name="network K", all=every)


def network_pair_correlation(
    pattern: NetworkPattern,
    r: npt.ArrayLike | None = None,
    correction: str | Sequence[str] = "ang",
    bandwidth: float | None = None,
    progress: Progress | None = None,
) -> SummaryFunction:
    """Return the pair correlation along a network, the derivative of its K: 1 by chance, more where clustered.

    Parameters
    ----------
    pattern : NetworkPattern
        At least two events.
    r : array, shape (m,), optional
        Ascending distances along the network. 513 up to a quarter of the shorter side of the bounds by default.
    correction : str or sequence of str, default "ang"
        As in `network_k`.
    bandwidth : float, optional
        Standard deviation of the Gaussian that smooths the distances. By default Silverman's rule of thumb on those of
        at most the last r.
    progress : callable (done, total, text), optional
        Told after each hundred events.

    Raises
    ------
    ParameterError
        With fewer than two events, no two within the last r and no bandwidth, and with every wrong parameter at once.

    References
    ----------
    Ang, Baddeley and Nair, Scandinavian Journal of Statistics 39 (2012), 591-617. Near 0 and near the last r the kernel
    is divided by its mass between the two.

    Examples
    --------
    >>> pattern = NetworkPattern([[0, 0], [10, 0]], [[0, 1]], edge=[0, 0], fraction=[0.4, 0.6])
    >>> network_pair_correlation(pattern, [0, 2, 4], bandwidth=1).values.round(3)
    array([0.54, 2.09, 0.54])
    """
    _check("network_pair_correlation", pattern, r, correction, bandwidth)
    distances = _distances(pattern, r)
    asked = asked_corrections(correction, _CORRECTIONS)
    pairs = _pairs(pattern, float(distances[-1]), asked, progress)
    width = _rule_of_thumb(pairs[asked[0]].distances) if bandwidth is None else float(bandwidth)
    scale = pattern.total_length / (len(pattern) * (len(pattern) - 1))
    mass = stats.norm.cdf((distances[-1] - distances) / width) - stats.norm.cdf((0 - distances) / width)
    every = {name: scale * _smoothed(found, distances, width) / mass for name, found in pairs.items()}
    ones = np.ones(len(distances))
    return SummaryFunction(distances, every[asked[0]], ones, asked[0], name="network pair correlation", all=every)


def _check(
    owner: str, pattern: NetworkPattern, r: npt.ArrayLike | None, correction: object, bandwidth: float | None = None
) -> None:
    complaints = Complaints()
    complaints.add(wrong_distances(owner, r))
    complaints.add(wrong_corrections(owner, correction, _CORRECTIONS))
    complaints.add(check.number(owner, "bandwidth", bandwidth, 0, open_low=True, optional=True))
    complaints.need(len(pattern) > 1, f"{owner} needs at least 2 events. This pattern has {len(pattern)}.")
    complaints.raise_if_any(ParameterError)


def _distances(pattern: NetworkPattern, r: npt.ArrayLike | None) -> Floats:
    if r is not None:
        return np.asarray(r, dtype=np.float64)
    sides = np.ptp(pattern.vertices, axis=0)
    return np.linspace(0, (sides.min() or sides.max()) / 4, _STEPS + 1)


def _pairs(
    pattern: NetworkPattern, longest: float, corrections: Sequence[str], progress: Progress | None
) -> dict[str, _Pairs]:
    distances: list[Floats] = []
    places: list[Floats] = []
    tolerance = _AT_VERTEX * float(pattern.lengths.min())
    reach = longest + float(pattern.lengths.max()) + tolerance
    for done, (event, to_vertices) in enumerate(vertex_distances(pattern, reach), start=1):
        found = distances_along(pattern, event, to_vertices)
        found[event] = math.inf
        near = found[found <= longest]
        distances.append(near)
        if "ang" in corrections:
            places.append(_places_at(near, pattern, event, to_vertices, tolerance))
        if progress and done % 100 == 0:
            progress(done, len(pattern), "events")
    joined = np.concatenate(distances)
    order = np.argsort(joined, kind="stable")
    weights = {name: np.ones(len(joined)) for name in corrections}
    if "ang" in corrections:
        weights["ang"] = 1 / np.concatenate(places)
    return {name: _Pairs(joined[order], weights[name][order]) for name in corrections}


def _places_at(distances: Floats, pattern: NetworkPattern, event: int, to_vertices: Floats, tolerance: float) -> Floats:
    """Return how many places of the network are at exactly each distance from an event, shape as `distances`."""
    longest = float(distances.max(initial=0.0))
    begins, ends = _spans(pattern, event, to_vertices, tolerance=tolerance, longest=longest)
    found = np.searchsorted(np.sort(begins), distances) - np.searchsorted(np.sort(ends), distances)
    return np.asarray(np.maximum(found, 1.0))


def _spans(
    pattern: NetworkPattern, event: int, to_vertices: Floats, tolerance: float, longest: float
) -> tuple[Floats, Floats]:
    """Return the spans of distance over which there is one place more, at edge ends and at vertices."""
    own = int(pattern.edge[event])
    first, second = to_vertices[pattern.edges].T
    into = pattern.fraction[event] * pattern.lengths[own]
    # The event cuts its edge in two; both halves begin at the event itself, 0 away, which is no vertex.
    others = (np.minimum(first, second) <= longest) & np.isfinite(first + second)
    others[own] = False
    here = np.concatenate([first[others], [0.0, 0.0]])
    there = np.concatenate([second[others], [first[own], second[own]]])
    lengths = np.concatenate([pattern.lengths[others], [into, pattern.lengths[own] - into]])
    peak = (here + there + lengths) / 2
    at_vertex = np.concatenate([np.full(len(here) - 2, tolerance), [0.0, 0.0]])
    spans = [
        (here + at_vertex, np.where(peak - there < tolerance, there - tolerance, peak)),
        (there + tolerance, np.where(peak - here < at_vertex, here - at_vertex, peak)),
        (to_vertices - tolerance, to_vertices + tolerance),
    ]
    begins, ends = (np.concatenate(side) for side in zip(*spans, strict=True))
    real = (begins <= longest) & (ends > begins)
    return begins[real], ends[real]


def _at_most(pairs: _Pairs, r: Floats) -> npt.NDArray[np.int64]:
    return np.searchsorted(pairs.distances, r, side="right")


def _smoothed(pairs: _Pairs, r: Floats, width: float) -> Floats:
    """Return the weighted sum of Gaussians around the distances at each r."""
    sums = [float(pairs.weights @ stats.norm.pdf((at - pairs.distances) / width)) / width for at in r]
    return np.array(sums)


def _rule_of_thumb(distances: Floats) -> float:
    """Return Silverman's bandwidth, .9 min(sd, interquartile range / 1.34) n^(-1/5)."""
    if len(distances) < 2 or distances[0] == distances[-1]:
        raise ParameterError("Too few different distances for a bandwidth by rule of thumb. Give 'bandwidth'.")
    low, high = np.quantile(distances, [0.25, 0.75])
    deviation = float(distances.std(ddof=1))
    spread = min(deviation, float(high - low) / 1.34) or deviation
    return float(0.9 * spread * len(distances) ** -0.2)
