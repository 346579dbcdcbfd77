"""Districts: how evenly work is shared among them, how compact they are, what they cut through, who moves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np

from beatwright.base.errors import ParameterError
from beatwright.core import Evaluation, Measure, Plan, Problem, Step
from beatwright.core.criteria import criteria_of, criterion_unit, known_criteria
from beatwright.core.problem import WEIGHTS
from beatwright.evaluate.balance import balance_measures
from beatwright.evaluate.compactness import shape_measures, shapes_of
from beatwright.evaluate.district_breakdowns import district_table, zone_criteria_table
from beatwright.evaluate.division import Division, division_of
from beatwright.evaluate.homogeneity import homogeneity

__all__ = ["Districts", "usual_criteria"]

_USUAL = ("calls", "minutes", "population", "area")


@dataclass(frozen=True)
class Districts(Step):
    """Judge reporting districts or patrol beats: balance, compactness, contiguity, splits, units moved.

    For every criterion the totals of the districts are described by their sample variance (divisor n - 1, as in the
    Buffalo study), coefficient of variation (population standard deviation over the mean), largest and smallest
    total over the mean, and Gini index. Zones that the plan leaves out are no district: they are counted in a row of
    their own.

    Compactness: length of the borders between districts; the mean and the least Polsby-Popper score
    (``4 pi area / perimeter^2``; 1 for a disc); the mean ratio of the moment of inertia of a disc of the same area to
    the district's own. Homogeneity: share of the variance of the calls per square kilometre among the zones, weighted
    by area, that lies between districts rather than within them.

    Breakdowns: ``tables["reporting district"]`` and ``tables["zone"]``.

    Parameters
    ----------
    criteria : tuple of str, default ()
        ``calls``, ``officers``, ``penalty``, ``minutes`` (officer-minutes on scene), ``area``, ``population``, or other
        columns of the zones that hold counts. Empty: calls, minutes, population where it is known, and area.
    present : str, default ""
        Column of the zones with their districts of today: what moves is counted. Empty: a column called
        ``district``, where there is one; without either, these rows are left out.

    References
    ----------
    Polsby, D. D. and Popper, R. D. (1991). The third criterion: compactness as a procedural safeguard against
    partisan gerrymandering. Yale Law & Policy Review 9, 301-353.
    Li, W., Goodchild, M. F. and Church, R. (2013). An efficient measure of compactness for two-dimensional shapes and
    its application in regionalization problems. International Journal of Geographical Information Science 27,
    1227-1250.

    Examples
    --------
    >>> from beatwright.core import Plan
    >>> from beatwright.testing import small_problem
    >>> problem = small_problem()
    >>> halves = Plan(districts=dict(problem.city.zones["parent"]), name="halves")
    >>> evaluation = Districts().score(problem, halves)
    >>> evaluation["districts"], evaluation["cut length"], round(evaluation["CV of calls"], 3)
    (2.0, 2.0, 0.13)
    """

    needs: ClassVar[tuple[str, ...]] = ("districts",)
    reads: ClassVar[tuple[str, ...]] = ("districts",)

    criteria: tuple[str, ...] = ()
    present: str = ""

    def complaints(self) -> Iterable[str | None]:
        """Yield what is wrong with the options."""
        if not isinstance(self.criteria, tuple) or not all(isinstance(name, str) for name in self.criteria):
            yield f"The 'criteria' parameter of Districts must be a list of names. Got {self.criteria!r}."
        if not isinstance(self.present, str):
            yield f"The 'present' parameter of Districts must be the name of a column. Got {self.present!r}."

    def score(self, problem: Problem, plan: Plan) -> Evaluation:
        """Return the evaluation of `plan` on `problem`.

        Raises
        ------
        ParameterError
            Where the plan has no districts or names zones that the city lacks, the zones are points, or a criterion
            or column is not known.
        """
        plan.need(*self.needs)
        division = division_of(problem, plan, self._present(problem))
        amounts = criteria_of(problem, self.criteria or usual_criteria(problem), "Districts")
        shapes = shapes_of(problem.city, division)
        tables = {
            "reporting district": district_table(division, amounts, shapes),
            "zone": zone_criteria_table(problem, division, amounts),
        }
        measures = (
            Measure("districts", division.count, "districts"),
            *self._balance(division, amounts),
            *shape_measures(problem.city, division, shapes),
            *_wholeness(problem, division),
            homogeneity(problem, division),
            *_moved(division, amounts),
        )
        drawn = [{m.name: m.value for m in self._of_demand(one, division, amounts)} for one in _each_scenario(problem)]
        return Evaluation(
            plan.name,
            type(self).__name__,
            tuple(_with_scenarios(measure, drawn) for measure in measures),
            read=self.reads,
            on=problem.demand.source,
            problem=problem.digest,
            tables=tables,
        )

    def _of_demand(self, problem: Problem, division: Division, amounts: Iterable[str]) -> Iterator[Measure]:
        """Yield the measures that the demand decides, with the districts as they are."""
        own = criteria_of(problem, [name for name in amounts if name in WEIGHTS], type(self).__name__)
        yield from self._balance(division, own)
        yield homogeneity(problem, division)
        yield from _moved(division, own, zones=False)

    def _present(self, problem: Problem) -> str | None:
        zones = problem.city.zones
        if self.present and self.present not in zones:
            columns = ", ".join(str(name) for name in zones.columns if name != "geometry")
            raise ParameterError(
                f"The zones have no column '{self.present}' with the districts of today. Known: {columns}."
            )
        return self.present or ("district" if "district" in zones else None)

    @staticmethod
    def _balance(division: Division, amounts: dict[str, np.ndarray]) -> Iterator[Measure]:
        for name, amount in amounts.items():
            yield from balance_measures(name, division.totals(amount), criterion_unit(name))


def usual_criteria(problem: Problem) -> tuple[str, ...]:
    """Return the criteria that districts are judged by where none are named."""
    known = known_criteria(problem)
    return tuple(name for name in _USUAL if name in known)


def _wholeness(problem: Problem, division: Division) -> Iterator[Measure]:
    yield Measure("districts in pieces", division.broken(problem.city.borders), "districts", "lower")
    yield Measure("districts across parents", division.across(problem.city), "districts", "lower")
    yield Measure("zones in no district", int((division.label < 0).sum()), "zones", "lower")


def _each_scenario(problem: Problem) -> Iterator[Problem]:
    """Yield the problem under every scenario of its demand alone, where there are several."""
    demand = problem.demand
    for rate in demand.rate if len(demand.rate) > 1 else ():
        yield replace(problem, demand=replace(demand, rate=rate[None], weight=np.ones(1)))


def _with_scenarios(measure: Measure, drawn: Sequence[Mapping[str, float]]) -> Measure:
    """Return a measure with its figures by scenario, where the demand decides it."""
    known = [figures[measure.name] for figures in drawn if measure.name in figures]
    return replace(measure, by_scenario=known) if known and len(known) == len(drawn) else measure


def _moved(division: Division, amounts: dict[str, np.ndarray], *, zones: bool = True) -> Iterator[Measure]:
    moved = division.moved()
    if moved is None:
        return
    if zones:
        yield Measure("zones that change district", int(moved.sum()), "zones", "lower")
    for name, amount in amounts.items():
        if name in ("calls", "population") and amount.sum() > 0:
            yield Measure(f"{name} that change district", float(amount[moved].sum() / amount.sum()), "share", "lower")
