"""The rows of a game between plans and mixtures of weights, and what the dearest mixture costs."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy import sparse

from beatwright.base.jit import UNCOUNTED, inner
from beatwright.solver.location.engine.neighbour_lists import Floats, Indices, Starts

_TRIFLE = 1.0 - 1e-13  # more than sums of some hundred parts are rounded by


class GameRows(NamedTuple):
    """Weights that always count, and rows of weights (districts, scenarios) of which a mixture counts too."""

    base: Floats  # (n,) weight of each client in any case
    start: Starts  # (n + 1,) where the rows of each client begin
    row: Indices  # (k,) rows in which a client has a weight, one client behind the other
    value: Floats  # (k,) that weight
    most: Floats  # (r,) largest part of each row in a mixture
    total: float  # sum of the parts


def game_rows(base: Floats, rows: Floats, most: Floats, total: float) -> GameRows:
    """List the rows by client.

    Examples
    --------
    >>> game = game_rows(np.zeros(3), np.array([[1.0, 0.0, 2.0], [0.0, 3.0, 4.0]]), np.ones(2), 1.0)
    >>> game.start, game.row, game.value
    (array([0, 1, 2, 4]), array([0, 1, 0, 1], dtype=int32), array([1., 3., 2., 4.]))
    """
    by_client = sparse.csr_array(rows.T)
    by_client.sort_indices()
    start, row = by_client.indptr.astype(np.int64), by_client.indices.astype(np.int32)
    return GameRows(base, start, row, by_client.data.astype(np.float64), most, float(total))


@inner(**UNCOUNTED)
def mix_dearest(each: Floats, game: GameRows, mixture: Floats) -> float:
    """Fill the parts of a mixture from the dearest row down, into ``mixture``; returns what it costs.

    ``each`` (r,) is what the rows cost; numbers behind these are not read.
    """
    mixture[:] = -1.0  # not asked yet
    left, cost = game.total, 0.0
    while left > 0.0:
        dearest = -1
        for k in range(mixture.size):
            if mixture[k] < 0.0 and (dearest < 0 or each[k] > each[dearest]):
                dearest = k
        if dearest < 0:
            break
        mixture[dearest] = min(game.most[dearest], left)
        left -= mixture[dearest]
        cost += mixture[dearest] * each[dearest]
    for k in range(mixture.size):
        mixture[k] = max(mixture[k], 0.0)
    return cost


@inner(**UNCOUNTED)
def add_costs(game: GameRows, i: int, cost: float, each: Floats) -> None:
    """Add what a client costs to the rows that weigh it, and behind these to the base."""
    for a in range(game.start[i], game.start[i + 1]):
        each[game.row[a]] += game.value[a] * cost
    each[game.most.size] += game.base[i] * cost


@inner(**UNCOUNTED)
def mixed_weights(game: GameRows, mixture: Floats, weight: Floats) -> None:
    """Write the weight of each client under a mixture."""
    for i in range(weight.size):
        weight[i] = game.base[i]
        for a in range(game.start[i], game.start[i + 1]):
            weight[i] += mixture[game.row[a]] * game.value[a]


@inner(**UNCOUNTED)
def project_mixture(game: GameRows, mixture: Floats) -> None:
    """Move a mixture to the nearest one within its limits: all parts less one number, clipped (found by bisection).

    The sum is a trifle less than asked, so that rounding never makes it more: a bound holds for less.
    """
    low, high = np.inf, -np.inf
    for k in range(mixture.size):
        low, high = min(low, mixture[k] - game.most[k]), max(high, mixture[k])
    for _ in range(60):  # halvings: more than a float64 has digits
        middle, total = 0.5 * (low + high), 0.0
        for k in range(mixture.size):
            total += min(max(mixture[k] - middle, 0.0), game.most[k])
        if total > game.total:
            low = middle
        else:
            high = middle
    for k in range(mixture.size):
        mixture[k] = min(max(mixture[k] - high, 0.0), game.most[k]) * _TRIFLE
