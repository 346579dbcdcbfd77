"""The maximal covering location problem: p posts that reach as much demand as possible within a standard."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, Unpack

import numpy as np

from beatwright.base.certificate import Certificate
from beatwright.base.effort import SearchOptions
from beatwright.solver.location import location_arguments as checks
from beatwright.solver.location.cover_groups import CoverGroups, Flags, Ints, group_demand
from beatwright.solver.location.covering.covering_core import solve_covering
from beatwright.solver.location.engine.branch_and_bound import solve_median
from beatwright.solver.location.engine.incumbent import Incumbent
from beatwright.solver.location.engine.lagrangian import CLOSED, OPEN, States, plain_master
from beatwright.solver.location.engine.median_instance import Median, is_integral
from beatwright.solver.location.engine.neighbour_lists import NeighbourLists
from beatwright.solver.location.location import Location
from beatwright.solver.location.verify_location import LocationRules, verified_location
from beatwright.solver.time_limit import started

_NAME = "max_cover"


def max_cover(
    cost: Any,
    p: int,
    radius: float,
    *,
    weight: Any = None,
    fixed_open: Iterable[int] = (),
    fixed_closed: Iterable[int] = (),
    **effort: Unpack[SearchOptions],
) -> Location:
    """Open p sites so that the weight of the clients with an open site within the radius is greatest.

    Clients with the same cover set are merged as they come, so that millions of points fit; what is left is a p-median
    of costs 0 (covered) and weight (not). The p-median engine bounds it and fixes sites; cuts and an integer program,
    where that is not too large, or else the engine's branch and bound do the rest.

    Parameters
    ----------
    cost : array_like, shape (clients, sites), or EuclideanCost or ManhattanCost, or chunks
        Cost of serving a client from a site. Chunks are an iterator, or a list, of pairs (cost, weight), each cost a
        matrix or coordinates and each weight an array or None; no more than one chunk is held at a time.
    p : int
        Number of sites to open, in [1, sites].
    radius : float
        Largest cost at which a site covers a client, in the unit of ``cost``.
    weight : array_like, shape (clients,), optional
        Weight of each client, at least 0; all 1 by default. Left out where the costs come in chunks.
    fixed_open, fixed_closed, seconds, gap, seed, stop, progress
        As for `p_median`.

    Returns
    -------
    Location
        ``.assignment`` holds an open site that covers the client, -1 where none does. The certificate's objective is
        the weight covered; its bound lies above.

    Raises
    ------
    ParameterError
        Where an argument is wrong.

    References
    ----------
    Church, R. and ReVelle, C. (1974). The maximal covering location problem. Papers of the Regional Science
    Association 32, 101-118.
    Cordeau, J.-F., Furini, F. and Ljubić, I. (2019). Benders decomposition for very large scale partial set covering
    and maximal covering location problems. European Journal of Operational Research 275, 882-896.

    Examples
    --------
    >>> plan = max_cover([[0, 4, 9], [4, 0, 5], [9, 5, 0]], 1, 4, weight=[1, 1, 3])
    >>> plan.sites, plan.assignment, plan.certificate.objective
    (array([2]), array([-1, -1,  2]), 3.0)
    """
    with started(_NAME, effort) as (asked, clock):
        r = checks.check_radius(radius, _NAME)
        groups = group_demand(cost, r, weight, _NAME)
        m = groups.covers.shape[1]
        p = checks.check_whole(p, "p", _NAME, 1, highest=m)
        opened, closed = checks.check_fixed(fixed_open, fixed_closed, m, _NAME)
        checks.check_post_count(p, opened, closed, m, function=_NAME)
        state = np.zeros(m, dtype=np.int8)
        state[opened], state[closed] = OPEN, CLOSED
        missed = cover_median(groups, p, state)
        total = float(missed.neighbours.far.sum())
        incumbent = Incumbent(missed, asked.gap, clock.turned(-1.0, total), base=total)
        outcome, _ = solve_median(missed, incumbent, asked.seed, core=solve_covering)
        reached = groups.covers[:, incumbent.sites].any(axis=1)
        covered = float(groups.weight[reached].sum()) if incumbent.sites.size else -np.inf
        return verified_location(
            Location(incumbent.sites, covering_site(groups, incumbent.sites), _turned(outcome, total, covered)),
            _NAME,
            LocationRules(posts=p, opened=opened, closed=closed, best=total),
            objective=covered,
            gap=asked.gap,
        )


def cover_median(groups: CoverGroups, p: int, state: States) -> Median:
    """Give the p-median whose cost is the weight that is not covered."""
    busy = (groups.weight > 0) & groups.covers[:, state != CLOSED].any(axis=1)
    covers, weight = groups.covers[busy], groups.weight[busy]
    m = covers.shape[1]
    size = covers.sum(axis=1)
    longest = int(size.max(initial=1))
    site = np.full((len(covers), longest), -1, dtype=np.int32)
    row, column = np.nonzero(covers)
    site[row, np.arange(row.size) - np.repeat(np.cumsum(size) - size, size)] = column
    neighbours = NeighbourLists(site, np.where(site >= 0, 0.0, np.inf), sites=m, far=weight, cap=weight, complete=True)
    master = plain_master(m, p)

    def price(sites: Ints) -> float:
        return float(weight[~covers[:, sites].any(axis=1)].sum())

    return Median(neighbours, master, place=np.arange(m), state=state, price=price, integral=is_integral(weight))


def covering_site(groups: CoverGroups, sites: Ints) -> Ints:
    """For each client an open site that covers it (the first), -1 where none does."""
    if sites.size == 0:
        return np.full(len(groups.group), -1)
    among: Flags = groups.covers[:, sites]
    served = np.where(among.any(axis=1), sites[among.argmax(axis=1)], -1)
    return np.asarray(served[groups.group])


def _turned(missed: Certificate, total: float, covered: float) -> Certificate:
    """Tell the proof of what is missed as one of what is covered."""
    met = missed.objective == missed.bound  # what is covered, taken as a difference, has lost digits
    bound = covered if met else max(total - missed.bound, covered)
    method = f"merged demand, {missed.method}"
    return replace(missed, objective=covered, bound=bound, method=method, maximised=True)
