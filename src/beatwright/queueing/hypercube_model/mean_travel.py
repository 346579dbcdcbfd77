"""Mean travel to calls, when the nearest car may be busy.

A call that gets a car at once is driven to from the car's post. One that waited is driven to from where a car got free:
that is where the last call of some zone i was, with probability rate_i / total, whichever car it is. Where travel
between zones is not known, cars are taken to start from their posts then too.

Larson, R. C. and Odoni, A. R. (1981). Urban Operations Research. Prentice-Hall, section 5.4, equations 5.42 to 5.45.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from beatwright.base import check
from beatwright.base.errors import Complaints, ParameterError
from beatwright.queueing.hypercube_model.hypercube_result import HypercubeResult

__all__ = ["MeanTravel", "mean_travel"]

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class MeanTravel:
    """Answer of `mean_travel`, in the unit of the tables given.

    Parameters
    ----------
    mean : float
        Of all calls answered.
    zone : array, shape (zones,)
        Of a call of each zone.
    post : array, shape (posts,)
        Of a call that a car of each post answers; NaN where none does.
    """

    mean: float
    zone: Floats
    post: Floats


def mean_travel(result: HypercubeResult, travel: npt.ArrayLike, between: npt.ArrayLike | None = None) -> MeanTravel:
    """Return the mean travel to calls, of all, by zone and by post.

    Parameters
    ----------
    result : HypercubeResult
        From `hypercube` or `hypercube_approximate`.
    travel : array_like, shape (posts, zones)
        Travel times or distances.
    between : array_like, shape (zones, zones), optional
        The same from zone to zone, for calls that waited; by default they are driven to from posts.

    Returns
    -------
    MeanTravel

    Raises
    ------
    ParameterError
        With everything that is wrong with the tables.

    References
    ----------
    Larson, R. C. and Odoni, A. R. (1981), Urban Operations Research, Prentice-Hall, section 5.4.

    Examples
    --------
    >>> from beatwright.queueing import hypercube
    >>> found = hypercube([1.0, 1.0], [[0, 1], [1, 0]], cars=[1, 1], service=0.5, line=False)
    >>> answer = mean_travel(found, [[2.0, 8.0], [8.0, 2.0]])
    >>> round(answer.mean, 6), answer.zone.round(6).tolist()
    (3.5, [3.5, 3.5])
    """
    from_posts, from_zones = _tables(result, travel, between)
    calls = result.rate / result.rate.sum()
    late = result.taken @ from_posts if from_zones is None else calls @ from_zones
    zone = (result.chance * from_posts).sum(axis=0) + result.delayed * late
    flow = result.flow.sum(axis=1)
    # Whichever car takes a call from the line, it is one of any zone.
    driven = (result.share * from_posts).sum(axis=1)
    if from_zones is None:
        driven = driven + (result.queued * from_posts).sum(axis=1)
    else:
        driven = driven + result.delayed * result.taken * float(late @ calls)
    post = np.divide(driven, flow, out=np.full(len(flow), np.nan), where=flow > 0)
    return MeanTravel(float(zone @ calls), zone, post)


def _tables(
    result: HypercubeResult, travel: npt.ArrayLike, between: npt.ArrayLike | None
) -> tuple[Floats, Floats | None]:
    complaints = Complaints()
    posts, zones = result.chance.shape
    tables: dict[str, Floats] = {}
    for name, given, shape in (("travel", travel, (posts, zones)), ("between", between, (zones, zones))):
        if given is None:
            continue
        tables[name] = np.asarray(given, dtype=np.float64)
        axes = "post, zone" if name == "travel" else "zone, zone"
        wrong = check.shape_is("mean_travel", name, tables[name].shape, shape, axes)
        complaints.add(wrong or check.at_least_zero("mean_travel", name, tables[name], "place"))
    complaints.raise_if_any(ParameterError)
    return tables["travel"], tables.get("between")
