"""Exploring a study or a bare file: what is written, what is chosen, and what is told."""

import json

import geopandas as gpd
import pytest
import shapely

from beatwright.core import Case, ParameterError, StudyError
from beatwright.examine import STEPS, IncidentExaminer, WeekClock
from beatwright.study import compare_cases, explore_study, read_study
from beatwright.study.explore_study import explorers

PLAN = '[[planning]]\nstep = "PMedian"\np = 2\n'
CLOCK = '[[examine]]\nstep = "WeekClock"\nmost = 2\n'
ALL = [step.__name__ for step in STEPS if issubclass(step, IncidentExaminer) and step.unasked]


@pytest.fixture(scope="module")
def explored(town, tmp_path_factory):
    """Return a bare file explored, and its folder."""
    folder = tmp_path_factory.mktemp("explored")
    file = folder / "study.toml"
    file.write_text(
        '[study]\nseed = 3\n[incidents]\nfile = "calls.csv"\ncrs = "EPSG:32615"\n[city]\nzones = "zones.gpkg"\n'
        f'file_crs = "EPSG:32615"\n{PLAN}',
        encoding="utf-8",
    )
    return explore_study(read_study(file, data=town), folder / "case"), folder / "case"


def test_the_folder_holds_report_files_and_findings_and_reads_back(explored):
    case, folder = explored
    assert Case.load(folder) == case
    assert (case.plans, case.main, case.base) == ((), "", "")
    report = (folder / "report.html").read_text(encoding="utf-8")
    for finding in case.findings:
        assert f'<section id="{finding.name}">' in report
        assert json.loads((folder / "findings" / f"{finding.name}.json").read_text(encoding="utf-8"))
    assert "<script" not in report
    assert '<th scope="row"><bdi>explored</bdi>' in report  # the manifest of the page tells what it was made with
    assert not list(folder.glob("plan*"))
    assert {"boundary", "zones"} <= set(gpd.list_layers(folder / "exploration.gpkg")["name"])
    assert (folder / "when_by_kind.csv").exists()


def test_all_examiners_of_incidents_run_where_none_is_named(explored):
    case, _ = explored
    assert len(case.findings) == len(ALL)
    assert case.manifest["explored"]["examiners"][-1].split("(")[0] in ALL


def test_those_named_run_with_their_options(study_of):
    assert explorers(study_of(PLAN + CLOCK)) == (WeekClock(most=2),)
    assert [type(one).__name__ for one in explorers(study_of(PLAN))] == ALL


def test_all_incidents_are_looked_at_held_out_or_not(study_of, tmp_path):
    case = explore_study(study_of(PLAN + CLOCK), tmp_path / "case")
    assert round(case.problem.demand.calls) == case.reading.kept
    assert case.problem == case.heldout


def test_kinds_and_years_are_chosen(study_of, tmp_path):
    study = study_of(PLAN + CLOCK)
    every = explore_study(study, tmp_path / "all").finding("week-clock").table("when by kind")
    case = explore_study(study, tmp_path / "case", kinds=["THEFT"], years=[2022])
    table = case.finding("week-clock").table("when by kind")
    assert table.index == ("THEFT",)
    assert 0 < table["incidents"].values[0] < every["incidents"].values[every.index.index("THEFT")]
    assert case.problem.demand.hours == 365 * 24
    assert "2022-01-01 to 2022-12-31" in case.finding("week-clock").sentences[0]


@pytest.mark.parametrize(
    ("chosen", "said"),
    [
        ({"kinds": ["THIEF"]}, r"No incident is of the kind 'THIEF'\. Did you mean 'THEFT'"),
        ({"years": [1999]}, r"No incident is of the year 1999\. The years are: 2021, 2022"),
    ],
)
def test_what_no_incident_is_of_is_told_and_nothing_is_written(chosen, said, study_of, tmp_path):
    with pytest.raises(StudyError, match=said):
        explore_study(study_of(PLAN + CLOCK), tmp_path / "case", **chosen)
    assert not (tmp_path / "case").exists()


def test_kinds_that_an_examiner_names_are_looked_up_before_any_work(study_of, tmp_path):
    density = '[[examine]]\nstep = "Intensity"\ncompare = ["THIEF", "ROBERY"]\n'
    with pytest.raises(StudyError, match=r"(?s)kind 'ROB'.*'THIEF' that Intensity .*'THEFT'.*'ROBERY' that Intensity"):
        explore_study(study_of(PLAN + CLOCK + density), tmp_path / "case", kinds=["ROB"])
    assert not (tmp_path / "case").exists()


def test_a_case_without_plans_cannot_be_compared(explored):
    case, folder = explored
    with pytest.raises(StudyError, match=r"hold no plan. Make one with: beatwright run"):
        compare_cases([(str(folder), case), (str(folder), case)])
    with pytest.raises(ParameterError, match="holds no judged plan to compare"):
        _ = case.comparison


def test_every_word_that_no_incident_is_of_is_told_at_once(study_of, tmp_path):
    with pytest.raises(StudyError) as told:
        explore_study(study_of(PLAN + CLOCK), tmp_path / "case", kinds=["THIEF", "FIRE"], years=[1999, 1998])
    for word in ("'THIEF'", "'FIRE'", "1999", "1998"):
        assert word in str(told.value)


def test_a_study_with_streets_counts_repeats_by_segment_and_keeps_the_streets(study_of, town, tmp_path):
    rows = [((250, 0), (250, 1500)), ((250, 1500), (250, 0)), ((1250, 0), (1250, 1500)), ((250, 750), (1250, 750))]
    x, y = 740_000, 4_270_000
    lines = [shapely.LineString([(x + east, y + north) for east, north in row]) for row in rows]
    names = ["West St", "West St", "East St", "Cross St"]
    gpd.GeoDataFrame({"name": names}, geometry=lines, crs="EPSG:32615").to_file(town / "repeat_streets.gpkg")
    streets = '[network]\nedges = "repeat_streets.gpkg"\n'
    by_street = '[[examine]]\nstep = "Repeats"\nby = "street"\nmax_snap = 1000\nsimulations = 19\n'
    case = explore_study(study_of(PLAN + streets + by_street), tmp_path / "case")
    assert set(case.finding("repeats").table("busiest places")["street"].values) == {
        "West St",
        "East St",
        "Cross St, West St to East St",
    }
    city = Case.load(tmp_path / "case").problem.city
    assert city.streets == case.problem.city.streets
    assert len(city.streets) == 3
    assert city.zones["street_km"].sum() == pytest.approx(4.0)
    assert "found_busiest_segments" in set(gpd.list_layers(tmp_path / "case" / "exploration.gpkg")["name"])
