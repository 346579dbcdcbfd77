"""Which post serves which zone: the nearest one, by metres or by minutes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from beatwright.core.city import City
from beatwright.core.plan import Plan

__all__ = ["Service", "nearest_post"]


@dataclass(frozen=True)
class Service:
    """The nearest post of every zone.

    Parameters
    ----------
    post : array of intp, shape (zones,)
        Position of the post in ``plan.posts``; -1 where no post reaches the zone.
    metres, minutes : array of float64, shape (zones,)
        From that post; inf where no post reaches the zone.
    """

    post: npt.NDArray[np.intp]
    metres: npt.NDArray[np.float64]
    minutes: npt.NDArray[np.float64]


def nearest_post(city: City, plan: Plan, by: str = "metres") -> Service:
    """Return the nearest post of every zone; ties go to the first post in canonical order.

    Parameters
    ----------
    city : City
        Travel is read from it.
    plan : Plan
        Its posts must be decided.
    by : {"metres", "minutes"}
        What nearest means.
    """
    sites = plan.site_positions(city)
    metres = city.travel.metres[sites].astype(np.float64)
    minutes = city.travel.minutes[sites].astype(np.float64)
    measured = metres if by == "metres" else minutes
    post = measured.argmin(axis=0)
    zone = np.arange(measured.shape[1])
    reached = np.isfinite(measured[post, zone])
    return Service(np.where(reached, post, -1), metres[post, zone], minutes[post, zone])
