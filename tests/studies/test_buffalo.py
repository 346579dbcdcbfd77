"""The Buffalo study: printed figures, and the whole study in a small generated city."""

import json

import numpy as np
import pytest

from beatwright.cli import commands as cli
from beatwright.core import Case
from beatwright.studies import REPRODUCTIONS
from beatwright.studies.buffalo import AFTER, BEFORE, arithmetic, examine, generated_place, st_louis

# As the study is made that the folders share.
SMALL = {"units": 120, "districts": 3, "sectors": 9, "straddling": 6, "weeks": 40}
METHODS = ("method 1: units whole", "method 2: units split")


@pytest.fixture
def small(small_buffalo):
    return small_buffalo


def test_the_printed_tables_give_the_printed_figure():
    before, after, conserved, halved, cut = arithmetic().rows
    assert (len(before.calls), before.total) == (13, 9411)
    assert (len(after.calls), after.total) == (21, 10145)
    assert f"{after.reduction:.2%}" == "63.19%"
    assert after.reduction == pytest.approx(1 - np.var(after.calls, ddof=1) / np.var(before.calls, ddof=1))
    assert f"{arithmetic().population_reduction:.2%}" == "62.02%"
    assert sum(arithmetic().differences.values()) == 734
    assert (len(conserved.calls), conserved.total, f"{conserved.reduction:.2%}") == (21, 9411, "72.24%")
    assert (len(halved.calls), halved.total, f"{halved.reduction:.2%}") == (22, 9411, "76.51%")
    table = arithmetic().table
    assert cut.reduction > 0.75
    for name in ("coefficient of variation", "Gini"):
        assert table.loc[cut.what, name] == pytest.approx(table.loc[before.what, name])


def test_every_unit_of_table_1_stands_in_table_2():
    assert list(AFTER) == list(BEFORE)
    changed = {"13020", "17018", "17020", "17021", "no. 10", "17028", "17029", "17030"}
    assert set(arithmetic().differences) == changed


def test_the_generated_city_straddles_as_asked(small):
    (city,) = small[0].cities
    assert len(city.straddling) == SMALL["straddling"]
    assert city.units == SMALL["units"]


def test_nothing_is_lost_and_no_district_crosses_a_parent(small):
    (city,) = small[0].cities
    assert city.holds
    table = city.table
    assert table.loc["districts across parents", METHODS[1]] == 0
    assert (table.loc["districts in pieces", list(METHODS)] == 0).all()
    assert (table.loc["districts", list(METHODS)] == SMALL["sectors"]).all()
    for plan in city.case.plans[2:]:
        assert plan.certificate.bound <= plan.certificate.objective
    people = city.case.problem.city.zones["population"].sum()
    assert people == pytest.approx(generated_place(**SMALL).units["population"].sum(), rel=1e-9)


def test_new_districts_are_more_even_than_those_of_today(small):
    table = small[0].cities[0].table
    assert (table.loc["CV of calls", list(METHODS)] < table.loc["CV of calls", "sectors of today"]).all()


def test_report_and_figures_are_written(small):
    result, folder = small
    figures = json.loads((folder / "reproduce.json").read_text())
    assert figures["published"]["calls added"] == 734
    assert figures["cities"][0]["conserved"] is True
    assert (folder / "report.html").exists()
    assert (folder / "crosswalk.csv").exists()
    assert Case.load(folder).main == METHODS[1]
    assert "63.19%" in result.text
    assert "St. Louis was left out" in result.text


def test_the_study_has_a_name(capsys):
    assert "buffalo" in [study.name for study in REPRODUCTIONS]
    with pytest.raises(SystemExit) as ended:
        cli.main(["reproduce", "bufalo"])
    assert ended.value.code == 2
    assert "Did you mean 'buffalo'" in capsys.readouterr().err


@pytest.mark.slow
def test_st_louis(data_folder):
    place = st_louis(data_folder)
    assert place is not None
    found = examine(place)
    assert found.holds
    assert found.table.loc["districts across parents", METHODS[1]] == 0
    assert found.table.loc["districts in pieces", METHODS[1]] == 0
    assert len(found.case.problem.city.zones) > 360
