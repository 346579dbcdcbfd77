"""Calibration gives known parameters again, also from dirty records, and the back-test passes on its own records."""

import dataclasses
import re

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

import beatwright as bw
from beatwright.base.errors import InputError, ParameterError
from beatwright.cli import commands as cli
from beatwright.core import Calibration, Case, City, Demand, Problem
from beatwright.data import DispatchSource, read_dispatch
from beatwright.simulate.calibration import duty_hours
from beatwright.study.calibration import back_test, calibrate_simulation, fit_records
from beatwright.study.calibration.ground import tabled_minutes
from beatwright.testing import DispatchTruth, dirty_dispatch, generated_dispatch

_TRUTH = DispatchTruth(calls_per_hour=5.0)
_SIDE = 2_000.0


@pytest.fixture(scope="module")
def city():
    corners = [(740_000 + _SIDE * column, 4_280_000 + _SIDE * row) for row in range(4) for column in range(6)]
    zones = gpd.GeoDataFrame(
        index=[f"z{number}" for number in range(24)],
        geometry=[shapely.box(x, y, x + _SIDE, y + _SIDE) for x, y in corners],
        crs=32615,
    )
    middle = gpd.GeoDataFrame(index=zones.index, geometry=zones.geometry.centroid, crs=32615)
    boundary = shapely.box(740_000, 4_280_000, 740_000 + 6 * _SIDE, 4_280_000 + 4 * _SIDE)
    return City(boundary, zones, middle, name="generated")


