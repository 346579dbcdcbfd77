"""Checks that the public location solvers share: arguments in, clean arrays out, one clear sentence on a mistake."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from beatwright.base import check
from beatwright.base.as_numbers import as_numbers
from beatwright.base.errors import InfeasibleError, ParameterError, parameter_error
from beatwright.solver.location.modes import Modes

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_SHOWN = 10  # positions named in a message


def positions(array: Any) -> str:
    """List positions in a sentence, at most ten of them.

    Examples
    --------
    >>> positions(range(12))
    '0, 1, 2, 3, 4, 5, 6, 7, 8, 9 and 2 more'
    """
    items = [str(int(i)) for i in array]
    rest = len(items) - _SHOWN
    return ", ".join(items[:_SHOWN]) + (f" and {rest} more" if rest > 0 else "")


def check_cost(cost: Any, function: str) -> Floats:
    """Give the costs as a matrix (clients, sites) of numbers of at least 0; infinite = forbidden pair."""
    matrix = as_numbers(function, "cost", cost)
    if matrix.ndim != 2 or 0 in matrix.shape:
        raise parameter_error("cost", function, "a matrix of shape (clients, sites)", f"shape {matrix.shape}")
    lowest = matrix.min()
    if np.isnan(lowest) or lowest < 0:
        bad = np.isnan(matrix) | (matrix < 0)
        row, column = np.unravel_index(int(bad.argmax()), matrix.shape)
        got = f"{matrix[row, column]} at client {row}, site {column}"
        raise parameter_error("cost", function, "free of NaN and of negative numbers", got)
    return matrix


def check_weight(weight: Any, clients: int, function: str, name: str = "weight") -> Floats:
    """Give the weights of the clients, or what else they have by this name; ones where none were given."""
    if weight is None:
        return np.ones(clients)
    array = as_numbers(function, name, weight)
    if array.shape != (clients,):
        raise parameter_error(name, function, f"an array of shape ({clients},)", f"shape {array.shape}")
    bad = ~(np.isfinite(array) & (array >= 0))
    if bad.any():
        first = int(bad.argmax())
        raise parameter_error(name, function, "finite and at least 0", f"{array[first]} at client {first}")
    return array


def check_whole(value: Any, name: str, function: str, lowest: int, highest: int) -> int:
    """Give a whole number between two limits."""
    _need(check.integer(function, name, value, lowest, high=highest))
    return int(value)


def check_fixed(fixed_open: Iterable[int], fixed_closed: Iterable[int], sites: int, function: str) -> tuple[Ints, Ints]:
    """Give the sites that must be open and those that must be closed, each sorted and once."""
    pair = []
    for name, indices in (("fixed_open", fixed_open), ("fixed_closed", fixed_closed)):
        if not isinstance(indices, Iterable):
            raise parameter_error(name, function, "positions of sites, whole numbers", repr(indices))
        raw = np.asarray(list(indices) if not isinstance(indices, np.ndarray) else indices)
        if raw.size and not np.issubdtype(raw.dtype, np.integer):
            raise parameter_error(name, function, "positions of sites, whole numbers", raw.tolist())
        array = np.unique(raw.astype(np.int64))
        if array.size and (array[0] < 0 or array[-1] >= sites):
            raise parameter_error(name, function, f"positions of sites in [0, {sites - 1}]", positions(array))
        pair.append(array)
    both = np.intersect1d(pair[0], pair[1])
    if both.size:
        raise ParameterError(f"The same sites are in fixed_open and fixed_closed of {function}: {positions(both)}.")
    return pair[0], pair[1]


def check_post_count(p: int, fixed_open: Ints, fixed_closed: Ints, sites: int, function: str) -> None:
    """Check that p posts fit between the forced ones and those that are left."""
    if fixed_open.size > p:
        got = f"{fixed_open.size} sites"
        raise parameter_error("fixed_open", function, f"at most p = {p} sites", got)
    if sites - fixed_closed.size < p:
        expected = f"at most {sites - p} sites, so that p = {p} of {sites} can be opened"
        raise parameter_error("fixed_closed", function, expected, f"{fixed_closed.size} sites")


def only_plan(p: int, fixed_open: Ints, fixed_closed: Ints, sites: int) -> Ints | None:
    """Give the one plan that there is, as all posts are fixed or all other sites closed; None where there are more.

    Examples
    --------
    >>> only_plan(2, np.array([1, 3]), np.array([], dtype=int), 4)
    array([1, 3])
    >>> only_plan(2, np.array([1]), np.array([0, 2]), 4)
    array([1, 3])
    """
    if fixed_open.size == p:
        return fixed_open
    return np.setdiff1d(np.arange(sites), fixed_closed) if sites - fixed_closed.size == p else None


def some_plan(p: int, fixed_open: Ints, fixed_closed: Ints, sites: int) -> Ints:
    """Give a plan where every plan serves everyone: the forced sites, then the first of those that are left.

    Examples
    --------
    >>> some_plan(2, np.array([3]), np.array([0]), 4)
    array([1, 3])
    """
    spare = np.setdiff1d(np.arange(sites), np.concatenate([fixed_open, fixed_closed]))
    return np.sort(np.concatenate([fixed_open, spare[: p - fixed_open.size]]))


def check_modes(modes: Modes | None, p: int, columns: int, function: str) -> None:
    """Check that the modes belong to these columns and to this p."""
    if modes is None:
        return
    if not isinstance(modes, Modes):
        raise parameter_error("modes", function, "a Modes object or None", type(modes).__name__)
    if modes.site.size != columns:
        got = f"{modes.site.size} columns"
        raise parameter_error("modes", function, f"for the {columns} columns of cost", got)
    if modes.posts != p:
        raise parameter_error("p", function, f"the sum of the counts of modes, {modes.posts}", p)


def check_reach(reachable: NDArray[np.bool_], weight: Floats, function: str) -> None:
    """Refuse clients with weight that no allowed site can serve."""
    lost = np.flatnonzero(~reachable & (weight > 0))
    if lost.size:
        raise InfeasibleError(
            f"{function} cannot serve every client: no allowed site is reachable from client {positions(lost)}."
        )


def check_radius(radius: Any, function: str) -> float:
    """Give the radius, a finite number of at least 0."""
    _need(check.number(function, "radius", radius, 0))
    return float(radius)


def _need(complaint: str | None) -> None:
    if complaint:
        raise ParameterError(complaint)
