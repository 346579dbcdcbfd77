"""Simulated plans in words, tables and as a picture."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np

from beatwright.base.plain_text import clean, count_word
from beatwright.base.quantity import amount
from beatwright.base.words import joined
from beatwright.core import Comparison, Evaluation, Finding, Measure, Plan, Problem
from beatwright.core.chart import Line, LineChart, Panel
from beatwright.core.measure import ON_TIME
from beatwright.core.nearest_post import nearest_post
from beatwright.core.table import Column, Table

__all__ = ["Assumed", "SimulatedPlan", "response_chart", "response_told", "simulated_sentences", "simulated_tables"]

_RESPONSE, _DELAYED = "mean response", "delayed share"
_HOURS = 24
_MIDDLES = tuple(hour + 0.5 for hour in range(_HOURS))


@dataclass(frozen=True)
class SimulatedPlan:
    """What a plan is: its name, posts and cars, and the mean minutes from the nearest post to a call."""

    name: str
    posts: int
    cars: int
    nearest: float

    @classmethod
    def of(cls, problem: Problem, plan: Plan) -> Self:
        """Count a plan."""
        near, calls = nearest_post(problem.city, plan, "minutes"), problem.zone_weight()
        calls = np.where(near.post >= 0, calls, 0.0)
        minutes = float(np.where(near.post >= 0, near.minutes, 0.0) @ calls / calls.sum())
        return cls(plan.name, len(plan.site_ids), sum(row[0] for row in plan.crews or ()), minutes)


@dataclass(frozen=True)
class Assumed:
    """What the simulation rests on: calls for a crime, cars at a post, km/h, weeks, classes and standard."""

    calls: float
    cars: int
    speed: float
    weeks: int
    problem: Problem

    @property
    def sentences(self) -> Iterator[str]:
        """Yield the assumptions in plain words."""
        classes = self.problem.severity.classes
        scene = joined(f"{one.service_minutes:g}" for one in classes)
        names, need = joined(one.name for one in classes), joined(str(cars) for cars in self.problem.cars_needed)
        yield (
            f"Assumed, as no dispatch records were at hand: one recorded crime stands for {self.calls:g} calls, itself "
            f"and {count_word(round(self.calls) - 1)} more of the class “{classes[0].name}” at the same place and hour "
            f"of the week. Calls keep a car on the scene for {scene} minutes on average and need {need} cars ({names})."
        )
        has = f"{count_word(self.cars)} {'car' if self.cars == 1 else 'cars'}"
        yield (
            f"Cars drive at the speeds of their streets, {self.speed:.0f} km/h on average from today's posts. Every "
            f"post has {has} round the clock, the fewest with which today's posts are on calls no more than half of "
            "the time. The closest free car goes. So the minutes compare plans, and are no forecast."
        )


def simulated_sentences(compared: Comparison, rows: Sequence[SimulatedPlan], assumed: Assumed) -> tuple[str, ...]:
    """Return what came out, plan by plan, and what was assumed."""
    first = compared.evaluations[0]
    today = (
        f"Today's posts, in {assumed.weeks} simulated weeks: the first car is there after {_value(first, _RESPONSE)} "
        f"on average, {_value(first, _DELAYED)} of the calls find too few cars free, and "
        f"{_value(first, _on_time(first).name)} are answered {_standard(first)}. In brackets stand 90 % intervals of "
        "the differences, paired by week on the same calls."
    )
    plans = [
        _plan_sentence(compared, each, row, rows[0])
        for each, row in zip(compared.evaluations[1:], rows[1:], strict=True)
    ]
    return (_verdict(compared, rows), *plans, today, _against_rival(compared), *assumed.sentences)


def simulated_tables(compared: Comparison, rows: Sequence[SimulatedPlan]) -> tuple[Table, ...]:
    """Return response, delay and share within the standard, each with its interval and the difference to today's."""
    names = {"response": _RESPONSE, "delayed": _DELAYED, "within": _on_time(compared.evaluations[0]).name}
    return tuple(_table(compared, name, measure, rows) for name, measure in names.items())


