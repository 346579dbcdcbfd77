"""Among plans that are equally good by the objective, go to one with a shorter mean distance."""

from __future__ import annotations

import time

import numpy as np

from beatwright.base.effort import Stop
from beatwright.planning.posts.siting import Flags, Floats, Ints

__all__ = ["break_ties"]

_LEAST_GAIN = 1e-9
_BEYOND = 10.0


def break_ties(
    travel: Floats,
    covers: Flags,
    need: Ints,
    weight: Floats,
    sites: Ints,
    kept: Ints,
    *,
    seconds: float | None = None,
    stop: Stop | None = None,
) -> Ints:
    """Move single posts for as long as the mean distance falls and every zone keeps the cover it needs.

    Covering objectives and the worst distance leave many plans equally good, among them ones with posts that help
    nobody. This settles on a better one of them by descent; it does not claim the best.

    Parameters
    ----------
    travel : array of float, shape (zones, sites)
        Metres or minutes; inf where there is no way.
    covers : array of bool, shape (zones, sites)
        Which sites count as cover for which zones.
    need : array of int, shape (zones,)
        Posts that must cover each zone; `sites` do.
    weight : array of float, shape (zones,)
        What each zone weighs.
    sites, kept : array of int
        Columns of the plan, and those of them that stay.
    seconds : float, optional
        Wall-clock limit.
    stop : callable () -> bool, optional
        Whether to stop, asked before each post; never by default.

    Returns
    -------
    array of int
        As many columns, ascending.

    Examples
    --------
    >>> import numpy as np
    >>> line = np.abs(np.subtract.outer(np.arange(5.0), np.arange(5.0)))
    >>> break_ties(line, line <= 2, np.ones(5, int), np.ones(5), np.array([2, 3]), np.array([], int))
    array([0, 3])
    """
    deadline = np.inf if seconds is None else time.perf_counter() + seconds
    finite = travel[np.isfinite(travel)]
    finite_travel = np.where(np.isfinite(travel), travel, _BEYOND * finite.max(initial=1.0))
    plan = [int(site) for site in np.sort(sites)]
    held = {int(site) for site in kept}
    moved = True
    while moved:
        moved = False
        for out in [site for site in plan if site not in held]:
            if time.perf_counter() > deadline or (stop is not None and stop()):
                return np.sort(np.array(plan, dtype=np.intp))
            better = _better_place(finite_travel, covers, need, weight, plan=plan, out=out)
            if better is not None:
                plan[plan.index(out)] = better
                moved = True
    return np.sort(np.array(plan, dtype=np.intp))


def _better_place(
    finite_travel: Floats, covers: Flags, need: Ints, weight: Floats, plan: list[int], out: int
) -> int | None:
    """Return the best other place of the post at `out`, or None where it stands best."""
    rest = [site for site in plan if site != out]
    short = need - covers[:, rest].sum(axis=1)
    # One post gives one cover, so a zone that lacks two would keep its need nowhere.
    legal = covers[short > 0].all(axis=0) if short.max(initial=0) <= 1 else np.zeros(covers.shape[1], dtype=bool)
    legal[plan] = False
    places = np.flatnonzero(legal)
    if not len(places):
        return None
    others = finite_travel[:, rest].min(axis=1, initial=np.inf)
    now = float(weight @ np.minimum(others, finite_travel[:, out]))
    after = weight @ np.minimum(others[:, None], finite_travel[:, places])
    best = int(after.argmin())
    return int(places[best]) if after[best] < now * (1.0 - _LEAST_GAIN) else None
