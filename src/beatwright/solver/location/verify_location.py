"""The last look at a plan of sites: no rule is broken, and what is claimed of it is what its own numbers say."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from beatwright.base.certificate import Certificate, Status
from beatwright.base.errors import ParameterError
from beatwright.solver.location.location import Location

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

ROUNDING = 1e-9  # relative: sums of costs and demands in another order than the engine's
CLOSE = 1e-6  # an integer program says 'optimal' to about this much of the objective


def _no_sites() -> Ints:
    return np.empty(0, dtype=np.int64)


@dataclass(frozen=True, kw_only=True, eq=False)
class LocationRules:
    """What every plan of a location problem must keep.

    Parameters
    ----------
    posts : int, optional
        How many sites it must have.
    opened, closed : ndarray of int
        Positions of sites that must be open, or must not be.
    room : ndarray of float, shape (sites,), optional
        The most that each site may serve, in the unit of the demand.
    served : bool, default False
        Whether every client must be served.
    best : float, default 0
        No plan can be better: 0 where costs are summed, the total weight where cover is.
    """

    posts: int | None = None
    opened: Ints = field(default_factory=_no_sites)
    closed: Ints = field(default_factory=_no_sites)
    room: Floats | None = None
    served: bool = False
    best: float = 0.0

    def broken(self, plan: Location, load: Floats | None = None) -> list[str]:
        """Name the rules that a plan breaks; `load` is the demand served at each site, of shape (sites,)."""
        sites, served = plan.sites, plan.assignment >= 0
        over = load is not None and self.room is not None and bool((load > self.room * (1.0 + ROUNDING)).any())
        rules = {
            f"{sites.size} sites instead of {self.posts}": self.posts is not None and sites.size != self.posts,
            "a site is open twice": np.unique(sites).size != sites.size,
            "a site that must be open is not": not np.isin(self.opened, sites).all(),
            "a site that must be closed is open": bool(np.isin(self.closed, sites).any()),
            "a client is served from a closed site": not np.isin(plan.assignment[served], sites).all(),
            "a site serves more than it can": over,
            "a client is not served": self.served and not served.all(),
        }
        return [rule for rule, broken in rules.items() if broken]


def verified_location(
    plan: Location,
    function: str,
    rules: LocationRules,
    *,
    objective: float,
    load: Floats | None = None,
    kept: bool = True,
    gap: float = 0.0,
) -> Location:
    """Return the plan if it keeps the rules, its outcome made true; a plan without sites has nothing to check.

    Parameters
    ----------
    plan : Location
        What a search found.
    function : str
        Whose plan it is, for the error.
    rules : LocationRules
        What it must keep.
    objective : float
        Value of the plan, summed anew from the arguments.
    load : ndarray of float, shape (sites,), optional
        Demand served at each site.
    kept : bool, default True
        Whether rules of the search's own are kept.
    gap : float, default 0
        Relative gap that was asked for.

    Raises
    ------
    ParameterError
        Where a rule is broken: a fault of the search, never of the arguments.
    """
    if plan.sites.size == 0 and rules.posts != 0:
        return replace(plan, certificate=_bounded(plan.certificate, plan.certificate.objective, rules.best))
    broken = rules.broken(plan, load) + ([] if kept else ["a rule of the search is not kept"])
    if broken:
        raise ParameterError(f"{function} found no plan that keeps the rules: {', '.join(broken)}.")
    return replace(plan, certificate=consistent_certificate(plan.certificate, objective, rules.best, gap))


def consistent_certificate(seen: Certificate, objective: float, best: float = 0.0, gap: float = 0.0) -> Certificate:
    """Return an outcome with its objective as summed anew, its bound no better than `best`, and "optimal" only if so.

    Examples
    --------
    >>> consistent_certificate(Certificate("optimal", 5.0, 3.0, 0.1, "search"), 5.0).status
    'feasible'
    """
    return _consistent_certificate(_bounded(seen, objective, best), gap)


def _bounded(seen: Certificate, objective: float, best: float) -> Certificate:
    """Bring the bound between the objective and what no plan can beat."""
    far = objective if np.isfinite(objective) else -np.inf if seen.maximised else np.inf
    low, high = sorted((far, best))
    return replace(seen, objective=objective, bound=float(np.clip(seen.bound, low, high)))


def _consistent_certificate(seen: Certificate, gap: float) -> Certificate:
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
