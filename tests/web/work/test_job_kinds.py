"""What a child does, done here: each kind is what the library says, and no more."""

import itertools
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from beatwright.core import Case, Plan, Post
from beatwright.evaluate import Coverage
from beatwright.planning import BalancedDistricts, PMedian
from beatwright.web.work.job_kinds import JOB_KINDS
from beatwright.web.work.job_report import JobReport
from beatwright.web.work.job_request import JobRequest

LOCKED = ("s1", "s5", "s24")
MEDIAN = {"by": "metres", "weight": "calls", "seconds": None, "seed": 0}


@pytest.fixture(scope="module")
def held(case_folder: Path) -> Case:
    return Case.load(case_folder)


def silent(*, stop: bool = False) -> JobReport:
    return JobReport(lambda told: None, lambda: stop)


def work(held: Case, folder: Path, kind: str, draft: Plan, *, stop: bool = False, **more: Any) -> dict[str, Any]:
    request = JobRequest(1, kind, folder=str(folder), digest=held.digest, plan=draft.to_dict(), **more)
    return JOB_KINDS[kind](JobRequest.from_dict(request.to_dict()), silent(stop=stop))


def drawn(held: Case, *sites: str) -> Plan:
    return Plan(posts=tuple(map(Post, sites)), districts=held.plan("today").districts, name="Draft A")


def timeless(certificate: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in certificate.items() if name != "seconds"}


def test_posts_are_placed_anew_round_three_locks_as_the_library_places_them(held: Case, case_folder: Path) -> None:
    draft = drawn(held, *LOCKED, "s6", "s7", "s8")
    found = work(held, case_folder, "improve", draft, options={**MEDIAN, "p": 6, "forbid": []}, locked_posts=LOCKED)
    sites = [post["site"] for post in found["plan"]["posts"]]
    assert set(LOCKED) <= set(sites)
    wanted = PMedian(p=6, keep=LOCKED).solve(held.problem)
    assert wanted.certificate is not None
    assert timeless(found["certificate"]) == timeless(wanted.certificate.to_dict())
    assert tuple(sites) == wanted.site_ids
    assert found["certificate"]["status"] == "optimal"
    assert found["certificate"]["objective"] == pytest.approx(best_by_hand(held), rel=1e-12)
    assert found["plan"]["districts"] is None  # the draft's own stay on the table


def best_by_hand(held: Case) -> float:
    """Return the least mean distance of six posts, three of them locked, of all there are."""
    city, weight = held.problem.city, held.problem.zone_weight("calls")
    travel = np.asarray(city.travel.metres)
    kept = city.site_positions(LOCKED)
    others = [site for site in range(len(city.site_ids)) if site not in kept]
    near = travel[kept].min(axis=0)
    means = (weight @ np.minimum(near, travel[list(more)].min(axis=0)) for more in itertools.combinations(others, 3))
    return float(min(means) / weight.sum())


def test_a_plan_is_kept_before_it_is_judged(held: Case, case_folder: Path) -> None:
    kept: list[dict[str, Any]] = []
    report = JobReport(lambda told: None, lambda: False, kept.append)
    draft = drawn(held, *held.plan("today").site_ids)
    values = {"folder": str(case_folder), "digest": held.digest, "plan": draft.to_dict()}
    found = JOB_KINDS["improve"](JobRequest(1, "improve", {**MEDIAN, "p": 6}, **values), report)
    assert kept == [{**found, "judged": None}]


def test_a_candidate_is_judged_as_a_draft_is(held: Case, case_folder: Path) -> None:
    draft = drawn(held, *held.plan("today").site_ids)
    found = work(held, case_folder, "improve", draft, options={**MEDIAN, "p": 6})
    judged = Coverage().score(held.problem, Plan.from_dict(found["plan"]))
    assert found["judged"]["evaluation"]["measures"] == judged.to_dict()["measures"]
    assert found["judged"]["headline"]["tiles"][0]["verdict"] == "better"
    assert set(found["made_with"]["versions"]) >= {"beatwright", "numpy", "highspy"}


def test_a_post_that_stays_keeps_its_reach(held: Case, case_folder: Path) -> None:
    draft = Plan(posts=(Post("s1", reach=900.0), Post("s2"), Post("s3")), name="Draft A")
    found = work(held, case_folder, "improve", draft, options={**MEDIAN, "p": 3}, locked_posts=("s1",))
    assert {post["site"]: post["reach"] for post in found["plan"]["posts"]}["s1"] == 900.0


