"""How often cars leave their beats: calls that a car of another post answers.

Larson, R. C. (1974). A hypercube queuing model for facility location and redistricting in urban emergency services.
Computers and Operations Research 1, 67-95, section 5 (interdistrict dispatches).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from beatwright.base.check import sentence
from beatwright.base.errors import ParameterError
from beatwright.queueing.hypercube_model.hypercube_result import HypercubeResult

__all__ = ["CrossBeat", "cross_beat"]

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class CrossBeat:
    """Answer of `cross_beat`.

    Parameters
    ----------
    share : float
        Of the calls answered, by a car of another post than the beat's own.
    beat : array, shape (posts,)
        The same of the calls of each post's beat; NaN where it has none.
    post : array, shape (posts,)
        Of the calls that the cars of each post answer, those outside its beat; NaN where they answer none.
    flow : array, shape (posts, posts)
        Share of the calls answered by a post (row) that come from the beat of a post (column), of all; sums to 1.
    """

    share: float
    beat: Floats
    post: Floats
    flow: Floats


def cross_beat(result: HypercubeResult, beat: npt.ArrayLike) -> CrossBeat:
    """Return how many calls are answered from outside their beat.

    Parameters
    ----------
    result : HypercubeResult
        From `hypercube` or `hypercube_approximate`.
    beat : array_like of int, shape (zones,)
        The post in whose beat each zone lies.

    Returns
    -------
    CrossBeat

    Raises
    ------
    ParameterError
        Where `beat` does not name a post for each zone.

    Examples
    --------
    >>> from beatwright.queueing import hypercube
    >>> found = hypercube([1.0, 1.0], [[0, 1], [1, 0]], cars=[1, 1], service=0.5, line=False)
    >>> round(cross_beat(found, [0, 1]).share, 6)
    0.25
    """
    own = np.asarray(beat)
    posts, zones = result.chance.shape
    if own.shape != (zones,) or own.dtype.kind not in "iu" or not ((own >= 0) & (own < posts)).all():
        expected = f"positions of posts, 0 to {posts - 1}, for each of {zones} zones"
        got = (
            f"shape {own.shape}, {own.dtype}"
            if own.shape != (zones,) or own.dtype.kind not in "iu"
            else _odd(own, posts)
        )
        raise ParameterError(sentence("cross_beat", "beat", expected, got))
    by_zone = result.flow
    flow = np.zeros((posts, posts))
    np.add.at(flow.T, own, by_zone.T)
    flow = flow / flow.sum()
    inside = np.diag(flow)
    return CrossBeat(
        float(1.0 - inside.sum()),
        _outside(inside, flow.sum(axis=0)),
        _outside(inside, flow.sum(axis=1)),
        flow,
    )


def _odd(own: npt.NDArray[np.int64], posts: int) -> str:
    zone = int(((own < 0) | (own >= posts)).argmax())
    return f"{own[zone]} at zone {zone}"


def _outside(inside: Floats, total: Floats) -> Floats:
    return np.asarray(1.0 - np.divide(inside, total, out=np.full(len(total), np.nan), where=total > 0))
