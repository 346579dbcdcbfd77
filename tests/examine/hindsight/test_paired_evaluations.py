"""Differences in the comparison table with their intervals, or why they have none."""

import csv
import dataclasses
import json

import numpy as np
import openpyxl
import pytest

from beatwright.core import (
    Case,
    Comparison,
    Demand,
    DifferenceInterval,
    Evaluation,
    Measure,
    ParameterError,
    Plan,
    Post,
)
from beatwright.evaluate import Coverage, Districts, Simulation, pool
from beatwright.examine.hindsight.paired_differences import paired_differences
from beatwright.examine.hindsight.paired_evaluations import paired_evaluations
from beatwright.show import comparison_table, write_comparison
from beatwright.show.files.workbook import write_workbook
from beatwright.show.report.headline import answer
from beatwright.show.report.html import render_report
from beatwright.show.tables.comparison_table import comparison_rows
from beatwright.testing import hourly_problem, small_incidents, small_problem

PLANS = tuple(
    Plan(posts=tuple(map(Post, sites)), name=name)
    for name, sites in (("today", ("s2", "s5")), ("other", ("s3", "s4")), ("all", ("s1", "s2", "s3", "s4", "s5", "s6")))
)


def case_of(weeks=30, seed=0, base="today", random=()):
    """Return a case whose differences have intervals; plans named in `random` stand for two drawn at random."""
    incidents = small_incidents(seed, weeks=weeks)
    heldout = dataclasses.replace(small_problem(), demand=Demand.observed(incidents))
    judged = []
    for plan in PLANS:
        drawn = (plan, PLANS[2]) if plan.name in random else (plan,)
        said = [Coverage().score(heldout, one) for one in drawn]
        judged.append((drawn, pool(said, plan=plan.name) if len(said) > 1 else said[0]))
    found = paired_evaluations(Coverage(), heldout, incidents, judged, base=base, draws=100)
    return Case("small", small_problem(), heldout, PLANS, found, "all", "today"), incidents


@pytest.fixture(scope="module")
def case():
    return case_of()[0]


def test_every_difference_has_the_interval_of_the_paired_draws(case):
    incidents = small_incidents(weeks=30)
    judged = {plan.name: (plan, said) for plan, said in zip(case.plans, case.evaluations, strict=True)}
    drawn = paired_differences(Coverage(), case.heldout, incidents, judged, base="today", draws=100)
    assert len(drawn) > 20
    for one in drawn:
        interval = case.comparison.interval(one.plan, one.measure.name)
        assert (interval.low, interval.high) == one.interval
        assert interval.chance == (one.chance and one.verdict != "the same")
    assert all(case.comparison.interval("today", name) is None for name in case.comparison.table.index)


def test_the_worst_call_has_none_since_weeks_drawn_again_never_have_a_worse_one(case):
    names = set(case.comparison.table.index)
    assert {"worst distance", "worst time"} <= names
    with_one = {name for name in names if case.comparison.interval("all", name) is not None}
    assert {name for name in names if name.startswith("worst")} & with_one == set()
    assert {"mean distance", "95th percentile distance", "late calls"} <= with_one


def test_the_case_folder_keeps_them_and_older_ones_still_load(case, tmp_path):
    case.save(tmp_path / "case")
    assert Case.load(tmp_path / "case") == case
    assert Case.load(tmp_path / "case").comparison.interval("all", "mean distance").high < 0
    file = tmp_path / "case" / "evaluation.json"
    values = json.loads(file.read_text(encoding="utf-8"))
    for said in values:
        del said["notes"]
        for measure in said["measures"]:
            measure.pop("against", None)
    file.write_text(json.dumps(values), encoding="utf-8")
    older = Case.load(tmp_path / "case")
    assert not older.comparison.has_intervals
    assert older.comparison.notes == ()
    assert older.digest != case.digest
    bare = [dataclasses.replace(e, notes=(), measures=_bare(e)) for e in case.evaluations]
    assert older.digest == dataclasses.replace(case, evaluations=tuple(bare)).digest


def _bare(evaluation):
    return tuple(dataclasses.replace(measure, against=None) for measure in evaluation.measures)


