"""Whether today's roster has as many cars on duty as today's cars say."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from beatwright.base.words import count_of
from beatwright.core import Plan
from beatwright.core.demand import HOURS_OF_WEEK
from beatwright.core.hours_of_week import hour_name

__all__ = ["roster_against_cars"]

Ints = npt.NDArray[np.int64]
_TAKEN = "The cars of the roster are taken."


def roster_against_cars(plan: Plan, crews: Ints, file: str) -> Iterator[str]:
    """Yield a note where the cars that a roster has on duty are not those that a plan had before.

    Parameters
    ----------
    plan : Plan
        With its posts, and the cars that were given; without cars nothing is said.
    crews : array of int, shape (posts, 168)
        Cars that the roster has on duty.
    file : str
        Name of its file.

    Examples
    --------
    >>> from beatwright.core import Post
    >>> given = Plan(posts=(Post("1"),), crews=((2,),))
    >>> list(roster_against_cars(given, np.full((1, 168), 2), "r.csv"))
    []
    >>> print(*roster_against_cars(given, np.full((1, 168), 1), "r.csv"))
    The roster 'r.csv' and the cars given do not agree: fewer by the roster in 168 hours of the week, most Monday \
00:00 at 1, 1 instead of 2. The cars of the roster are taken.
    """
    if plan.crews is None:
        return
    given = np.broadcast_to(np.array(plan.crews, dtype=np.int64), (len(plan.crews), HOURS_OF_WEEK))
    apart = crews - given
    parts = [
        f"{word} by the roster in {_worst(sign * apart, crews, given, plan.site_ids)}"
        for word, sign in (("fewer", -1), ("more", 1))
        if (sign * apart > 0).any()
    ]
    if parts:
        yield f"The roster '{file}' and the cars given do not agree: {'; '.join(parts)}. {_TAKEN}"


def _worst(apart: Ints, crews: Ints, given: Ints, sites: tuple[str, ...]) -> str:
    post, hour = np.unravel_index(apart.argmax(), apart.shape)
    hours = int((apart > 0).any(axis=0).sum())
    return (
        f"{count_of(hours, 'hour')} of the week, most {hour_name(int(hour))} at {sites[post]}, "
        f"{crews[post, hour]} instead of {given[post, hour]}"
    )