def records(city, truth=_TRUTH, weeks=10, seed=0):
    """Return records of 30 cars at five posts, in three tours a day."""
    posts = np.array([0, 5, 9, 14, 20])
    tour = np.arange(30) // 5 % 3
    on = (np.arange(168) // 8) % 3 == tour[:, None]
    return generated_dispatch(
        tabled_minutes(city)[posts], city.zone_xy, np.arange(30) % 5, on, truth, weeks=weeks, seed=seed
    )


@pytest.fixture(scope="module")
def clean(city):
    return records(city)


def fitted(frame, city, folder, **options):
    frame.to_csv(folder / "cad.csv", index=False)
    return fit_records(read_dispatch(folder / "cad.csv", city, crs="EPSG:32615", **options), city)


@pytest.fixture(scope="module", params=[0.0, 0.1], ids=["clean", "dirty"])
def found(request, city, clean, tmp_path_factory):
    frame = dirty_dispatch(clean, request.param, seed=5) if request.param else clean
    return fitted(frame, city, tmp_path_factory.mktemp("cad"))


def expected(truth):
    """Yield the known parameters under the names of a calibration's rows."""
    for number in range(len(truth.share)):
        name = f"P{number + 1}"
        for cars, share in enumerate(truth.cars[number], 1):
            yield f"{name}: share of calls with {cars} {'car' if cars == 1 else 'cars'}", share
        yield f"{name}: on the scene, first car", truth.first[number]
        yield f"{name}: spread of its logarithm, first car", truth.spread[number]
        if truth.cars[number][0] < 1:
            yield f"{name}: on the scene, other cars", truth.later[number]
            yield f"{name}: spread of its logarithm, other cars", truth.spread[number]
    yield "call-taking", truth.call_minutes
    for hours, factor in zip(("00-06", "06-12", "12-18", "18-24"), truth.travel_factor, strict=True):
        yield f"travel: factor, hours {hours}", factor
    yield "travel: spread of the logarithm", truth.travel_spread
    yield "travel: slope of the logarithms (1 expected)", 1.0
    yield "work begun by cars: length", truth.work_minutes


def test_known_parameters_come_back_within_three_standard_errors(found):
    rows = {name: one for name, one, _ in found.calibration.rows()}
    far = {
        name: (rows[name], value)
        for name, value in expected(_TRUTH)
        if not abs(rows[name].value - value) <= 3 * rows[name].error
    }
    assert far == {}
    assert found.city.site_ids[found.posts[0]] == "z0"


def test_the_back_test_of_its_own_records_passes(found):
    tested = back_test(found, seed=1)
    assert tested.whole.verdict == "within"
    assert tested.passed
    assert tested.whole.calls > 0.85 * len(found.answers)
    assert tested.start == "together"


def test_a_back_test_with_other_minutes_on_the_way_does_not_pass(found):
    off = dataclasses.replace(found, trips=dataclasses.replace(found.trips, minutes=1.5 * found.trips.minutes))
    tested = back_test(off, seed=1)
    assert not tested.passed
    assert "mean" in tested.whole.verdict


@pytest.mark.slow
def test_a_year_of_its_own_records_passes_and_errors_hold_over_seeds(city, tmp_path):
    found = fitted(records(city, weeks=52, seed=3), city, tmp_path)
    assert back_test(found).passed
    far = []
    for seed in range(8):
        each = fitted(dirty_dispatch(records(city, weeks=8, seed=seed), 0.1, seed), city, tmp_path)
        rows = {name: one for name, one, _ in each.calibration.rows()}
        known = [(rows[name], value) for name, value in expected(_TRUTH)]
        far += [abs(one.value - value) > 3 * one.error for one, value in known]
    assert np.mean(far) < 0.02


def test_figures_are_written_and_read_again_and_a_problem_takes_them(found, city, tmp_path):
    file = found.calibration.save(tmp_path / "calibration.toml")
    again = Calibration.load(file)
    assert again.toml() == found.calibration.toml()
    problem = Problem(city, Demand(np.full((1, 24, 168, 3), 0.01)))
    taken = again.applied(problem)
    assert taken.call_minutes == again.call_minutes.value
    assert taken.severity.classes[-1].service_minutes == again.classes[0].service.value
    assert taken.severity.classes[0].service_spread == again.classes[2].service_spread.value
    ratio = taken.city.travel.minutes / np.where(problem.city.travel.minutes > 0, problem.city.travel.minutes, np.nan)
    assert np.nanmax(abs(ratio - again.travel_mean_factor)) < 1e-5
    calls = bw.Calls.drawn(problem.demand, 4, 1, severity=taken.severity, cars=again.cars)
    assert calls.cars[calls.priority == 2].max() == 1
    two = Problem(
        city,
        Demand(np.full((1, 24, 1, 1), 0.01), severity=("low",)),
        severity=bw.core.Severity(problem.severity.classes[:1]),
    )
    with pytest.raises(ParameterError, match="3 classes"):
        again.applied(two)
    (tmp_path / "other.toml").write_text("a = 1\n")
    with pytest.raises(InputError, match="holds no calibration"):
        Calibration.load(tmp_path / "other.toml")


def test_calls_per_incident_is_the_ratio_of_the_days_in_common(city, clean, tmp_path):
    clean.to_csv(tmp_path / "cad.csv", index=False)
    calls = clean[clean["self_initiated"] == "no"].drop_duplicates("call_number")
    some = calls.iloc[::4].assign(date=lambda each: each["created"], kind="theft")[
        ["call_number", "date", "kind", "x", "y"]
    ]
    some.to_csv(tmp_path / "incidents.csv", index=False)
    incidents = bw.data.read_incidents(tmp_path / "incidents.csv", city, crs="EPSG:32615")
    one = fit_records(read_dispatch(tmp_path / "cad.csv", city, crs="EPSG:32615"), city, incidents)
    ratio = one.calibration.calls_per_incident
    assert abs(ratio.value - 4.0) < 0.02
    later = incidents.frame.assign(time=incidents.frame["time"] + pd.Timedelta(weeks=99))
    late = dataclasses.replace(incidents, frame=later, start=None, end=None)
    with pytest.raises(InputError, match="no time in common"):
        fit_records(read_dispatch(tmp_path / "cad.csv", city, crs="EPSG:32615"), city, late)


def call(capsys, *arguments):
    with pytest.raises(SystemExit) as stop:
        cli.main([str(argument) for argument in arguments])
    output = capsys.readouterr()
    assert "Traceback" not in output.out + output.err
    return stop.value.code, output.out, output.err


def test_the_command_prints_the_tables_and_writes_figures_and_page(capsys, city, clean, tmp_path):
    problem = Problem(city, Demand(np.full((1, 24, 168, 3), 0.01)))
    case = Case("generated", problem, problem).save(tmp_path / "case")
    dirty_dispatch(clean.iloc[:3000]).assign(unit=lambda each: each["unit"].replace("A01", "<b>A01")).to_csv(
        tmp_path / "cad.csv", index=False
    )
    arguments = ["calibrate", tmp_path / "cad.csv", "--case", case, "--crs", "EPSG:32615", "--quiet"]
    files = {"-o": "calibration.toml", "--report": "page.html", "--dropped": "dropped.csv"}
    for option, name in files.items():
        arguments += [option, tmp_path / name]
    code, text, _ = call(capsys, *arguments)
    assert code == 0
    for part in ("left out, test call", "± ", "call-taking", "Back-test", "all calls", "23:00"):
        assert part in text
    assert all((tmp_path / name).stat().st_size for name in files.values())
    page = (tmp_path / "page.html").read_text()
    assert page.count("data:image/svg+xml") == 3
    assert not re.search(r"(src|href)=.https?:", page)
    assert call(capsys, *arguments)[0] == 0  # its own files are replaced
    code, _, error = call(capsys, *arguments[:-5], tmp_path / "cad.csv")
    assert code == 1
    assert "not overwritten" in error


_ROW = "1,A1,1,2024-05-01 10:00:05,2024-05-01 10:02:10,2024-05-01 10:08:00,2024-05-01 10:40:00"
_SENT = "1,A1,1,2024-05-01 10:00:05,2024-05-01 10:02:10,,"
_HEAD = "call,unit,priority,created,dispatched,on scene,cleared"


@pytest.mark.parametrize(
    ("text", "options", "code", "said"),
    [
        ("id,date,kind\n1,2024-05-01,theft\n", [], 1, "no column that says the unit"),
        (f"{_HEAD}\n", [], 1, "No row"),
        (f"{_HEAD}\n{_ROW}\n", [], 1, "one unit, 'A1'"),
        (f"{_HEAD}\n{_SENT}\n{_SENT.replace('A1', 'A2')}\n", [], 1, "No record says when a car arrived"),
        (f"{_HEAD}\n{_ROW}\n", ["--column", "on_seen=cleared"], 2, "Did you mean 'on_scene'"),
        (f"{_HEAD}\n{_ROW}\n", ["--column", "on_scene=Arival"], 1, "no column 'Arival'"),
        (f"{_HEAD}\n{_ROW}\n", ["--column", "on_scene"], 2, "must have the form"),
        (f"{_HEAD}\n{_ROW}\n", ["--gap", "0"], 2, "gap_hours"),
        (f"{_HEAD}\n{_ROW}\n", ["--gapp", "3"], 2, "Did you mean '--gap'"),
        (f"{_HEAD}\n{_ROW}\n", ["--priorities", "1,1"], 2, "named twice"),
        (f"{_HEAD}\n1,A1,1,noon,later,,\n", [], 1, "no dates with times of day"),
        ("<html><body>log in</body></html>", [], 1, "web page"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_in_one_sentence(capsys, tmp_path, text, options, code, said):
    file = tmp_path / "cad.csv"
    file.write_text(text)
    got, _, error = call(capsys, "calibrate", file, "--quiet", *options)
    assert (got, said in error) == (code, True), error


def test_records_without_places_are_fitted_without_travel(clean, tmp_path):
    clean.drop(columns=["x", "y"]).iloc[:2000].to_csv(tmp_path / "cad.csv", index=False)
    done = calibrate_simulation(DispatchSource(tmp_path / "cad.csv"))
    assert done.back_test is None
    assert "comparisons then, not forecasts" in done.text
    assert not done.calibration.travel_factor.seen
    assert done.calibration.classes[0].first.seen > 100


def test_tours_of_generated_cars_are_seen(found):
    on = duty_hours(found.answers.car, found.answers.dispatched, found.answers.row_end, 30, found.records.hours)
    tour = np.arange(30) // 5 % 3
    truth = (np.arange(on.shape[1]) // 8) % 3 == tour[:, None]
    assert on[truth].mean() > 0.85
    assert on[~truth].mean() < 0.2
