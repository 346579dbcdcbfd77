"""What the San Miguel study tells a classifier of an incident: its year, and how far it is from the posts."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from beatwright.base import check
from beatwright.base.errors import ParameterError
from beatwright.core import City, Incidents

__all__ = ["MOST_POSTS", "post_features", "spread_posts"]

Floats = npt.NDArray[np.float64]

MOST_POSTS = 8  # as in the study


def spread_posts(city: City, most: int = MOST_POSTS) -> Floats:
    """Return places that distances are measured to: posts of today, then candidate sites, far from each other.

    The first is the post nearest to the middle of the zones; each further one is the farthest from those taken, posts
    of today before candidates. They are the same for every incident, so that distances to three of them that are not
    in a line tell where it was; distances to the nearest eight of many sites, each incident's own, would not.

    Parameters
    ----------
    city : City
        With sites.
    most : int, default 8
        How many at most; fewer where the city has fewer sites.

    Returns
    -------
    array, shape (posts, 2)
        Metres, in the city's CRS.

    Raises
    ------
    ParameterError
        Where `most` is under 1.

    References
    ----------
    T. F. Gonzalez, "Clustering to minimize the maximum intercluster distance", Theoretical Computer Science 38 (1985),
    293-306: the farthest-point traversal.

    Examples
    --------
    >>> from beatwright.testing import small_problem
    >>> spread_posts(small_problem().city, most=3).shape
    (3, 2)
    """
    complaint = check.integer("spread_posts", "most", most, 1)
    if complaint:
        raise ParameterError(complaint)
    today, candidates = city.site_xy[city.current_sites], city.site_xy[city.candidates]
    taken = np.empty((0, 2))
    for pool in (today, candidates, city.site_xy):
        taken = _farthest(taken, np.unique(pool, axis=0), city.zone_xy.mean(axis=0), most)
    return taken


def _farthest(taken: Floats, pool: Floats, middle: Floats, most: int) -> Floats:
    while len(taken) < most and len(pool):
        if len(taken):
            away = np.hypot(*(pool[:, None] - taken[None]).transpose(2, 0, 1)).min(axis=1)
            if not away.max() > 0:
                break
        else:
            away = -np.hypot(*(pool - middle).T)
        taken = np.vstack((taken, pool[away.argmax()]))
    return taken


def post_features(incidents: Incidents, posts: Floats) -> Floats:
    """Return the year of every incident and its distances to the posts.

    Parameters
    ----------
    incidents : Incidents
        Only their places and times are looked at.
    posts : array, shape (posts, 2)
        Metres, in the same CRS.

    Returns
    -------
    array, shape (n, 1 + posts)
        Year, then metres.
    """
    xy = incidents.frame[["x", "y"]].to_numpy(dtype=np.float64)
    year = incidents.frame["time"].dt.year.to_numpy(dtype=np.float64)
    return np.column_stack((year, np.hypot(*(xy[:, None] - posts[None]).transpose(2, 0, 1))))
