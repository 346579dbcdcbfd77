"""Coverage against one call at a time, in plain Python."""

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from beatwright.core import City, Demand, Evaluation, ParameterError, Plan, Post, Problem, Travel
from beatwright.evaluate import Coverage, gini
from beatwright.testing import renamed_zones, small_problem, small_roster

COST = "lateness cost (example penalties)"
YEAR = 8766.0
CITY = small_problem().city
PENALTY = (500.0, 10_000.0, 150_000.0)
QUICK = settings(max_examples=40, deadline=None)


def counts_problem(seed: int, *, within: float | None = 1000.0, within_minutes: float | None = None) -> Problem:
    """Return a problem whose demand is whole calls in a year, with a zone that some sites do not reach."""
    random = np.random.default_rng(seed)
    counts = random.poisson(1.2, (1, 24, 1, 3)).astype(float)
    counts[0, 0, 0, 0] += 1
    # Round figures, so that some calls lie exactly at the standard and some posts equally far.
    metres = random.uniform(0, 3000, (6, 24)).round(-2).astype(np.float32)
    minutes = (random.uniform(0.8, 1.2, metres.shape) * metres / 250).round().astype(np.float32) / 2
    lost = random.random(metres.shape) < 0.2
    metres[lost] = minutes[lost] = np.inf
    return Problem(
        replace(CITY, travel=Travel(metres, minutes, "road")),
        Demand(counts / YEAR, hours=YEAR, source="counts"),
        within=within,
        within_minutes=within_minutes,
    )


def calls_one_by_one(problem: Problem, plan: Plan, by: str) -> list[dict[str, Any]]:
    """Return every call with how it is served, worked out without arrays."""
    city = problem.city
    calls = []
    for zone in range(24):
        reachable = []
        for number, post in enumerate(plan.posts or ()):
            site = city.site_ids.index(post.site)
            metres, minutes = float(city.travel.metres[site, zone]), float(city.travel.minutes[site, zone])
            if math.isfinite(metres):
                reachable.append((metres if by == "metres" else minutes, number, metres, minutes, post))
        for severity in range(3):
            served = {"zone": zone, "severity": severity, "parent": city.zones["parent"].iloc[zone], "late": True}
            if reachable:
                _, _, metres, minutes, post = min(reachable, key=lambda row: row[:2])
                reach = post.reach if post.reach is not None else problem.within
                late = (reach is not None and metres > reach) or (
                    problem.within_minutes is not None and minutes > problem.within_minutes
                )
                served |= {"metres": metres, "minutes": minutes, "post": post.site, "late": late}
            calls += [served] * round(problem.demand.rate[0, zone, 0, severity] * YEAR)
    return calls


def kth(values: list[float], share: float) -> float:
    return sorted(values)[max(0, math.ceil(share * len(values) - 1e-9) - 1)]


PLANS = st.builds(
    lambda sites, reach: Plan(posts=tuple(Post(site, reach=r) for site, r in zip(sites, reach, strict=False))),
    st.lists(st.sampled_from([f"s{k}" for k in range(1, 7)]), min_size=1, max_size=4, unique=True),
    st.lists(st.none() | st.sampled_from([500.0, 1500.0]), min_size=4, max_size=4),
)


@QUICK
@given(
    plan=PLANS,
    seed=st.integers(0, 10_000),
    by=st.sampled_from(["metres", "minutes"]),
    standard=st.sampled_from([(1000.0, None), (None, 2.5), (1500.0, 2.0)]),
)
def test_coverage_agrees_with_one_call_at_a_time(plan: Plan, seed: int, by: str, standard: tuple[Any, Any]) -> None:
    problem = counts_problem(seed, within=standard[0], within_minutes=standard[1])
    calls = calls_one_by_one(problem, plan, by)
    evaluation = Coverage(by=by).score(problem, plan)
    reached = [call for call in calls if "metres" in call]
    for what, key in (("distance", "metres"), ("time", "minutes")):
        values = [call[key] for call in reached]
        if not values:
            assert math.isnan(evaluation[f"mean {what}"])
            continue
        assert evaluation[f"mean {what}"] == pytest.approx(sum(values) / len(values))
        for name, share in {"median": 0.5, "90th percentile": 0.9, "95th percentile": 0.95, "worst": 1.0}.items():
            assert evaluation[f"{name} {what}"] == kth(values, share)
    late = [call for call in calls if call["late"]]
    (share_name,) = (m.name for m in evaluation.measures if m.unit == "share")
    cost = sum(PENALTY[call["severity"]] for call in late)
    assert evaluation[share_name] == pytest.approx(1 - len(late) / len(calls), abs=1e-12)
    assert evaluation["late calls"] == pytest.approx(len(late))
    assert evaluation[COST] == pytest.approx(cost)
    assert evaluation[COST.replace("cost", "cost per hour")] == pytest.approx(cost / YEAR)
    assert evaluation["calls out of reach"] == pytest.approx(len(calls) - len(reached), abs=1e-9)
    if reached:
        assert evaluation["Gini over zones"] == pytest.approx(gini([call["metres"] for call in reached]), abs=1e-9)
    check_tables(evaluation, calls, share_name)


