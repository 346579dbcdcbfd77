"""`median_districts`: patrol beats as contiguous, balanced districts around posts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Unpack

import numpy as np
from numpy.typing import ArrayLike, NDArray

from beatwright.base.certificate import Certificate, Status
from beatwright.base.effort import Effort, SearchOptions
from beatwright.base.errors import InfeasibleError
from beatwright.solver.beats.beat_annealing import BeatPlan, anneal_beats
from beatwright.solver.beats.beat_proof import polish_beats, prove_beats
from beatwright.solver.beats.read_beat_instance import OWNER, MedianInstance, read_beat_instance
from beatwright.solver.beats.verify_beats import need_beats
from beatwright.solver.districting.division_scores import loads_of
from beatwright.solver.districting.search_budget import Budget
from beatwright.solver.districting.search_monitor import SearchMonitor, option_complaints
from beatwright.solver.time_limit import started

__all__ = ["MedianPlan", "median_districts"]

_PROPOSALS = 100_000  # per unit, where neither seconds nor iterations are given: so that the work grows with the map
_BOUND_STEPS = 1_000  # of the Lagrangian bound where no time was asked for it
_SEARCH = 0.7  # of the seconds; the rest polishes
_PROVEN = 1e-7  # of the objective: what the solver's tolerances leave open
_METHOD = "annealing of units and posts, integer program for the posts found; bound by Lagrangian relaxation"


@dataclass(frozen=True, eq=False)
class MedianPlan:
    """Districts around posts.

    Parameters
    ----------
    districts : ndarray of int, shape (n,)
        District of every unit, 0 to k - 1, numbered by the first unit.
    posts : ndarray of int, shape (k,)
        Site at which each district's post stands: a column of `cost`.
    certificate : Certificate
        Status, objective (calls x cost), bound, gap, seconds.
    loads : ndarray of float, shape (k,)
        Load of each district as a share of the mean.
    """

    districts: NDArray[np.int64]
    posts: NDArray[np.int64]
    certificate: Certificate
    loads: NDArray[np.float64]


def median_districts(
    cost: ArrayLike,
    calls: ArrayLike,
    edges: ArrayLike,
    k: int,
    tolerance: float | None = None,
    *,
    home: ArrayLike | None = None,
    load: ArrayLike | None = None,
    iterations: int | None = None,
    prove_seconds: float | None = None,
    **effort: Unpack[SearchOptions],
) -> MedianPlan:
    """Divide units into k contiguous districts around posts so that calls x cost to the own post is least.

    Parameters
    ----------
    cost : array_like, shape (n, m)
        Cost (minutes, metres) of one call in unit i for a post at site j, at least 0, finite.
    calls : array_like, shape (n,)
        Calls of each unit, at least 0.
    edges : array_like of int, shape (b, 2)
        Pairs of units with a common border.
    k : int
        Number of districts, at most the number of units with a site.
    tolerance : float, optional
        Every district's load is within this share of the mean: 0.05 for 5 %. Default: no limit.
    home : array_like of int, shape (m,), optional
        Unit in which each site stands; a post stands in its own district. Default: site j stands in unit j.
    load : array_like, shape (n,), optional
        What is balanced, such as minutes of work. Default: the calls.
    seconds : float, optional
        Wall time: seven tenths of it for the search, the rest for the integer program for the posts found.
    iterations : int, optional
        Proposals of the search; the same number and seed make the same search on every machine. Default: 100,000 per
        unit where `seconds` is not given.
    prove_seconds : float, optional
        Wall time for the bound; with it larger linear programs are tried. Default: 1,000 steps, and linear programs
        of at most 10,000 columns.
    gap : float, default 0
        Relative gap at which the proof may stop and the plan counts as optimal.
    seed : int, default 0
        Seed of the search.
    stop : callable () -> bool, optional
        Asked now and then; once it is true the search ends as on Ctrl-C: the best plan so far that keeps the rules,
        with a valid bound, status "feasible".
    progress : callable (objective, bound, seconds), optional
        Told of every better objective or bound, with the seconds used; the objective is NaN before the first plan.

    Returns
    -------
    MedianPlan
        ``.districts``, ``.posts``, ``.certificate``, ``.loads``.

    Raises
    ------
    ParameterError
        With every complaint about the arguments at once; units are named by position.
    InfeasibleError
        Where no plan keeps the tolerance (the message says so if that is proven), or none was found.

    Notes
    -----
    The search anneals from p-median starts with moves of border units and of posts, the tolerance as a penalty. For
    the posts found an integer program with separator cuts gives the best contiguous districts. The bound is the
    Lagrangian relaxation of "each unit once", posts filled fractionally within the tolerance; where the columns that
    it leaves are few, the linear relaxation with cuts for contiguity raises it, and the integer program closes it.

    References
    ----------
    Wheeler, A. P. (2019). Creating optimal patrol areas using the p-median model. Policing: An International Journal
    42(3), 318-333.
    Validi, H., Buchanan, A. and Lykhovyd, E. (2022). Imposing contiguity constraints in political districting models.
    Operations Research 70(2), 867-892.

    Examples
    --------
    >>> cost = [[0, 1, 2, 3], [1, 0, 1, 2], [2, 1, 0, 1], [3, 2, 1, 0]]
    >>> plan = median_districts(cost, [4, 1, 1, 4], [[0, 1], [1, 2], [2, 3]], 2, 0.1, iterations=20000)
    >>> plan.districts.tolist(), plan.posts.tolist(), plan.certificate.objective, plan.certificate.status
    ([0, 0, 1, 1], [0, 3], 2.0, 'optimal')
    """
    also = option_complaints(OWNER, iterations, prove_seconds, effort)
    instance = read_beat_instance(cost, calls, edges, k, tolerance=tolerance, home=home, load=load, also=also)
    with started(OWNER, effort) as (asked, clock):
        monitor = SearchMonitor(clock)
        found = _searched(instance, asked, iterations, monitor)
        steps = None if prove_seconds is not None else _BOUND_STEPS
        found, bound = prove_beats(instance, found, Budget(prove_seconds, steps, monitor=monitor), asked.gap)
        _need_feasible(instance, found, bound)
        return _plan(instance, found, bound, monitor, gap=asked.gap)


def _searched(instance: MedianInstance, asked: Effort, iterations: int | None, monitor: SearchMonitor) -> BeatPlan:
    """Anneal, then improve the best plan by integer programs."""
    seconds = asked.seconds
    if seconds is None and iterations is None:
        iterations = _PROPOSALS * instance.n
    searching, polishing = (None, None) if seconds is None else (_SEARCH * seconds, (1.0 - _SEARCH) * seconds)
    found = anneal_beats(instance, Budget(searching, iterations, monitor=monitor), asked.seed)
    return polish_beats(instance, found, Budget(polishing, monitor=monitor))


def _need_feasible(instance: MedianInstance, found: BeatPlan, bound: float) -> None:
    if found.excess == 0.0:
        return
    if bound == np.inf:
        raise InfeasibleError(
            f"No division into {instance.k} contiguous districts around the sites given keeps the tolerance: that is "
            "proven. Widen the tolerance, or split the units with most calls."
        )
    loads = loads_of(instance.share, found.districts, instance.k)
    raise InfeasibleError(
        f"No plan within the tolerance was found: the best one's districts hold {loads.min():.4f} to {loads.max():.4f} "
        "of the mean load. Search longer, or widen the tolerance."
    )


def _plan(instance: MedianInstance, found: BeatPlan, bound: float, monitor: SearchMonitor, gap: float) -> MedianPlan:
    """Give the districts numbers by their first unit, and say what is proven."""
    _, first = np.unique(found.districts, return_index=True)
    order = np.argsort(first)
    districts = np.argsort(order)[found.districts].astype(np.int64)
    need_beats(instance, districts, found.posts[order])
    proven = found.cost - bound <= max(_PROVEN, gap) * abs(found.cost)
    status: Status = "optimal" if proven else "feasible"
    bound = found.cost if found.cost - bound <= _PROVEN * abs(found.cost) else bound
    monitor.found(found.cost)
    monitor.proved(bound)
    message = "" if proven else monitor.message
    certificate = Certificate(
        status, found.cost, bound, monitor.clock.used, method=_METHOD, message=message, unit="calls x cost"
    )
    loads = loads_of(instance.share, districts, instance.k)
    return MedianPlan(districts, found.posts[order], certificate, loads)
