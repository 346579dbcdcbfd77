"""The last look at a plan of sites: no rule is broken, and what is claimed of it is what its own numbers say."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from beatwright.base.certificate import Certificate, Status
from beatwright.base.errors import ParameterError
from beatwright.solver.location.location import Location

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

ROUNDING = 1e-9  # relative: sums of costs and demands in another order than the engine's
CLOSE = 1e-6  # an integer program says 'optimal' to about this much of the objective
_NONE = np.empty(0, dtype=np.int64)


def verified(
    plan: Location,
    function: str,
    *,
    objective: float,
    posts: int | None = None,
    opened: Ints = _NONE,
    closed: Ints = _NONE,
    load: Floats | None = None,
    room: Floats | None = None,
    served: bool = False,
    kept: bool = True,
    best: float = 0.0,
    gap: float = 0.0,
) -> Location:
    """Return the plan if it keeps the rules, its outcome made true; a plan without sites has nothing to check.

    Parameters
    ----------
    plan : Location
        What a search found.
    function : str
        Whose plan it is, for the error.
    objective : float
        Value of the plan, summed anew from the arguments.
    posts : int, optional
        How many sites it must have.
    opened, closed : ndarray of int
        Sites that must be open, or must not be.
    load, room : ndarray of float, shape (sites,), optional
        Demand served at each site, and the most it may be.
    served : bool, default False
        Whether every client must be served.
    kept : bool, default True
        Whether rules of the search's own are kept.
    best : float, default 0
        No plan can be better: 0 where costs are summed, the total weight where cover is.
    gap : float, default 0
        Relative gap that was asked for.

    Raises
    ------
    ParameterError
        Where a rule is broken: a fault of the search, never of the arguments.
    """
    if plan.sites.size == 0 and posts != 0:
        return replace(plan, certificate=_bounded(plan.certificate, plan.certificate.objective, best))
    broken = _broken(plan, posts, opened, closed, load, room)
    if served and (plan.assignment < 0).any():
        broken.append("a client is not served")
    if not kept:
        broken.append("a rule of the search is not kept")
    if broken:
        raise ParameterError(f"{function} found no plan that keeps the rules: {', '.join(broken)}.")
    return replace(plan, certificate=honest(plan.certificate, objective, best, gap))


def honest(seen: Certificate, objective: float, best: float = 0.0, gap: float = 0.0) -> Certificate:
    """Return an outcome with its objective as summed anew, its bound no better than `best`, and "optimal" only if so.

    Examples
    --------
    >>> honest(Certificate("optimal", 5.0, 3.0, 0.1, "search"), 5.0).status
    'feasible'
    """
    return _honest(_bounded(seen, objective, best), gap)


def _broken(
    plan: Location, posts: int | None, opened: Ints, closed: Ints, load: Floats | None, room: Floats | None
) -> list[str]:
    sites = plan.sites
    over = load is not None and room is not None and bool((load > room * (1.0 + ROUNDING)).any())
    rules = {
        f"{sites.size} sites instead of {posts}": posts is not None and sites.size != posts,
        "a site is open twice": np.unique(sites).size != sites.size,
        "a site that must be open is not": not np.isin(opened, sites).all(),
        "a site that must be closed is open": bool(np.isin(closed, sites).any()),
        "a client is served from a closed site": not np.isin(plan.assignment[plan.assignment >= 0], sites).all(),
        "a site serves more than it can": over,
    }
    return [rule for rule, broken in rules.items() if broken]


def _bounded(seen: Certificate, objective: float, best: float) -> Certificate:
    """Bring the bound between the objective and what no plan can beat."""
    far = objective if np.isfinite(objective) else -np.inf if seen.maximised else np.inf
    low, high = sorted((far, best))
    return replace(seen, objective=objective, bound=float(np.clip(seen.bound, low, high)))


def _honest(seen: Certificate, gap: float) -> Certificate:
    """Say "optimal" where bound and objective meet, within the gap asked for or the solver's own tolerance."""
    apart = abs(seen.objective - seen.bound)
    size = abs(seen.objective)
    if apart <= ROUNDING * size and gap == 0.0:
        return replace(seen, status="optimal", bound=seen.objective)
    if apart <= max(gap, ROUNDING) * size:
        return replace(seen, status="optimal")
    close = apart <= max(gap * (1.0 + ROUNDING), CLOSE) * size
    status: Status = "feasible" if seen.status == "optimal" and not close else seen.status
    return replace(seen, status=status)
