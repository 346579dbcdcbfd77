"""Blocks of hours with the same cars on duty, and which of them the exact hypercube model can take."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

__all__ = ["CarBlock", "car_blocks", "exact_blocks", "state_count"]

Ints = npt.NDArray[np.int64]
# The exact model takes 2.2 to 3.3 millionths of a second for a state (the table of docs/methods/hypercube.md), and for
# each set of posts, of which it holds the rates, about one more.
_SECONDS_OF_STATE = 3.3e-6
_SECONDS_OF_SET = 1e-6
_MOST_STATES = 2_000_000  # of one block: 150 MB, six seconds
_MOST_POSTS = 20  # with cars: a million sets of them


@dataclass(frozen=True, eq=False)
class CarBlock:
    """Hours of the week with the same cars.

    Parameters
    ----------
    hours : array of int, shape (n,)
        Positions in the week.
    cars : array of int, shape (posts,)
    """

    hours: npt.NDArray[np.intp]
    cars: Ints


def car_blocks(cars: Ints) -> tuple[CarBlock, ...]:
    """Return the blocks of cars on duty, shape (posts, 168), in the order in which they first come.

    >>> [(len(block.hours), block.cars.tolist()) for block in car_blocks(np.array([[2, 1, 2], [1, 1, 1]]))]
    [(2, [2, 1]), (1, [1, 1])]
    """
    kinds, kind = np.unique(cars.T, axis=0, return_inverse=True)
    found = [CarBlock(np.flatnonzero(kind.ravel() == number), row) for number, row in enumerate(kinds)]
    return tuple(sorted(found, key=lambda block: int(block.hours[0])))


def state_count(cars: Ints) -> int:
    """Return how many states the cars of a block have.

    >>> state_count(np.array([3, 0, 1]))
    8
    """
    return math.prod((cars + 1).tolist())


def exact_blocks(blocks: tuple[CarBlock, ...], calls: list[float], runs: int, seconds: float) -> list[bool]:
    """Tell which blocks are solved exactly: those with most calls first, as long as the estimated seconds last.

    Parameters
    ----------
    blocks : tuple of CarBlock
    calls : list of float
        Calls of each block.
    runs : int
        How often each block is solved.
    seconds : float
        Processor time that all of them may take together; it is estimated from their states, never measured, so that
        the answer hangs on no machine.
    """
    exact, left = [False] * len(blocks), seconds
    for number in sorted(range(len(blocks)), key=lambda each: (-calls[each], each)):
        states, posts = state_count(blocks[number].cars), int(np.count_nonzero(blocks[number].cars))
        if states > _MOST_STATES or posts > _MOST_POSTS:
            continue
        needed = runs * (_SECONDS_OF_STATE * states + _SECONDS_OF_SET * 2**posts)
        if needed <= left:
            exact[number], left = True, left - needed
    return exact
