"""Every class that we ship keeps the contract of its protocol, and every check of the contract can fail."""

import dataclasses
import sys
import types
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import pytest

import beatwright as bw
from beatwright.core import (
    Certificate,
    Column,
    Demand,
    Evaluation,
    Measure,
    ParameterError,
    Plan,
    Post,
    Problem,
    Roster,
    Step,
    Table,
)
from beatwright.core.protocols import HourlyJudge
from beatwright.testing import (
    assert_plan_valid,
    check_forecaster,
    check_judge,
    check_planner,
    check_step,
    hourly_problem,
    small_incidents,
    small_problem,
    small_roster,
)

PROBLEM = small_problem()
FULL = Plan(
    posts=(Post("s1"), Post("s3")),
    officers=(10, 14),
    crews=((1,), (2,)),
    districts=dict.fromkeys(PROBLEM.city.zone_ids, "one"),
    roster=small_roster("day", 6, 12),
    name="full",
)


def name_of(step: type[Any]) -> str:
    return step.__name__


# Steps that cannot know what to do on a city without districts of today are given it.
GIVEN = {
    "BalancedDistricts": {"k": 4},
    "CurrentDistricts": {"column": "parent"},
    "CurrentCars": {"cars": 2},
    "WeeklyShifts": {"starts": (7, 15, 23)},
    "Rotation": {"weeks": 4, "need": {"D": (2,) * 7}, "rules": {"clocks": {"D": (7, 12)}}},
}
# What a planner that puts something at posts starts from.
WITH_POSTS = Plan(posts=(Post("s1"), Post("s3")), name="posts")


WITH_CREWS = replace(WITH_POSTS, crews=((1,), (2,)), name="crews")
WITH_ROSTER = replace(WITH_CREWS, roster=small_roster("day", 6, 12), name="roster")


