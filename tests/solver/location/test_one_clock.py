"""Seconds are spent once: what one part of a solve takes is gone for the next, by a clock that the parts move."""

from dataclasses import replace
from importlib import import_module
from types import SimpleNamespace

import numpy as np
import pytest

from beatwright import solver
from beatwright.solver.beats import median_districts

COST = np.random.default_rng(0).random((30, 8))
CROWDED = COST * np.where(np.arange(8) == 0, 0.2, 1.0)  # all would go to the first site
SPOILT = 1e-2  # what a part is given at least, where nothing is left


class _Time:
    """A clock that only its users move; records what is handed out."""

    def __init__(self):
        self.now, self.given = 100.0, []

    def perf_counter(self):
        return self.now

    def greedy(self, function, *, seconds=None):
        """Use all the time that is given, or so many seconds where the part is given none."""

        def spent(*arguments, **options):
            limit = options.get("seconds") if seconds is None else seconds
            if seconds is None and limit is not None:
                self.given.append(limit)
                options["seconds"] = None
            self.now += limit or 0.0
            return function(*arguments, **options)

        return spent


@pytest.fixture
def clock(monkeypatch):
    made = _Time()
    monkeypatch.setattr("beatwright.solver.time_limit.time", SimpleNamespace(perf_counter=made.perf_counter))
    return made


def _module(name):
    return import_module(f"beatwright.solver.location.{name}")


def test_a_capacitated_plan_takes_its_seconds_once(clock, monkeypatch):
    module, program = _module("capacitated.capacitated_p_median"), _module("capacitated.capacity_program")
    monkeypatch.setattr(module, "few_enough", lambda _: False)
    monkeypatch.setattr(module, "p_median", clock.greedy(module.p_median))
    monkeypatch.setattr(program, "solve_milp", clock.greedy(program.solve_milp))
    solver.capacitated_p_median(CROWDED, 4, 8.0, seconds=10.0)
    assert len(clock.given) == 2  # the plan without capacities, and the program
    assert sum(clock.given) <= 10.0 + SPOILT
    assert clock.given[1] >= 5.0  # and it is not the first part that takes all


def test_each_round_of_cuts_takes_what_is_left(clock, monkeypatch):
    program = _module("capacitated.capacity_program")
    monkeypatch.setattr(program, "_covers", lambda case, client, site, found: [np.arange(2)])
    monkeypatch.setattr(program, "solve_milp", clock.greedy(program.solve_milp))
    monkeypatch.setattr(_module("capacitated.capacitated_p_median"), "by_columns", lambda *_: None)
    monkeypatch.setattr(_module("capacitated.capacitated_p_median"), "few_enough", lambda _: False)
    try:
        plan = solver.capacitated_p_median(CROWDED, 4, 8.0, seconds=10.0)
    except solver.InfeasibleError:
        pass  # made-up cuts may leave nothing
    else:
        assert plan.certificate.status != "optimal"
    assert sum(clock.given) <= 10.0 + 2 * SPOILT


SLOW_READING = {
    "p_median": ("p_median", "build_median", "solve_median", (4,)),
    "max_cover": ("max_cover", "group_demand", "solve_median", (4, 0.2)),
    "backup_cover": ("backup_cover", "group_demand", "solve_milp", (4, 0.5)),
    "set_cover": ("set_cover", "Cover", None, (0.5,)),
}


@pytest.mark.parametrize("engine", SLOW_READING)
def test_what_the_reading_of_a_problem_takes_is_not_left_for_its_search(engine, clock, monkeypatch):
    """Reading takes 6 of 10 seconds; the search may take 4."""
    name, reading, searching, arguments = SLOW_READING[engine]
    module = _module(name)
    monkeypatch.setattr(module, reading, clock.greedy(getattr(module, reading), seconds=6.0))
    owner, attribute = (module, searching) if searching else (_module("covering_program"), "solve_milp")
    real, left = getattr(owner, attribute), []

    def search(*given, **options):
        budget = given[1].clock.left if searching == "solve_median" else options["seconds"]
        left.append(budget)
        return real(*given, **options)

    monkeypatch.setattr(owner, attribute, search)
    getattr(module, engine)(COST, *arguments, seconds=10.0)
    assert left
    assert all(one <= 4.0 + SPOILT for one in left)


def test_a_game_of_plans_has_one_clock(clock, monkeypatch):
    module = _module("robust.game_search")
    real, calls = module.climb_game, []

    def climb(*given):
        calls.append(clock.now)
        clock.now += 4.0
        return real(*given)

    monkeypatch.setattr(module, "climb_game", climb)
    plan = solver.p_median_equity(COST, 3, np.arange(30) // 5, 2.0, seconds=10.0)
    assert 1 <= len(calls) <= 3
    assert plan.certificate.status in ("optimal", "time limit")


def test_a_program_with_many_rounds_has_one_clock(monkeypatch):
    """Districts around posts: search and polish share the seconds of the user."""
    module = import_module("beatwright.solver.beats.median_districts")
    given = []
    real_search, real_polish = module.anneal_beats, module.polish_beats

    def search(instance, budget, seed):
        given.append(budget.seconds)
        return real_search(instance, replace(budget, seconds=None, iterations=2000), seed)

    def polish(instance, found, budget):
        given.append(budget.seconds)
        return real_polish(instance, found, replace(budget, seconds=None))

    monkeypatch.setattr(module, "anneal_beats", search)
    monkeypatch.setattr(module, "polish_beats", polish)
    line = np.abs(np.subtract.outer(np.arange(6.0), np.arange(6.0)))
    median_districts(line, np.ones(6), [[i, i + 1] for i in range(5)], 2, seconds=10.0)
    assert sum(given) == pytest.approx(10.0)