def test_the_comparison_prints_them_with_a_legend(case):
    text = str(case.comparison)
    assert "Difference to 'today' and its 90 % interval; ~ marks one that chance could explain" in text
    found = case.comparison.interval("all", "mean distance")
    line = [row for row in text.splitlines() if row.startswith("mean distance ")][1]
    for end in (found.low, found.high):
        assert (f"{end:+,.3f}" if abs(end) < 100 else f"{end:+,.0f}") in line
    assert text.endswith(case.comparison.notes[-1])
    assert "100 draws of the 30 weeks" in case.comparison.notes[0]
    assert "Difference to" not in str(case.comparison.against("all"))  # the intervals are of differences to today


def test_a_difference_that_chance_could_explain_is_marked():
    case, _ = case_of(weeks=10)
    comparison = case.comparison
    doubtful = [m for m in comparison.table.index if (one := comparison.interval("other", m)) and one.chance]
    assert doubtful
    rows = {row.name: row.cells[1] for row in comparison_rows(comparison)}
    assert [name for name, cell in rows.items() if cell.chance] == doubtful
    lines = [row for row in str(comparison).splitlines() if "~" in row and " to " in row]
    assert len(lines) >= len(doubtful)
    page = render_report(case, {})
    cells = [cell for row in comparison_rows(comparison) for cell in row.cells]
    assert page.count("</span>chance</span>") == sum(cell.chance for cell in cells)
    assert "“≈ chance”: chance could explain the difference" in page
    for end in (end for cell in cells for end in cell.against.split(" to ") if end):
        assert f'<span class="keep">{end}</span>' in page
    assert "Under a difference stands" not in render_report(dataclasses.replace(case, evaluations=_older(case)), {})


def _older(case):
    return tuple(dataclasses.replace(e, notes=(), measures=_bare(e)) for e in case.evaluations)


def test_the_answer_counts_them():
    case, _ = case_of(weeks=10)
    case = dataclasses.replace(case, main="other")
    (told,) = [text for text in answer(case) if "chance could explain" in text]
    drawn = [case.comparison.interval("other", name) for name in case.comparison.table.index]
    known = [one for one in drawn if one is not None]
    doubtful = sum(one.chance for one in known)
    assert told.startswith(f"Of the differences in {len(known)} measures that the demand decides, ")
    assert f"chance could explain {doubtful} (" in told
    assert not any("chance could" in text for text in answer(dataclasses.replace(case, evaluations=_older(case))))


