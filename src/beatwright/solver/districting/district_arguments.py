"""Reading what `MapUnits` and `DistrictRules` hold; every complaint is collected."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from beatwright.base.check import did_you_mean, integer, number
from beatwright.base.errors import Complaints, ParameterError
from beatwright.base.words import UnitNames, count_of, listed, of_these
from beatwright.solver.districting.unit_geometry import FORMS

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

CUT = "cut"  # the word for compactness among the weights
_CUT_DEFAULT = 0.15  # weight of the cut where no weights are given, of 1 in all


def read_edges(
    edges: ArrayLike, lengths: ArrayLike, n: int, owner: str, complaints: Complaints, name: str = "lengths"
) -> tuple[Ints, Floats]:
    """Give each border once, the lower unit first, the lengths of repeated borders added; `name` is that of lengths."""
    pairs, metres = np.asarray(edges), np.asarray(lengths, dtype=np.float64)
    if pairs.size == 0:
        pairs = np.zeros((0, 2), dtype=np.int64)
    if pairs.ndim != 2 or pairs.shape[1] != 2 or not np.issubdtype(pairs.dtype, np.integer):
        complaints.add(
            f"The 'edges' parameter of {owner} must be whole numbers of shape (m, 2), one pair of units a row. "
            f"Got {pairs.dtype} of shape {pairs.shape}."
        )
        return np.zeros((0, 2), dtype=np.int64), np.zeros(0)
    if metres.shape != (pairs.shape[0],) or not (np.isfinite(metres) & (metres >= 0)).all():
        complaints.add(
            f"The '{name}' parameter of {owner} must hold one finite length of at least 0 for each of the "
            f"{pairs.shape[0]} borders (0 for a bridge). Got shape {metres.shape}"
            + (
                f", wrong at {of_these(np.flatnonzero(~(np.isfinite(metres) & (metres >= 0))), 'border', 'borders')}."
                if metres.ndim == 1
                else "."
            )
        )
        metres = np.ones(pairs.shape[0])
    outside = ((pairs < 0) | (pairs >= n)).any(axis=1)
    unknown = np.unique(pairs[(pairs < 0) | (pairs >= n)])
    complaints.need(
        not outside.any(),
        f"The 'edges' parameter of {owner} must name units from 0 to {n - 1}. Got {listed(unknown)} in "
        f"{of_these(np.flatnonzero(outside), 'row', 'rows')}.",
    )
    kept = ~outside & (pairs[:, 0] != pairs[:, 1])
    ordered = np.sort(pairs[kept].astype(np.int64), axis=1)
    once, which = np.unique(ordered, axis=0, return_inverse=True)
    added = np.bincount(which.ravel(), weights=metres[kept], minlength=once.shape[0])
    return once.reshape(-1, 2), added.astype(np.float64)


def read_cut_lengths(
    edges: ArrayLike, lengths: ArrayLike, cut_lengths: ArrayLike | None, n: int, owner: str, complaints: Complaints
) -> Floats:
    """Give the length at which each border counts where it is cut, in the order of `read_edges`."""
    if cut_lengths is None:
        return read_edges(edges, lengths, n, owner, Complaints())[1]
    return read_edges(edges, cut_lengths, n, owner, complaints, name="cut_lengths")[1]


def tabulated(criteria: Any, edges: ArrayLike) -> Any:
    """Give criteria as a mapping or as an array [criterion, unit], whichever way they were laid out.

    A table (DataFrame) has a criterion in each column. An array [unit, criterion] is told by the edges: they name
    units that it would not have the other way round.

    >>> tabulated(np.ones((4, 2)), [[0, 3]]).shape
    (2, 4)
    """
    if isinstance(criteria, pd.DataFrame):
        return {str(name): criteria[name].to_numpy() for name in criteria}
    if isinstance(criteria, Mapping):
        return criteria
    array, pairs = np.asarray(criteria), np.asarray(edges)
    turned = array.ndim == 2 and pairs.size > 0 and array.shape[1] <= pairs.max() < array.shape[0]
    return array.T if turned else array


def count_units(criteria: Any, owner: str) -> int:
    """Tell how many units there are, from the first criterion."""
    try:
        first = next(iter(criteria.values())) if isinstance(criteria, Mapping) else np.atleast_2d(criteria)[0]
        return int(np.asarray(first).size)
    except (StopIteration, IndexError):
        raise ParameterError(
            f"The 'criteria' parameter of {owner} must give at least one criterion. Got none."
        ) from None


def read_names(names: Any, n: int, owner: str, complaints: Complaints) -> UnitNames:
    """Give what units are called in messages."""
    if names is None:
        return UnitNames()
    texts = tuple(str(name) for name in names)
    if len(texts) != n:
        complaints.add(f"The 'names' parameter of {owner} must name each of the {n} units. Got {len(texts)} names.")
        return UnitNames()
    return UnitNames(texts)


def read_criteria(
    criteria: Any, owner: str, complaints: Complaints, unit_names: UnitNames
) -> tuple[Floats, tuple[str, ...]]:
    """Give the amounts [criterion, unit] and the names of the criteria."""
    if isinstance(criteria, Mapping):
        names = tuple(str(name) for name in criteria)
        columns = [np.asarray(values, dtype=np.float64).ravel() for values in criteria.values()]
    else:
        columns = list(np.atleast_2d(np.asarray(criteria, dtype=np.float64)))
        names = tuple(f"criterion {i}" for i in range(len(columns)))
    sizes = {column.size for column in columns}
    if len(sizes) != 1 or 0 in sizes:
        complaints.add(
            f"The 'criteria' parameter of {owner} must give one amount per unit for each criterion, all of one "
            f"length. Got lengths {listed(column.size for column in columns) or 'of nothing'}."
        )
        complaints.raise_if_any(ParameterError)
    amounts = np.array(columns)
    for name, column in zip(names, amounts, strict=True):
        wrong = np.flatnonzero(~(np.isfinite(column) & (column >= 0)))
        complaints.need(
            wrong.size == 0, f"Criterion '{name}' must be finite and at least 0. Look at {unit_names.of(wrong)}."
        )
        complaints.need(
            wrong.size > 0 or column.sum() > 0,
            f"Criterion '{name}' is 0 in every unit, so nothing can be balanced by it.",
        )
    return amounts, names


def read_weights(
    weights: Any, names: tuple[str, ...], owner: str, complaints: Complaints
) -> tuple[Floats, float, Floats]:
    """Give one weight per criterion, the weight of the cut share, and one for each of `FORMS`."""
    words = (*names, CUT, *FORMS)
    if weights is None:
        return np.full(len(names), (1.0 - _CUT_DEFAULT) / len(names)), _CUT_DEFAULT, np.zeros(2)
    if isinstance(weights, Mapping):
        unknown = [name for name in weights if name not in words]
        for name in unknown:
            complaints.add(
                f"The 'weights' parameter of {owner} has no use for '{name}'. {did_you_mean(str(name), words)}"
            )
        values = [weights.get(name, 0.0) for name in words]
    else:
        values = list(np.asarray(weights, dtype=np.float64).ravel())
        if len(values) not in (len(names), len(names) + 1):
            complaints.add(
                f"The 'weights' parameter of {owner} must give {count_of(len(names), 'weight')}, and one more for "
                f"the cut share if wanted. Got {len(values)}."
            )
            return np.ones(len(names)), 0.0, np.zeros(2)
        values += [0.0] * (len(words) - len(values))
    wrong = [number(owner, f"weights[{name!r}]", value, 0.0) for name, value in zip(words, values, strict=True)]
    complaints.extend(wrong)
    array = np.array([1.0 if text else float(value) for text, value in zip(wrong, values, strict=True)])
    complaints.need(bool(array.sum() > 0), f"The 'weights' parameter of {owner} must not be 0 throughout.")
    count = len(names)
    return array[:count], float(array[count]), array[count + 1 :]


def read_tolerance(tolerance: Any, names: tuple[str, ...], owner: str, complaints: Complaints) -> tuple[Floats, Floats]:
    """Give the least and the largest load of a district for each criterion, as shares of the target."""
    low, high = np.zeros(len(names)), np.full(len(names), np.inf)
    if tolerance is None:
        return low, high
    tolerances = tolerance if isinstance(tolerance, Mapping) else dict.fromkeys(names, tolerance)
    for name, value in tolerances.items():
        if name not in names:
            complaints.add(f"The 'tolerance' parameter of {owner} names '{name}'. {did_you_mean(str(name), names)}")
            continue
        if value is not None:
            where = names.index(name)
            low[where], high[where] = max(0.0, 1.0 - float(value)), 1.0 + float(value)
    return low, high


def read_parents(
    parents: Any, n: int, owner: str, complaints: Complaints, unit_names: UnitNames
) -> tuple[Ints, tuple[str, ...]]:
    """Give each parent a number and a name; one parent where none are given."""
    if parents is None:
        return np.zeros(n, dtype=np.int64), ("the map",)
    column = pd.Series(np.asarray(parents, dtype=object))
    if column.size != n:
        complaints.add(
            f"The 'parents' parameter of {owner} must name one parent for each of the {n} units. Got {column.size}."
        )
        return np.zeros(n, dtype=np.int64), ("the map",)
    missing = np.flatnonzero(column.isna() | column.isin(["", -1]))
    complaints.need(
        missing.size == 0,
        f"Outside every parent: {unit_names.of(missing)}. Give each unit a parent, or leave these out.",
    )
    codes, names = pd.factorize(column, use_na_sentinel=True)
    return np.maximum(codes, 0).astype(np.int64), tuple(f"parent {name}" for name in names)


def read_labels(
    labels: Any, name: str, n: int, k: int, owner: str, complaints: Complaints, unit_names: UnitNames
) -> Ints:
    """Give a district per unit, -1 where none."""
    if labels is None:
        return np.full(n, -1, dtype=np.int64)
    if isinstance(labels, Mapping):
        labels = _spread(labels, name, n, owner, complaints=complaints)
    array = np.asarray(labels)
    if array.shape != (n,) or not np.issubdtype(array.dtype, np.integer):
        complaints.add(
            f"The '{name}' parameter of {owner} must give a district from 0 to {k - 1}, or -1, for each of the {n} "
            f"units. Got {array.dtype} of shape {array.shape}."
        )
        return np.full(n, -1, dtype=np.int64)
    wrong = np.flatnonzero((array < -1) | (array >= k))
    complaints.need(
        wrong.size == 0,
        f"The '{name}' parameter of {owner} must give districts from 0 to {k - 1}, or -1. Others are given for "
        f"{unit_names.of(wrong)}.",
    )
    return np.where((array < -1) | (array >= k), -1, array).astype(np.int64)


def _spread(labels: Mapping[Any, Any], name: str, n: int, owner: str, complaints: Complaints) -> Ints:
    """Give a district per unit from a mapping of units to districts; -1 for the others."""
    array = np.full(n, -1, dtype=np.int64)
    for unit, district in labels.items():
        wrong = integer(owner, f"{name}: a unit", unit, 0, high=n - 1) or integer(owner, f"{name}[{unit}]", district)
        complaints.add(wrong)
        if wrong is None:
            array[int(unit)] = int(district)
    return array


def read_closed(closed: Iterable[int], lock: Ints, k: int, owner: str, complaints: Complaints) -> tuple[int, ...]:
    """Give the closed districts, ascending."""
    wanted = sorted({int(district) for district in closed})
    for district in wanted:
        complaints.add(integer(owner, "closed", district, 0, high=k - 1))
    for district in wanted:
        complaints.need(
            bool((lock == district).any()),
            f"The 'closed' parameter of {owner} names district {district}, but 'locked' puts no unit into it.",
        )
    return tuple(d for d in wanted if (lock == d).any())


def read_movable(max_moved: Any, present: Ints, n: int, owner: str, complaints: Complaints) -> int:
    """Give how many units may leave today's district."""
    if max_moved is None:
        return n
    complaints.need(bool((present >= 0).any()), f"The 'max_moved' parameter of {owner} needs the 'present' districts.")
    return int(max_moved)
