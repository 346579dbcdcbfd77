"""Multipliers for the p-median by the volume method.

The method climbs along an average of subgradients; the same average of the sites opened is roughly the solution of the
linear program, which tells what is in doubt.

References
----------
Barahona, F. and Anbil, R. (2000). The volume algorithm: producing primal solutions with a subgradient method.
Mathematical Programming 87, 385-399.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from beatwright.base.jit import UNCOUNTED, entry, inlined, inner
from beatwright.solver.location.engine.array_loops import copy
from beatwright.solver.location.engine.column_runs import Float32s, count_in_runs, sum_runs
from beatwright.solver.location.engine.lagrangian import (
    Dual,
    Flags,
    Master,
    Pairs,
    States,
    VolumeSettings,
    charge_sets,
    choose_into,
    count_members,
    reduced_costs,
    subgradient,
)
from beatwright.solver.location.engine.neighbour_lists import Floats


class Work(NamedTuple):
    """Room for what the volume method computes: made outside, as compiled code that makes arrays compiles for long."""

    rho: Floats  # (m,) reduced costs
    chosen: Flags  # (m,) sites that are opened
    edges: Floats  # (g, 2) as `choose` writes them
    values: Floats  # (m,) room for `choose`
    miss: Floats  # (n + t,) subgradient
    centre: Floats  # (n + t,) multipliers of the best bound
    narrow: Float32s  # (n,) multipliers of the clients


def volume(
    pairs: Pairs,
    cap: Floats,
    state: States,
    master: Master,
    dual: Dual,
    target: float,
    settings: VolumeSettings,
) -> tuple[float, float]:
    """Improve the multipliers in place; returns the best bound and the step factor reached.

    Parameters
    ----------
    pairs : Pairs
        Costs of the sites that are not closed.
    cap : ndarray of float, shape (n + t,)
        Largest price for which the bound holds: the first cost that a list leaves out, else infinite.
    state : ndarray of int8, shape (m,)
        1 open, 0 free, -1 closed.
    master, dual : Master, Dual
        Rows that are kept, and the multipliers. ``dual.average[0] = -inf`` asks for a fresh start.
    target : float
        Stop once the bound is as high as this.
    settings : VolumeSettings
        Rounds, step factor, smoothing, rounds without success before both shrink.

    References
    ----------
    Barahona, F. and Anbil, R. (2000). The volume algorithm: producing primal solutions with a subgradient method.
    Mathematical Programming 87, 385-399.
    Barahona, F. and Chudak, F. (2005). Near-optimal solutions to large-scale facility location problems. Discrete
    Optimization 2, 35-50.
    """
    rows, sites = dual.price.size, state.size
    work = Work(
        rho=np.empty(sites),
        chosen=np.zeros(sites, dtype=np.bool_),
        edges=np.empty((master.quota.size, 2)),
        values=np.empty(sites),
        miss=np.empty(rows),
        centre=dual.price.copy(),
        narrow=np.empty(rows - master.room.size, dtype=np.float32),
    )
    bound, step = _climb(pairs, cap, state, master, dual, target=float(target), settings=settings, work=work)
    return float(bound), float(step)


@entry(**UNCOUNTED)
def _climb(
    pairs: Pairs,
    cap: Floats,
    state: States,
    master: Master,
    dual: Dual,
    target: float,
    settings: VolumeSettings,
    work: Work,
) -> tuple[float, float]:
    """Do as `volume` in the room of ``work``."""
    price, average, share = dual.price, dual.average, dual.share
    rho, chosen, edges, values, miss, centre, narrow = work
    rows = price.size
    best = _reduced(pairs, price, narrow, master, rho=rho)
    best += choose_into(rho, state, master, chosen, edges=edges, values=values)
    if average[0] == -np.inf:
        _missed(pairs, price, narrow, master, chosen=chosen, out=average)
        for j in range(share.size):
            share[j] = 1.0 if chosen[j] else 0.0
    step, alpha, idle = settings.step, settings.alpha, 0
    for _ in range(settings.rounds):
        norm = _squared_length(average)  # 0: every client is served once, so the relaxation is solved
        if norm <= 1e-12 or best >= target:
            break
        size = step * (target - best) / norm
        for i in range(rows):
            # Not below 0, as no cost is; not above the cap, where the rows leave pairs out that would count.
            price[i] = min(max(centre[i] + size * average[i], 0.0), cap[i])
        bound = _reduced(pairs, price, narrow, master, rho=rho)
        bound += choose_into(rho, state, master, chosen, edges=edges, values=values)
        if bound == np.inf:
            best = bound
            break
        _missed(pairs, price, narrow, master, chosen=chosen, out=miss)
        # above 0 where old and new direction agree: go further
        inner = _smooth(miss, chosen, alpha, average, share=share)
        idle += 1
        if bound > best:
            idle = 0 if bound > best + 1e-6 * abs(target) else idle - 1  # a trifle neither shortens nor resets
            best = bound
            copy(price, centre)
            step = min(2.0, step * 1.1) if inner > 0 else step
        elif idle >= settings.patience:
            step, alpha, idle = step * 0.7, max(0.01, alpha * 0.9), 0
            if step < 1e-4:  # of the distance to the target: nothing more will come
                break
    copy(centre, price)
    return best, step


@inlined
def _squared_length(vector: Floats) -> float:
    total = 0.0
    for i in range(vector.size):
        total += vector[i] * vector[i]
    return total


@inlined
def _smooth(miss: Floats, chosen: Flags, alpha: float, average: Floats, share: Floats) -> float:
    """Move the averages a little towards the new point; returns the product of old direction and new subgradient."""
    inner = 0.0
    for i in range(miss.size):
        inner += miss[i] * average[i]
        average[i] += alpha * (miss[i] - average[i])
    for j in range(share.size):
        share[j] += alpha * ((1.0 if chosen[j] else 0.0) - share[j])
    return inner


@inner(**UNCOUNTED)
def _reduced(pairs: Pairs, price: Floats, narrow: Float32s, master: Master, rho: Floats) -> float:
    """Reduced costs by runs, where there are any, or by lists; ``narrow`` gets the prices of the clients."""
    if pairs.runs.first.size == 0:
        return reduced_costs(pairs.rows, price, master, rho)
    for i in range(narrow.size):
        narrow[i] = price[i]
    sum_runs(pairs.runs, narrow, rho)
    return charge_sets(price, master, narrow.size, rho)


@inner(**UNCOUNTED)
def _missed(pairs: Pairs, price: Floats, narrow: Float32s, master: Master, chosen: Flags, out: Floats) -> None:
    """Subgradient by runs, where there are any, or by lists."""
    if pairs.runs.first.size == 0:
        subgradient(pairs.rows, price, master, chosen, by_site=pairs.by_site, out=out)
        return
    out[:] = 1.0
    count_in_runs(pairs.runs, narrow, chosen, out)
    count_members(master, narrow.size, chosen, out)
