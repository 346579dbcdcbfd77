"""Rounds of lines: where an assignment of followers comes back to, made one, and bettered by moving stretches.

Karp, R. M. (1979). A patching algorithm for the nonsymmetric traveling-salesman problem. SIAM Journal on Computing 8,
561-573.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.optimize import linear_sum_assignment

__all__ = ["assigned_followers", "assignment_rounds", "moved_stretches", "one_round"]

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
_LONGEST = 3  # lines moved together
_SLACK = 1e-9


def assigned_followers(cost: Floats) -> tuple[Ints, float]:
    """Give every line the follower that makes the sum least, none itself; the sum is a bound."""
    open_pairs = cost.copy()
    if len(cost) > 1:
        np.fill_diagonal(open_pairs, cost.sum() + 1.0)
    _, follower = linear_sum_assignment(open_pairs)
    return np.asarray(follower, dtype=np.int64), float(open_pairs[np.arange(len(cost)), follower].sum())


def one_round(cost: Floats, follower: Ints) -> Ints:
    """Join the rounds of an assignment, the largest to the one that adds least, until there is one."""
    rounds = sorted(assignment_rounds(follower), key=len, reverse=True)
    whole, *rest = rounds
    while rest:
        at = np.array(whole)
        best = min(
            ((*_cheapest_joint(cost, at, np.array(other)), number) for number, other in enumerate(rest)),
            key=lambda joint: joint[0],
        )
        _, here, there, number = best
        other = rest.pop(number)
        whole = whole[: here + 1] + other[there:] + other[:there] + whole[here + 1 :]
    return np.array(whole, dtype=np.int64)


def assignment_rounds(follower: Ints) -> list[list[int]]:
    """Return the lines of every round, each in its order."""
    left, rounds = set(range(follower.size)), []
    while left:
        line, rounds_line = min(left), []
        while line in left:
            left.remove(line)
            rounds_line.append(line)
            line = int(follower[line])
        rounds.append(rounds_line)
    return rounds


def _cheapest_joint(cost: Floats, one: Ints, other: Ints) -> tuple[float, int, int]:
    """Return what it adds to enter another round, after which place of the one, and at which place of the other."""
    after, before = np.roll(one, -1), np.roll(other, 1)
    added = (
        cost[np.ix_(one, other)]
        + cost[np.ix_(before, after)].T
        - cost[one, after][:, None]
        - cost[before, other][None, :]
    )
    here, there = np.unravel_index(int(added.argmin()), added.shape)
    return float(added[here, there]), int(here), int(there)


def moved_stretches(cost: Floats, order: Ints) -> Ints:
    """Move stretches of a few lines to where they cost least, the best move first, while that costs less."""
    while True:
        saved, moved = _best_move(cost, order)
        if saved <= _SLACK:
            return order
        order = moved


def _best_move(cost: Floats, order: Ints) -> tuple[float, Ints]:
    size, best = order.size, (0.0, order)
    for length in range(1, min(_LONGEST, size - 2) + 1):
        for first in range(size):
            turned = np.roll(order, -first)
            stretch, rest = turned[:length], turned[length:]
            head, tail, after = stretch[0], stretch[-1], np.roll(rest, -1)
            left_out = cost[rest[-1], head] + cost[tail, rest[0]] - cost[rest[-1], rest[0]]
            saved = left_out - (cost[rest, head] + cost[tail, after] - cost[rest, after])
            place = int(saved.argmax())
            if saved[place] > best[0] + _SLACK:
                best = float(saved[place]), np.concatenate([rest[: place + 1], stretch, rest[place + 1 :]])
    return best
