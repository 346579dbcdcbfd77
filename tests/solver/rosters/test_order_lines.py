"""Weekly lines as a rotation: against every order, against the checker of rules, and on many lines."""

from itertools import permutations

import numpy as np
import pytest

from beatwright.base.errors import ParameterError
from beatwright.base.rosters import RosterRules, line_breaks
from beatwright.solver.rosters.rotation import order_lines
from beatwright.solver.rosters.rotation.border_costs import border_costs

CLOCKS = {"D": (6, 8), "A": (14, 8), "N": (22, 8)}
RULES = RosterRules(
    shifts=("D", "A", "N"),
    least_run=2,
    most_run=6,
    least_off=2,
    most_off=3,
    runs_of={"N": (2, 4)},
    clocks=CLOCKS,
    least_rest=11,
    not_after_day_off={"N": ("D",)},
)


def random_lines(rng, size, shifts=3):
    """Five days in a row of one shift, from any day on."""
    lines = np.full((size, 7), -1)
    for line in lines:
        line[(rng.integers(7) + np.arange(5)) % 7] = rng.integers(shifts)
    return lines


def test_as_good_as_the_best_of_all_orders():
    rng = np.random.default_rng(0)
    for _ in range(15):
        lines = random_lines(rng, 6)
        cost = border_costs(lines, RULES, 0.1)
        orders = ((0, *rest) for rest in permutations(range(1, 6)))
        best = min(sum(cost[order[at - 1], order[at]] for at in range(6)) for order in orders)
        found = order_lines(lines, RULES)
        assert sorted(found.order.tolist()) == list(range(6))
        assert found.certificate.objective == pytest.approx(best)
        assert found.certificate.exact


def test_borders_cost_what_the_checker_finds_when_both_weeks_are_read_as_one_line():
    rng, met = np.random.default_rng(1), 0
    lines = rng.integers(-1, 3, (40, 7))
    cost = border_costs(lines, RULES, 0.0)
    assert border_costs(lines, RosterRules(shifts=("D", "A", "N")), 0.0).sum() == 0
    for one, other in rng.integers(0, 40, (150, 2)):
        found = line_breaks(np.concatenate([lines[one], lines[other]]), RULES, cyclic=False)
        alone = [(at.rule, at.day) for at in line_breaks(lines[one], RULES, cyclic=False)]
        alone += [(at.rule, at.day + 7) for at in line_breaks(lines[other], RULES, cyclic=False)]
        at_border = [at for at in found if _at_border(at, alone)]
        met += len(at_border)
        assert cost[one, other] == len(at_border)
    assert met > 100


def _at_border(broken, alone):
    """Whether a break of two weeks in a row is at the end of the first: days 6 and 7 are beside it."""
    first, after = broken.day, broken.day + broken.found
    if broken.rule.kind.startswith("most"):
        return first < 7 < after
    if broken.rule.kind in ("least_run", "least_off", "least_of"):
        return first <= 7 <= after
    return (broken.rule, first) not in alone


def test_262_lines_of_one_shift_break_no_rule():
    rules = RosterRules(shifts=("D",), most_run=6, least_off=2)
    lines = random_lines(np.random.default_rng(2), 262, shifts=1)
    found = order_lines(lines, rules)
    assert found.certificate.exact
    assert found.certificate.objective == 0
    assert line_breaks(lines[found.order].ravel(), rules) == ()


def test_a_single_line_follows_itself():
    found = order_lines([["D"] * 5 + [""] * 2], {"shifts": ["D"], "most_run": 4})
    assert found.order.tolist() == [0]
    assert found.certificate.objective == 0  # the long run lies inside the week, whatever the order


def test_backward_changes_count_less_than_line_breaks():
    days = [["D"] * 5 + [""] * 2, ["A"] * 5 + [""] * 2, ["N"] * 5 + [""] * 2]
    found = order_lines(days, RosterRules(shifts=("D", "A", "N"), clocks=CLOCKS))
    assert found.order.tolist() == [0, 1, 2]  # early, late, night, and 8 hours on to early again
    assert found.certificate.objective == 0


def test_every_complaint_at_once():
    with pytest.raises(ParameterError) as raised:
        order_lines([["D"] * 6, ["X"] * 7], RULES, backward=-1)
    assert all(word in str(raised.value) for word in ("lines 0", "'X'", "'backward'"))
    with pytest.raises(ParameterError, match="at least one line"):
        order_lines([], RULES)
