"""The second stage of one scenario-slot: calls shared out among open stations whose officer-minutes are limited.

Dantzig and Wolfe's decomposition (1960). With a price on the officer-minutes of each station, every client by itself
takes what is cheapest for it: a station, or waiting. Such an answer is a point: officer-minutes used at each station,
and its cost. The least cost within the room is a mixture of points, found by a primal simplex of as many rows as there
are stations and one more, whose dual solution is the next prices; it ends when no point is cheaper at them. For a few
stations that takes some twenty passes over the clients.

References
----------
Dantzig, G. B. and Wolfe, P. (1960). Decomposition principle for linear programs. Operations Research 8, 101-111.
"""

from __future__ import annotations

import numpy as np

from beatwright.base.jit import entry, inner
from beatwright.solver.stations.station_model import Floats, Ints

__all__ = ["slot_recourse"]

_PIVOT = 1e-11  # least size of a pivot; rows are scaled to a room of 1
_BETTER = 1e-11  # of the cost of a slot: what a column must save to enter
_MOST_PIVOTS = 5000  # far beyond what any slot took; what has not ended by then is left to a general solver
_CLOSE = 1e-9  # of the cost of a slot: by how much cost and bound may differ at the end


def slot_recourse(
    calls: Floats, cost: Floats, effort: Floats, wait: Floats, room: Floats
) -> tuple[float, Floats] | None:
    """Return the least cost of a scenario-slot, and prices of an officer-minute; None where rounding got in the way.

    Parameters
    ----------
    calls : array of float, shape (clients,)
        Calls of each client.
    cost, effort : array of float, shape (clients, stations)
        Cost and officer-minutes of a call from each open station; a cost of inf where there is no route.
    wait : array of float, shape (clients,)
        Cost of a call that waits.
    room : array of float, shape (stations,)
        Officer-minutes of each station.
    """
    everything = float(calls @ wait)
    if everything <= 0.0:
        return 0.0, np.zeros(room.size)
    value, bound, price = _decomposed(calls, cost, effort, wait, room, everything)
    # Waiting may cost so much that all calls' cost of it would hide what the slot itself costs.
    if not value - bound <= _CLOSE * value:
        return None
    return value, price


@entry
def _decomposed(
    calls: Floats, cost: Floats, effort: Floats, wait: Floats, room: Floats, everything: float
) -> tuple[float, float, Floats]:
    """Return cost, bound and prices. In the program a unit of cost is `everything`, and the room of a station is 1."""
    stations = room.size
    unit = np.where(room > 0.0, room, 1.0)
    inverse = np.eye(stations + 1)  # of the basis: at first the slack of each station, and every call waiting
    inside = np.append(room / unit, 1.0)  # the basic solution, by row
    value_of = np.append(np.zeros(stations), 1.0)  # cost of each basic column
    slack_in = np.append(np.arange(stations), -1)  # the station whose slack stands in a row; -1 for a point
    used, best_price = np.zeros(stations), np.zeros(stations)
    bound: float = -np.inf
    for _ in range(_MOST_PIVOTS):
        dual = value_of @ inverse  # less the price of each station's room; at last what a mixture costs in all
        entering, point_value = _slack_to_enter(dual, slack_in, _BETTER * float(value_of @ inside)), 0.0
        if entering >= 0:  # room that is priced though it lies idle
            column = inverse[:, entering].copy()
        else:
            price = np.maximum(-dual[:stations], 0.0) * (everything / unit)
            plain, priced = _cheapest_point(calls, cost, effort, wait, price, used)
            here = priced - float(price @ room)
            if here > bound:
                bound, best_price = here, price
            if priced * (1.0 + _BETTER) >= dual[stations] * everything:  # no point is cheaper at these prices
                break
            point_value = plain / everything
            column = inverse @ np.append(used / unit, 1.0)
        row = _leaving_row(inside, column)
        if row < 0:
            break
        _pivot(inverse, inside, column, row)
        slack_in[row], value_of[row] = entering, point_value
    return (value_of @ inside) * everything, bound, best_price


@inner
def _slack_to_enter(dual: Floats, slack_in: Ints, trifle: float) -> int:
    """Station whose slack is out of the basis and saves most by entering; -1 where none saves more than a trifle."""
    entering, least = -1, -trifle
    for j in range(dual.size - 1):
        if -dual[j] < least and not (slack_in == j).any():
            entering, least = j, -dual[j]
    return entering


@inner
def _cheapest_point(
    calls: Floats, cost: Floats, effort: Floats, wait: Floats, price: Floats, used: Floats
) -> tuple[float, float]:
    """Let every client take what is cheapest at `price`; return the cost without and with prices, fill `used`."""
    used[:] = 0.0
    plain, priced = 0.0, 0.0
    for i in range(calls.size):
        if calls[i] > 0.0:
            best, station = wait[i], -1
            for j in range(price.size):
                here = cost[i, j] + price[j] * effort[i, j]
                if here < best:
                    best, station = here, j
            priced += calls[i] * best
            if station < 0:
                plain += calls[i] * wait[i]
            else:
                plain += calls[i] * cost[i, station]
                used[station] += calls[i] * effort[i, station]
    return plain, priced


@inner
def _leaving_row(inside: Floats, column: Floats) -> int:
    """Row that reaches 0 first; of equal ones that with the largest pivot. -1 where none does."""
    row, step = -1, np.inf
    for r in range(inside.size):
        if column[r] > _PIVOT:
            ratio = inside[r] / column[r]
            if ratio < step - 1e-15 or (ratio <= step + 1e-15 and (row < 0 or column[r] > column[row])):
                row, step = r, min(ratio, step)
    return row


@inner
def _pivot(inverse: Floats, inside: Floats, column: Floats, row: int) -> None:
    """Let the column enter in `row`."""
    inverse[row] /= column[row]
    inside[row] /= column[row]
    for r in range(inside.size):
        if r != row:
            inverse[r] -= column[r] * inverse[row]
            inside[r] = max(inside[r] - column[r] * inside[row], 0.0)