def check_tables(evaluation: Evaluation, calls: list[dict[str, Any]], share_name: str) -> None:
    groups = {
        "district": {"west": "west", "east": "east"},
        "severity": {"low": 0, "medium": 1, "high": 2},
        "post": {post: post for post in evaluation.tables["post"].index},
    }
    key = {"district": "parent", "severity": "severity", "post": "post"}
    for name, labels in groups.items():
        table = evaluation.table(name).frame
        assert set(table.index) == set(labels)
        for label, value in labels.items():
            here = [call for call in calls if call.get(key[name]) == value]
            reached = [call["metres"] for call in here if "metres" in call]
            late = [call for call in here if call["late"]]
            row = table.loc[label]
            assert row["calls per year"] == pytest.approx(len(here), abs=1e-9)
            assert row["late calls"] == pytest.approx(len(late), abs=1e-9)
            assert row[COST] == pytest.approx(sum(PENALTY[call["severity"]] for call in late), abs=1e-6)
            assert row["calls out of reach"] == pytest.approx(len(here) - len(reached), abs=1e-9)
            expected = sum(reached) / len(reached) if reached else math.nan
            assert row["mean distance"] == pytest.approx(expected, nan_ok=True)
            assert row[share_name] == pytest.approx(1 - len(late) / len(here) if here else math.nan, nan_ok=True)
    zone = evaluation.table("zone").frame
    assert zone["calls per year"].sum() == pytest.approx(len(calls))
    assert ((zone["post"] == "") == np.isinf(zone["metres"])).all()


@QUICK
@given(plan=PLANS, seed=st.integers(0, 10_000))
def test_names_of_zones_do_not_matter(plan: Plan, seed: int) -> None:
    problem = counts_problem(seed)
    renamed, _ = renamed_zones(problem, seed)
    one, other = Coverage().score(problem, plan), Coverage().score(renamed, plan)
    for a, b in zip(one.measures, other.measures, strict=True):
        assert a.name == b.name
        assert b.value == pytest.approx(a.value, rel=1e-9, abs=1e-12, nan_ok=True)


@QUICK
@given(plan=PLANS, seed=st.integers(0, 10_000), extra=st.sampled_from([f"s{k}" for k in range(1, 7)]))
def test_one_more_post_never_makes_coverage_worse(plan: Plan, seed: int, extra: str) -> None:
    plan = Plan(posts=tuple(Post(site) for site in plan.site_ids))
    if extra in plan.site_ids:
        return
    problem = counts_problem(seed)
    more = Plan(posts=(*(plan.posts or ()), Post(extra)))
    before, after = Coverage().score(problem, plan), Coverage().score(problem, more)
    for name in ("late calls", COST, "calls out of reach"):
        assert after[name] <= before[name] + 1e-9
    if before["calls out of reach"] < 0.5:
        for name in ("mean distance", "median distance", "95th percentile distance", "worst distance"):
            assert after[name] <= before[name] + 1e-9


def test_only_posts_are_read() -> None:
    problem = small_problem()
    bare = Plan(posts=(Post("s1"), Post("s4")))
    full = replace(
        bare,
        officers=(1, 2),
        crews=((1,), (3,)),
        districts=dict.fromkeys(problem.city.zone_ids, "one"),
        roster=small_roster("night", 22, 8),
    )
    one, other = Coverage().score(problem, bare), Coverage().score(problem, full)
    assert one.to_dict() == other.to_dict()
    assert one.read == ("posts",)


def test_scenarios_give_expectation_and_interval() -> None:
    problem = small_problem(scenarios=40)
    plan = Plan(posts=(Post("s2"), Post("s5")))
    together = Coverage().score(problem, plan)
    demand = problem.demand
    apart = [
        Coverage().score(replace(problem, demand=Demand(demand.rate[k : k + 1], source=demand.source)), plan)
        for k in range(40)
    ]
    for measure in together.measures:
        values = [evaluation[measure.name] for evaluation in apart]
        if measure.name == "Gini over people":
            assert measure.interval is None
            continue
        low, high = measure.interval or (math.nan, math.nan)
        # 5 % of 40 scenarios are 2, 95 % are 38.
        assert low == pytest.approx(sorted(values)[1])
        assert high == pytest.approx(sorted(values)[37])
        if measure.unit in ("calls/year", "$/year", "$/h"):
            assert measure.value == pytest.approx(np.mean(values))
        assert apart[0].measures[0].interval is None


