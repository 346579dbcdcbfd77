"""What sets of stations cost at least at given prices: the loop over all of them, compiled.

A client costs what the cheapest station of the set costs it, so a set costs a minimum and a sum over the clients. Sets
are in lexicographic order: those that share all stations but the last share the minimum over these. Clients are taken
in blocks whose costs at every column fit the cache.
"""

from __future__ import annotations

import numba as nb
import numpy as np

from beatwright.solver.stations.station_model import Floats, Ints

__all__ = ["cheapest_sums", "worth_of_officers"]

_BLOCK = 1024  # clients; 8 kB a column


@nb.njit(cache=True)
def cheapest_sums(cost: Floats, sets: Ints) -> Floats:
    """Sum over the clients what each costs at the cheapest station of a set, shape (sets,).

    Parameters
    ----------
    cost : array of float, shape (columns, clients)
        Cost of each client at each column.
    sets : array of int64, shape (sets, stations)
        Columns of each set, in lexicographic order for speed.
    """
    columns, clients = cost.shape
    count, stations = sets.shape
    sums = np.zeros(count)
    here = np.empty(_BLOCK)
    block = np.empty((columns, _BLOCK))
    for start in range(0, clients, _BLOCK):
        width = min(_BLOCK, clients - start)
        block[:, :width] = cost[:, start : start + width]
        for number in range(count):
            if not _same_but_last(sets, number):
                here[:width] = np.inf
                for k in range(stations - 1):
                    _lower(here, block[sets[number, k]], width)
            sums[number] += _least_sum(here, block[sets[number, stations - 1]], width)
    return sums


@nb.njit(cache=True)
def _same_but_last(sets: Ints, number: int) -> bool:
    """Whether a set shares all stations but the last with the one before it; its minimum then stands already."""
    return number > 0 and (sets[number, :-1] == sets[number - 1, :-1]).all()


@nb.njit(cache=True)
def _lower(here: Floats, other: Floats, width: int) -> None:
    for i in range(width):
        here[i] = min(here[i], other[i])


# Sums may be taken in any order: only so does the processor add several at once.
@nb.njit(cache=True, fastmath={"reassoc", "nsz", "nnan"})
def _least_sum(here: Floats, other: Floats, width: int) -> float:
    total = 0.0
    for i in range(width):
        total += here[i] if here[i] < other[i] else other[i]
    return total


@nb.njit(cache=True)
def worth_of_officers(worth: Floats, least: Ints, most: Ints, officers: int, sets: Ints) -> Floats:
    """Return the most that the officers can be worth at each set, shape (sets,): the dearest station is filled first.

    Parameters
    ----------
    worth : array of float, shape (columns,)
        What an officer is worth at each column.
    least, most : array of int64, shape (columns,)
        Officers of each column.
    officers : int
        Officers in all.
    sets : array of int64, shape (sets, stations)
        Columns of each set.
    """
    total = np.zeros(len(sets))
    for number in range(len(sets)):
        left = officers
        for column in sets[number]:
            total[number] += worth[column] * least[column]
            left -= least[column]
        for column in sets[number][np.argsort(-worth[sets[number]])]:
            more = min(left, most[column] - least[column])
            total[number] += worth[column] * more
            left -= more
    return total
