"""Plans that are built on other plans: which, in what order, with which layers."""

import pytest

from beatwright.base.errors import StudyError
from beatwright.core import Plan
from beatwright.planning import BalancedDistricts, MinimumDamage, PMedian, RandomPosts, TwoStageStations
from beatwright.show.report.headline import answer
from beatwright.study.file.chains import Entry, chain, layers_of_plans, rounds_of

FEW = "[alternatives]\ncount = 0\n"
POSTS, OFFICERS, DISTRICTS = PMedian(p=2), MinimumDamage(), BalancedDistricts(k=2)


def table(step, **options):
    lines = [f"{name} = {value!r}".replace("'", '"') for name, value in options.items()]
    return "\n".join(["[[planning]]", f'step = "{step}"', *lines, ""])


def chained(study_of, *tables, today=""):
    return study_of(today + "".join(tables) + FEW)


TODAY = '[today]\nposts = "stations.csv"\ndistricts = "beats.csv"\n'


# Runs.


@pytest.mark.parametrize("backwards", [False, True])
def test_officers_are_shared_out_over_the_posts_of_another_plan(backwards, study_of, planned):
    tables = [table("PMedian", p=2), table("MinimumDamage", on="PMedian(p=2)")]
    case = planned(chained(study_of, *(tables[::-1] if backwards else tables)))
    posts, officers = case.plan("PMedian(p=2)"), case.plan("MinimumDamage on PMedian(p=2)")
    assert officers.site_ids == posts.site_ids
    assert (sum(officers.officers), officers.on, posts.on) == (24, posts.name, "")
    assert "Built on the plan “PMedian(p=2)”." in officers.notes
    assert [plan.name for plan in case.plans] == [
        plan.name for plan in ((officers, posts) if backwards else (posts, officers))
    ]
    assert Plan.from_dict(officers.to_dict()).on == posts.name


def test_every_plan_with_posts_gets_officers(study_of, planned):
    study = chained(
        study_of, table("PMedian", p=2), table("BalancedDistricts", k=2, seconds=0.2), table("MinimumDamage", on="*"),
        today=TODAY,
    )  # fmt: skip
    assert study.on == {
        "MinimumDamage on today": "today",
        "MinimumDamage on PMedian(p=2)": "PMedian(p=2)",
    }
    case = planned(study)
    staffed = case.plan("MinimumDamage on today")
    assert staffed.site_ids == case.plan("today").site_ids
    assert staffed.districts == case.plan("today").districts
    assert sum(staffed.officers) == 24
    assert not staffed.today


def test_districts_on_posts_are_one_plan_with_both(study_of, planned):
    study = chained(
        study_of, table("PMedian", p=2), table("BalancedDistricts", k=2, seconds=0.2, on="PMedian"), today=TODAY
    )
    assert study.layers[study.main] == ("posts", "districts")
    case = planned(study)
    assert case.plan(case.main).decided == ("posts", "districts")
    judges = {e.judge.split("(")[0] for e in case.evaluations if e.plan == case.main}
    assert judges == {"Coverage", "Districts"}
    assert case.evaluations[0].judge.startswith("Districts"), "what was decided anew is judged first"


def test_a_chain_of_three(study_of, planned):
    case = planned(
        chained(
            study_of,
            table("MinimumDamage", name="staffed", on="drawn"),
            table("BalancedDistricts", name="drawn", k=2, seconds=0.2, on="PMedian(p=2)"),
            table("PMedian", p=2),
        ),
    )
    assert case.plan("staffed").decided == ("posts", "officers", "districts")
    assert (case.plan("staffed").on, case.plan("drawn").on) == ("drawn", "PMedian(p=2)")


def test_the_report_says_what_was_taken_from_another_plan(study_of, planned):
    case = planned(chained(study_of, table("PMedian", p=2), table("MinimumDamage", on="PMedian"), today=TODAY))
    told = " ".join(answer(case))
    assert told.startswith("The plan “MinimumDamage on PMedian” brings the mean distance from")
    assert "the rest was taken from “PMedian(p=2)” as it is" in told


def test_a_plan_on_posts_at_random_says_so_and_no_more(study_of, planned):
    case = planned(
        chained(study_of, table("RandomPosts", p=2, draws=3), table("MinimumDamage", on="RandomPosts")),
    )
    notes = case.plan(case.main).notes
    assert "Built on the first of 3 plans drawn at random of “RandomPosts(p=2, draws=3)”." in notes
    assert not any("means over" in note for note in notes)
    assert any("means over 3 plans" in note for note in case.plans[0].notes)


