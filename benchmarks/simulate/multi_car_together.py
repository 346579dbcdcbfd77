"""Calls that need several cars, all of which leave together: the exact delay, from the balance of a Markov chain.

State: calls being served by need, need of the first in line (0: nobody waits), number behind it. Needs of those behind
are drawn when they come to the front. A call is served, for an exponential time with mean 1 hour, once all its cars are
free; first come, first served. The line is cut where its tail has no weight.
"""

from __future__ import annotations

from itertools import product

import numpy as np
from scipy import sparse
from scipy.sparse.linalg import spsolve

__all__ = ["together_delay"]

_LINE = 160  # longest line kept
State = tuple[tuple[int, ...], int, int]


def together_delay(cars: int, rate: float, share: tuple[float, ...]) -> dict[str, float]:
    """Return the share delayed and the mean wait in hours."""
    chance = _chances(cars, rate, share)
    line = sum(p * (behind + (head > 0)) for (_, head, behind), p in chance.items())
    late = sum(
        p * sum(q for need, q in enumerate(share, 1) if head or _free(cars, served) < need)
        for (served, head, _), p in chance.items()
    )
    return {"delayed": float(late), "wait, h": float(line / rate)}


def _free(cars: int, served: tuple[int, ...]) -> int:
    return cars - sum(need * count for need, count in enumerate(served, 1))


def _chances(cars: int, rate: float, share: tuple[float, ...]) -> dict[State, float]:
    ranges = (range(cars // need + 1) for need in range(1, len(share) + 1))
    inside = [served for served in product(*ranges) if _free(cars, served) >= 0]
    states: list[State] = [(served, 0, 0) for served in inside]
    states += [
        (served, head, behind)
        for served in inside
        for head in range(1, len(share) + 1)
        if _free(cars, served) < head
        for behind in range(_LINE)
    ]
    number = {state: place for place, state in enumerate(states)}
    rows, columns, rates = [], [], []
    for state, place in number.items():
        for pace, after in _moves(cars, rate, share, state):
            rows += [number[after], place]
            columns += [place, place]
            rates += [pace, -pace]
    balance = sparse.csr_matrix((rates, (rows, columns)), shape=(len(states),) * 2).tolil()
    balance[0, :] = 1.0
    right = np.zeros(len(states))
    right[0] = 1.0
    return dict(zip(states, spsolve(balance.tocsc(), right), strict=True))


def _moves(cars: int, rate: float, share: tuple[float, ...], state: State) -> list[tuple[float, State]]:
    served, head, behind = state
    moves: list[tuple[float, State]] = []
    if head:
        moves += [(rate, (served, head, behind + 1))] if behind + 1 < _LINE else []
    else:
        for need, q in enumerate(share, 1):
            begins = _free(cars, served) >= need
            moves.append((rate * q, (_more(served, need, 1), 0, 0) if begins else (served, need, 0)))
    for need, count in enumerate(served, 1):
        if count:
            after = (_more(served, need, -1), head, behind)
            moves += [(count * p, settled) for p, settled in _begun(cars, share, after)]
    return moves


def _more(served: tuple[int, ...], need: int, count: int) -> tuple[int, ...]:
    return tuple(each + (count if place == need else 0) for place, each in enumerate(served, 1))


def _begun(cars: int, share: tuple[float, ...], state: State) -> list[tuple[float, State]]:
    """Return where a state goes at once, with its chance: calls begin while the first in line has its cars."""
    served, head, behind = state
    if not head or _free(cars, served) < head:
        return [(1.0, state)]
    served = _more(served, head, 1)
    if not behind:
        return [(1.0, (served, 0, 0))]
    return [
        (q * p, after)
        for need, q in enumerate(share, 1)
        for p, after in _begun(cars, share, (served, need, behind - 1))
    ]