def test_the_weights_of_scenarios_count() -> None:
    problem = small_problem(scenarios=3)
    plan = Plan(posts=(Post("s2"),))
    sure = replace(problem, demand=Demand(problem.demand.rate, np.array([0.0, 1.0, 0.0]), source="x"))
    alone = replace(problem, demand=Demand(problem.demand.rate[1:2], source="x"))
    for a, b in zip(Coverage().score(sure, plan).measures, Coverage().score(alone, plan).measures, strict=True):
        assert a.value == pytest.approx(b.value)
        assert a.interval is None or a.interval == pytest.approx((b.value, b.value))


def test_a_scenario_without_calls_has_no_mean() -> None:
    rate = small_problem(scenarios=3).demand.rate.copy()
    rate[2] = 0.0
    problem = replace(small_problem(), demand=Demand(rate, np.array([0.5, 0.4, 0.1]), source="x"))
    evaluation = Coverage().score(problem, Plan(posts=(Post("s2"),)))
    assert all(math.isfinite(m.value) for m in evaluation.measures)
    by_name = {m.name: m for m in evaluation.measures}
    assert by_name["late calls"].interval is not None
    assert by_name["late calls"].interval[0] == 0.0
    assert by_name["mean distance"].interval is not None
    assert by_name["mean distance"].interval[0] > 0


def test_what_nobody_reaches_is_told_and_in_no_mean() -> None:
    problem = counts_problem(1)
    metres = np.full((6, 24), np.inf, dtype=np.float32)
    cut_off = replace(problem, city=replace(problem.city, travel=Travel(metres, metres)))
    evaluation = Coverage().score(cut_off, Plan(posts=(Post("s1"),)))
    assert evaluation["calls out of reach"] == pytest.approx(problem.demand.calls)
    assert evaluation["share within 1000 m"] == 0.0
    assert evaluation["late calls"] == pytest.approx(problem.demand.calls)
    assert math.isnan(evaluation["mean distance"])
    assert Evaluation.from_dict(evaluation.to_dict()) == evaluation


@pytest.mark.parametrize(
    ("within", "minutes", "name"),
    [
        (2000.0, None, "share within 2000 m"),
        (None, 8.0, "share within 8 min"),
        (804.5, 2.5, "share within 804.5 m and 2.5 min"),
    ],
)
def test_the_standard_names_its_share(within: float | None, minutes: float | None, name: str) -> None:
    problem = replace(small_problem(), within=within, within_minutes=minutes)
    evaluation = Coverage().score(problem, Plan(posts=(Post("s1"),)))
    assert [m.name for m in evaluation.measures if m.unit == "share"] == [name]
    assert name in evaluation.table("severity").frame


def test_without_a_standard_nobody_is_late() -> None:
    problem = replace(small_problem(), within=None)
    evaluation = Coverage().score(problem, Plan(posts=(Post("s1"),)))
    assert not {"late calls", COST} & {m.name for m in evaluation.measures}
    with pytest.raises(ParameterError, match=r"own reach, but the problem has no response standard.*Give the problem"):
        Coverage().score(problem, Plan(posts=(Post("s1", reach=500.0),)))


def test_demand_without_calls_is_a_clear_error() -> None:
    problem = replace(small_problem(), demand=Demand(np.zeros((1, 24, 1, 3)), source="quiet year"))
    with pytest.raises(ParameterError, match="'quiet year' has no calls in any zone"):
        Coverage().score(problem, Plan(posts=(Post("s1"),)))


def test_a_plan_without_posts_is_a_clear_error() -> None:
    with pytest.raises(ParameterError, match="has no posts yet"):
        Coverage().score(small_problem(), Plan(districts={"z1": "a"}))
    with pytest.raises(ParameterError, match="has no site 'elsewhere'"):
        Coverage().score(small_problem(), Plan(posts=(Post("elsewhere"),)))


def with_people(**columns: Any) -> Problem:
    problem = small_problem()
    return replace(problem, city=replace(problem.city, zones=problem.city.zones.assign(**columns)))


