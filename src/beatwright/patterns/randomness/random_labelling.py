"""Random labelling: whether cases cluster more than controls which share the city with them.

Streets, houses and people make incidents of every kind lie unevenly. So a kind of interest (cases) is held against
others (controls) from the same city, and the question is whether there are more cases near a case than controls near a
control: D(r) = K of the cases less K of the controls. If the labels were dealt out at random among the places, D would
be 0 but for chance; dealing them out, over and over, shows what chance makes. The places stay as they are, so neither
an intensity nor a bandwidth has to be estimated, and places that several events share do no harm.

P. J. Diggle and A. G. Chetwynd, Second-order analysis of spatial clustering for inhomogeneous populations, Biometrics
47 (1991), 1155-1163.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from beatwright.base import check
from beatwright.base.errors import Complaints, ParameterError
from beatwright.base.progress import Progress
from beatwright.patterns.point_pattern import PointPattern
from beatwright.patterns.randomness.envelope_result import Envelope
from beatwright.patterns.randomness.label_sums import label_sums
from beatwright.patterns.summary.k_function import beyond_reach, second_order_distances
from beatwright.patterns.summary.summary_function import wrong_distances

__all__ = ["random_labelling"]

Floats: TypeAlias = npt.NDArray[np.float64]


def random_labelling(
    cases: PointPattern,
    controls: PointPattern,
    function: str = "L",
    simulations: int = 199,
    *,
    seed: int | np.random.Generator = 0,
    r: npt.ArrayLike | None = None,
    correction: str = "trans",
    rank: int = 1,
    progress: Progress | None = None,
) -> Envelope:
    """Hold K or L of the cases less that of the controls against the same places with their labels dealt out anew.

    Parameters
    ----------
    cases, controls : PointPattern
        At least two events each, in the same window; such as burglaries, and all other incidents.
    function : {"L", "K"}, default "L"
        L, whose error is about the same at every distance, is the better one for a test of the whole curve.
    simulations : int, default 199
        How often labels are dealt out anew. With rank 1, 199 give a pointwise level of 99 %.
    seed : int or Generator, default 0
        Of the dealing.
    r : array, shape (m,), optional
        Ascending distances of at least 0, the last more than 0, in the unit of the patterns; by default those of
        `k_function` for all events.
    correction : {"trans", "none"}, default "trans"
        Edge correction. The p-values are exact with either.
    rank : int, default 1
        The envelope leaves out the rank - 1 lowest and highest values at each distance.
    progress : callable (done, total, text), optional
        Told of the events whose pairs are counted.

    Returns
    -------
    Envelope
        Of the difference, in the unit of the function. Its departures are "clustered" where cases cluster more than
        controls, and "regular" where they cluster less. NaN from half the diagonal of the window's frame on.

    Raises
    ------
    ParameterError
        With every wrong parameter at once.

    Notes
    -----
    K(r) = area / (n (n - 1)) * sum over ordered pairs of weight(pair) [d <= r]. Translation weights in a polygon are
    interpolated in a table of the set covariance.

    References
    ----------
    P. J. Diggle and A. G. Chetwynd, Second-order analysis of spatial clustering for inhomogeneous populations,
    Biometrics 47 (1991), 1155-1163.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> hill = rng.normal(5, 1.5, (150, 2))  # dense in the middle, for cases and controls alike
    >>> pairs = np.repeat(hill[:25], 2, axis=0) + rng.normal(0, 0.1, (50, 2))
    >>> alone, paired, others = (PointPattern(xy, (-5, -5, 15, 15)) for xy in (hill[:50], pairs, hill[50:]))
    >>> alike, closer = (random_labelling(one, others, r=np.linspace(0, 1, 21)) for one in (alone, paired))
    >>> alike.mad().p_value, closer.mad().p_value, closer.departures()[0].direction
    (0.345, 0.02, 'clustered')
    """
    complaints = Complaints()
    complaints.extend(_wrong_patterns(cases, controls))
    complaints.extend(_wrong_options(function, r, correction, simulations, rank=rank))
    complaints.raise_if_any(ParameterError, "Cases and controls cannot be compared")
    both = PointPattern(np.vstack([cases.xy, controls.xy]), cases.window)
    distances = second_order_distances(both) if r is None else np.array(r, dtype=np.float64)

    def told(points: int) -> None:
        if progress is not None:
            progress(points, len(both), "labels dealt out anew")

    labels = _dealt(len(cases), len(both), simulations, np.random.default_rng(seed))
    sums = label_sums(both, labels, distances, correction, told)
    curves = _difference(both, sums, (len(cases), len(controls)), function)
    curves[:, beyond_reach(both.window, distances) & (correction != "none")] = np.nan
    known = np.zeros(len(distances)) if function == "K" else None
    name = f"{function} of cases less controls"
    return Envelope(distances, curves[0], curves[1:], known, name=name, correction=correction, rank=rank)


def _dealt(cases: int, n: int, simulations: int, rng: np.random.Generator) -> npt.NDArray[np.bool_]:
    """Return which events are cases: as they are, then as they are dealt out, shape (1 + simulations, n)."""
    seen = np.arange(n) < cases
    return np.array([seen, *(rng.permutation(seen) for _ in range(simulations))])


def _difference(both: PointPattern, sums: tuple[Floats, Floats], sizes: tuple[int, int], function: str) -> Floats:
    first, second = (both.window.area / (n * (n - 1)) * total for n, total in zip(sizes, sums, strict=True))
    if function == "K":
        return first - second
    return np.asarray(np.sqrt(first / math.pi) - np.sqrt(second / math.pi))


def _wrong_patterns(cases: Any, controls: Any) -> Iterator[str | None]:
    usable = True
    for name, pattern in (("cases", cases), ("controls", controls)):
        if not isinstance(pattern, PointPattern):
            usable = False
            yield check.sentence("random_labelling", name, "a PointPattern", type(pattern).__name__)
        elif len(pattern) < 2:
            yield check.sentence("random_labelling", name, "of at least two events", len(pattern))
    if usable and not cases.window.same_as(controls.window):
        yield check.sentence("random_labelling", "controls", "in the window of the cases", "another window")


def _wrong_options(function: Any, r: Any, correction: Any, simulations: Any, *, rank: Any) -> Iterator[str | None]:
    yield check.one_of("random_labelling", "function", function, ("L", "K"))
    wrong = wrong_distances("random_labelling", r)
    if wrong is None and r is not None and not np.max(r) > 0:
        wrong = check.sentence("random_labelling", "r", "ascending distances, the last more than 0", r)
    yield wrong
    yield check.one_of("random_labelling", "correction", correction, ("trans", "none"))
    few = check.integer("random_labelling", "simulations", simulations, 2)
    yield few
    yield check.integer("random_labelling", "rank", rank, 1, None if few else simulations // 2)