def test_districts_are_drawn_anew_round_a_lock(held: Case, case_folder: Path) -> None:
    draft = drawn(held, "s1")
    options = {"k": 4, "weights": {}, "tolerance": None, "parents": True, "max_moved": None, "seed": 2}
    found = work(held, case_folder, "redraw", draft, options=options, locked_districts=("west 0",))
    wanted = BalancedDistricts(k=4, closed=("west 0",), seed=2).solve(held.problem, held.plan("today"))
    assert wanted.certificate is not None
    assert found["plan"]["districts"] == wanted.districts
    assert timeless(found["certificate"]) == timeless(wanted.certificate.to_dict())
    stayed = {zone for zone, name in found["plan"]["districts"].items() if name == "west 0"}
    assert stayed == {zone for zone, name in (draft.districts or {}).items() if name == "west 0"}
    assert found["plan"]["posts"] is None


def test_the_gap_of_a_draft_is_that_of_the_library_and_a_division(held: Case, case_folder: Path) -> None:
    draft = drawn(held, "s1", "s9", "s20")
    found = work(held, case_folder, "proof", draft, options={**MEDIAN, "p": 3})
    step = PMedian(p=3)
    priced = step.price(held.problem, draft)
    assert (found["gap_of_draft"], found["bound"]) == (priced.gap, priced.bound)
    shown = Coverage().score(held.problem, draft)[found["measure"]]
    assert shown / found["bound"] - 1 == pytest.approx(found["gap_of_draft"], abs=1e-12)
    again = work(held, case_folder, "proof", drawn(held, "s2", "s9", "s20"), options={**MEDIAN, "p": 3},
                 inputs={"best": found["best"]})  # fmt: skip
    assert again["certificate"] == found["certificate"]  # with its seconds: nothing was searched
    other = step.price(held.problem, drawn(held, "s2", "s9", "s20"))
    assert again["gap_of_draft"] == other.gap


def test_a_draft_of_another_number_has_no_gap_and_is_told_why(held: Case, case_folder: Path) -> None:
    found = work(held, case_folder, "proof", drawn(held, "s1", "s9"), options={**MEDIAN, "p": 3})
    assert (found["gap_of_draft"], found["why"]) == (None, "The draft has 2 posts.")


def test_the_worth_of_posts_is_what_the_library_says(held: Case, case_folder: Path) -> None:
    draft = drawn(held, "s1", "s9", "s20")
    found = work(held, case_folder, "worth", draft, options={"by": "metres", "weight": "calls", "p": 3})
    table = PMedian(p=3).post_values(held.problem, draft)
    assert [(row["site"], row["loss"]) for row in found["posts"]] == list(table["difference"][:-1].items())
    assert (found["next"]["site"], found["next"]["gain"]) == (table.index[-1], -table["difference"].iloc[-1])


def test_alternatives_keep_the_locks_and_rise(held: Case, case_folder: Path) -> None:
    options = {**MEDIAN, "p": 4, "count": 3, "differ": 2}
    found = work(held, case_folder, "alternatives", drawn(held, "s1", "s5", "s2", "s3"), options=options,
                 locked_posts=("s1",))  # fmt: skip
    plans = PMedian(p=4, keep=("s1",), name="Draft A").alternatives(held.problem, 3, 2)
    assert [line["plan"]["posts"] for line in found["plans"]] == [plan.to_dict()["posts"] for plan in plans]
    objectives = [line["objective"] for line in found["plans"]]
    assert objectives == sorted(objectives)
    assert len(set(objectives)) == 3


@pytest.mark.parametrize("kind", ["improve", "proof"])
def test_who_is_told_to_stop_at_once_has_a_plan_and_a_valid_bound(kind: str, held: Case, case_folder: Path) -> None:
    found = work(held, case_folder, kind, drawn(held, "s1", "s9", "s20"), stop=True, options={**MEDIAN, "p": 3})
    best = PMedian(p=3).solve(held.problem).certificate
    assert best is not None
    assert found["certificate"]["bound"] <= best.objective <= found["certificate"]["objective"]


def test_a_case_that_was_made_anew_is_refused(held: Case, case_folder: Path) -> None:
    request = JobRequest(1, "worth", folder=str(case_folder), digest="other", plan=drawn(held, "s1").to_dict())
    with pytest.raises(Exception, match="made anew"):
        JOB_KINDS["worth"](request, silent())
