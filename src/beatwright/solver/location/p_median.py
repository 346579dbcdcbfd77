"""The p-median: where p posts stand so that the weighted cost to the nearest one is least."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Unpack

import numpy as np
from numpy.typing import ArrayLike

from beatwright.base.certificate import Certificate
from beatwright.base.effort import SearchOptions
from beatwright.base.errors import InfeasibleError
from beatwright.solver.location.coordinate_costs import CoordinateCost
from beatwright.solver.location.engine.branch_and_bound import solve_median
from beatwright.solver.location.engine.incumbent import Incumbent
from beatwright.solver.location.engine.median_instance import Median
from beatwright.solver.location.engine.read_median_instance import Model, build_median, serve_clients
from beatwright.solver.location.location import Location
from beatwright.solver.location.modes import Modes
from beatwright.solver.location.verify_location import LocationRules, verified_location
from beatwright.solver.time_limit import started

_NAME = "p_median"


def p_median(
    cost: ArrayLike | CoordinateCost,
    p: int,
    *,
    weight: ArrayLike | None = None,
    fixed_open: Iterable[int] = (),
    fixed_closed: Iterable[int] = (),
    modes: Modes | None = None,
    **effort: Unpack[SearchOptions],
) -> Location:
    """Open p sites so that the sum over clients of weight x cost to the cheapest open site is least.

    Interchange heuristic, Lagrangian bound by the volume method, reduced-cost fixing, branch and bound. Every answer
    carries a valid bound; Ctrl-C and the time limit keep the best plan.

    Parameters
    ----------
    cost : array_like, shape (clients, sites), or EuclideanCost or ManhattanCost
        Cost (metres, minutes) of serving a client from a site, at least 0; ``np.inf`` forbids the pair. Coordinates
        stand in for a matrix that would not fit.
    p : int
        Number of sites to open, in [1, sites].
    weight : array_like, shape (clients,), optional
        Weight of each client, at least 0; all 1 by default. A client of weight 0 changes nothing.
    fixed_open, fixed_closed : iterable of int, default empty
        Positions of sites that must be open (existing posts are kept) or must stay closed.
    modes : Modes, optional
        Where sites come in sizes: what each column of ``cost`` is, and how many of each mode are opened.
    seconds : float, optional
        Wall-clock limit; the best plan so far is returned with a valid bound.
    gap : float, default 0
        Relative gap at which the search may stop and call the plan optimal. At 0 a plan is proven to within one part
        in 10^9 (exactly, where all weighted costs are whole numbers).
    seed : int, default 0
        Seed of the restarts; the same seed gives the same plan.
    stop : callable () -> bool, optional
        Asked now and then; once it is true the search ends as on Ctrl-C: the best plan so far with a valid bound,
        status "feasible".
    progress : callable (objective, bound, seconds), optional
        Told of every better objective or bound, with the seconds used; the objective is NaN before the first plan.

    Returns
    -------
    Location
        ``.sites`` (ascending), ``.assignment`` (client to open site) and ``.certificate``.

    Raises
    ------
    ParameterError
        Where an argument is wrong, in one sentence.
    InfeasibleError
        Where a client is reachable from no allowed site, or no p allowed sites serve every client.

    References
    ----------
    Hakimi, S. L. (1964). Optimum locations of switching centers and the absolute centers and medians of a graph.
    Operations Research 12, 450-459.
    Avella, P., Sassano, A. and Vasil'ev, I. (2007). Computational study of large-scale p-median problems. Mathematical
    Programming 109, 89-114.

    Examples
    --------
    >>> plan = p_median([[0, 4, 9], [4, 0, 5], [9, 5, 0]], 2, weight=[1, 1, 3])
    >>> plan.sites, plan.certificate.objective, plan.certificate.status
    (array([0, 2]), 4.0, 'optimal')
    """
    with started(_NAME, effort) as (asked, clock):
        model = build_median(
            cost, p, weight=weight, fixed_open=fixed_open, fixed_closed=fixed_closed, modes=modes, function=_NAME
        )
        incumbent = Incumbent(model.median, asked.gap, clock)
        outcome, _ = solve_median(model.median, incumbent, asked.seed)
        return finish(model, model.median, incumbent.sites, outcome=outcome, function=_NAME, gap=asked.gap)


def finish(
    model: Model, median: Median, sites: np.ndarray, outcome: Certificate, function: str, gap: float
) -> Location:
    """Assign the clients to the sites found and check the plan, or say that there are none."""
    if sites.size == 0 and outcome.status == "optimal":
        raise InfeasibleError(
            f"No {median.posts} allowed sites of {_NAME} serve every client: some pairs are forbidden."
        )
    if sites.size == 0:
        return Location(sites, np.full(len(model.weight), -1), outcome)
    assignment, objective = serve_clients(model.cost, model.weight, sites)
    plan = Location(sites, assignment, outcome)
    return verified_location(
        plan,
        function,
        LocationRules(posts=median.posts),
        objective=objective,
        kept=median.keeps(sites),
        gap=gap,
    )