@pytest.mark.parametrize("planner", [*bw.data.today.STEPS, *bw.planning.STEPS], ids=name_of)
def test_planners_conform(planner: type[Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    check_step(planner)
    # The contract is what a plan says, whatever its quality: a tenth of the search will do.
    monkeypatch.setattr(sys.modules["beatwright.solver.beats.median_districts"], "_PROPOSALS", 10_000)
    given = GIVEN.get(planner.__name__, {})
    if planner is bw.data.CurrentRoster:
        given = {"file": str(tmp_path / "roster.csv")}
        (tmp_path / "roster.csv").write_text(
            "officer,Mon,Tue,Wed,Thu,Fri,Sat,Sun\n1,7-15,22-6,off,7-15,,,\n2,7-15,,,,,,\n"
        )
    if planner is bw.planning.NamedRoster:
        given = {"staff": str(tmp_path / "staff.csv"), "weeks": 1, "seconds": None}
        (tmp_path / "staff.csv").write_text("officer,most_run\n" + "".join(f"{i},5\n" for i in range(4)))
    if planner is bw.planning.BidLines:
        given = {name: str(tmp_path / f"{name}.csv") for name in ("officers", "bids")}
        (tmp_path / "officers.csv").write_text("officer\n7\n")
        (tmp_path / "bids.csv").write_text("officer,rank,line\n7,1,1\n")
    made = planner(**given) if given else planner
    start = (
        WITH_ROSTER
        if "roster" in planner.needs
        else WITH_CREWS
        if "crews" in planner.needs
        else WITH_POSTS
        if "posts" in planner.needs
        else None
    )
    # Cars are planned by the hour.
    problem = hourly_problem if "crews" in planner.makes and planner in bw.planning.STEPS else small_problem
    check_planner(made, problem(), start)
    check_planner(made, problem(3, scenarios=4), start)


def for_judge(judge: type[Any], problem: Problem) -> Problem:
    """Return the problem by hour of the week where the judge needs that, with a tenth of the calls: cars keep up."""
    if not isinstance(judge(), HourlyJudge):
        return problem
    week = 1.0 + 0.5 * np.sin(np.arange(168.0) * 2 * np.pi / 24)[:, None]
    return replace(problem, demand=replace(problem.demand, rate=0.1 * problem.demand.rate * week))


@pytest.mark.parametrize("judge", bw.evaluate.STEPS, ids=name_of)
def test_judges_conform(judge: type[Any]) -> None:
    check_step(judge)
    # The plans of the check have two cars, which are too few for a call that needs four at once.
    made = judge(weeks=4, start="first") if judge is bw.evaluate.Simulation else judge
    check_judge(made, for_judge(judge, PROBLEM))
    check_judge(made, for_judge(judge, small_problem(3, scenarios=2)), FULL)
    check_judge(made, for_judge(judge, replace(PROBLEM, within=None, within_minutes=2.0)))
    check_judge(made, for_judge(judge, replace(PROBLEM, within=None, delayed_share=0.1)))


@pytest.mark.parametrize("forecaster", getattr(bw.forecast, "STEPS", ()), ids=name_of)
def test_forecasters_conform(forecaster: type[Any]) -> None:
    check_forecaster(forecaster, small_incidents(), PROBLEM.city)


@pytest.mark.parametrize("examiner", bw.examine.STEPS, ids=name_of)
def test_examiners_conform(examiner: type[Any]) -> None:
    check_step(examiner)


def test_every_step_is_public() -> None:
    for room in (bw.planning, bw.evaluate, bw.examine, bw.forecast):
        assert len(getattr(room, "STEPS", ())) > 0, room.__name__
        assert [step.__name__ for step in room.STEPS if getattr(room, step.__name__, None) is not step] == []


# Steps that break one rule each.


class Base(Step):
    makes: ClassVar[tuple[str, ...]] = ("posts",)

    def solve(self, problem: Any, plan: Plan | None = None) -> Plan:
        return replace(plan or Plan(), posts=(Post("s1"), Post("s3")), made_by="Base")


@dataclass(frozen=True)
class Good(Base):
    """Keep every rule.

    Parameters
    ----------
    p : int
        Anything.
    """

    p: int = 2

    def complaints(self) -> Iterable[str | None]:
        if not isinstance(self.p, int):
            yield f"The 'p' parameter of Good must be an integer. Got {self.p!r}."


def test_a_good_planner_passes() -> None:
    check_planner(Good, PROBLEM)
    check_planner(Good(p=1), PROBLEM, FULL)


@dataclass
class Thawed:
    """Say nothing."""


@dataclass(frozen=True)
class Unlabelled:
    """Say nothing."""


@dataclass(frozen=True)
class Undocumented(Base):
    """Say nothing of p."""

    p: int = 2


@dataclass(frozen=True)
class Demanding(Base):
    """Require what nobody can guess.

    Parameters
    ----------
    colour : str
        Any.
    """

    colour: str


@dataclass(frozen=True)
class Odd(Base):
    """Hold an option that is no plain value.

    Parameters
    ----------
    where : complex
        Any.
    """

    where: complex = 1j


@dataclass(frozen=True)
class Forgetful(Base):
    """Take any value.

    Parameters
    ----------
    p : int
        Any.
    """

    p: int = 2


@dataclass(frozen=True)
class Clumsy(Base):
    """Fail on a wrong value in a way of its own.

    Parameters
    ----------
    p : int
        Any.
    """

    p: int = 2

    def complaints(self) -> Iterable[str | None]:
        if self.p < 1:
            yield "no"


@dataclass(frozen=True)
class Nameless(Base):
    """Complain without saying of what.

    Parameters
    ----------
    p : int
        Any.
    """

    p: int = 2

    def complaints(self) -> Iterable[str | None]:
        if not isinstance(self.p, int):
            yield "That is wrong."


@pytest.mark.parametrize(
    ("step", "said"),
    [
        (Step, "must be a dataclass"),
        (Thawed, "frozen"),
        (Unlabelled, "label"),
        (Undocumented, "does not explain the options p"),
        (Demanding, "requires colour"),
        (Odd, "plain values"),
        (Forgetful, "without a look"),
        (Clumsy, "must be a ParameterError"),
        (Nameless, "without naming it"),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_broken_steps_are_found(step: type[Any], said: str) -> None:
    with pytest.raises(AssertionError, match=said):
        check_step(step)


@dataclass(frozen=True)
class NoSolve(Step):
    """Have no method."""


@dataclass(frozen=True)
class MakesNothing(Base):
    """Name no layer."""

    makes: ClassVar[tuple[str, ...]] = ()


@dataclass(frozen=True)
class MakesNonsense(Base):
    """Name a layer that is none."""

    makes: ClassVar[tuple[str, ...]] = ("pots",)


@dataclass(frozen=True)
class NeedsNothingReally(Base):
    """Solve without what it says it needs."""

    needs: ClassVar[tuple[str, ...]] = ("districts",)


@dataclass(frozen=True)
class Promises(Base):
    """Make less than it says."""

    makes: ClassVar[tuple[str, ...]] = ("posts", "officers")


@dataclass(frozen=True)
class Oversteps(Base):
    """Make more than it says."""

    def solve(self, problem: Any, plan: Plan | None = None) -> Plan:
        return replace(super().solve(problem, plan), officers=(1, 1))


@dataclass(frozen=True)
class Careless(Base):
    """Lose the layers of others."""

    def solve(self, problem: Any, plan: Plan | None = None) -> Plan:
        return super().solve(problem)


@dataclass(frozen=True)
class Vandal(Base):
    """Change the city that it is given."""

    def solve(self, problem: Any, plan: Plan | None = None) -> Plan:
        problem.city.zones["population"] = problem.city.zones["population"] + 1
        return super().solve(problem, plan)


@dataclass(frozen=True)
class PlanVandal(Base):
    """Change the plan that it is given."""

    def solve(self, problem: Any, plan: Plan | None = None) -> Plan:
        made = super().solve(problem, plan)
        if plan is not None and plan.roster is not None:
            made = replace(made, roster=small_roster())
            plan.roster.stationed["other"] = "s1"  # type: ignore[index]
        return made


@dataclass(frozen=True)
class Anonymous(Base):
    """Do not say who made it."""

    def solve(self, problem: Any, plan: Plan | None = None) -> Plan:
        return replace(super().solve(problem, plan), made_by="")


@dataclass(frozen=True)
class Moody(Base):
    """Give another plan each time."""

    def solve(self, problem: Any, plan: Plan | None = None) -> Plan:
        COUNT.append(len(COUNT))
        return replace(super().solve(problem, plan), posts=(Post(f"s{1 + len(COUNT) % 6}"),))


COUNT: list[int] = []


@dataclass(frozen=True)
class FirstZone(Base):
    """Hang on the order of the zones: put a post by the first of them."""

    def solve(self, problem: Any, plan: Plan | None = None) -> Plan:
        site = int(problem.city.travel.metres[:, 0].argmin())
        return replace(super().solve(problem, plan), posts=(Post(problem.city.site_ids[site]),))


@dataclass(frozen=True)
class ByIdentity(Base):
    """Hang on something that is not content: give another plan for an equal city."""

    def solve(self, problem: Any, plan: Plan | None = None) -> Plan:
        site = "s1" if problem.city is PROBLEM.city else "s2"
        return replace(super().solve(problem, plan), posts=(Post(site),))


@pytest.mark.parametrize(
    ("planner", "said"),
    [
        (NoSolve, "must have the method solve"),
        (MakesNothing, "makes is empty"),
        (MakesNonsense, "must be a tuple of layers"),
        (NeedsNothingReally, "yet it solves without"),
        (Promises, "makes officers, but does not"),
        (Oversteps, "makes officers without saying so"),
        (Careless, "loses or changes the layer 'districts'"),
        (Vandal, "changes the problem"),
        (PlanVandal, "changes the plan"),
        (Anonymous, "who made the plan"),
        (Moody, "another plan the second time"),
        (ByIdentity, "rows of the city come in another order"),
        (FirstZone, "zones have other names"),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_broken_planners_are_found(planner: type[Any], said: str) -> None:
    with pytest.raises(AssertionError, match=said):
        check_planner(planner, replace(PROBLEM, city=replace(PROBLEM.city)) if planner is Vandal else PROBLEM)


def test_a_planner_that_needs_layers_says_so() -> None:
    @dataclass(frozen=True)
    class Needy(Step):
        """Ask for posts."""

        needs: ClassVar[tuple[str, ...]] = ("posts",)
        makes: ClassVar[tuple[str, ...]] = ("officers",)

        def solve(self, problem: Any, plan: Plan | None = None) -> Plan:
            if plan is None or plan.posts is None:
                raise ParameterError("Needy needs posts.")
            return replace(plan, officers=(1,) * len(plan.posts), made_by="Needy")

    check_planner(Needy, PROBLEM, Plan(posts=(Post("s1"),)))


def roster_with_leave(weeks: Any) -> Roster:
    """Return a roster into which somebody wrote after it was made."""
    roster = small_roster()
    roster.leave["o1"] = weeks  # type: ignore[index]
    return roster


@pytest.mark.parametrize(
    ("plan", "said"),
    [
        ("no plan", "must return a Plan"),
        (Plan(), "decides nothing"),
        (Plan(posts=(Post("s77"),)), "has no site 's77'"),
        (Plan(posts=(Post("s1"),), officers=(99,)), "99 officers, but there are 24"),
        (Plan(districts={"z1": "a"}), "23 zones into no district"),
        (Plan(districts=dict.fromkeys([*PROBLEM.city.zone_ids, "zz"], "a")), "city lacks: zz"),
        (Plan(posts=(Post("s1"),), certificate=Certificate("optimal")), "without an objective"),
        (Plan(posts=(Post("s1", reach=np.float32(900)),)), "cannot be written as JSON"),
        (Plan(roster=roster_with_leave([1, 2])), "comes back from its file as another plan"),
    ],
)
def test_invalid_plans_are_found(plan: Any, said: str) -> None:
    with pytest.raises(AssertionError, match=said):
        assert_plan_valid(plan, PROBLEM)


def test_posts_must_be_candidates_or_of_today() -> None:
    sites = PROBLEM.city.sites.assign(candidate=[False, False, True, True, True, True])
    problem = replace(PROBLEM, city=replace(PROBLEM.city, sites=sites))
    assert_plan_valid(Plan(posts=(Post("s2"), Post("s3"))), problem)
    with pytest.raises(AssertionError, match="neither candidates nor posts of today: s1"):
        assert_plan_valid(Plan(posts=(Post("s1"),)), problem)


# Judges that break one rule each.


@dataclass(frozen=True)
class Fair(Step):
    """Count posts."""

    def figures(self, problem: Any, plan: Plan) -> dict[str, Any]:
        return {"measures": (Measure("posts", len(plan.posts or ()), "posts"),)}

    def score(self, problem: Any, plan: Plan) -> Any:
        usual = {
            "plan": plan.name,
            "judge": type(self).__name__,
            "measures": (),
            "read": ("posts",),
            "problem": problem.digest,
        }
        return Evaluation(**{**usual, **self.figures(problem, plan)})


def judge_with(figures: Any) -> Any:
    """Return a judge whose evaluation differs from the fair one's."""

    class Unfair(Fair):
        """Break a rule."""

        def figures(self, problem: Any, plan: Plan) -> dict[str, Any]:
            return {**Fair.figures(self, problem, plan), **figures(problem, plan)}

    return dataclass(frozen=True)(Unfair)()


def one(value: float, name: str = "posts", unit: str = "posts") -> dict[str, Any]:
    return {"measures": (Measure(name, value, unit),)}


def spoil(problem: Any, plan: Plan) -> dict[str, Any]:
    problem.city.zones["population"] = 0
    return {}


def count_up(problem: Any, plan: Plan) -> dict[str, Any]:
    COUNT.append(len(COUNT))
    return one(len(COUNT))


@dataclass(frozen=True)
class Hasty(Fair):
    """Say something else where the tables are left out."""

    def score_without_tables(self, problem: Any, plan: Plan) -> Any:
        return replace(self.score(problem, plan), measures=(Measure("posts", 7, "posts"),))


def test_a_fair_judge_passes() -> None:
    check_judge(Fair, PROBLEM)
    check_judge(Fair(), PROBLEM, FULL)


@pytest.mark.parametrize(
    ("judge", "said"),
    [
        (NoSolve(), "must have the method score"),
        (judge_with(spoil), "changes the problem"),
        (judge_with(lambda problem, plan: {"plan": "x"}), "must name the plan"),
        (judge_with(lambda problem, plan: {"judge": "x"}), "give its name as the judge"),
        (judge_with(lambda problem, plan: {"problem": ""}), "problem's digest"),
        (judge_with(lambda problem, plan: {"measures": ()}), "measures nothing"),
        (judge_with(lambda problem, plan: one(1.0, unit="")), "no unit for posts"),
        (judge_with(lambda problem, plan: {"read": ("pots",)}), "the layers are"),
        (judge_with(lambda problem, plan: {"read": ()}), "which layers it read"),
        (judge_with(lambda problem, plan: {"tables": {"t": noted(object())}}), "cannot be written as JSON"),
        (judge_with(lambda problem, plan: {"tables": {"t": noted(("a", "b"))}}), "comes back as another"),
        (judge_with(lambda problem, plan: one(len(plan.name))), "by its name"),
        (judge_with(lambda problem, plan: one(len(plan.made_by))), "by its name"),
        (judge_with(lambda problem, plan: one(plan.certificate is None)), "by its name"),
        (judge_with(lambda problem, plan: one((plan.officers or (0,))[0])), "it read 'officers'"),
        (judge_with(lambda problem, plan: one(len(set((plan.districts or {}).values())))), "it read 'districts'"),
        (judge_with(lambda problem, plan: one(1.0, f"of {len(plan.posts or ())}")), "other measures"),
        (judge_with(count_up), "by its name|second time"),
        (Hasty(), "without its tables"),
        (judge_with(lambda problem, plan: one(problem.city is PROBLEM.city)), "rows of the city are reordered"),
        (judge_with(lambda problem, plan: one(problem.demand.rate[0, 0, 0, 0])), "zones have other names"),
    ],
)
def test_broken_judges_are_found(judge: Any, said: str) -> None:
    problem = replace(PROBLEM, city=PROBLEM.city)
    with pytest.raises(AssertionError, match=said):
        check_judge(judge, small_problem() if said == "changes the problem" else problem)


def noted(note: Any) -> Table:
    """Return a table with a note that is no text."""
    return Table("t", ["r"], [Column("a", [1.0])], note=note)


# Forecasters that break one rule each.


@dataclass(frozen=True)
class Foreseen:
    rate: np.ndarray
    severity: tuple[str, ...]
    weeks: int
    stubborn: bool = False

    loose: bool = False
    crossed: bool = False

    @property
    def expected(self) -> np.ndarray:
        return np.asarray(self.rate.mean(axis=1) * self.weeks * 168.0)

    @property
    def mean(self) -> Demand:
        return Demand(self.rate[None], severity=self.severity, hours=self.weeks * 168.0)

    def quantile(self, q: float) -> np.ndarray:
        return self.expected * (2 - 2 * q if self.crossed else 2 * q)

    def aggregate(self, zones: Any = None) -> Any:
        group = np.zeros(len(self.rate), dtype=int) if zones is None else np.asarray(zones)
        sums = np.bincount(group, weights=self.expected.sum(axis=1)) + (1.0 if self.loose else 0.0)
        return types.SimpleNamespace(expected=sums)

    def scenarios(self, n: int, seed: int = 0, stratified: bool = False) -> Demand:
        random = np.random.default_rng(0 if self.stubborn else seed)
        drawn = self.rate * random.gamma(4.0, 0.25, (n, *self.rate.shape))
        return Demand(drawn, severity=self.severity, hours=self.weeks * 168.0)


@dataclass(frozen=True)
class Average(Step):
    """Foresee the mean of the past."""

    def fit(self, incidents: Any, city: Any) -> Any:
        fitted = type(self)(**{f.name: getattr(self, f.name) for f in dataclasses.fields(self)})
        object.__setattr__(fitted, "rate", self.learn(incidents))
        object.__setattr__(fitted, "severity", incidents.severity.names)
        return fitted

    def learn(self, incidents: Any) -> np.ndarray:
        return np.asarray(Demand.observed(incidents).rate[0])

    def update(self, incidents: Any) -> Any:
        return self.fit(incidents, None)

    def predict(self, periods: int | None = None, *, weeks: int | None = None) -> Any:
        if "rate" not in vars(self):
            raise ParameterError("Fit first.")
        weeks = weeks or periods or 1
        return self.say(vars(self)["rate"], vars(self)["severity"], weeks)

    def say(self, rate: np.ndarray, severity: tuple[str, ...], weeks: int) -> Any:
        return Foreseen(rate, severity, weeks)


def forecaster_with(**methods: Any) -> Any:
    return dataclass(frozen=True)(type("Broken", (Average,), {"__doc__": "Break a rule.", **methods}))()


def learn_and_spoil(self: Any, incidents: Any) -> np.ndarray:
    incidents.frame["x"] = 0.0
    return Average.learn(self, incidents)


def fit_itself(self: Any, incidents: Any, city: Any) -> Any:
    object.__setattr__(self, "rate", self.learn(incidents))
    object.__setattr__(self, "severity", incidents.severity.names)
    return self


def update_itself(self: Any, incidents: Any) -> Any:
    object.__setattr__(self, "rate", self.learn(incidents) * 2)
    return self


def learn_from_first(self: Any, incidents: Any) -> np.ndarray:
    rate = Average.learn(self, incidents)
    rate = rate.copy()
    rate[0] *= 2
    return rate


@pytest.mark.parametrize(
    ("forecaster", "said"),
    [
        (NoSolve(), "must have the methods fit"),
        (forecaster_with(learn=learn_and_spoil), "changes what it is fitted on"),
        (forecaster_with(fit=fit_itself), "must return a fitted copy"),
        (forecaster_with(say=lambda self, *given: "rain"), "must predict a Forecast"),
        (forecaster_with(say=lambda self, r, s, w: Foreseen(r[1:], s, w)), "must have the shape"),
        (forecaster_with(say=lambda self, r, s, w: Foreseen(r, ("a", "b", "c"), w)), "severity classes"),
        (forecaster_with(say=lambda self, r, s, w: Foreseen(r, s, 52)), "hours asked for"),
        (forecaster_with(say=lambda self, r, s, w: Foreseen(r, s, w, stubborn=True)), "whatever the seed"),
        (forecaster_with(say=lambda self, r, s, w: Foreseen(r, s, w, loose=True)), "sums over zones must be sums"),
        (forecaster_with(say=lambda self, r, s, w: Foreseen(r, s, w, crossed=True)), "must not lie above"),
        (forecaster_with(update=update_itself), "leave the forecaster as it was"),
        (forecaster_with(update=lambda self, incidents: self), "learns nothing from newer"),
        (forecaster_with(learn=learn_from_first), "zones have other names"),
    ],
)
def test_broken_forecasters_are_found(forecaster: Any, said: str) -> None:
    with pytest.raises(AssertionError, match=said):
        check_forecaster(forecaster, small_incidents(weeks=8), PROBLEM.city)


def test_a_plain_forecaster_passes() -> None:
    check_forecaster(Average, small_incidents(weeks=8), PROBLEM.city)
