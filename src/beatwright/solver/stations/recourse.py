"""The second stage with capacities, for stations and officers that are given: one linear program per scenario-slot.

A transportation problem with a limit on the officer-minutes of each station: calls are sent where they save most over
waiting. Slots in which every call finds room at its cheapest station need no program; the others are decomposed
(`slot_recourse`), and where its rounding gets in the way HiGHS solves them. The duals of the limits are prices, and by
weak duality any prices give a bound (`priced_value`): the cuts of `officer_benders` do not depend on how exactly the
program was solved.
"""

from __future__ import annotations

import signal
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from beatwright.base.interrupts import without_interrupts
from beatwright.solver.milp import Milp, solve_milp
from beatwright.solver.stations.capacity_model import CapacityModel
from beatwright.solver.stations.slot_recourse import slot_recourse
from beatwright.solver.stations.station_model import Floats, Ints
from beatwright.solver.time_limit import SearchClock

__all__ = ["Recourse", "priced_value", "recourse", "recourse_until"]


@dataclass(frozen=True, eq=False)
class Recourse:
    """What the second stage costs.

    Parameters
    ----------
    cost : array of float, shape (slots,)
        Least cost in each scenario-slot, not weighted.
    price : array of float, shape (slots, stations)
        What a further officer-minute at each station would save there: a dual solution.
    """

    cost: Floats
    price: Floats


def recourse(model: CapacityModel, columns: Ints, officers: Ints) -> Recourse:
    """Return cost and prices of every scenario-slot when the stations are `columns` with `officers`.

    Where every call can go to its cheapest station, nothing needs to be solved and the prices are 0. A search that was
    asked to stop needs the cost of its best plan all the same: it is not heard here.

    Raises
    ------
    KeyboardInterrupt
        On Ctrl-C where no search is running.
    """
    found = recourse_until(model, columns, officers, SearchClock())
    if found is None and signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        raise KeyboardInterrupt
    if found is None:
        with without_interrupts():
            found = recourse_until(model, columns, officers, SearchClock())
    if found is None:
        raise RuntimeError("HiGHS was interrupted where nobody could have asked it to stop.")
    return found


def recourse_until(model: CapacityModel, columns: Ints, officers: Ints, clock: SearchClock) -> Recourse | None:
    """Return what `recourse` does; None where the clock ended it before the last scenario-slot."""
    cost, effort = _options(model, columns)
    room = np.asarray(officers * model.per_officer, dtype=np.float64)
    wait = model.wait_cost
    cheapest = cost.argmin(axis=1)
    row = np.arange(len(wait))
    free = np.minimum(cost[row, cheapest], wait)
    served = cost[row, cheapest] < wait
    load_of = np.where(served, effort[row, cheapest], 0.0)
    slots = len(model.calls)
    total, price = np.empty(slots), np.zeros((slots, columns.size))
    for slot, calls in enumerate(model.calls):
        if clock.late:
            return None
        load = np.bincount(cheapest, weights=calls * load_of, minlength=columns.size)
        if (load <= room * (1.0 + 1e-12)).all():  # to rounding of the sums
            total[slot] = calls @ free
        else:
            found = slot_recourse(calls, cost, effort, wait, room)
            found = _program(calls, cost, effort, wait, room=room) if found is None else found
            if found is None:
                return None
            total[slot], price[slot] = found
    return Recourse(total, price)


def _options(model: CapacityModel, columns: Ints) -> tuple[Floats, Floats]:
    """Cost and officer-minutes of a call from each open station, shape (clients, stations)."""
    sites = model.base.site_of(columns)
    return np.ascontiguousarray(model.base.call_cost[:, columns]), np.ascontiguousarray(model.effort[:, sites])


def _program(calls: Floats, cost: Floats, effort: Floats, wait: Floats, room: Floats) -> tuple[float, Floats] | None:
    """Send calls or let them wait; a pair that costs as much as waiting is left out. None on Ctrl-C."""
    busy = np.flatnonzero(calls > 0)
    client, station = np.nonzero(cost[busy] < wait[busy, None])
    saved = (wait[busy, None] - cost[busy])[client, station]
    pairs, stations = client.size, room.size
    every = np.arange(pairs)
    number = sparse.csr_array((np.ones(pairs), (client, every)), shape=(busy.size, pairs))
    used = sparse.csr_array((effort[busy][client, station], (station, every)), shape=(stations, pairs))
    unit = max(float(saved.max(initial=0.0)), 1e-300)  # costs near 1, where the solver's tolerances fit; never 0
    answer = solve_milp(
        Milp(-saved / unit, sparse.vstack([number, used]), -np.inf, np.concatenate([calls[busy], room]))
    )
    if answer.certificate.message.endswith("(interrupted)"):
        return None
    if answer.x is None or answer.duals is None:
        raise RuntimeError(f"HiGHS left a feasible linear program unsolved: {answer.certificate.message}.")
    price = np.maximum(0.0, -answer.duals[busy.size :]) * unit
    value = float(calls[busy] @ wait[busy] - saved @ answer.x)
    return value, price


def priced_value(model: CapacityModel, columns: Ints, price: Floats) -> Floats:
    """Return, for each scenario-slot, the cost when officer-minutes have a `price` and no limit, shape (slots,).

    Less the price of the room there is, it is a bound on `recourse` whatever the price: weak duality.

    Parameters
    ----------
    model : CapacityModel
        The givens.
    columns : array of int, shape (stations,)
        Open stations.
    price : array of float, shape (slots, stations)
        Price of an officer-minute.
    """
    cost, effort = _options(model, columns)
    value = np.empty(len(model.calls))
    for slot, calls in enumerate(model.calls):
        busy = calls > 0
        at_price = cost[busy] + price[slot] * effort[busy]
        value[slot] = calls[busy] @ np.minimum(at_price.min(axis=1), model.wait_cost[busy])
    return value
