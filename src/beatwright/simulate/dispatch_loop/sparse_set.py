"""Some of the numbers below a limit, in no order: one joins or leaves in a step, and all are gone through by place.

The set is dense: whoever leaves gives its place to the last one. Briggs, P. and Torczon, L. (1993). An efficient
representation for sparse sets. ACM Letters on Programming Languages and Systems 2, 59-69.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from beatwright.simulate.dispatch_loop.kernel import kernel

__all__ = ["empty_set", "join_set", "leave_set"]

_NOWHERE = -1
_ENTRY = np.dtype([("member", np.int64), ("place", np.int64)])  # [place] its member; [number] its place, or -1
Records = npt.NDArray[Any]
Ints = npt.NDArray[np.int64]


def empty_set(limit: int) -> Records:
    """Return the table of a set of numbers below a limit; its size is kept beside it."""
    table = np.zeros(limit, dtype=_ENTRY)
    table["place"] = _NOWHERE
    return table


@kernel
def join_set(table: Records, sizes: Ints, size: int, number: int) -> None:
    """Take a number into the set, if it is not in it."""
    if table[number].place == _NOWHERE:
        table[number].place = sizes[size]
        table[sizes[size]].member = number
        sizes[size] += 1


@kernel
def leave_set(table: Records, sizes: Ints, size: int, number: int) -> None:
    """Take a number out of the set, if it is in it."""
    place = table[number].place
    if place == _NOWHERE:
        return
    sizes[size] -= 1
    last = table[sizes[size]].member
    table[place].member, table[last].place = last, place
    table[number].place = _NOWHERE