def test_two_jobs_give_the_same_chains(study_of, planned):
    study = chained(
        study_of, table("MinimumDamage", on="*"), table("PMedian", p=2), table("BusiestZones", p=2), today=TODAY
    )
    assert planned(study) == planned(study, jobs=2)


# What cannot be.

TWO = [table("PMedian", p=2), table("PMedian", p=3)]
DRAWN = table("BalancedDistricts", k=2)


def officers(on):
    return table("MinimumDamage", on=on)


def posts(name, on):
    return table("PMedian", p=2, name=name, on=on)


@pytest.mark.parametrize(
    ("tables", "said"),
    [
        ([*TWO, officers("PMedain(p=2)")], "there is no such plan. Did you mean 'PMedian(p=2)'"),
        ([*TWO, officers("today")], "'MinimumDamage on today' is built on 'today', but there is no such plan"),
        ([*TWO, officers("PMedian")], "2 plans are called so: 'PMedian(p=2)' and 'PMedian(p=3)'"),
        ([DRAWN, officers("BalancedDistricts")], "which decides districts but not posts"),
        ([DRAWN, officers("*")], "but no other plan decides posts"),
        ([*TWO, table("PMedian", p=2, on="*")], "PMedian takes no layer from another plan"),
        ([posts("a", "b"), posts("b", "a")], "in a circle: a on b on a."),
        ([posts("a", "b"), posts("b", "c"), posts("c", "b")], "in a circle: b on c on b."),
        ([posts("a", "a")], "'a' is built on itself"),
        ([table("PMedian", p=2, on=3)], "'on' parameter of [[planning]] must be the name of a plan"),
        ([table("PMedian", p=2, onn="x")], "no option 'onn'"),
    ],
)
def test_chains_that_cannot_be_are_one_sentence(tables, said, study_of):
    with pytest.raises(StudyError) as told:
        chained(study_of, *tables)
    assert said in str(told.value)


def test_every_complaint_about_chains_is_told_at_once(study_of):
    with pytest.raises(StudyError) as told:
        chained(
            study_of,
            table("PMedian", p=2, name="a", on="b"),
            table("PMedian", p=2, name="b", on="a"),
            table("MinimumDamage", on="nobody"),
        )
    assert "in a circle" in str(told.value)
    assert "'nobody'" in str(told.value)


def test_a_step_that_needs_layers_must_stand_on_a_plan():
    class Cars(MinimumDamage):
        needs = ("posts",)

    with pytest.raises(StudyError, match="'cars' needs posts: name a plan that decides posts in 'on'"):
        chain([Entry("posts", POSTS), Entry("cars", Cars())], {})
    assert chain([Entry("posts", POSTS), Entry("cars", Cars(), "posts")], {}).on == {"cars": "posts"}


# Layers and rounds.


@pytest.mark.parametrize(
    ("planner", "base", "layers"),
    [
        (OFFICERS, ("posts",), ("posts", "officers")),
        (OFFICERS, ("posts", "districts"), ("posts", "officers", "districts")),
        (DISTRICTS, ("posts",), ("posts", "districts")),
        (DISTRICTS, ("posts", "officers", "crews"), ("posts", "officers", "crews", "districts")),
        (POSTS, ("posts", "officers", "districts"), ("posts", "districts")),
        (POSTS, ("districts", "roster"), ("posts", "districts", "roster")),
        (TwoStageStations(p=2), ("districts",), ("posts", "officers", "districts")),
        (RandomPosts(p=2), (), ("posts",)),
    ],
)
def test_layers_are_those_made_and_those_handed_on(planner, base, layers):
    assert layers_of_plans([("new", planner)], {"new": "old"}, {"old": base})["new"] == layers


@pytest.mark.parametrize(
    ("on", "rounds"),
    [
        ({}, [["a", "b", "c"]]),
        ({"a": "b"}, [["b", "c"], ["a"]]),
        ({"a": "b", "b": "c"}, [["c"], ["b"], ["a"]]),
        ({"a": "today", "b": "a"}, [["a", "c"], ["b"]]),
    ],
)
def test_a_plan_waits_for_the_one_it_is_built_on(on, rounds):
    assert rounds_of(["a", "b", "c"], on) == rounds
