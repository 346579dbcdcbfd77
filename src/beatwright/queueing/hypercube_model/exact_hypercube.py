"""The hypercube queueing model, exact, with the cars of one post as one.

Cars of a post are exchangeable: only how many of them are busy matters. So there are prod(cars + 1) states, and not 2
to the number of cars, and who goes depends on the set of posts that are full alone. With a line the states above "all
busy" are a geometric tail, which the last state stands for.

Between two sweeps the layers, states with k cars busy, are put right as wholes: mass(k) times the calls per hour is
mass(k + 1) times what ends there. Where every car has one mean service time these are the masses of M/M/N.

Larson, R. C. (1974). A hypercube queuing model for facility location and redistricting in urban emergency services.
Computers and Operations Research 1, 67-95.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from beatwright.base import check
from beatwright.base.errors import Complaints, NoPlanFoundError, ParameterError
from beatwright.base.progress import Progress, progress_or_silence
from beatwright.base.words import significant
from beatwright.queueing.hypercube_model.dispatch_rates import chance_at_once, dispatch_rates
from beatwright.queueing.hypercube_model.extrapolation import Extrapolation
from beatwright.queueing.hypercube_model.fleet_queue import busy_masses
from beatwright.queueing.hypercube_model.hypercube_arguments import CallsAndCars, read_calls_and_cars
from beatwright.queueing.hypercube_model.hypercube_result import HypercubeResult, result_of
from beatwright.queueing.hypercube_model.state_sweeps import StateGraph, rescale_layers, sweep_states, tally_states

__all__ = ["hypercube"]

Floats = npt.NDArray[np.float64]

# 2 GB: 22 posts of one car each take 1.1, and no laptop lacks it.
_MOST_BYTES = 2_000_000_000
# Sweeps needed fewest, over loads of 30 to 85 % and 1 to 12 cars a post; 1 is Gauss and Seidel's own.
_RELAX = 1.5
# Sweeps in which the residual must fall to half, or the next are less relaxed.
_PATIENCE = 100
_MOST_SWEEPS = 5_000
_TINY = 1e-300  # keeps a factor finite where a layer has no mass


def hypercube(
    rate: npt.ArrayLike,
    preference: npt.ArrayLike,
    cars: npt.ArrayLike,
    service: npt.ArrayLike = 1.0,
    line: bool = True,
    *,
    tolerance: float = 1e-9,
    keep_states: bool = False,
    most_bytes: float = _MOST_BYTES,
    progress: Progress | None = None,
) -> HypercubeResult:
    """Solve the hypercube queueing model exactly: each call gets the first free car of its zone's list.

    Parameters
    ----------
    rate : array_like, shape (zones,)
        Calls per hour.
    preference : array_like of int, shape (zones, posts)
        For each zone every post once, the one asked first in front; `nearest_first` makes it from travel times.
    cars : array_like of int, shape (posts,)
        Cars of each post, alike among themselves.
    service : float or array_like, shape (posts,), default 1
        Mean hours of a call, travel and writing included; by post, where posts differ.
    line : bool, default True
        Whether calls wait, first come first served, while every car is busy; else they are lost (answered by others).
    tolerance : float, default 1e-9
        Largest relative error of a balance equation at which to stop.
    keep_states : bool, default False
        Whether to return the probability of every state.
    most_bytes : float, default 2e9
        Memory that may be taken.
    progress : callable (done, total, text), optional
        Told after each sweep; the total is the most sweeps there can be.

    Returns
    -------
    HypercubeResult
        Workload by post, who answers whom, and what share waits or is lost.

    Raises
    ------
    ParameterError
        With everything that is wrong at once; where the load is too large for the line, or the memory for the limit.
    NoPlanFoundError
        Where 5,000 sweeps do not reach the tolerance.

    Notes
    -----
    Calls come at random (Poisson), service times are exponential, and a call needs one car.

    References
    ----------
    Larson, R. C. (1974), Computers and Operations Research 1, 67-95; Larson, R. C. and Odoni, A. R. (1981), Urban
    Operations Research, Prentice-Hall, section 5.4.

    Examples
    --------
    Three cars of one post each (Urban Operations Research, section 5.4), a call an hour long.

    >>> order = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [2, 0, 1]]
    >>> found = hypercube([0.5, 0.25, 0.35, 0.4], order, cars=[1, 1, 1])
    >>> found.workload.round(4).tolist(), round(found.delayed, 4)
    ([0.5574, 0.4734, 0.4693], 0.2368)
    """
    asked = read_calls_and_cars("hypercube", rate, preference, cars, service=service, line=line)
    _check_size(asked, tolerance, most_bytes)
    graph = _graph(asked)
    p, sweeps, residual = _solve(asked, graph, tolerance, progress_or_silence(progress))
    busy, sets = tally_states(p, graph.cars)
    rho = asked.total / asked.capacity
    waiting = p[-1] * rho / (1.0 - rho) if line else 0.0
    return result_of(
        asked,
        chance_at_once(sets, asked.preference),
        busy / asked.cars + waiting,
        float(p[-1] + waiting),
        found=("exact", len(p), sweeps, residual),
        probability=p.reshape(asked.cars[::-1] + 1).T if keep_states else None,
    )


def _check_size(asked: CallsAndCars, tolerance: float, most_bytes: float) -> None:
    """Complain of options, and of memory before it is taken."""
    complaints = Complaints()
    complaints.add(check.number("hypercube", "tolerance", tolerance, 1e-14, 0.1))
    complaints.add(check.number("hypercube", "most_bytes", most_bytes, 0, open_low=True))
    complaints.raise_if_any(ParameterError)
    posts, states = len(asked.cars), math.prod((asked.cars + 1).tolist())
    # Nine numbers for each state, six of them of the extrapolation, and its layer; for each set of posts the rates, its
    # probability and two sums of it.
    needed = 74 * states + (8 * posts + 24) * 2**posts
    complaints.need(
        needed <= most_bytes,
        f"hypercube would take {significant(needed / 1e6)} MB for {states:,} states and {2**posts:,} sets of posts "
        f"({asked.fleet} cars at {posts} posts), and {significant(most_bytes / 1e6)} MB are allowed. Use "
        "hypercube_approximate, join posts, or raise 'most_bytes'.",
    )
    complaints.raise_if_any(ParameterError)


def _graph(asked: CallsAndCars) -> StateGraph:
    strides = np.concatenate([[1], np.cumprod(asked.cars + 1)[:-1]])
    inflow = dispatch_rates(asked.rate, asked.preference)
    posts, single = len(asked.cars), int(np.count_nonzero(asked.cars == 1))
    for k in range(single):
        inflow.reshape(-1, 2, 1 << k, posts)[:, 0, :, k] = asked.pace[k]
    return StateGraph(asked.cars, strides, asked.pace, inflow, single, asked.total)


def _layers(asked: CallsAndCars) -> npt.NDArray[np.uint16]:
    """Return how many cars are busy in each state, shape (states,)."""
    layer = np.zeros(1, dtype=np.uint16)
    for count in asked.cars:
        layer = (np.arange(count + 1, dtype=np.uint16)[:, None] + layer).ravel()
    return layer


def _first_guess(asked: CallsAndCars, layer: npt.NDArray[np.uint16]) -> Floats:
    """Return the probabilities if every car were as likely busy as any other, shape (states,)."""
    p = np.ones(1)
    for count in asked.cars.tolist():
        choices = np.array([math.comb(count, busy) for busy in range(count + 1)], dtype=np.float64)
        p = (choices[:, None] * p).ravel()
    masses = busy_masses(asked.fleet, asked.total * asked.fleet / asked.capacity, line=asked.line)
    rescale_layers(p, layer, masses / np.bincount(layer, p))
    return p


def _solve(asked: CallsAndCars, graph: StateGraph, tolerance: float, progress: Progress) -> tuple[Floats, int, float]:
    """Return probabilities, sweeps and residual."""
    layer = _layers(asked)
    p = _first_guess(asked, layer)
    start, guess, relax, mark = np.empty_like(p), Extrapolation(len(p)), _RELAX, math.inf
    for sweep in range(2, _MOST_SWEEPS + 1, 2):
        start[:] = p
        worst = _sweep_twice(asked, graph, p, layer, relax=relax)
        progress(sweep, _MOST_SWEEPS, f"residual {worst:.1e}")
        if worst <= tolerance:
            worst = sweep_states(p, graph, 0.0, up=True)[0]
            if worst <= tolerance:
                return p, sweep, worst
        guess.improve(start, p)
        if sweep % _PATIENCE == 0:
            if worst > 0.5 * mark:
                guess.forget()
                relax = 1.0 + 0.5 * (relax - 1.0)
            mark = worst
    raise NoPlanFoundError(
        f"hypercube did not come to its tolerance of {tolerance:g} in {_MOST_SWEEPS:,} sweeps: the largest relative "
        f"error of a balance is {worst:.1e}. Raise 'tolerance', or bring the posts' service times nearer together."
    )


def _sweep_twice(
    asked: CallsAndCars, graph: StateGraph, p: Floats, layer: npt.NDArray[np.uint16], *, relax: float
) -> float:
    """Sweep up and down and put the layers right; return the largest relative difference on the way down."""
    sweep_states(p, graph, relax, up=True)
    worst, mass, drain = sweep_states(p, graph, relax, up=False)
    rescale_layers(p, layer, _balanced(asked, mass, drain) / np.maximum(mass, _TINY))
    return float(worst)


def _balanced(asked: CallsAndCars, mass: Floats, drain: Floats) -> Floats:
    """Return the masses of the layers of which as much goes up as comes down, given how fast each drains."""
    with np.errstate(divide="ignore", invalid="ignore"):
        steps = np.log(asked.total * mass[1:] / drain[1:])
    logs = np.concatenate([[0.0], np.cumsum(np.where(np.isfinite(steps), steps, -np.inf))])
    masses = np.exp(logs - logs.max())
    rho = asked.total / asked.capacity
    waiting = masses[-1] * rho / (1.0 - rho) if asked.line else 0.0
    return np.asarray(masses / (masses.sum() + waiting))
