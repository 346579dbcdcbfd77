"""Case folders that version 0.1 wrote: what it found is read from the forms in which it kept it."""

import dataclasses
import json

import pytest

from beatwright.core import Case, Certificate, Column, Table
from beatwright.core.table import distinct
from beatwright.evaluate import Coverage
from beatwright.examine import (
    Alternatives,
    PostWorth,
    RankedPlan,
    alternatives_of,
    finding_of_alternatives,
    finding_of_trade_off,
    trade_off,
    trade_off_of,
)
from beatwright.planning import BusiestZones, PMedian
from beatwright.show import write_outputs


@pytest.fixture(scope="module")
def trade(small_case):
    problem = small_case.problem
    plans = {"PMedian": PMedian(p=1).curve(problem, range(1, 4)), "BusiestZones": [BusiestZones(p=2).solve(problem)]}
    return trade_off(plans, problem, problem, Coverage(), exact="PMedian", today=small_case.plan("base"))


@pytest.fixture(scope="module")
def ranked(small_case):
    plans = PMedian(p=2).alternatives(small_case.problem, 3)
    made = [RankedPlan(plan, Coverage().score(small_case.problem, plan), proven=True) for plan in plans]
    return Alternatives(tuple(made), (PostWorth(plans[0].site_ids[0], "close", 12.0, 1.5),))


def as_version_0_1(folder, trade=None, ranked=None):
    """Turn a case folder into one that version 0.1 wrote."""
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    del manifest["study"]["findings"]
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    for name, noun in (("tradeoff", trade), ("alternatives", ranked)):
        if noun is not None:
            (folder / f"{name}.json").write_text(json.dumps(noun.to_dict()), encoding="utf-8")


def test_both_are_read_and_whole(small_case, trade, ranked, tmp_path):
    folder = small_case.save(tmp_path / "case")
    as_version_0_1(folder, trade, ranked)
    case = Case.load(folder)
    assert [finding.name for finding in case.findings] == ["trade-off", "alternatives"]
    assert trade_off_of(case.finding("trade-off")) == trade
    assert alternatives_of(case.finding("alternatives")) == ranked
    assert finding_of_trade_off(trade_off_of(case.finding("trade-off"))) == finding_of_trade_off(trade)
    assert case.plans == small_case.plans


@pytest.mark.parametrize("which", ["trade", "ranked", "none"])
def test_one_of_them_or_none(small_case, trade, ranked, tmp_path, which, blank_maps, monkeypatch):
    blank_maps(monkeypatch)
    folder = small_case.save(tmp_path / "case")
    as_version_0_1(folder, trade if which == "trade" else None, ranked if which == "ranked" else None)
    case = Case.load(folder)
    assert len(case.findings) == (which != "none")
    write_outputs(case, tmp_path)
    assert ("earlier version" in (tmp_path / "report.html").read_text(encoding="utf-8")) == (which != "none")
    assert Case.load(case.save(tmp_path / "again")) == case


def test_a_folder_of_today_ignores_files_of_those_names(small_case, tmp_path):
    folder = small_case.save(tmp_path / "case")
    (folder / "tradeoff.json").write_text("no JSON", encoding="utf-8")
    assert Case.load(folder).findings == ()


def test_the_findings_keep_their_nouns_whole(small_case, trade, ranked, tmp_path):
    found = (finding_of_trade_off(trade), finding_of_alternatives(ranked, small_case.problem.city))
    again = Case.load(dataclasses.replace(small_case, findings=found).save(tmp_path / "case"))
    assert again.findings == found
    assert trade_off_of(again.findings[0]) == trade
    assert alternatives_of(again.findings[1]) == ranked


def test_a_measure_of_any_name_has_its_column(small_case, trade):
    """A judge may call a figure as the tables call a column of their own."""
    names = {m.name: new for m, new in zip(trade.points[0].heldout.measures[1:], ("sites", "proven"), strict=False)}

    def renamed(evaluation):
        measures = tuple(dataclasses.replace(m, name=names.get(m.name, m.name)) for m in evaluation.measures)
        return dataclasses.replace(evaluation, measures=measures)

    points = tuple(
        dataclasses.replace(point, planned=renamed(point.planned), heldout=renamed(point.heldout))
        for point in trade.points
    )
    odd = dataclasses.replace(trade, points=points, today=None)
    columns = [column.name for column in finding_of_trade_off(odd).table("tradeoff").columns]
    assert {"proven", "proven 2", "sites", "sites 2"} <= set(columns)
    assert len(set(columns)) == len(columns)


def test_columns_of_one_name_get_numbers():
    made = distinct([Column("a", [1]), Column("a", [2]), Column("a 2", [3]), Column("a", [4])])
    assert [column.name for column in made] == ["a", "a 2", "a 2 2", "a 3"]
    assert Table("t", ["x"], made)["a 3"].values == (4,)


def test_proofs_stand_in_the_finding(trade):
    proofs = finding_of_trade_off(trade).certificates
    assert len(proofs) == 3
    assert all(isinstance(proof, Certificate) and proof.status == "optimal" for proof in proofs.values())
