"""Whether a tolerance allows any division at all, told before one is searched.

A tolerance is refuted, and nothing else is claimed, by what no division escapes; the quickest is looked at first:

- a unit alone is heavier than a district may be;
- the totals of the parts of the map cannot be shared out among k districts (`balance_floor`, `best_quota`);
- the amounts are whole multiples of one, and no sum of them is within the limits (subset sums, Bellman 1957);
- a unit is in no contiguous set within the limits (`district_listing.lone_units`);
- where all contiguous sets within the limits can be listed: no choice of them covers a part of the map
  (`district_listing.divisible`).

How far the tolerance must be widened at least is found by halving: a wider one is refuted the same way. Locks are left
out of account, so that what is refuted is refuted with them as well.

References
----------
Bellman, R. (1957). Dynamic Programming. Princeton University Press.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from beatwright.base.effort import Stop
from beatwright.base.errors import Complaints, InfeasibleError
from beatwright.base.words import significant
from beatwright.solver.districting.bound.district_listing import BlockListing
from beatwright.solver.districting.district_instance import DistrictInstance
from beatwright.solver.districting.district_quota import best_quota
from beatwright.solver.districting.read_district_instance import floor_tables

Floats = NDArray[np.float64]

_FIRST = 0.01  # targets by which a refuted tolerance is widened first; then by twice as much, until it is not refuted
_WIDEST = 10.0  # targets beyond which no least tolerance is looked for
_MOST_SUM = 1_000_000  # largest load whose sums are looked at, in multiples: a bit for each, and a shift for each unit
_HALVINGS = 6  # between the last width refuted and the first that is not: to a hundredth of what was added


@dataclass(frozen=True)
class Refutation:
    """Why no division keeps a tolerance, and what helps beside a wider one."""

    reason: str
    remedy: str


def check_tolerance(instance: DistrictInstance, stopped: Stop) -> None:
    """Refuse a tolerance that is proven to allow no division.

    Raises
    ------
    InfeasibleError
        Naming what stands in the way, and the least tolerance that is not refuted.
    """
    listings = [BlockListing(instance, block) for block in range(instance.blocks)]
    found = next(_refutations(instance, listings, stopped), [])
    if not found:
        return
    wider = _advice(instance, listings, stopped)
    complaints = Complaints()
    complaints.extend(f"{one.reason} {(wider + one.remedy)[0].upper()}{(wider + one.remedy)[1:]}." for one in found)
    complaints.raise_if_any(InfeasibleError)


def _limited(instance: DistrictInstance) -> NDArray[np.bool_]:
    """Which criteria have limits, shape (criteria,)."""
    return np.isfinite(instance.high)


def _refutations(instance: DistrictInstance, listings: list[BlockListing], stopped: Stop) -> Iterator[list[Refutation]]:
    """Yield what refutes the tolerance, the quickest first."""
    finders = (_too_heavy, _unshared, _unreached, _lone, _uncovered)
    for find in finders if _limited(instance).any() else finders[:2]:
        found = find(instance, listings, stopped)
        if found:
            yield found


def _too_heavy(instance: DistrictInstance, _: list[BlockListing], __: Stop) -> list[Refutation]:
    """Find the units heavier than a district may be, by criterion."""
    found = []
    for c, name in enumerate(instance.names):
        heavy = np.flatnonzero(instance.share[:, c] > instance.high[c] * (1 + 1e-9))
        if heavy.size:
            reason = (
                f"A district may hold {significant(instance.high[c], 3)} of the target "
                f"{significant(instance.target[c], 6)} of '{name}', which is less than "
                f"{instance.unit_names.of(heavy)} alone."
            )
            found.append(Refutation(reason, "ask for fewer districts, or split what is too heavy"))
    return found


def _unshared(instance: DistrictInstance, _: list[BlockListing], __: Stop) -> list[Refutation]:
    """Find the parts of the map whose totals no number of districts shares out, or all parts together."""
    tables, left = floor_tables(instance), instance.k - len(instance.closed)
    found = [
        Refutation(
            f"No number of districts keeps the tolerance in {name}: its totals cannot be divided that evenly.",
            "change k",
        )
        for name, table in zip(instance.block_names, tables, strict=True)
        if not np.isfinite(table).any()
    ]
    if not found and tables and not np.isfinite(best_quota(tables, left)[0]):
        reason = f"No numbers of districts per part of the map add up to {left} and keep the tolerance and the locks."
        found.append(Refutation(reason, "change k, or unlock"))
    return found


def _unreached(instance: DistrictInstance, listings: list[BlockListing], _: Stop) -> list[Refutation]:
    """Find the parts of the map in which no choice of units adds up to a load within the limits, by criterion."""
    return [
        Refutation(f"No units in {part} add up to a load of '{name}' within the tolerance.", "change k, or split units")
        for part, listing in zip(instance.block_names, listings, strict=True)
        for c, name in enumerate(instance.names)
        if not _reached(instance.amounts[c, listing.units], instance.target[c], instance.low[c], instance.high[c])
    ]


def _reached(amounts: Floats, target: float, low: float, high: float) -> bool:
    """Tell whether some amounts may add up to a load within limits, in targets; False is a proof."""
    unit = _common_unit(amounts)
    if unit == 0.0 or not high * target / unit <= _MOST_SUM:
        return True
    # 1e-9 of a limit is rounding, a thousandth of a multiple at most.
    first, last = max(0, int(np.ceil(low * target / unit - 1e-3))), int(np.floor(high * target / unit + 1e-3))
    sums, kept = 1, (1 << (last + 1)) - 1  # bit s is set where a choice adds up to s
    for multiple in np.rint(amounts / unit).astype(np.int64).tolist():
        sums |= sums << multiple & kept
    return sums >> first != 0


def _common_unit(amounts: Floats) -> float:
    """Give a number of which all amounts are whole multiples: their divisor, or the least; 0 where there is none.

    >>> _common_unit(np.array([4.0, 6.0])), _common_unit(np.array([0.3, 0.6])), _common_unit(np.array([0.3, 0.7]))
    (2.0, 0.3, 0.0)
    """
    if (np.rint(amounts) == amounts).all() and amounts.max(initial=0.0) < 2**53:
        return float(np.gcd.reduce(amounts.astype(np.int64), initial=0))
    least = float(amounts[amounts > 0].min(initial=np.inf))
    multiples = amounts / least
    return least if np.abs(multiples - np.rint(multiples)).max() < 1e-9 else 0.0


def _lone(instance: DistrictInstance, listings: list[BlockListing], stopped: Stop) -> list[Refutation]:
    """Find the units that are in no contiguous set within the limits."""
    lone = [listing.units[listing.lone_units(instance, stopped)] for listing in listings]
    units = np.sort(np.concatenate([*lone, np.zeros(0, dtype=np.int64)]))
    if units.size == 0:
        return []
    reason = f"No contiguous district within the tolerance can hold {instance.unit_names.of(units)}."
    return [Refutation(reason, "change k, or join or split units there")]


def _uncovered(instance: DistrictInstance, listings: list[BlockListing], stopped: Stop) -> list[Refutation]:
    """Find out whether the contiguous sets within the limits make up the map, where they can all be listed."""
    tables = floor_tables(instance)
    for listing, table in zip(listings, tables, strict=True):
        listing.rule_out(instance, table, stopped)
    left = instance.k - len(instance.closed)
    if not tables or np.isfinite(best_quota(tables, left)[0]):
        return []
    reason = (
        f"No {instance.k} contiguous districts within the tolerance make up the map: all that there are were looked at."
    )
    return [Refutation(reason, "change k")]


def _advice(instance: DistrictInstance, listings: list[BlockListing], stopped: Stop) -> str:
    """Say how far the tolerance is to be widened at least, before what else helps."""
    if not _limited(instance).any():
        return ""
    tolerance, added = np.unique(instance.high[_limited(instance)] - 1.0), _refuted_width(instance, listings, stopped)
    several = tolerance.size > 1
    least = _rounded_down(added if several else float(tolerance[0]) + added)
    if added == 0.0:
        return "widen the tolerance, or "
    return f"widen the tolerance ({least}{' more for each criterion' if several else ''} still allows none), or "


def _refuted_width(instance: DistrictInstance, listings: list[BlockListing], stopped: Stop) -> float:
    """Give the largest number of targets found by which all tolerances may be widened and are refuted still."""
    refuted, open_width = 0.0, _FIRST
    while open_width < _WIDEST and _is_refuted(instance, open_width, listings, stopped):
        refuted, open_width = open_width, 2.0 * open_width
    for _ in range(_HALVINGS):
        middle = 0.5 * (refuted + open_width)
        if _is_refuted(instance, middle, listings, stopped):
            refuted = middle
        else:
            open_width = middle
    return refuted


def _is_refuted(instance: DistrictInstance, added: float, listings: list[BlockListing], stopped: Stop) -> bool:
    """Tell whether tolerances that much wider are refuted too."""
    high = instance.high + added
    wider = replace(instance, high=high, low=np.where(_limited(instance), np.maximum(0.0, 2.0 - high), 0.0))
    return next(_refutations(wider, listings, stopped), None) is not None


def _rounded_down(width: float) -> str:
    """Write a width in targets, to the thousandth below: what is said to be refuted is."""
    return significant(np.floor(1e3 * width) / 1e3, 4)