def response_told(found: Finding) -> str:
    """Return the response of the exact plan beside today's, in short."""
    table = found.table("response")
    exact, columns = (
        table.index[2],
        {name: table[name].values for name in (_RESPONSE, "difference from", "difference to")},
    )
    minutes, low, high = columns[_RESPONSE], columns["difference from"][2], columns["difference to"][2]
    if not math.isfinite(minutes[2]):
        return f"{exact} cannot keep up with the calls; today's posts have the first car there in {minutes[0]:.2f} min"
    return (
        f"{exact} has the first car there after {minutes[2]:.2f} min, today's posts after {minutes[0]:.2f} min; the "
        f"difference is {minutes[2] - minutes[0]:+.2f} min ({low:+.2f} to {high:+.2f})"
    ).replace("-", "−")


def response_chart(compared: Comparison, rows: Sequence[SimulatedPlan]) -> LineChart:
    """Return how far the plans with as many cars as today are from today's posts, by the hour of the day."""
    base = compared.evaluations[0]
    as_many = [each for each, row in zip(compared.evaluations, rows, strict=True) if row.cars == rows[0].cars]
    drawn = [as_many[2], as_many[1], *as_many[3:]]  # the study's plan first: it is drawn heaviest
    panels = []
    for title, column, unit in (("Mean response", _RESPONSE, "min"), ("Delayed share", _DELAYED, "share")):
        today = np.array(_by_day(base, column))
        lines = [
            Line(clean(each.plan, 32), _MIDDLES, (np.array(_by_day(each, column)) - today).tolist()) for each in drawn
        ]
        panels.append(Panel(f"{title} less today's", lines, unit, level=0.0))
    return LineChart(
        name="simulated-response",
        alt="By hour of the day, how much longer responses are than from today's posts, and how many more are delayed.",
        caption="The same simulated calls, by the hour in which they come. Plans with fewer cars are left out.",
        x_name="Hour of the day",
        panels=panels,
        level_name="as from today's posts",
    )


def _by_day(evaluation: Evaluation, column: str) -> list[float]:
    """Return a column of the hours of the week as means over the days, each call counting alike."""
    frame = evaluation.table("hour").frame
    calls, values = (frame[name].to_numpy(dtype=np.float64).reshape(7, _HOURS) for name in ("calls per hour", column))
    known = np.isfinite(values) & (calls > 0)
    weight = np.where(known, calls, 0.0).sum(axis=0)
    total = np.where(known, calls * np.where(known, values, 0.0), 0.0).sum(axis=0)
    return [float(part / whole) if whole > 0 else float("nan") for part, whole in zip(total, weight, strict=True)]


def _measure(evaluation: Evaluation, name: str) -> Measure:
    return next(each for each in evaluation.measures if each.name == name)


def _on_time(evaluation: Evaluation) -> Measure:
    return next(each for each in evaluation.measures if each.kind == ON_TIME)


def _standard(evaluation: Evaluation) -> str:
    return _on_time(evaluation).name.removeprefix("share answered ")


def _value(evaluation: Evaluation, name: str) -> str:
    measure = _measure(evaluation, name)
    return amount(measure.value, measure.unit)


def _verdict(compared: Comparison, rows: Sequence[SimulatedPlan]) -> str:
    """Say whether the plan that is best by straight distance is so call by call, and why not where it is not."""
    exact, today = rows[2], rows[0]
    interval = compared.interval(exact.name, _RESPONSE)
    name, as_many = clean(exact.name, 60), "with as many posts and cars as today"
    if interval is not None and interval.high < 0:
        return f"The simulation bears the study's plan out: {as_many}, “{name}” has the first car there sooner."
    alike = interval is not None and interval.chance
    told = "does no better than chance" if alike else "has the first car there later"
    return f"The simulation does not bear the study's plan out: {as_many}, “{name}” {told}. {_why(exact, today)}"


def _why(exact: SimulatedPlan, today: SimulatedPlan) -> str:
    minutes = (
        f"its nearest post is {exact.nearest:.2f} min on roads from a call on average, today's {today.nearest:.2f} min"
    )
    if exact.nearest > today.nearest:
        return f"It was planned on straight distances, and {minutes}."
    return f"Though {minutes}, it loses more where cars of the nearest post are busy."