def test_the_files_carry_both_ends(case, tmp_path):
    with write_comparison(case.comparison, tmp_path / "comparison.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    for row in rows:
        found = case.comparison.interval(row["plan"], row["measure"])
        ends = [row["difference_low"], row["difference_high"]]
        assert ends == (["", ""] if found is None else [repr(found.low), repr(found.high)])
        assert row["chance"] == ("" if found is None else "yes" if found.chance else "no")
    sheet = openpyxl.load_workbook(write_workbook(case, tmp_path / "plan.xlsx"))["Comparison"]
    head, *body = [[cell.value for cell in row] for row in sheet.iter_rows()]
    columns = [head.index(f"all minus today, 90 % {end}") for end in ("low", "high")]
    line = next(row for row in body if row[0] == "mean distance")
    found = case.comparison.interval("all", "mean distance")
    assert [line[column] for column in columns] == pytest.approx([found.low, found.high])
    told = [row[0] for row in body if row[0]]
    assert case.comparison.notes[0] in told
    assert told[-1].startswith("Chance could explain a difference where")
    assert "mean distance" in comparison_table(case.comparison)


@pytest.mark.parametrize(
    ("weeks", "base", "random", "told"),
    [
        (7, "today", (), "Only 7 weeks of incidents are held out"),
        (30, "today", ("today",), "No difference has an interval: “today” stands for many plans drawn at random."),
        (30, "today", ("other", "all"), "there is no plan beside “today” that is not drawn at random."),
    ],
)
def test_where_there_is_none_a_sentence_says_why(weeks, base, random, told):
    case, _ = case_of(weeks=weeks, base=base, random=random)
    assert not case.comparison.has_intervals
    (note,) = case.comparison.notes
    assert told in note
    assert note in str(case.comparison)
    assert note.replace("’", "'") in render_report(case, {})


def test_a_judge_that_must_be_asked_for_every_draw_is_not_asked_by_itself():
    asked = []

    class Slow:
        def score(self, problem, plan):
            asked.append(plan.name)
            value = Coverage().score(problem, plan)["mean distance"]
            return Evaluation(plan.name, "Slow", (Measure("mean distance", value, "m", "lower"),))

    incidents = small_incidents(weeks=30)
    heldout = dataclasses.replace(small_problem(), demand=Demand.observed(incidents))
    judged = [((plan,), Slow().score(heldout, plan)) for plan in PLANS]
    asked.clear()
    found = paired_evaluations(Slow(), heldout, incidents, judged, base="today")
    assert asked == ["today"]
    assert {said.notes[0].split(":")[0] for said in found} == {"No difference has an interval"}
    assert "PairedIntervals" in found[0].notes[0]


def test_a_plan_drawn_at_random_has_none_beside_others():
    case, _ = case_of(random=("other",))
    assert case.comparison.interval("other", "mean distance") is None
    assert case.comparison.interval("all", "mean distance") is not None
    assert case.comparison.notes[-1].endswith("drawn at random have no interval: other.")


def test_without_a_hold_out_nobody_can_say():
    case, _ = case_of()
    judged = [((plan,), said) for plan, said in zip(case.plans, _older(case), strict=True)]
    found = paired_evaluations(Coverage(), case.heldout, None, judged, base="today")
    assert {said.notes for said in found} == {
        ("No incidents are held out, so nobody can say which differences chance could explain.",)
    }


def test_districts_are_judged_under_every_scenario_at_once_as_alone():
    incidents = small_incidents(weeks=12)
    problem = small_problem()
    heldout = dataclasses.replace(problem, demand=Demand.observed(incidents))
    zones = problem.city.zone_ids
    halves = dict(problem.city.zones["parent"])
    plans = [Plan(districts=halves, name="today"), Plan(districts=dict.fromkeys(zones, "a"), name="one")]
    judged = [((plan,), Districts().score(heldout, plan)) for plan in plans]
    found = paired_evaluations(Districts(), heldout, incidents, judged, base="today", draws=20)
    comparison = Comparison(found, "today")
    assert comparison.interval("one", "CV of calls").high < 0
    assert comparison.interval("one", "districts in pieces") is None
    rate = np.concatenate([heldout.demand.rate, 2 * heldout.demand.rate[:, ::-1]])
    several = dataclasses.replace(heldout, demand=dataclasses.replace(heldout.demand, rate=rate, weight=None))
    together = {one.name: one.by_scenario for one in Districts().score(several, plans[0]).measures}
    for number, rate in enumerate(several.demand.rate):
        one = dataclasses.replace(several, demand=dataclasses.replace(several.demand, rate=rate[None], weight=None))
        for measure in Districts().score(one, plans[0]).measures:
            if together[measure.name]:
                assert together[measure.name][number] == pytest.approx(measure.value, rel=1e-12)
    assert {"CV of calls", "homogeneity of calls"} <= {name for name, values in together.items() if values}
    assert not together["cut length"]


def test_an_interval_that_is_none_is_refused():
    for wrong in ((2.0, 1.0), (float("nan"), 1.0), (0.0, float("inf"))):
        with pytest.raises(ParameterError, match="finite, low <= high"):
            DifferenceInterval("today", *wrong)
    with pytest.raises(ParameterError, match="'base'"):
        DifferenceInterval(3, 0.0, 1.0)
    measure = Measure("d", 1.0, against=DifferenceInterval("today", 0.0, 1.0))
    assert Measure.from_dict(measure.to_dict()) == measure
    said = Evaluation("a", "J", (measure,), notes=("why",))
    assert Evaluation.from_dict(said.to_dict()) == said


def test_what_was_simulated_keeps_its_own_intervals():
    problem, plan = hourly_problem(), Plan(posts=(Post("s2"),), crews=((5,),), name="today")
    judge = Simulation(weeks=3)
    said = judge.score(problem, plan)
    assert paired_evaluations(judge, problem, None, [((plan,), said)], base="today") == (said,)
