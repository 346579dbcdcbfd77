"""Named rosters: published optimum, brute force on tiny cases, windows, replanning, what cannot be."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.solver.rosters.named.named_cases import instance_1, members, rules_of

from beatwright.base.errors import InfeasibleError, ParameterError
from beatwright.solver.rosters.named.contracts.contract_breaks import line_cost
from beatwright.solver.rosters.named.contracts.listed_lines import listed_lines
from beatwright.solver.rosters.named.named_roster import named_roster

DAYS = 4
WEEKLY = {"least_run": 2, "most_run": 5, "least_off": 2, "most_weekends": 1}


def brute_force(need, staff, rules):
    """Give the least cost of all rosters; None where an officer has no line."""
    lists = [list(listed_lines(member, rules, len(need))) for member in staff]
    best = None
    for lines in product(*lists):
        count = np.array([[sum(line[day] == s for line in lines) for s in rules.shifts] for day in range(len(need))])
        more = count - np.asarray(need)
        cost = np.where(more > 0, more * rules.over, -more * rules.under).sum()
        cost += sum(line_cost(line, member, rules) for line, member in zip(lines, staff, strict=True))
        best = cost if best is None else min(best, cost)
    return best


def two_weeks(officers=6, **more):
    """Give staff of one contract over two windows of a week."""
    return [{"officer": str(i), "days_off": [i], "most_minutes": 2400} | WEEKLY | more for i in range(officers)]


def weeks_of(need, weeks):
    return np.tile(need, (7 * weeks, 1))


def test_the_published_optimum_is_proven():
    answer = named_roster(*instance_1(), seconds=None)
    assert answer.certificate.exact
    assert answer.certificate.objective == 607.0
    assert answer.missing.sum() == 6


@settings(max_examples=25)
@given(rules_of(), members(DAYS, "7"), members(DAYS, "8"), st.integers(0, 2**32 - 1))
def test_tiny_rosters_are_never_better_than_brute_force_nor_bounded_above_it(rules, first, second, seed):
    need = np.random.default_rng(seed).integers(0, 3, (DAYS, 2))
    best = brute_force(need, [first, second], rules)
    if best is None:
        with pytest.raises((InfeasibleError, ParameterError)):
            named_roster(need, [first, second], rules, seconds=None)
        return
    try:
        answer = named_roster(need, [first, second], rules, seconds=None)
    except ParameterError:  # what is asked makes no sense: a shift that nobody may work
        return
    seen = answer.certificate
    assert seen.bound <= best + 1e-6
    assert seen.objective >= best - 1e-6
    assert seen.status == "optimal"
    assert seen.objective == pytest.approx(best)


def test_the_same_seed_gives_the_same_roster_and_the_objective_is_that_of_the_lines():
    need, staff, rules = instance_1()
    first, again = (named_roster(need[:7], _cut(staff), rules, seconds=None, seed=3) for _ in range(2))
    assert (first.duty == again.duty).all()
    assert first.certificate.objective == first.cost
    assert first.breaks == ()


def _cut(staff):
    return [
        replace(
            member,
            least_minutes=None,
            days_off=[day for day in member.days_off if day < 7],
            wants=[wish for wish in member.wants if wish.day < 7],
            wants_off=[wish for wish in member.wants_off if wish.day < 7],
        )
        for member in staff[:4]
    ]


def test_windows_carry_runs_over_and_even_out_nights_and_weekends():
    rules = {"shifts": ["D", "N"], "not_after": {"N": ["D"]}, "window": 7, "nights": ["N"]}
    answer = named_roster(weeks_of([2, 1], 4), two_weeks(), rules, seconds=None)
    assert answer.breaks == ()
    assert np.ptp(answer.nights) <= 3
    assert answer.certificate.bound <= answer.certificate.objective


def test_an_end_of_a_window_leaves_a_line_in_the_next():
    # Whoever works on Sunday must work on Monday, which is his fixed day off.
    staff = [{"officer": "7", "least_run": 2, "most_run": 4, "least_off": 1, "days_off": [7]}]
    need = np.zeros((14, 1), dtype=int)
    need[6] = 1
    answer = named_roster(need, staff, {"shifts": ["D"], "window": 7, "over": 0.0}, seconds=None)
    assert answer.lines["7"][5:8] == ("D", "D", "")


def test_published_days_stay_where_a_change_costs_more_than_it_gives():
    rules = {"shifts": ["D"], "change": 10.0, "under": 4.0}
    kept = {0: "D", 1: "", 2: "D"}
    answer = named_roster([[1], [1], [1]], [{"officer": "7", "published": kept}], rules)
    assert answer.lines["7"] == ("D", "", "D")
    moved = named_roster([[1], [1], [1]], [{"officer": "7", "published": kept}], rules | {"under": 40.0})
    assert moved.lines["7"] == ("D", "D", "D")
    assert moved.changed == 1
    assert moved.certificate.objective == 10.0


def test_a_wish_to_stop_leaves_a_roster_and_its_bound():
    need, staff, rules = instance_1()
    heard = []
    answer = named_roster(need, staff, rules, stop=lambda: True, progress=lambda *news: heard.append(news))
    assert answer.certificate.status == "feasible"
    assert answer.breaks == ()
    assert heard[0][0] >= 607.0


def test_every_complaint_comes_at_once_and_names_officer_day_and_rule():
    staff = [
        {"officer": "7", "days_off": [9], "most_of": {"X": 1}},
        {"officer": "8", "least_minutes": 4000, "days_off": [0, 1]},
        {"officer": "8", "least_run": 3, "most_run": 2},
        {"officer": "9", "wants": [(0, "E", 2)], "last": "Q"},
    ]
    with pytest.raises(ParameterError) as found:
        named_roster(np.ones((7, 1)), staff, {"shifts": ["D"]})
    told = found.value.complaints
    assert any("Officer 7, most_of: there is no shift 'X'" in text for text in told)
    assert any("Officer 7, days_off: there is no day 9" in text for text in told)
    assert any("'least_run' is 3, above 'most_run'" in text for text in told)
    assert any("Officer 9, wants of day 0: there is no shift 'E'" in text for text in told)
    assert any("Officer 9, last: there is no shift 'Q'" in text for text in told)


def test_more_fixed_days_off_than_work_allows_is_told_with_the_days():
    staff = [{"officer": "8", "least_minutes": 2880, "days_off": [0, 1]}]
    with pytest.raises(ParameterError, match=r"Officer 8, days 0 to 6: 'least_minutes' asks for 2880.*room for 2400"):
        named_roster(np.ones((7, 1)), staff, {"shifts": ["D"]})


def test_rules_that_collide_are_named_and_no_others():
    staff = [
        {"officer": "7", "least_minutes": 480, "least_run": 3, "days_off": [0, 3], "last": "", "most_weekends": 2},
        {"officer": "8"},
        {"officer": "9", "last": "D", "run": 5, "most_run": 4},
    ]
    with pytest.raises(InfeasibleError) as found:
        named_roster(np.ones((4, 1)), staff, {"shifts": ["D"]})
    assert "Officer 7, days 0 to 3: 'least_minutes' 480, 'least_run' 3, the day off 0" in str(found.value)
    assert "the day off 0 and the day off 3 collide." in str(found.value)
    assert "Officer 8" not in str(found.value)
    assert "Officer 9, days 0 to 3: 'most_run' 4 and the 5 days of work before collide." in str(found.value)


def test_a_shift_that_nobody_may_work_is_told():
    with pytest.raises(ParameterError, match="Shift N is needed from day 2 on, and 'most_of' lets no officer work it"):
        named_roster([[1, 0], [1, 0], [0, 1]], [{"officer": "7", "most_of": {"N": 0}}], {"shifts": ["D", "N"]})


def test_follower_rules_that_forbid_everything_are_told():
    rules = {"shifts": ["D", "N"], "not_after": {"D": ["D", "N"], "N": ["D", "N"]}}
    with pytest.raises(ParameterError, match=r"Officer 7, from day 0 on: 'not_after' and 'least_rest' let no shift"):
        named_roster([[1, 1]] * 3, [{"officer": "7", "least_run": 2}], rules)


def test_rest_that_a_day_off_does_not_give_is_refused():
    rules = {"shifts": ["D", "N"], "clocks": {"D": (6, 12), "N": (22, 12)}, "least_rest": 21}
    with pytest.raises(ParameterError, match="more than the 20 that a day off between N and D gives"):
        named_roster([[1, 1]] * 3, [{"officer": "7"}], rules)
    answer = named_roster([[1, 1]] * 3, [{"officer": "7"}], rules | {"least_rest": 20})
    assert answer.breaks == ()


def test_a_roster_that_costs_nothing_is_proven_best_however_short_the_search() -> None:
    answer = named_roster([[1]] * 3, [{"officer": "A"}, {"officer": "B"}], {"shifts": ["D"]}, stop=lambda: True)
    assert (answer.certificate.status, answer.certificate.objective, answer.certificate.bound) == ("optimal", 0, 0)


@pytest.mark.parametrize("need", [(4, 4, 3), (6, 2, 2)])
def test_shortage_is_spread_where_staff_is_half_of_what_is_needed(need) -> None:
    contract = {"least_run": 2, "most_run": 5, "least_off": 2, "most_minutes": 2400}
    rules = {"shifts": ["D", "A", "N"], "not_after": {"A": ["D"], "N": ["D", "A"]}}
    answer = named_roster(weeks_of(need, 1), [{"officer": str(i)} | contract for i in range(8)], rules, seconds=None)
    worked = 8 * 5  # five shifts of eight hours each
    assert answer.certificate.objective == answer.certificate.bound == 100 * (7 * sum(need) - worked)
    share = answer.cover / np.array(need)
    assert not ((share.min(axis=1) == 0) & (share.max(axis=1) >= 1)).any()
    assert answer.largest_shortage <= max(need) - 1
    assert np.abs(share.mean(axis=0) - worked / (7 * sum(need))).max() < 0.1  # each shift has its part of the officers


def test_an_officer_short_costs_the_same_wherever_he_is_and_spreading_costs_nothing() -> None:
    wants = [(day, "D", 1) for day in range(4)]
    staff = [{"officer": str(i), "wants": wants} for i in range(2)]
    answer = named_roster([[2, 2]] * 4, staff, {"shifts": ["D", "N"]}, seconds=None)
    assert answer.certificate.objective == answer.certificate.bound == 800.0  # all wishes are granted, N stays empty
    assert answer.largest_shortage == 2
