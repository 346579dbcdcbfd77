"""The study's validation by simulation: today's posts, K-means and the p-median answer the same calls, one by one."""

from __future__ import annotations

import dataclasses
import math

import numpy as np

from beatwright.base.progress import Progress, progress_or_silence
from beatwright.core import Comparison, Demand, Finding, Plan, Problem
from beatwright.core.command_calls import command_calls
from beatwright.core.demand import HOURS_OF_WEEK
from beatwright.core.nearest_post import nearest_post
from beatwright.evaluate import Simulation
from beatwright.examine import TradeOff, answers_of
from beatwright.planning import PMedian
from beatwright.studies.san_miguel.place import Setting
from beatwright.studies.san_miguel.simulated_words import (
    Assumed,
    SimulatedPlan,
    response_chart,
    simulated_sentences,
    simulated_tables,
)

__all__ = ["CALLS_PER_CRIME", "simulated", "simulation_lines"]

# Assumptions, not the study's: what a crime file stands for, and how many cars there are.
CALLS_PER_CRIME = 8.0
_BUSY = 0.5  # of their time that cars are on calls, at most, with today's posts
_WEEKS = 52


def simulated(
    setting: Setting, trade: TradeOff, *, weeks: int = _WEEKS, seed: int = 1, progress: Progress | None = None
) -> Finding:
    """Return what a simulation of the dispatch says of the study's plans, on held-out demand and roads.

    The plans are today's posts, and with as many posts K-means, the p-median, and the p-median of the minutes on roads.
    Where fewer posts are at least as good as today by distance, the p-median with the fewest of them comes twice: with
    as many cars at each post, and with as many cars as today. All plans answer the same calls.

    Parameters
    ----------
    setting : Setting
        The city; calls are drawn from its held-out incidents by the hour of the week.
    trade : TradeOff
        Plans by the number of posts, and today's.
    weeks : int, default 52
        Weeks that count.
    seed : int, default 1
        Of the calls, and of the solver.
    progress : callable, optional
        Told of every plan.
    """
    problem, (today, *others) = _called(setting), _study_plans(setting, trade, seed)
    each = _cars_per_post(problem, today)
    plans = [_with_cars(today, each), *(_with_cars(plan, each) for plan in others)]
    if len(others[-1].site_ids) < len(today.site_ids):
        plans.append(_with_as_many_cars(problem, others[-1], each * len(today.site_ids)))
    judge, told = Simulation(weeks=weeks, seed=seed), progress_or_silence(progress)
    evaluations = []
    for number, plan in enumerate(plans):
        told(number, len(plans), plan.name)
        evaluations.append(judge.score(problem, plan))
    compared = Comparison(tuple(evaluations), today.name)
    rows = tuple(SimulatedPlan.of(problem, plan) for plan in plans)
    assumed = Assumed(CALLS_PER_CRIME, each, _speed(problem, today), weeks, problem)
    return Finding(
        name="simulation",
        title="The plans validated by simulation",
        sentences=simulated_sentences(compared, rows, assumed),
        tables=simulated_tables(compared, rows),
        charts=(response_chart(compared, rows),),
        details={"calls": evaluations[0].calls, "cars per post": each, "calls per crime": CALLS_PER_CRIME},
        short="Simulation",
    )


def simulation_lines(found: Finding) -> list[str]:
    """Return what a simulation says, for a terminal: its sentences and its tables."""
    lines = [f"  {sentence}" for sentence in found.sentences]
    for table in found.tables:
        form = "{:.3f}" if table.name == "response" else "{:.2%}"
        lines += [table.caption, table.frame.to_string(float_format=form.format, na_rep="")]
    return lines


def _called(setting: Setting) -> Problem:
    """Return the problem of the roads with held-out calls by the hour: crimes, and so many more of the least urgent."""
    recorded = Demand.observed(setting.future, slots=HOURS_OF_WEEK)
    rate = recorded.rate.copy()
    rate[..., 0] += (CALLS_PER_CRIME - 1.0) * recorded.rate.sum(axis=3)
    demand = dataclasses.replace(recorded, rate=rate, source=f"{recorded.source}, with other calls")
    return dataclasses.replace(setting.roads[1], demand=demand)


def _study_plans(setting: Setting, trade: TradeOff, seed: int) -> list[Plan]:
    """Return today's plan, others with as many posts, and the exact one with the fewest that will do by distance."""
    assert trade.today is not None
    now = trade.today.p
    as_many = [point.plan for method in reversed(trade.methods) for point in trade.curve(method) if point.p == now]
    by_minutes = PMedian(now, by="minutes", seed=seed).solve(setting.roads[0])
    level = answers_of(trade, "planned").level
    fewer = [point.plan for point in trade.curve() if level is not None and point.p == level < now]
    return [trade.today.plan, *as_many, by_minutes, *fewer]


def _with_cars(plan: Plan, cars: int) -> Plan:
    return dataclasses.replace(plan, crews=((cars,),) * len(plan.site_ids))


def _with_as_many_cars(problem: Problem, plan: Plan, total: int) -> Plan:
    """Return the plan with so many cars in all: as even as they go, more at the posts with the most calls."""
    calls = command_calls(problem, plan).expected.sum(axis=(1, 2))
    each, left = divmod(total, len(calls))
    more = np.argsort(np.argsort(-calls, kind="stable")) < left
    crews = tuple((each + int(one),) for one in more)
    return dataclasses.replace(plan, crews=crews, name=f"{plan.name}, all cars kept")


def _cars_per_post(problem: Problem, today: Plan) -> int:
    """Return the fewest cars at every post of today that are on calls for no more than their share of the time."""
    calls = command_calls(problem, today)
    busy = float((calls.expected.mean(axis=1) * calls.cars * calls.service).sum())
    return math.ceil(max(busy / _BUSY, float(calls.cars.max())) / len(today.site_ids))


def _speed(problem: Problem, today: Plan) -> float:
    """Return the mean kilometres an hour from the nearest of today's posts to a call."""
    near, calls = nearest_post(problem.city, today, "minutes"), problem.zone_weight()
    reached = near.post >= 0
    metres, minutes = (np.where(reached, each, 0.0) @ calls for each in (near.metres, near.minutes))
    return float(metres / minutes * 0.06)
