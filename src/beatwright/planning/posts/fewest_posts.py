"""The fewest posts for a share of the demand: bisection over p, each step a maximal cover."""

from __future__ import annotations

import numpy as np

from beatwright import solver
from beatwright.base.certificate import Certificate, Status
from beatwright.planning.posts.siting import Flags, Siting
from beatwright.solver.time_limit import SearchClock

__all__ = ["fewest_posts"]

_SLACK = 1e-9
_METHOD = "bisection over maximal covers"


def fewest_posts(
    siting: Siting, covers: Flags, share: float, everyone: solver.Location, clock: SearchClock, gap: float, seed: int
) -> solver.Location:
    """Return a plan with the fewest posts that cover `share` of the weight.

    Parameters
    ----------
    siting : Siting
        Rows and columns.
    covers : array of bool, shape (rows, columns)
        Which sites cover which zones.
    share : float
        In (0, 1); within reach.
    everyone : Location
        A plan that covers all that can be covered: the search starts below it.
    clock : SearchClock
        Of the whole search, that for `everyone` included.
    gap : float
        Relative gap in the number of posts at which the search may stop.
    seed : int
        Seed of the searches.

    Returns
    -------
    Location
        The certificate's objective and bound are numbers of posts.
    """
    wanted = (share - _SLACK) * float(siting.weight.sum())
    best, low, high = everyone, max(len(siting.kept), 1), len(everyone.sites)
    status: Status = "optimal"
    while low < high and (high - low) > gap * high:
        middle = (low + high) // 2
        if clock.late:
            status = clock.ending
            break
        found = solver.max_cover(
            np.where(covers, 0.0, 1.0),
            middle,
            0.5,
            weight=siting.weight,
            fixed_open=siting.kept,
            **clock.silent().options(seed=seed),
        )
        if len(found.sites) and found.certificate.objective >= wanted:
            best, high = found, middle
        elif found.certificate.bound < wanted:
            low = middle + 1
        else:
            status = "time limit" if found.certificate.status == "optimal" else found.certificate.status
            break
    outcome = Certificate(status=status, objective=float(high), bound=float(low), seconds=clock.used, method=_METHOD)
    return solver.Location(best.sites, best.assignment, outcome)
