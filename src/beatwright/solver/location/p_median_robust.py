"""P-medians that weigh more than the mean: the worst-off district, and demand that is not known."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal, Unpack

import numpy as np
from numpy.typing import ArrayLike

from beatwright.base.as_numbers import as_numbers
from beatwright.base.effort import SearchOptions
from beatwright.base.errors import ParameterError, parameter_error
from beatwright.solver.location import location_arguments as checks
from beatwright.solver.location.engine.neighbour_lists import Floats
from beatwright.solver.location.location import Location
from beatwright.solver.location.minimax import Game
from beatwright.solver.location.p_median_milp import assign
from beatwright.solver.location.verify_location import LocationRules, verified_location
from beatwright.solver.time_limit import started

Measure = Literal["mean", "cvar", "worst"]


def p_median_equity(
    cost: ArrayLike,
    p: int,
    district: ArrayLike,
    equity: float,
    *,
    weight: ArrayLike | None = None,
    fixed_open: Iterable[int] = (),
    fixed_closed: Iterable[int] = (),
    **effort: Unpack[SearchOptions],
) -> Location:
    """Minimise the weighted mean cost plus ``equity`` times the weighted mean cost of the worst district.

    Parameters
    ----------
    cost : array_like, shape (clients, sites)
        Finite costs, at least 0.
    p : int
        Number of sites to open, in [1, sites].
    district : array_like, shape (clients,)
        District of each client: any labels.
    equity : float
        How much the worst district counts, at least 0; 0 gives the p-median.
    weight, fixed_open, fixed_closed, seconds, gap, seed, stop, progress
        As for `p_median`.

    Returns
    -------
    Location
        The certificate's objective is mean + equity x worst mean, in the unit of ``cost``. Districts without weight do
        not count.

    Raises
    ------
    ParameterError
        Where an argument is wrong.

    Notes
    -----
    The objective is the largest, over mixtures of districts, of p-median costs; see `minimax.Game`.

    Examples
    --------
    >>> cost = [[0, 3], [0, 3], [3, 0]]
    >>> p_median_equity(cost, 1, ["west", "west", "east"], 0.0).certificate.objective
    1.0
    >>> p_median_equity(cost, 1, ["west", "west", "east"], 2.0).certificate.objective
    7.0
    """
    name = "p_median_equity"
    matrix, w, p = _checked(cost, weight, p, name)
    labels = np.asarray(district)
    if labels.shape != (len(w),):
        raise parameter_error("district", name, f"an array of shape ({len(w)},)", f"shape {labels.shape}")
    if isinstance(equity, bool) or not 0 <= equity < np.inf:
        raise parameter_error("equity", name, "a finite number of at least 0", equity)
    if not w.any():
        raise ParameterError(f"The 'weight' parameter of {name} must hold a positive weight. Got only zeros.")
    _, number = np.unique(labels, return_inverse=True)
    rows = np.where(number[None, :] == np.arange(number.max() + 1)[:, None], w, 0.0)
    rows = rows[rows.sum(axis=1) > 0]
    rows = rows / rows.sum(axis=1, keepdims=True)
    game = Game(matrix, p, base=w / w.sum(), rows=rows, most=np.full(len(rows), float(equity)), total=float(equity))
    return _play(game, w, fixed_open=fixed_open, fixed_closed=fixed_closed, effort=effort, function=name)


def p_median_scenarios(
    cost: ArrayLike,
    p: int,
    weights: ArrayLike,
    *,
    measure: Measure = "mean",
    tail: float = 0.1,
    probability: ArrayLike | None = None,
    fixed_open: Iterable[int] = (),
    fixed_closed: Iterable[int] = (),
    **effort: Unpack[SearchOptions],
) -> Location:
    """Solve the p-median where demand comes in scenarios: for the mean, the bad tail, or the worst of them.

    Parameters
    ----------
    cost : array_like, shape (clients, sites)
        Finite costs, at least 0.
    p : int
        Number of sites to open, in [1, sites].
    weights : array_like, shape (scenarios, clients)
        Weight of each client in each scenario.
    measure : {"mean", "cvar", "worst"}, default "mean"
        Expected weighted cost; its mean over the worst ``tail`` of the probability (conditional value at risk); or
        that of the worst scenario.
    tail : float, default 0.1
        Share of the probability in the tail, in (0, 1]; used by "cvar" alone. 1 gives the mean.
    probability : array_like, shape (scenarios,), optional
        Probabilities of the scenarios, summing to 1; equal by default.
    fixed_open, fixed_closed, seconds, gap, seed, stop, progress
        As for `p_median`.

    Returns
    -------
    Location
        The certificate's objective is the measure of the weighted cost.

    Raises
    ------
    ParameterError
        Where an argument is wrong.

    References
    ----------
    Rockafellar, R. T. and Uryasev, S. (2000). Optimization of conditional value-at-risk. Journal of Risk 2, 21-41.

    Examples
    --------
    >>> cost, weights = [[0, 3], [3, 0]], [[1, 0], [1, 0], [0, 2]]
    >>> [p_median_scenarios(cost, 1, weights, measure=m).certificate.objective for m in ("mean", "worst")]
    [2.0, 3.0]
    """
    name = "p_median_scenarios"
    rows = as_numbers(name, "weights", weights)
    matrix, _, p = _checked(cost, None, p, name)
    n = len(matrix)
    if rows.ndim != 2 or rows.shape[1] != n or not len(rows) or not (np.isfinite(rows) & (rows >= 0)).all():
        raise parameter_error("weights", name, f"finite, at least 0, of shape (scenarios, {n})", f"shape {rows.shape}")
    even = np.full(len(rows), 1.0 / len(rows))
    chance = even if probability is None else as_numbers(name, "probability", probability)
    if chance.shape != (len(rows),) or not (chance >= 0).all() or abs(chance.sum() - 1.0) > 1e-9:
        raise parameter_error("probability", name, f"{len(rows)} numbers of at least 0 that sum to 1", probability)
    if measure not in ("mean", "cvar", "worst"):
        raise parameter_error("measure", name, "'mean', 'cvar' or 'worst'", repr(measure))
    if not 0 < tail <= 1:
        raise parameter_error("tail", name, "a number in (0, 1]", tail)
    if measure == "mean" or (measure == "cvar" and tail == 1):
        game = Game(matrix, p, base=chance @ rows, rows=np.zeros((0, n)), most=np.zeros(0), total=0.0)
    else:
        most = np.minimum(chance / tail, 1.0) if measure == "cvar" else np.where(chance > 0, 1.0, 0.0)
        game = Game(matrix, p, base=np.zeros(n), rows=rows, most=most, total=1.0)
    return _play(game, rows.sum(axis=0), fixed_open=fixed_open, fixed_closed=fixed_closed, effort=effort, function=name)


def _checked(cost: Any, weight: Any, p: Any, function: str) -> tuple[Floats, Floats, int]:
    matrix = checks.check_cost(cost, function)
    if np.isinf(matrix.max()):
        raise parameter_error("cost", function, "finite", "a forbidden pair")
    return (
        matrix,
        checks.check_weight(weight, len(matrix), function),
        checks.check_whole(p, "p", function, 1, highest=matrix.shape[1]),
    )


def _play(
    game: Game,
    weight: Floats,
    fixed_open: Iterable[int],
    fixed_closed: Iterable[int],
    effort: SearchOptions,
    function: str,
) -> Location:
    m = game.cost.shape[1]
    with started(function, effort) as (asked, clock):
        opened, closed = checks.check_fixed(fixed_open, fixed_closed, m, function)
        checks.check_post_count(game.p, opened, closed, m, function=function)
        outcome = game.solve(opened, closed, clock=clock, gap=asked.gap, seed=asked.seed, function=function)
        return verified_location(
            Location(game.sites, assign(game.cost, weight, game.sites)[0], outcome),
            function,
            LocationRules(posts=game.p, opened=opened, closed=closed),
            objective=game.value(game.sites),
            gap=asked.gap,
        )
