"""The San Miguel study done again: in the small form, and on the grid whose optimum is known."""

import json
import re
from dataclasses import replace

import numpy as np
import pytest

from beatwright.cli import commands as cli
from beatwright.core import Case, Comparison, Finding, Plan, Post, StudyError
from beatwright.evaluate import Simulation
from beatwright.solver import p_median_curve
from beatwright.studies import REPRODUCTIONS, reproduction_named
from beatwright.studies.san_miguel import reproduce_san_miguel, statements_of
from beatwright.studies.san_miguel.simulated_words import (
    Assumed,
    SimulatedPlan,
    response_told,
    simulated_sentences,
    simulated_tables,
)
from beatwright.studies.san_miguel.stage_table import stages_beside
from beatwright.testing import hourly_problem


@pytest.fixture
def small(small_san_miguel):
    return small_san_miguel


def test_every_node_is_a_candidate_and_today_stands_between_them(small):
    (city,) = small[0].cities
    assert city.nodes == 240
    today = set(city.straight.today.plan.site_ids)
    assert not today & {site for point in city.straight.points for site in point.plan.site_ids}


def test_every_optimum_is_proven_and_none_is_above_k_means(small):
    table = small[0].cities[0].table
    assert list(table.index) == [1, 2, 3, 4, 5, 6]
    assert table["proven"].all()
    assert (table["K-means worse"] >= -1e-9).all()
    assert (table["lost by road"] >= -1e-9).all()
    assert (np.diff(table["p-median"]) <= 0).all()
    assert (np.diff(table["road optimum"]) <= 0).all()


def test_roads_are_longer_than_straight_lines(small):
    table = small[0].cities[0].table
    assert (table["by road"] > table["p-median"]).all()


def test_the_statements_say_what_the_table_says(small):
    (city,) = small[0].cities
    for trade in (city.straight, city.roads):
        for on in ("planned", "heldout"):
            improves, saves, both = statements_of(trade, on)
            curve, now = trade.table(on=on)["PMedian"], getattr(trade.today, on)["mean distance"]
            p = trade.today.p
            assert improves.holds == (curve[p] < now)
            assert f"{now:,.0f} m today, {curve[p]:,.0f} m" in improves.found
            assert saves.holds == bool((curve[p - 1 :] <= now).all())
            if both.holds:
                assert (curve[curve.index < p] < now).any()
            assert ("DOES NOT HOLD" in saves.text) == (not saves.holds)


def test_the_stages_before_the_plan_are_told_and_in_the_report(small):
    (city,) = small[0].cities
    assert [found.name for found in city.stages] == ["intensity", "randomness", "hotspots"]
    # The generated city clusters by construction.
    assert city.stages[1].sentences[0].startswith("Clustered: K lies above the 9")
    assert city.stages[2]["clusters over a place (kappa pi R²)"] > 0
    assert "Before the plan, on the incidents of the last year" in small[0].text
    case = Case.load(small[1])
    names = ["trade-off", "stages", "intensity", "randomness", "hotspots", "simulation", "kinds"]
    assert [found.name for found in case.findings] == names
    assert (small[1] / "density.tif").stat().st_size > 0


def test_each_stage_of_the_study_stands_beside_what_was_found_here(small):
    (city,) = small[0].cities
    intensity, chance, hotspots = city.stages
    (table,) = stages_beside(city.stages, city.simulation).tables
    here = dict(zip(table.index, table["found here"].values, strict=True))
    assert list(here) == [
        "counts in quadrats", "intensity", "function G", "function F", "function K", "fitted Matérn process",
        "clusters by DBSCAN", "validation by simulation",
    ]  # fmt: skip
    assert f"{chance['index of dispersion of quadrats']:,.1f} times" in here["counts in quadrats"]
    assert f"{100 * intensity['share of incidents in the densest tenth of the area']:.0f}\u00a0%" in here["intensity"]
    assert here["function K"] in chance.sentences[0]
    fit = hotspots.table("cluster process").frame.iloc[0]
    assert f"radius {fit['radius of a cluster']:,.0f} m" in here["fitted Matérn process"]
    assert f"{100 * hotspots['share of the incidents in hotspots']:.0f}\u00a0%" in here["clusters by DBSCAN"]
    sections = (*city.stages, city.simulation)
    drawn = {f"{found.title}, {chart.name}" for found in sections for chart in found.charts}
    pictures = [shown for shown in table["here in section, picture"].values if "," in shown]
    assert pictures
    assert set(pictures) <= drawn


