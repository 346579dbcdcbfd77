"""Stations of several sizes under uncertain demand: sites, sizes, officers now, dispatch when the calls are known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar

import numpy as np

from beatwright.base import check
from beatwright.base.certificate import Certificate
from beatwright.base.errors import ParameterError
from beatwright.core import Plan, Problem
from beatwright.planning.example_dollars import in_example_dollars
from beatwright.planning.officers.scenario_slots import scenario_slots
from beatwright.planning.officers.station_staffing import posts_at, staffed
from beatwright.planning.posts.exact_planner import ExactPlanner
from beatwright.planning.posts.siting import Ints as Sites
from beatwright.solver.stations.capacitated_stations import staffed_stations
from beatwright.solver.stations.capacity_model import CapacityModel
from beatwright.solver.stations.station_model import Ints, StationModel
from beatwright.solver.stations.station_size import StationSize, read_sizes
from beatwright.solver.stations.uncapacitated_stations import best_stations

__all__ = ["TwoStageStations"]

_FREE = (
    "No capacity limits a station here, so scenarios count by their mean alone (the value of the stochastic solution "
    "is 0) and officers are shared out by load: the model does not say how many a station needs. Give capacity = true."
)
_ANY_REACH = 1e12  # metres: no call is ever late


@dataclass(frozen=True, repr=False)
class TwoStageStations(ExactPlanner):
    """Open stations, choose their sizes, and share out officers so that calls cost least in expectation.

    A call costs ``travel_cost`` for every metre and officer, and its class's penalty where the distance is longer than
    the reach of the station's size. Without capacity each call goes to the cheapest open station: a p-median over
    (site, size) pairs, solved with a proof. With capacity, officers on duty are occupied by travel and service in every
    scenario-slot; calls overflow to stations further away, or wait.

    It shares the options of `ExactPlanner`: sites to keep and to forbid, limits of the search, seed and name. A site
    that is kept has a station of whichever size is best.

    Parameters
    ----------
    p : int
        Number of stations.
    sizes : list of tables, default ()
        The menu: ``name``, ``reach`` (metres), ``count``, and optionally ``least`` and ``most`` officers. The counts
        add up to `p`. Default: all alike, with the problem's standard as reach.
    travel_cost : float, default 0.0
        Dollars per metre and officer.
    capacity : bool, default False
        Let officers be a capacity.
    slot_hours : int, default 4
        With capacity: length of a slot in hours, a divisor of 168.
    sample : int, default 50
        With capacity: scenario-slots drawn, by strata of load.
    availability : float, default 1.0
        With capacity: share of a station's officers on duty at once, in (0, 1].
    waiting : float, default 2.0
        With capacity: cost of a call that is left waiting, in penalties of its class.
    seed : int, default 0
        Seed of the search, and of the scenario-slots drawn.

    References
    ----------
    Hakimi, S. L. (1964). Optimum locations of switching centers and the absolute centers and medians of a graph.
    Operations Research 12, 450-459.
    Birge, J. R. and Louveaux, F. (2011). Introduction to Stochastic Programming. Springer.

    Examples
    --------
    >>> from beatwright.testing import small_problem
    >>> large = {"name": "large", "reach": 1200.0, "count": 1, "least": 13}
    >>> small = {"name": "small", "reach": 600.0, "count": 1, "most": 12}
    >>> plan = TwoStageStations(p=2, sizes=(large, small), travel_cost=0.05).solve(small_problem())
    >>> [(post.site, post.size) for post in plan.posts], plan.officers, plan.certificate.text
    ([('s1', 'small'), ('s5', 'large')], (4, 20), 'proven optimal')
    """

    makes: ClassVar[tuple[str, ...]] = ("posts", "officers")

    p: int
    sizes: tuple[Mapping[str, Any], ...] = ()
    travel_cost: float = 0.0
    capacity: bool = False
    slot_hours: int = 4
    sample: int = 50
    availability: float = 1.0
    waiting: float = 2.0

    def __post_init__(self) -> None:
        if isinstance(self.sizes, tuple | list):
            plain = tuple(vars(s).copy() if isinstance(s, StationSize) else s for s in self.sizes)
            object.__setattr__(self, "sizes", plain)
        super().__post_init__()

    def complaints(self) -> Iterable[str | None]:
        """Yield what is wrong with the options."""
        owner = "TwoStageStations"
        yield check.integer(owner, "p", self.p, 1)
        yield self._menu_complaint()
        yield check.number(owner, "travel_cost", self.travel_cost, 0)
        yield check.boolean(owner, "capacity", self.capacity)
        if check.integer(owner, "slot_hours", self.slot_hours, 1) or 168 % self.slot_hours:
            yield f"The 'slot_hours' parameter of {owner} must be a divisor of 168. Got {self.slot_hours!r}."
        yield check.integer(owner, "sample", self.sample, 1)
        yield check.number(owner, "availability", self.availability, 0, high=1, open_low=True)
        yield check.number(owner, "waiting", self.waiting, 0)
        yield from self.search_complaints()

    def _menu_complaint(self) -> str | None:
        if not isinstance(self.sizes, tuple) or not all(isinstance(size, Mapping) for size in self.sizes):
            return f"The 'sizes' parameter of TwoStageStations must be a list of tables. Got {self.sizes!r}."
        if not self.sizes:
            return None
        try:
            count = sum(size.count for size in read_sizes(self.sizes))
        except ParameterError as problem:
            return f"The 'sizes' parameter of TwoStageStations cannot be used. {problem}"
        if count != self.p:
            return (
                f"The 'sizes' parameter of TwoStageStations must have counts that add up to p = {self.p}. Got {count}."
            )
        return None

    def solve(self, problem: Problem, plan: Plan | None = None) -> Plan:
        """Return the plan with its certificate: dollars per hour.

        Raises
        ------
        ParameterError
            Where the problem gives no officers, `seconds` ran out before any plan was found, or `p` stations do not fit
            between the sites to keep and all usable ones.
        InfeasibleError
            Where the stations outnumber the candidates, the officers are too few or too many for them, or a zone with
            calls cannot be reached.
        """
        start = plan if plan is not None else Plan(name=self.name or self.label)
        columns, officers, certificate, notes = self._staffed(problem) if self.capacity else self._free(problem)
        if not columns.size:
            raise ParameterError(
                f"TwoStageStations found no plan in {self.seconds} seconds. Give it more time: the 'seconds' parameter."
            )
        sites, _ = self._sites(problem)
        ids = [problem.city.site_ids[site] for site in sites]
        posts, staff = posts_at(ids, self.menu(problem), columns=columns, officers=officers)
        kept = start.posts == posts
        return start.deciding(
            {"posts": posts, "officers": staff, "crews": start.crews if kept else None},
            name=self.name or self.label,
            made_by=self.label,
            certificate=in_example_dollars(certificate, problem.severity),
            notes=notes,
        )

    def menu(self, problem: Problem) -> tuple[StationSize, ...]:
        """Return the sizes for `problem`."""
        if self.sizes:
            return read_sizes(self.sizes)
        reach = problem.within if problem.within is not None else _ANY_REACH
        return (StationSize("station", reach, self.p),)

    def model(self, problem: Problem) -> StationModel:
        """Return the model without capacities for `problem`: calls per hour by scenario, over the sites it may use."""
        if problem.officers is None:
            raise ParameterError(
                "TwoStageStations staffs stations, but the problem gives no officers. Give 'officers'."
            )
        sites, kept = self._sites(problem)
        return StationModel(
            metres=problem.city.travel.metres[sites].astype(np.float64),
            calls=problem.demand.rate.mean(axis=2),
            weight=problem.demand.weight,
            officers_needed=np.array([float(c.officers) for c in problem.severity.classes]),
            penalty=np.array([c.penalty for c in problem.severity.classes]),
            travel_cost=self.travel_cost,
            sizes=self.menu(problem),
            officers=problem.officers,
            kept=tuple(np.searchsorted(sites, kept)),
        )

    def _sites(self, problem: Problem) -> tuple[Sites, Sites]:
        """Return the sites that may have a station, and those of them that must, by position in the city."""
        if self.keep_current or self.keep or self.forbid:
            return self._usable(problem, self.p)
        # Too many stations for the candidates are told by the menu.
        return problem.city.candidates, np.empty(0, dtype=np.intp)

    def capacity_model(self, problem: Problem) -> CapacityModel:
        """Return the model with capacities for `problem`: calls of each scenario-slot."""
        slots = scenario_slots(problem.demand, hours=self.slot_hours, sample=self.sample, seed=self.seed)
        base = replace(self.model(problem), calls=slots.calls, weight=slots.weight)
        classes = problem.severity.classes
        return CapacityModel(
            base,
            minutes=problem.city.travel.minutes[self._sites(problem)[0]].astype(np.float64),
            service_minutes=np.array([c.service_minutes for c in classes]),
            waiting=np.array([self.waiting * c.penalty for c in classes]),
            slot_minutes=60.0 * slots.hours,
            availability=self.availability,
        )

    def _free(self, problem: Problem) -> tuple[Ints, Ints, Certificate, tuple[str, ...]]:
        model = self.model(problem)
        choice = best_stations(model, **self.effort)
        certificate = choice.outcome.scaled(unit="$ per hour")
        officers = staffed(model, choice.columns) if choice.columns.size else choice.columns
        return choice.columns, officers, certificate, (_FREE,)

    def _staffed(self, problem: Problem) -> tuple[Ints, Ints, Certificate, tuple[str, ...]]:
        model = self.capacity_model(problem)
        answer = staffed_stations(model, **self.effort)
        certificate = answer.outcome.scaled(1.0 / self.slot_hours, unit="$ per hour")
        note = f"Officers are a capacity in {len(model.calls)} scenario-slots of {self.slot_hours} hours."
        return answer.columns, answer.officers, certificate, (note,)