def test_groups_of_people_are_averaged_by_head() -> None:
    random = np.random.default_rng(5)
    old, young = random.integers(0, 90, 24), random.integers(0, 90, 24)
    problem = with_people(population_old=old, population_young=young)
    plan = Plan(posts=(Post("s1"), Post("s6")))
    evaluation = Coverage().score(problem, plan)
    metres = problem.city.travel.metres[[0, 5]].min(axis=0)
    table = evaluation.table("group").frame
    assert list(table.index) == ["old", "young"]
    for name, people in (("old", old), ("young", young)):
        assert table.loc[name, "people"] == people.sum()
        assert table.loc[name, "mean distance"] == pytest.approx(np.average(metres, weights=people))
        assert table.loc[name, "people out of reach"] == 0
    expected = gini(table["mean distance"], table["people"])
    assert evaluation["Gini over groups"] == pytest.approx(expected)
    assert evaluation["Gini over people"] == pytest.approx(gini(metres, problem.city.zones["population"]))


def test_groups_can_be_named() -> None:
    problem = with_people(population_old=1, renters=np.arange(24.0), owners=np.where(np.arange(24) % 2, np.nan, 5.0))
    evaluation = Coverage(groups=("renters", "owners")).score(problem, Plan(posts=(Post("s1"),)))
    assert list(evaluation.tables["group"].index) == ["renters", "owners"]
    assert evaluation.table("group").frame["people"].tolist() == [276.0, 60.0]
    assert "group" not in Coverage().score(small_problem(), Plan(posts=(Post("s1"),))).tables


def test_groups_that_cannot_be_counted_say_why() -> None:
    problem = with_people(word="x", debt=-1.0)
    with pytest.raises(ParameterError) as caught:
        Coverage(groups=("popluation", "word", "debt")).score(problem, Plan(posts=(Post("s1"),)))
    assert "no column 'popluation'. Did you mean 'population'?" in str(caught.value)
    assert "'word' of the zones must count people" in str(caught.value)
    assert "'debt' of the zones must count people" in str(caught.value)


def test_zones_without_a_district_are_told_apart() -> None:
    problem = small_problem()
    parent = [None if number % 5 == 0 else value for number, value in enumerate(problem.city.zones["parent"])]
    problem = replace(problem, city=replace(problem.city, zones=problem.city.zones.assign(parent=parent)))
    table = Coverage().score(problem, Plan(posts=(Post("s1"),))).table("district").frame
    assert set(table.index) == {"(no district)", "east", "west"}
    assert table["calls per year"].sum() == pytest.approx(problem.zone_weight().sum() * YEAR)


def test_a_city_without_districts_has_no_such_table() -> None:
    city = small_problem().city
    bare = City(city.boundary, city.zones[["geometry"]], city.sites)
    evaluation = Coverage().score(replace(small_problem(), city=bare), Plan(posts=(Post("s1"),)))
    assert "district" not in evaluation.tables
    assert "Gini over people" not in {m.name for m in evaluation.measures}


@pytest.mark.parametrize("options", [{"by": "km"}, {"groups": "population"}, {"groups": (1,)}])
def test_wrong_options_are_told(options: dict[str, Any]) -> None:
    with pytest.raises(ParameterError, match="parameter of Coverage must be"):
        Coverage(**options)


def test_dollars_are_a_fact_only_where_the_user_gave_the_penalties():
    from beatwright.core import Severity, SeverityClass

    own = Severity((SeverityClass("low", 2, 700.0, 30.0), SeverityClass("medium", 4, 10_000.0, 60.0)))
    assert Severity.default().cost_name == "lateness cost (example penalties)"
    assert own.cost_name == "lateness cost"


def test_the_table_of_zones_says_which_are_on_time():
    problem, plan = small_problem(2, scenarios=3), Plan(posts=(Post("s1"), Post("s4")))
    seen = Coverage().score(problem, plan)
    zones = seen.table("zone").frame
    near = problem.city.travel.metres[plan.site_positions(problem.city)].min(axis=0) <= problem.within
    assert zones["on time"].tolist() == near.astype(float).tolist()
    share = (zones["on time"] * zones["calls per year"]).sum() / zones["calls per year"].sum()
    assert share == pytest.approx(seen["share within 1000 m"])
    bare = Coverage().score(replace(problem, within=None), plan)
    assert "on time" not in bare.table("zone").frame


def test_means_over_slots_are_kept_and_cannot_be_changed():
    demand = small_problem(2, scenarios=3).demand
    assert demand.means is demand.means
    assert np.array_equal(demand.means[1:], demand.rate.mean(axis=2))
    assert demand.means[0] == pytest.approx(np.tensordot(demand.weight, demand.rate.mean(axis=2), 1))
    with pytest.raises(ValueError, match="read-only"):
        demand.expected[0, 0] = 1.0
