"""The p-median: where p posts stand so that the weighted cost to the nearest one is least."""

from __future__ import annotations

from collections.abc import Iterable

from numpy.typing import ArrayLike

from beatwright.solver.location import Location
from beatwright.solver.modes import Modes
from beatwright.solver.p_median_milp import p_median_milp


def p_median(
    cost: ArrayLike,
    p: int,
    *,
    weight: ArrayLike | None = None,
    fixed_open: Iterable[int] = (),
    fixed_closed: Iterable[int] = (),
    modes: Modes | None = None,
    seconds: float | None = None,
    gap: float = 0.0,
    seed: int = 0,
) -> Location:
    """Open p sites so that the sum over clients of weight x cost to the cheapest open site is least.

    Parameters
    ----------
    cost : array_like, shape (clients, sites)
        Cost (metres, minutes) of serving a client from a site, at least 0; ``np.inf`` forbids the pair.
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
        Relative gap at which the search may stop and call the plan optimal.
    seed : int, default 0
        Seed of the restarts; the same seed gives the same plan.

    Returns
    -------
    Location
        ``.sites`` (ascending), ``.assignment`` (client to open site) and ``.certificate``.

    Raises
    ------
    SolverError
        Where an argument is wrong, in one sentence.
    InfeasibleError
        Where a client is reachable from no allowed site, or no p allowed sites serve every client.

    References
    ----------
    Hakimi, S. L. (1964). Optimum locations of switching centers and the absolute centers and medians of a graph.
    Operations Research 12, 450-459.

    Examples
    --------
    >>> plan = p_median([[0, 4, 9], [4, 0, 5], [9, 5, 0]], 2, weight=[1, 1, 3])
    >>> plan.sites, plan.certificate.objective, plan.certificate.status
    (array([0, 2]), 4.0, 'optimal')
    """
    return p_median_milp(
        cost,
        p,
        weight=weight,
        fixed_open=fixed_open,
        fixed_closed=fixed_closed,
        modes=modes,
        seconds=seconds,
        gap=gap,
        seed=seed,
    )