def test_a_stage_of_which_nothing_can_be_said_says_so(small):
    silent = [replace(found, measures=(), tables=(), charts=(), details={}) for found in small[0].cities[0].stages]
    (table,) = stages_beside(tuple(silent), small[0].cities[0].simulation).tables
    assert set(table["found here"].values[:-1]) == {"nothing can be said"}


def test_the_plans_are_simulated_on_the_same_calls_beside_today(small):
    result, folder = small
    (city,) = result.cities
    found = Case.load(folder).findings[-2]
    assert found == city.simulation
    response = found.table("response")
    today, now = response.index[0], city.straight.today.p
    assert list(response.index[1:3]) == [f"KMeansPosts(p={now})", f"PMedian(p={now})"]
    # Fewer posts come with fewer cars and with all of them; elsewhere every post has as many cars.
    each = found.details["cars per post"]
    cars, posts = response["cars"].values, response["posts"].values
    assert [count == each * number for count, number in zip(cars, posts, strict=True)][:-1] == [True] * (len(cars) - 1)
    assert response.index[-1].endswith(", all cars kept") == (posts[-1] < now)
    assert cars[-1] == each * now
    for table, measure in zip(found.tables, ("mean response", "delayed share", "share answered within"), strict=True):
        values = next(column.values for column in table.columns if column.name.startswith(measure))
        assert np.all(np.array(table["from"].values) < values)
        assert np.allclose(np.array(table["difference"].values)[1:], np.array(values)[1:] - values[0])
        assert np.isnan(table["difference"].values[0])
    # What chance does to both plans alike is in neither difference.
    apart = np.subtract(response["difference to"].values, response["difference from"].values)[1:4]
    assert np.all(apart < np.subtract(response["to"].values, response["from"].values)[1:4])
    row = dict(zip(response.index, response["mean response"].values, strict=True))
    assert f"{row[today]:.2f} min" in stages_beside(city.stages, found).tables[0]["found here"].values[-1]


def test_the_simulation_says_what_its_table_says_and_what_it_assumes(small):
    (city,) = small[0].cities
    told, table = city.simulation.sentences, city.simulation.table("response")
    gap, low, high = (table[name].values[2] for name in ("difference", "difference from", "difference to"))
    assert f"{abs(gap):.2f} min {'sooner' if gap < 0 else 'later'}" in told[2]
    bears_out = high < 0
    assert told[0].startswith("The simulation bears the study's plan out") == bears_out
    assert ("than chance" in told[0]) == (low <= 0 <= high)
    assert any("one recorded crime stands for 8 calls" in sentence for sentence in told)
    assert f"Every post has {'one car' if city.simulation.details['cars per post'] == 1 else ''}" in told[-1]
    assert "no forecast" in told[-1]
    assert told[0] in small[0].text


def test_an_overload_is_told_in_words():
    """A plan whose queue grows has no mean: no number is written for it."""
    problem = hourly_problem()
    plans = [
        Plan(posts=(Post("s2"), Post("s5")), crews=((cars,), (cars,)), name=name)
        for name, cars in (("today", 9), ("kmeans", 10), ("short", 2))
    ]
    compared = Comparison(
        tuple(Simulation(weeks=16, calls_per_incident=1.5).score(problem, plan) for plan in plans), "today"
    )
    rows = [SimulatedPlan.of(problem, plan) for plan in plans]
    told = simulated_sentences(compared, rows, Assumed(8.0, 6, 40.0, 16, problem))
    assert "the first car is there later without end, as its queue grows" in told[2]
    assert "“short” has the first car there later" in told[0]
    assert not any(re.search(r"\b(inf|nan)\b", sentence) for sentence in told)
    assert "inf" not in response_told(Finding("a", "a", ["a"], tables=simulated_tables(compared, rows)))


def test_the_kinds_are_foreseen_beside_the_commonest_and_what_was_published(small):
    result, folder = small
    (city,) = result.cities
    scores = city.kinds.tables[0]
    assert list(scores.index) == [
        "MajorityKind", "NearestKinds", "SoftmaxKinds", "NearestKinds(prior_votes=20.0)", "ShrunkMix",
    ]  # fmt: skip
    published = scores["published accuracy"].values
    assert (published[1], published[2]) == (0.2972, 0.2987)
    assert np.isnan([published[0], *published[3:]]).all()
    accuracy, loss = scores["accuracy"].values, scores["log-loss"].values
    assert f"always names the commonest of 11 kinds does in {accuracy[0]:.2%}" in result.text
    assert f"network {loss[2]:.3f}, commonest kind {loss[0]:.3f}" in result.text
    assert "states neither the number of classes nor the share of the commonest" in result.text
    # Learned from all the weeks of the city, judged on a third as many that follow.
    years = city.kinds.sentences[3]
    learned, _, judged = (int(word.replace(",", "")) for word in re.findall(r"[\d,]+\d|\d", years))
    assert judged == pytest.approx(learned / 3, rel=0.1)
    curve = Case.load(folder).findings[-1].chart("accuracy-by-k")
    assert max(curve.panels[0].lines[0].y) == curve.panels[0].lines[0].y[curve.panels[0].lines[0].x.index(curve.mark)]
    assert "nearest neighbours" in (folder / "report.html").read_text(encoding="utf-8")


