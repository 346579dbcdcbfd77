"""Plans before a judge that is stopped: all of them on the same weeks, whichever plan it was at."""

import dataclasses
import signal
from typing import ClassVar

import pytest

from beatwright.base.files.leftovers import keep_told, stopped_words
from beatwright.base.interrupts import Stopped, stop_wished, stoppable
from beatwright.core import Plan, Post, compare
from beatwright.core.judge_alike import judge_alike
from beatwright.evaluate import Coverage, Simulation
from beatwright.testing import hourly_problem

PROBLEM = hourly_problem()
PLANS = [Plan(posts=(Post(site),), name=site, crews=((8,),)) for site in ("s2", "s5", "s1")]
JUDGE = Simulation(weeks=160)  # four years of calls


def after(asks):
    """Return a wish to stop that comes at the ask of that number, and then stays."""
    asked = []

    def stop():
        asked.append(True)
        return len(asked) >= asks

    return stop


def figures(said):
    return [(m.name, m.value, m.interval, m.by_week) for m in said.measures]


@pytest.mark.parametrize(("asks", "weeks"), [(1, 52), (2, 104), (6, 104), (99, 160)])
def test_all_plans_are_judged_on_the_weeks_at_which_one_was_stopped(asks, weeks):
    found = judge_alike(JUDGE, PROBLEM, PLANS, stop=after(asks))
    whole = [dataclasses.replace(JUDGE, weeks=weeks).score(PROBLEM, plan) for plan in PLANS]
    assert [said.plan for said in found] == [plan.name for plan in PLANS]
    assert [figures(said) for said in found] == [figures(said) for said in whole]
    assert {said.calls for said in found} == {whole[0].calls}
    told = [any(f"stopped after {weeks} weeks of 160" in note for note in said.notes) for said in found]
    assert told == [weeks < 160] * 3


def test_a_stop_in_the_last_year_of_a_plan_stops_the_next_one():
    """Asked four times of the first plan, whose weeks are done then; the second has one year when it is asked."""
    found = judge_alike(JUDGE, PROBLEM, PLANS, stop=after(4))
    assert [JUDGE.weeks_done(said) for said in found] == [52, 52, 52]


def test_as_many_weeks_as_another_judge_had_done():
    found = judge_alike(JUDGE, PROBLEM, PLANS[:2], first=104)
    assert [JUDGE.weeks_done(said) for said in found] == [104, 104]
    short = Simulation(weeks=4)
    assert judge_alike(short, PROBLEM, PLANS[:1], first=104) == (short.score(PROBLEM, PLANS[0]),)
    assert judge_alike(JUDGE, PROBLEM, []) == ()


def test_a_judge_of_one_year_and_one_without_weeks_are_not_stopped():
    for judge in (Simulation(weeks=4), Coverage()):
        found = judge_alike(judge, PROBLEM, PLANS, stop=after(1))
        assert found == tuple(judge.score(PROBLEM, plan) for plan in PLANS)


class Pressing(Simulation):
    """Presses Ctrl-C while the second plan is judged, as soon as its first year is done."""

    def _year(self, setting, year):
        if setting.plan.name == "s5" and year == 1 and not pressed:
            pressed.append(True)
            signal.raise_signal(signal.SIGINT)
        return super()._year(setting, year)


pressed: list[bool] = []


@pytest.fixture(autouse=True)
def _nobody_pressed():
    pressed.clear()


def test_ctrl_c_in_python_and_in_a_command():
    judge = Pressing(weeks=160)
    assert [judge.weeks_done(said) for said in compare(PLANS, PROBLEM, judge).evaluations] == [104] * 3
    pressed.clear()
    with stoppable():
        assert [judge.weeks_done(said) for said in judge_alike(judge, PROBLEM, PLANS)] == [104] * 3
    assert pressed


class AtWork(Simulation):
    """As where a terminal's Ctrl-C reaches the process that simulates a year of the second plan, too."""

    broken: ClassVar[int] = 0

    def _year(self, setting, year):
        if setting.plan.name == "s5" and year == self.broken and not pressed:
            pressed.append(True)
            signal.raise_signal(signal.SIGINT)
            raise KeyboardInterrupt from RuntimeError("there")
        return super()._year(setting, year)


class AtWorkLater(AtWork):
    """The same in the third year."""

    broken: ClassVar[int] = 2


def test_ctrl_c_that_reaches_those_at_work_leaves_the_weeks_done():
    with stoppable():
        assert [JUDGE.weeks_done(said) for said in judge_alike(AtWorkLater(weeks=160), PROBLEM, PLANS)] == [104] * 3


def test_where_no_year_was_done_ctrl_c_ends_the_run_and_says_why():
    try:
        with pytest.raises(KeyboardInterrupt), stoppable():
            judge_alike(AtWork(weeks=160), PROBLEM, PLANS)
        assert stopped_words() == (
            "Interrupted. Too few weeks had been simulated to judge a plan by. Nothing was changed."
        )
    finally:
        keep_told("")


def test_an_interrupt_at_work_that_is_nobodys_wish_ends_the_run():
    class Broken(Simulation):
        def _year(self, setting, year):
            raise KeyboardInterrupt from RuntimeError("there")

    with pytest.raises(KeyboardInterrupt):
        judge_alike(Broken(weeks=160), PROBLEM, PLANS)


def test_ctrl_c_ends_a_command_whose_judge_has_one_year():
    class Short(Simulation):
        def _year(self, setting, year):
            signal.raise_signal(signal.SIGINT)
            return super()._year(setting, year)

    with pytest.raises(Stopped), stoppable():
        judge_alike(Short(weeks=4), PROBLEM, PLANS)


@pytest.mark.parametrize("later", [0.5, 1.5])
def test_in_a_command_the_second_press_ends_the_run_unless_it_is_the_first_passed_on(monkeypatch, later):
    now = [100.0]
    monkeypatch.setattr("beatwright.base.interrupts.time.monotonic", lambda: now[0])

    def press_again():
        now[0] += later
        signal.raise_signal(signal.SIGINT)

    with stoppable(), stop_wished() as stop:
        assert not stop()
        signal.raise_signal(signal.SIGINT)
        assert stop()
        if later < 1.0:
            press_again()
        else:
            with pytest.raises(Stopped):
                press_again()


def press(number, *, within):
    with stop_wished():
        if within:
            signal.raise_signal(number)
    signal.raise_signal(number)


def test_after_the_block_and_for_a_request_to_end_a_command_has_its_own_rule():
    for number in (signal.SIGINT, signal.SIGTERM):
        with pytest.raises(Stopped), stoppable():
            press(number, within=number == signal.SIGTERM)
