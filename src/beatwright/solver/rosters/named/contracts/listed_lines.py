"""Every line that an officer may have, listed one by one: the slow twin of the pricing, for a few days and shifts."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from beatwright.solver.rosters.named.contracts.contract_breaks import contract_breaks
from beatwright.solver.rosters.named.contracts.named_rules import NamedRules
from beatwright.solver.rosters.named.contracts.staff_member import StaffMember

__all__ = ["listed_lines"]


def listed_lines(member: StaffMember, rules: NamedRules, days: int) -> Iterator[tuple[str, ...]]:
    """Give every line that breaks no rule, empty for a day off.

    There are (shifts + 1) to the power of days to look at.

    Examples
    --------
    >>> list(listed_lines(StaffMember(officer="7", most_run=1, least_minutes=480), NamedRules(shifts=("D",)), 2))
    [('D', ''), ('', 'D')]
    """
    for line in product((*rules.shifts, ""), repeat=days):
        if not contract_breaks(line, member, rules):
            yield line
