"""Hypercube: how busy the cars of each post are, who answers whom, and how far cars drive when the nearest is busy."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from beatwright.base import check
from beatwright.base.plain_text import clean
from beatwright.base.quantity import percent
from beatwright.base.words import count_of, joined, listed, significant
from beatwright.core import Evaluation, Plan, Problem
from beatwright.core.command_calls import COMMANDS, CommandCalls, command_calls, share_of_calls_note
from beatwright.core.hours_of_week import hour_name
from beatwright.evaluate.cars.beats import beats_of
from beatwright.evaluate.cars.car_judge import CarJudge
from beatwright.evaluate.cars.delay_notes import classes_of_several
from beatwright.evaluate.cars.fleet_measures import fleet_measures
from beatwright.evaluate.cars.fleet_model import BlockAnswer, FleetModel, Roads, roads_of
from beatwright.evaluate.cars.fleet_tables import fleet_tables, how_solved

__all__ = ["Hypercube"]

_UNEVEN = 0.2  # of the mean of a block, by which its busiest hour has more calls, above which a note says so


@dataclass(frozen=True, repr=False)
class Hypercube(CarJudge):
    """Judge cars that help each other out: workload and its spread, calls across beats, travel when cars are busy.

    A call gets the first free car of the posts in the order of their minutes to it; while every car is busy calls wait.
    Hours with the same cars are one block, whose calls come evenly at their mean rate. A block is solved exactly as
    long as `seconds` last, which are estimated from its states; others by Larson's approximation. The figure "calls
    judged exactly" and the table of blocks say which.

    A call that needs several cars counts as so many calls for one car in workloads, travel and shares across beats; it
    is delayed, and waits, until all of them are free at once, as before one queue of all cars (`multi_car_delay`). A
    call keeps a car for its time on the scene and the travel, and cars drive the farther, the more are busy. The
    delayed share and the mean wait come from a queue that knows this; where calls need several cars, from
    `multi_car_delay` with the mean time that this queue gives. The other figures come from a hypercube model in which
    every car keeps a call for one time, that on the scene and the mean travel by the approximation. Blocks with more
    load than their cars can carry have no steady state: their calls count as delayed, their cars as busy, and they are
    in no mean of minutes and in no share across beats. Calls that no post reaches are in a row of their own, and in no
    other figure.

    With several demand scenarios a figure is that of the expected demand, and its interval runs from the 5 % to the
    95 % quantile over the scenarios. Rates per year are for 8,766 hours.

    Breakdowns: ``tables["post"]``, ``["zone"]``, ``["flow"]`` (who answers whom), ``["block"]``.

    Parameters
    ----------
    beats : {"nearest", "districts"}, default "nearest"
        What a call crosses that a car of elsewhere answers: the edge of what a post is nearest to in minutes, or that
        of the plan's districts.
    seconds : float, default 20.0
        Processor time for exact solutions, estimated. 0: the approximation everywhere.

    References
    ----------
    Larson, R. C. (1974). A hypercube queuing model for facility location and redistricting in urban emergency services.
    Computers and Operations Research 1, 67-95.

    Examples
    --------
    >>> import dataclasses
    >>> import numpy as np
    >>> from beatwright.core import Demand, Post
    >>> from beatwright.testing import small_problem
    >>> problem = small_problem()
    >>> by_hour = Demand(0.5 * np.repeat(problem.demand.rate, 168, axis=2))
    >>> plan = Plan(posts=(Post("s2"), Post("s5")), crews=((6,), (7,)))
    >>> evaluation = Hypercube().score(dataclasses.replace(problem, demand=by_hour), plan)
    >>> round(evaluation["mean workload"], 4), evaluation["calls judged exactly"]
    (0.4596, 1.0)
    """

    beats: str = "nearest"
    seconds: float = 20.0

    @property
    def by_districts(self) -> bool:
        """Whether beats are the districts of the plan."""
        return self.beats == "districts"

    def complaints(self) -> Iterable[str | None]:
        """Yield what is wrong with the options."""
        yield from super().complaints()
        yield check.one_of("Hypercube", "beats", self.beats, COMMANDS)
        yield check.number("Hypercube", "seconds", self.seconds, 0)

    def score(self, problem: Problem, plan: Plan) -> Evaluation:
        """Return the evaluation of `plan` on `problem`.

        Raises
        ------
        ParameterError
            Where the plan has no posts, cars or (where they are beats) districts; where demand is not by the hour of
            the week; where no post has a call.
        """
        plan.need(*self.needs)
        calls = command_calls(problem, plan, "nearest", calls_per_incident=self.calls_per_incident)
        roads = roads_of(problem, plan, calls.command)
        beats = beats_of(problem, plan, roads, self.beats)
        solved = list(FleetModel(problem, plan, calls, self.calls_per_incident, self.seconds).weeks(roads))
        weeks, answers = [week for _, week in solved], solved[0][0]
        return Evaluation(
            plan.name,
            type(self).__name__,
            tuple(fleet_measures(weeks, beats, calls)),
            read=self.reads,
            on=problem.demand.source,
            problem=problem.digest,
            tables=fleet_tables(problem, plan.site_ids, roads, beats, answers=answers, week=weeks[0]),
            notes=(
                *_solution_notes(answers, plan),
                *_peak_note(answers, calls),
                *_road_notes(roads),
                share_of_calls_note(self.calls_per_incident),
                *_several_notes(problem),
            ),
        )


def _solution_notes(answers: Sequence[BlockAnswer], plan: Plan) -> Iterator[str]:
    """Yield how the blocks were solved, and which have more load than cars."""
    name = f"“{clean(plan.name, 60)}”"
    steady = [how_solved(one) for one in answers if one.found is not None]
    approximate = steady.count("approximate")
    how = "exactly" if not approximate else "by Larson's approximation"
    if 0 < approximate < len(steady):
        how = f"exactly, but for {approximate:,} by Larson's approximation"
    if steady:
        yield (
            f"{count_of(len(steady), 'block')} of hours in which {name} has the same cars "
            f"{'was' if len(steady) == 1 else 'were'} solved {how}, with the calls of a block spread evenly over it."
        )
    over = [one for one in answers if one.overloaded]
    if over:
        told = listed(
            f"{count_of(len(one.block.hours), 'hour')} from {hour_name(int(one.block.hours[0]))} with "
            f"{count_of(int(one.block.cars.sum()), 'car')} for a load of {significant(one.load)}"
            for one in over
        )
        yield (
            f"{name} has more load than its cars can carry, so that no line is steady, in {told}. All calls of these "
            "hours count as delayed, and are in no mean of minutes and in no share across beats."
        )


def _several_notes(problem: Problem) -> Iterator[str]:
    """Yield how calls that need several cars count, where some do, and which way the figures then err."""
    many = classes_of_several(problem)
    if many:
        yield (
            f"A call that needs several cars ({joined(many)}) is delayed, and waits, until all of them are free at "
            "once, whatever their posts. Who is sent, workloads and travel count it as so many calls for one car: in "
            "truth more cars come from further off, and calls that need several and last longer than others wait "
            "longer still. The judge Simulation sends them one by one."
        )


def _peak_note(answers: Sequence[BlockAnswer], calls: CommandCalls) -> Iterator[str]:
    """Say where the calls of a block are far from even, so that its mean hides the busy hours."""
    by_hour = (calls.expected * calls.cars).sum(axis=(0, 2))
    peaks = [by_hour[one.block.hours].max() / by_hour[one.block.hours].mean() - 1 for one in answers if one.calls]
    uneven = [peak for peak in peaks if peak > _UNEVEN]
    if uneven:
        which = "a block" if len(peaks) == 1 else f"{count_of(len(uneven), 'block')} of {len(peaks):,}"
        yield (
            f"In {which} the busiest hour has up to {percent(max(uneven))} more calls than the mean of the block. What "
            "such hours leave waiting is not in these figures, so that delay and waits are understated. Simulation "
            "goes by the clock."
        )


def _road_notes(roads: Roads) -> Iterator[str]:
    """Yield from where a call that waited is driven to, and what pairs without a route are given."""
    if roads.between is None:
        yield (
            "Travel from zone to zone is not known ([network] between_zones = true measures it): to a call that waited "
            "a car is taken to drive from its post."
        )
    if roads.gaps:
        yield (
            f"{count_of(roads.gaps, 'pair')} of a post and a zone without a route count as the longest travel time "
            f"there is, {roads.longest:.1f} min."
        )