def test_report_and_figures_are_written(small):
    result, folder = small
    assert Case.load(folder) == result.cities[0].case
    assert "trade-off" in (folder / "report.html").read_text(encoding="utf-8")
    values = json.loads((folder / "reproduce.json").read_text(encoding="utf-8"))
    assert values == json.loads(json.dumps(result.to_dict()))
    assert [row["posts"] for row in values["cities"][0]["table"]] == [1, 2, 3, 4, 5, 6]


def test_the_report_says_what_it_was_run_with_and_names_no_file_that_is_not_there(small):
    folder = small[1]
    text = (folder / "report.html").read_text(encoding="utf-8")
    assert "<summary>Versions, study, seeds, options</summary>" in text
    assert "<bdi>20x12</bdi>" in text
    assert "the grid covers the rectangle around the city" in text
    files = ("dropped.csv", "crosswalk.csv", "plan.xlsx", "comparison.csv", "plan.gpkg")
    assert {name for name in files if name in text} == {name for name in files if (folder / name).is_file()}
    assert "crosswalk.csv" not in text


def test_what_is_absent_is_told(small):
    result, folder = small
    assert result.skipped == (
        f"St. Louis was left out: '{folder.parent}' does not hold its files. "
        "Give the folder with --data FOLDER or BEATWRIGHT_DATA.",
    )
    assert result.skipped[0] in result.text


def test_an_unknown_study_lists_the_known_ones(capsys):
    with pytest.raises(StudyError, match=r"Did you mean 'san-miguel'\? Known: .*san-miguel"):
        reproduction_named("san-migel", REPRODUCTIONS)
    with pytest.raises(SystemExit) as stop:
        cli.main(["reproduce", "atlantis"])
    assert stop.value.code == 2
    assert "There is no study 'atlantis'. Known: " in capsys.readouterr().err


def test_without_a_name_the_studies_are_listed(capsys):
    with pytest.raises(SystemExit) as stop:
        cli.main(["reproduce"])
    assert stop.value.code == 0
    told = capsys.readouterr().out
    assert all(study.name in told for study in REPRODUCTIONS)


def unit_grid():
    """Return the distances of a 40 x 24 unit grid; nodes are counted up its columns."""
    xy = np.array([(column, row) for column in range(40) for row in range(24)], dtype=float)
    return np.hypot(*(xy[:, None] - xy[None]).transpose(2, 0, 1))


def test_the_known_optima_of_the_grid_with_gamma_weights():
    weight = np.random.default_rng(0).gamma(2, 1, 960)
    five, fourteen = p_median_curve(unit_grid(), [5, 14], weight=weight)
    assert five.certificate.status == fourteen.certificate.status == "optimal"
    assert five.certificate.objective == pytest.approx(10201.682, abs=5e-4)
    assert fourteen.certificate.objective == pytest.approx(6005.754, abs=5e-4)


@pytest.mark.slow
def test_the_command_in_full(capsys, tmp_path, monkeypatch):
    monkeypatch.delenv("BEATWRIGHT_DATA", raising=False)
    with pytest.raises(SystemExit) as stop:
        cli.main(
            ["reproduce", "san-miguel", "--quiet", "-o", str(tmp_path / "out"), "--json", str(tmp_path / "a.json")]
        )
    assert stop.value.code == 0
    told = capsys.readouterr().out
    assert "960 nodes" in told
    assert "no data folder was given" in told
    values = json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))
    (city,) = values["cities"]
    assert [row["posts"] for row in city["table"]] == list(range(1, 15))
    assert all(row["proven"] for row in city["table"])


@pytest.mark.slow
@pytest.mark.data
def test_st_louis(data_folder, tmp_path):
    result = reproduce_san_miguel(tmp_path / "out", data_folder, size=5, weeks=78, grid="20x12", most=6)
    assert [city.name for city in result.cities][1:] == ["St. Louis"]
    assert result.cities[1].table["proven"].all()
    assert Case.load(tmp_path / "out" / "st-louis") == result.cities[1].case
