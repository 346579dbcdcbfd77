"""From which ends of a window every officer still has a line in the windows to come: backward over the windows."""

from __future__ import annotations

from typing import Final

import numpy as np

from beatwright.base.jit import entry, inner
from beatwright.solver.rosters.named.contracts.roster_case import RosterCase
from beatwright.solver.rosters.named.pricing.compiled_lines import Border, border_before, compiled_lines
from beatwright.solver.rosters.named.pricing.line_pricing import ROOM
from beatwright.solver.rosters.named.pricing.line_rules import OFF, Flags, Floats, LineRules, nodes_of
from beatwright.solver.rosters.named.pricing.line_values import band_of, cap_tables, values_to_go

__all__ = ["ends_open", "first_rules"]

_MOST_COUNTS: Final = 4096  # joint counts of caps that are kept apart; a cap beyond is left out, which leaves more open


def ends_open(case: RosterCase) -> list[Floats]:
    """Give for each window what ending at a node costs, (n, nodes): nothing, or inf where no line goes on from it."""
    n = len(case.staff)
    nowhere = Border(np.full(n, OFF), np.ones(n, dtype=np.int64))
    ends: list[Floats] = []
    entries: Floats | None = None  # of the window after
    for window in reversed(case.windows):
        rules = compiled_lines(case.staff, case.rules, window, nowhere)
        ends.append(rules.node_cost if entries is None else entries)
        entries = _entries(rules._replace(node_cost=ends[-1]))
    return ends[::-1]


def first_rules(case: RosterCase) -> LineRules:
    """Return the rules of the first window, with what its ends leave open."""
    window = case.windows[0]
    rules = compiled_lines(case.staff, case.rules, window, border_before(case.staff, case.rules))
    return rules if len(case.windows) == 1 else rules._replace(node_cost=ends_open(case)[0])


@entry
def _entries(rules: LineRules) -> Floats:
    """Give 0 for every node from which an officer has a line, else inf; (n, nodes)."""
    n = rules.most_run.size
    entries = np.full(rules.node_cost.shape, np.inf)
    room = np.empty(ROOM)
    for i in range(n):
        after, paid = cap_tables(rules, i, _counted(rules, i))
        value = values_to_go(rules, rules.cost[i], i, after, paid, room)
        if band_of(rules, i, 0)[0] > 0:
            continue
        for node in range(nodes_of(rules, i)[1]):
            if np.isfinite(value[0, 0, 0, 0, node]):
                entries[i, node] = 0.0
    return entries


@inner
def _counted(rules: LineRules, i: int) -> Flags:
    """Tell which caps of officer `i` are kept apart."""
    size, active = 1, np.zeros(rules.in_cap.shape[0], dtype=np.bool_)
    for k in range(active.size):
        counts = rules.most_cap[i, k] + 1
        if size * counts <= _MOST_COUNTS and counts <= rules.weekend.size:
            active[k] = True
            size *= counts
    return active
