"""`BalancedDistricts`: reporting districts of a city as a step of a study."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from beatwright.base import check
from beatwright.base.errors import ParameterError
from beatwright.base.interrupts import interrupt_stops
from beatwright.core import City, Plan, Problem
from beatwright.core.criteria import criteria_of, known_criteria
from beatwright.planning.districts.district_names import district_names
from beatwright.planning.districts.district_notes import notes_on
from beatwright.planning.districts.natural_borders import NaturalBorders, natural_borders, read_natural_lines
from beatwright.planning.districts.todays_districts import Present, drawn_of, present_of
from beatwright.planning.shared_options import WatchedPlanner
from beatwright.solver.districting.balanced_districts import balanced_districts
from beatwright.solver.districting.district_pareto import district_pareto
from beatwright.solver.districting.district_plan import DistrictPlan
from beatwright.solver.districting.district_rules import DistrictRules
from beatwright.solver.districting.map_units import MapUnits

__all__ = ["BalancedDistricts"]

Floats = NDArray[np.float64]

# What the methods page measures by; population is left out where it is not known.
_USUAL = {"calls": 0.6, "population": 0.25, "area": 0.15, "cut": 0.15}
_SHAPES = ("cut", "polsby_popper", "inertia")


@dataclass(frozen=True, repr=False)
class BalancedDistricts(WatchedPlanner):
    """Draw `k` contiguous reporting districts from the zones: balanced by several criteria, compact, with a bound.

    Minimises F = sum over criteria of weight x squared coefficient of variation of the districts' totals, + weight of
    ``cut`` x share of the length of all borders that lies between districts. Districts never cross a parent district
    where the zones have parents. See `balanced_districts` for the method and for plain arrays.

    Parameters
    ----------
    k : int, optional
        Number of districts. Default: by `size`; else as many as there are today.
    size : float, optional
        Amount of the first criterion that a district should hold, such as 600 calls a year; then
        ``k = total / size``, rounded, at least 1.
    weights : table of str to float, default {}
        Weight of each criterion: ``calls``, ``officers``, ``penalty``, ``minutes`` (officer-minutes on scene),
        ``population``, ``area`` or another count among the columns of the zones; and of compactness: ``cut`` (length of
        borders), ``polsby_popper``, ``inertia``. Empty: calls .6, population .25 (where known), area .15, cut .15.
    tolerance : float or table of str to float, optional
        Hard limits on the totals: 0.05 keeps every district within 5 % of the target; for all criteria, or by name.
    natural : str, default ""
        A layer of lines along which people would have districts end: rivers, railways, main streets (GeoPackage,
        shapefile, GeoJSON, GeoParquet). What of a border runs along one, to 25 m, counts `natural_weight` of its
        length, in ``cut`` and in the outlines of ``polsby_popper``.
    natural_weight : float, default 0.25
        What a metre of natural border counts, from 0, free, to 1, as any other.
    parents : bool, default True
        Keep the districts inside the zones' parents, where they have any.
    present : str, default ""
        Column of the zones with the districts of today. Empty: the districts of the plan that is given, else a column
        called ``district``, where there is one. New districts take the names of those they succeed.
    locked : table of str to str, default {}
        District that a zone must be in, by zone id: the name of one of today's districts, or of the plan that is given.
    closed : list of str, default ()
        Districts that stay just as they are: in the plan that is given, else today.
    max_moved : int, optional
        How many zones may leave the district that they are in today.
    seconds : float, optional
        Wall time of the search. Default: 20,000 proposals per zone, the same on every machine; where
        districts are small a choice among those seen follows, of at most 60 s by the clock.
    prove_seconds : float, optional
        Wall time for an exact method after the search, for small districts (up to about 8 zones) or few zones.
    gap : float, default 0.0
        Relative gap at which the exact method may stop.
    weightings : int, default 1
        With more than 1 a study shows further plans beside this one: those that this many other weightings give, as far
        as none is better than another in every criterion.
    seed : int, default 0
        Seed of the search.

    References
    ----------
    Garfinkel, R. S. and Nemhauser, G. L. (1970). Optimal political districting by implicit enumeration techniques.
    Management Science 16, B495-B508. DeFord, D., Duchin, M. and Solomon, J. (2021). Recombination: a family of Markov
    chains for redistricting. Harvard Data Science Review 3(1).

    Examples
    --------
    >>> from beatwright.testing import small_problem
    >>> plan = BalancedDistricts(k=4, prove_seconds=20.0).solve(small_problem())
    >>> sorted(set(plan.districts.values())), plan.certificate.status
    (['east A', 'east B', 'west A', 'west B'], 'optimal')
    """

    makes: ClassVar[tuple[str, ...]] = ("districts",)
    input_files: ClassVar[tuple[str, ...]] = ("natural",)

    k: int | None = None
    size: float | None = None
    weights: Mapping[str, float] | tuple[()] = ()
    tolerance: float | Mapping[str, float] | None = None
    natural: str = ""
    natural_weight: float = 0.25
    parents: bool = True
    present: str = ""
    locked: Mapping[str, str] | tuple[()] = ()
    closed: tuple[str, ...] = ()
    max_moved: int | None = None
    seconds: float | None = None
    prove_seconds: float | None = None
    gap: float = 0.0
    weightings: int = 1
    seed: int = 0

    def complaints(self) -> Iterable[str | None]:
        """Yield what is wrong with the options."""
        owner = type(self).__name__
        for name, low in (("k", 1), ("max_moved", 0)):
            value = getattr(self, name)
            yield None if value is None else check.integer(owner, name, value, low)
        for name in ("size", "seconds", "prove_seconds"):
            yield check.number(owner, name, getattr(self, name), 0, open_low=True, optional=True)
        if self.k is not None and self.size is not None:
            yield f"{owner} takes the number of districts 'k' or their 'size', not both. Got {self.k} and {self.size}."
        yield check.number(owner, "gap", self.gap, 0, high=1)
        yield check.number(owner, "natural_weight", self.natural_weight, 0, high=1)
        yield check.integer(owner, "seed", self.seed, 0)
        yield check.integer(owner, "weightings", self.weightings, 1)
        yield check.boolean(owner, "parents", self.parents)
        yield from self._table_complaints(owner)
        yield check.string(owner, "present", self.present)
        yield check.string(owner, "natural", self.natural)
        yield from self.name_complaints()

    def _table_complaints(self, owner: str) -> Iterable[str | None]:
        for name, kind, fits in (("weights", "numbers of at least 0", _is_weight), ("locked", "names", _is_name)):
            value = getattr(self, name)
            if value != () and not (isinstance(value, Mapping) and all(map(fits, value.values()))):
                yield f"The '{name}' parameter of {owner} must be a table of names and {kind}. Got {value!r}."
        if isinstance(self.tolerance, Mapping):
            fair = all(_is_weight(value) for value in self.tolerance.values())
            yield (
                None
                if fair
                else f"The 'tolerance' parameter of {owner} must hold numbers of at least 0. Got {self.tolerance!r}."
            )
        else:
            yield check.number(owner, "tolerance", self.tolerance, 0, optional=True)
        if not isinstance(self.closed, Sequence) or isinstance(self.closed, str) or not all(map(_is_name, self.closed)):
            yield f"The 'closed' parameter of {owner} must be a list of names of districts. Got {self.closed!r}."

    def check_file(self) -> None:
        """Read the natural lines, where there are any; errors as `solve`."""
        if self.natural:
            read_natural_lines(self.natural)

    def solve(self, problem: Problem, plan: Plan | None = None) -> Plan:
        """Return the plan with its certificate (F and its bound).

        Raises
        ------
        ParameterError
            Where the zones are points, a criterion or district is not known, or the arguments contradict each other;
            every complaint names zones and districts.
        InfeasibleError
            Where no division keeps the rules, or none was found.
        InputError
            Where the natural lines cannot be read.
        """
        asked = self._asked(problem, plan)
        found = balanced_districts(
            asked.units,
            asked.rules,
            weights=asked.weights,
            seconds=self.seconds,
            prove_seconds=self.prove_seconds,
            gap=self.gap,
            seed=self.seed,
            stop=self.stop,
            progress=self.progress,
        )
        return self._finished(problem, plan, asked, found)

    def solve_all(self, problem: Problem, plan: Plan | None = None) -> tuple[Plan, ...]:
        """Return the plan of `solve`, and after it those of other weightings; none where `weightings` is 1.

        Ctrl-C ends the search for the first plan with the best so far, and leaves the others out.
        """
        with interrupt_stops(self.stop) as stopped:
            first = self.solve(problem, plan)
            others = self.pareto(problem, self.weightings, plan) if self.weightings > 1 and not stopped() else ()
        return (first, *(other for other in others if other.districts != first.districts))

    def pareto(self, problem: Problem, points: int = 12, plan: Plan | None = None) -> tuple[Plan, ...]:
        """Return plans of which none is better than another in every criterion: not one answer.

        Parameters
        ----------
        problem : Problem
        points : int, default 12
            Number of weightings that are tried; there may be fewer plans.
        plan : Plan, optional
            Today's plan, as in `solve`.

        Raises
        ------
        ParameterError, InfeasibleError
            As `solve`.

        Examples
        --------
        >>> from beatwright.testing import small_problem
        >>> plans = BalancedDistricts(k=4).pareto(small_problem(), points=4)
        >>> len(plans) >= 2, plans[0].name
        (True, 'BalancedDistricts(k=4) no. 1')
        """
        asked = self._asked(problem, plan)
        found = district_pareto(
            asked.units,
            asked.rules,
            weights=asked.weights,
            points=points,
            seconds=self.seconds,
            seed=self.seed,
            stop=self.stop,
        )
        plans = (self._finished(problem, plan, asked, one) for one in found)
        return tuple(replace(one, name=f"{one.name} no. {number}") for number, one in enumerate(plans, 1))

    def _asked(self, problem: Problem, plan: Plan | None) -> _Asked:
        """Turn the options and the problem into what `balanced_districts` is given."""
        city = problem.city
        weights = self._weights(problem)
        criteria = criteria_of(problem, [name for name in weights if name not in _SHAPES], type(self).__name__)
        if not criteria:
            raise ParameterError(f"{type(self).__name__} needs at least one criterion in 'weights' beside compactness.")
        today = present_of(city, self.present, plan)
        drawn = drawn_of(city, plan, today)
        present = today.with_drawn(drawn, [*dict(self.locked).values(), *self.closed])
        k = self._count(criteria, present)
        natural = natural_borders(city, self.natural, self.natural_weight) if self.natural else None
        units = self._units(city, criteria, present, k, natural=natural)
        return _Asked(units, self._rules(city, present, k, drawn), weights, present, natural)

    def _units(
        self, city: City, criteria: Mapping[str, Floats], present: Present, k: int, natural: NaturalBorders | None
    ) -> MapUnits:
        borders, polygons = city.borders, city.zones.geometry.to_numpy()
        return MapUnits(
            borders.edges,
            borders.metres,
            criteria,
            parents=city.zones["parent"].to_numpy() if self._inside(city) else None,
            present=present.label if present.named(k) else None,
            areas=shapely.area(polygons),
            perimeters=borders.perimeter,
            xy=shapely.get_coordinates(shapely.centroid(polygons)),
            moments=borders.moment,
            cut_lengths=None if natural is None else natural.counted,
            names=city.zone_ids,
        )

    def _rules(self, city: City, present: Present, k: int, drawn: Present) -> DistrictRules:
        owner, locked = type(self).__name__, dict(self.locked)
        kept = present.kept(k, city, locked, self.closed, drawn=drawn, max_moved=self.max_moved, owner=owner)
        return DistrictRules(k, tolerance=self.tolerance, **kept)

    def _inside(self, city: City) -> bool:
        if not self.parents or "parent" not in city.zones:
            return False
        bare = [zone for zone, parent in city.zones["parent"].items() if pd.isna(parent)]
        if bare:
            shown = ", ".join(map(str, bare[:5])) + (f" and {len(bare) - 5} more" if len(bare) > 5 else "")
            raise ParameterError(
                f"These zones lie in no parent district: {shown}. Assign them, or set parents = false."
            )
        return True

    def _weights(self, problem: Problem) -> dict[str, float]:
        if self.weights:
            return {name: float(weight) for name, weight in dict(self.weights).items()}
        known = known_criteria(problem)
        people = "population" in known and problem.city.zones["population"].sum() > 0
        return {name: weight for name, weight in _USUAL.items() if name != "population" or people}

    def _count(self, criteria: Mapping[str, Floats], present: Present) -> int:
        if self.k is not None:
            return self.k
        if self.size is not None:
            return max(1, round(float(next(iter(criteria.values())).sum()) / self.size))
        if not present.names:
            raise ParameterError(
                f"{type(self).__name__} needs the number of districts 'k' or their 'size': the districts of today, "
                "whose number it would take, are not known."
            )
        return len(present.names)

    def _finished(self, problem: Problem, plan: Plan | None, asked: _Asked, found: DistrictPlan) -> Plan:
        city = problem.city
        names = district_names(city, found.districts, asked.present, inside=asked.units.parents is not None)
        start = Plan(name=self.name or self.label) if plan is None else plan
        return start.deciding(
            {"districts": {zone: names[d] for zone, d in zip(city.zone_ids, found.districts, strict=True)}},
            name=self.name or self.label,
            made_by=self.label,
            certificate=found.certificate,
            notes=(
                *notes_on(city, found, asked.units, asked.weights),
                *(() if asked.natural is None else asked.natural.notes(found.districts)),
            ),
        )


@dataclass(frozen=True)
class _Asked:
    units: MapUnits
    rules: DistrictRules
    weights: dict[str, float]
    present: Present
    natural: NaturalBorders | None


def _is_weight(value: object) -> bool:
    return check.number("", "", value, 0) is None


def _is_name(value: object) -> bool:
    return isinstance(value, str) and bool(value)
