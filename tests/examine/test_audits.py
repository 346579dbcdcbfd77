"""The audit of a forecaster, on a city whose groups are known."""

import dataclasses

import numpy as np
import pytest

from beatwright.core import Case, ParameterError
from beatwright.examine import Audits
from beatwright.testing import check_examiner, small_incidents, small_problem

QUICK = {"weeks": 8, "runs": 2, "holdout": 12, "share": 0.2}


@pytest.fixture(scope="module")
def bare():
    problem = small_problem()
    return Case("Looked at", problem, problem)


@pytest.fixture(scope="module")
def found(bare):
    return check_examiner(Audits(**QUICK), bare, small_incidents(weeks=40))


def test_it_says_on_whom_flags_fall(found):
    table = found.table("flags by group")
    assert table.index_name == "people per km²"
    assert set(table.index) == {"lowest third", "middle third", "highest third"}
    for name in ("share of the area", "share of the incidents that came", "share of the flags", "share of the people"):
        assert sum(table[name].values) == pytest.approx(1)
    assert found["flags over incidents"] == pytest.approx(max(table["flags over incidents"].values))
    assert "None of this says who offends" in found.sentences[-1]


def test_doubt_of_reporting_moves_flags_towards_who_reports_less(found):
    shares = found.table("doubt of reporting")["its share of the flags"].values
    assert shares[0] >= shares[2] >= shares[-1]
    assert shares[2] == pytest.approx(found["share of the flags"])


def test_patrols_are_shown_over_time(found):
    lines = found.chart("patrols_over_time").panels[0].lines
    assert [line.name for line in lines] == ["records as they are", "with the filter", "the group reports less"]
    assert list(lines[0].x) == [0, 4]
    assert all(0 <= value <= 1 for line in lines for value in line.y)
    assert lines[2].y[-1] < lines[0].y[-1]


def test_any_column_groups_zones(bare):
    incidents = small_incidents(weeks=40)
    by_parent = Audits(column="parent", **QUICK).audited(bare, incidents)
    assert set(by_parent.flags.index) == {"west", "east"}
    with pytest.raises(ParameterError, match="income"):
        Audits(column="income", **QUICK).audited(bare, incidents)
    problem = dataclasses.replace(
        bare.problem, city=dataclasses.replace(bare.problem.city, zones=bare.problem.city.zones[["geometry"]])
    )
    with pytest.raises(ParameterError, match="neither people nor districts"):
        Audits(**QUICK).audited(Case("bare", problem, problem), incidents)


def test_too_few_records_are_told(bare):
    said = Audits(**QUICK).examine(bare, small_incidents(weeks=6)).sentences[0]
    assert "6 weeks" in said
    everywhere = small_incidents(weeks=40)
    by_zone = everywhere.frame["zone"].value_counts()
    few = everywhere.select(zones=by_zone.index[(by_zone > 20) & (by_zone < 60)][:1].tolist())
    assert "of shares by group" in Audits(**QUICK).examine(bare, few).sentences[0]


def test_an_area_too_small_for_any_zone_is_told(bare):
    said = Audits(**{**QUICK, "share": 0.01}).examine(bare, small_incidents(weeks=40)).sentences[0]
    assert "No zone fits" in said


def test_what_is_wrong_is_said():
    with pytest.raises(ParameterError) as error:
        Audits(forecaster="Oracle", share=0.0, reporting=2.0, weeks=0, runs=0, holdout=0, seed=-1, column=3)
    words = ("forecaster", "share", "reporting", "weeks", "runs", "holdout", "seed", "column")
    assert all(f"'{word}'" in str(error.value) for word in words)


def test_the_same_seed_says_the_same(bare):
    first, again = (Audits(**QUICK).examine(bare, small_incidents(weeks=40)) for _ in range(2))
    assert first == again
    assert np.isfinite([measure.value for measure in first.measures]).all()