def _plan_sentence(compared: Comparison, evaluation: Evaluation, plan: SimulatedPlan, today: SimulatedPlan) -> str:
    parts = [
        f"the first car is there {_apart(compared, evaluation, _RESPONSE, 'sooner', 'later')}",
        f"the share delayed is {_apart(compared, evaluation, _DELAYED, 'lower', 'higher')}",
        f"the share answered {_standard(evaluation)} is "
        f"{_apart(compared, evaluation, _on_time(evaluation).name, 'lower', 'higher')}",
    ]
    return f"“{clean(evaluation.plan, 60)}” against today's posts{_saved(plan, today)}: {joined(parts)}."


def _saved(plan: SimulatedPlan, today: SimulatedPlan) -> str:
    fewer, cars = today.posts - plan.posts, today.cars - plan.cars
    if not fewer:
        return ""
    taken = f"and {count_word(cars)} {'car' if cars == 1 else 'cars'} fewer" if cars else "and as many cars"
    return f", with {count_word(fewer)} {'post' if fewer == 1 else 'posts'} fewer {taken}"


def _apart(compared: Comparison, evaluation: Evaluation, name: str, less: str, more: str) -> str:
    """Return a difference to the base and its interval, as "0.50 min sooner (0.40 to 0.60)"."""
    unit, interval = _measure(evaluation, name).unit, compared.interval(evaluation.plan, name)
    gap = _gap(compared, evaluation, name)
    if not math.isfinite(gap):
        return f"{more} without end, as its queue grows"
    factor, word = (100.0, "points") if unit == "share" else (1.0, unit)
    said = f"{factor * abs(gap):.2f} {word} {less if gap < 0 else more}"
    if interval is None:
        return said
    if interval.same:
        return f"{said} in every week"
    low, high = sorted((interval.low * np.sign(gap) * factor, interval.high * np.sign(gap) * factor))
    chance = ", which chance could explain" if interval.chance else ""
    return f"{said} ({low:.2f} to {high:.2f}{chance})".replace("-", "−")


def _gap(compared: Comparison, evaluation: Evaluation, name: str) -> float:
    base = next(each for each in compared.evaluations if each.plan == compared.base)
    return _measure(evaluation, name).value - _measure(base, name).value


def _against_rival(compared: Comparison) -> str:
    """Return how the exact plan does beside K-means, with as many posts."""
    rival, exact = compared.evaluations[1:3]
    apart = _apart(compared.against(rival.plan), exact, _RESPONSE, "sooner", "later")
    return f"“{clean(exact.plan, 60)}” against “{clean(rival.plan, 60)}”: the first car is there {apart}."


def _table(compared: Comparison, name: str, measure: str, rows: Sequence[SimulatedPlan]) -> Table:
    """Return one measure, a row for each plan."""
    found = [_measure(each, measure) for each in compared.evaluations]
    unit, direction = found[0].unit, found[0].direction
    ends = [each.interval or (None, None) for each in found]
    apart = [compared.interval(row.name, measure) for row in rows]
    gaps = [None, *(_gap(compared, each, measure) for each in compared.evaluations[1:])]
    columns = (
        Column("posts", [row.posts for row in rows]),
        Column("cars", [row.cars for row in rows]),
        *([Column("from the nearest post", [row.nearest for row in rows], unit)] if measure == _RESPONSE else []),
        Column(measure, [each.value for each in found], unit, direction),
        Column("from", [low for low, _ in ends], unit),
        Column("to", [high for _, high in ends], unit),
        Column("difference", gaps, unit),
        Column("difference from", [None if one is None else one.low for one in apart], unit),
        Column("difference to", [None if one is None else one.high for one in apart], unit),
    )
    caption = (
        f"{measure[0].upper()}{measure[1:]}, and the difference to today's posts on the same calls; 90 % intervals"
    )
    return Table(name, [row.name for row in rows], columns, index_name="plan", caption=caption)
