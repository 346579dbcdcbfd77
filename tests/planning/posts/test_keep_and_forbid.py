"""Sites that must be posts and sites that must not, by id, on every exact planner."""

from dataclasses import replace
from itertools import combinations

import pytest

from beatwright.base.errors import ParameterError
from beatwright.core import options_of
from beatwright.planning import BackupCover, CapacitatedPMedian, ExactPlanner, MaxCover, PCenter, PMedian, SetCover
from beatwright.planning.posts.site_choice import site_list_complaint
from beatwright.testing import check_planner, small_problem

PROBLEM = small_problem(4)
PLANNERS = [
    PMedian(p=3),
    PMedian(p=3, by="minutes", weight="penalty"),
    PMedian(p=3, fairness=1.0),
    CapacitatedPMedian(p=3, slack=1.6),
    PCenter(p=3),
    MaxCover(p=3),
    BackupCover(p=3),
    SetCover(share=0.7),
]
CHOICES = [
    (("s1",), ()),
    ((), ("s4",)),
    (("s2", "s6"), ()),
    ((), ("s3", "s5")),
    (("s6",), ("s1", "s4")),
    (("s1", "s5"), ("s2",)),
]


def name_of(planner):
    return planner.label


@pytest.mark.parametrize(("keep", "forbid"), CHOICES)
@pytest.mark.parametrize("planner", PLANNERS, ids=name_of)
def test_the_plan_is_that_of_a_city_with_those_posts_and_without_those_sites(planner, keep, forbid):
    plan = replace(planner, keep=keep, forbid=forbid).solve(PROBLEM)
    assert set(keep) <= set(plan.site_ids)
    assert not set(forbid) & set(plan.site_ids)
    sites = PROBLEM.city.sites
    told = sites.assign(current=sites.index.isin(keep), candidate=~sites.index.isin(forbid))
    other = replace(PROBLEM, city=replace(PROBLEM.city, sites=told))
    expected = replace(planner, keep_current=True).solve(other)
    assert plan.site_ids == expected.site_ids
    assert plan.certificate.status == "optimal"
    assert plan.certificate.objective == pytest.approx(expected.certificate.objective)


@pytest.mark.parametrize(("keep", "forbid"), CHOICES)
def test_no_other_plan_that_keeps_the_rules_is_shorter(keep, forbid):
    weight, metres = PROBLEM.zone_weight(), PROBLEM.city.travel.metres
    ids = PROBLEM.city.site_ids

    def mean(sites):
        return float(weight @ metres[[ids.index(site) for site in sites]].min(axis=0) / weight.sum())

    allowed = [s for s in combinations(ids, 3) if set(keep) <= set(s) and not set(forbid) & set(s)]
    plan = PMedian(p=3, keep=keep, forbid=forbid).solve(PROBLEM)
    assert mean(plan.site_ids) == pytest.approx(min(map(mean, allowed)))
    assert plan.certificate.bound == pytest.approx(min(map(mean, allowed)), rel=1e-6)


def test_the_posts_of_today_and_others_are_kept_together():
    plan = PMedian(p=3, keep_current=True, keep=("s5",)).solve(PROBLEM)
    assert {"s2", "s5"} <= set(plan.site_ids)


def test_a_site_that_is_no_candidate_can_be_kept():
    sites = PROBLEM.city.sites
    bare = replace(PROBLEM, city=replace(PROBLEM.city, sites=sites.assign(candidate=sites.index != "s6")))
    assert "s6" in PMedian(p=2, keep=("s6",)).solve(bare).site_ids


def test_alternatives_curves_and_next_posts_keep_the_rules():
    step = PMedian(p=2, keep=("s1",), forbid=("s3",))
    plans = (*step.alternatives(PROBLEM, m=3), *step.curve(PROBLEM, range(1, 5)))
    assert all("s1" in plan.site_ids and "s3" not in plan.site_ids for plan in plans)
    table = PMedian(p=2).post_values(PROBLEM, plans[0])
    following = table.index[table["change"] == "open"][0]
    other = PMedian(p=2, forbid=(following,)).post_values(PROBLEM, plans[0])
    assert other.index[other["change"] == "open"][0] not in (following, *plans[0].site_ids)


@pytest.mark.parametrize("planner", PLANNERS, ids=name_of)
def test_planners_with_a_choice_of_sites_conform(planner):
    check_planner(replace(planner, keep=("s1",), forbid=("s4",)), small_problem(3))


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"keep": ("s9",)}, r"'keep' parameter of PMedian: .*no site 's9'"),
        ({"keep": ("s9",), "forbid": ("s0",)}, r"(?s)'keep' parameter.*'s9'.*'forbid' parameter.*'s0'"),
        ({"keep": ("s1", "s2", "s3")}, r"integer in \[3, 6\]. Got 2. 3 posts are kept"),
        ({"forbid": ("s1", "s2", "s3", "s4", "s5")}, r"integer in \[1, 1\]. Got 2. .*5 sites are forbidden"),
        ({"keep_current": True, "forbid": ("s2",)}, r"'keep_current' and forbids some of them: s2"),
        ({"forbid": tuple(f"s{n}" for n in range(1, 7))}, r"6 sites are forbidden and 0 other sites are candidates"),
    ],
)
def test_what_a_city_cannot_do_is_told(options, said):
    with pytest.raises(ParameterError, match=said):
        PMedian(p=2, **options).solve(PROBLEM)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"keep": "s1"}, "list of ids of sites"),
        ({"keep": (1,)}, "list of ids of sites"),
        ({"forbid": ("",)}, "list of ids of sites"),
        ({"forbid": None}, "'forbid' parameter"),
        ({"keep": ("s1", "s1")}, "names a site twice: s1"),
        ({"keep": ("s1", "s2"), "forbid": ("s2", "s3")}, "keeps and forbids the same sites: s2"),
    ],
)
def test_a_wrong_choice_is_told_before_any_city_is_seen(options, said):
    with pytest.raises(ParameterError) as told:
        PMedian(p=2, **options)
    assert said in str(told.value)


@pytest.mark.parametrize("planner", [PMedian, CapacitatedPMedian, PCenter, MaxCover, BackupCover, SetCover])
def test_options_that_planners_share_are_theirs_and_explained(planner):
    shared = {option.name: option for option in options_of(ExactPlanner)}
    own = {option.name: option for option in options_of(planner)}
    assert set(shared) <= set(own)
    assert all(option.help for option in own.values())
    assert own["keep"].help == shared["keep"].help
    assert site_list_complaint("X", "keep", []) is None
    assert list(own)[-len(shared) :] == list(shared), "what is shared comes last"
