"""Calls: what is drawn follows its law, what is recorded stays as it is, and a file gives back the same."""

import dataclasses
from contextlib import suppress

import numpy as np
import pandas as pd
import pyarrow.parquet
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import beatwright as bw
from beatwright.base.errors import InputError, ParameterError
from beatwright.core import Demand, Incidents, Severity, SeverityClass
from beatwright.core import call_streams as streams
from beatwright.core.elapsed_time import ElapsedTime
from beatwright.simulate import CallArrays
from beatwright.testing import hourly_problem, small_incidents, small_problem

ARRAYS = ("minute", "zone", "priority", "cars", "on_scene", "draw", "clock")
CLASSES = Severity((SeverityClass("low", 2, 0.0, 30.0), SeverityClass("high", 3, 0.0, 60.0, service_spread=0.5)))


def demand_of(rate, **more):
    return Demand(np.asarray(rate, dtype=float), severity=("low", "high"), **more)


@pytest.fixture(scope="module")
def rate():
    random = np.random.default_rng(3)
    wave = 1 + 0.8 * np.sin(2 * np.pi * np.arange(168) / 24)
    return random.gamma(1.0, 1.0, (1, 5, 1, 2)) * wave[None, None, :, None]


@pytest.fixture(scope="module")
def many(rate):
    """Some 160,000 calls of 100 weeks."""
    return bw.Calls.drawn(demand_of(rate), 100, 7, severity=CLASSES)


def test_they_are_what_a_simulation_reads(many):
    assert {name for name in vars(CallArrays) if not name.startswith("_")} == set(ARRAYS)
    assert (np.diff(many.minute) >= 0).all()
    assert many.draw.shape == (len(many), 4)
    assert many.on_scene.shape == (len(many), many.cars.max())
    assert many.clock.tolist() == list(range(168)) * 100
    assert all(not getattr(many, name).flags.writeable for name in ARRAYS)


def test_counts_of_hour_zone_and_class_are_poisson(rate, many):
    hour = (many.minute // 60).astype(int)
    cell = (many.zone * 2 + 1 - many.priority) * 168 + hour % 168
    counts = np.bincount(cell * 100 + hour // 168, minlength=10 * 168 * 100).reshape(-1, 100)
    expected = rate[0].transpose(0, 2, 1).reshape(-1)
    chi = ((counts.mean(axis=1) - expected)[expected > 0] ** 2 / (expected[expected > 0] / 100)).sum()
    cells = (expected > 0).sum()
    assert abs(chi - cells) < 4 * np.sqrt(2 * cells)
    spread = counts.var(axis=1, ddof=1)[expected > 0] / expected[expected > 0]
    assert abs(spread.mean() - 1) < 4 * spread.std() / np.sqrt(cells)


def test_minutes_are_uniform_within_the_hour(many):
    within = many.minute % 60
    assert abs(within.mean() - 30) < 4 * 60 / np.sqrt(12 * len(many))
    tenths = np.bincount((within // 6).astype(int), minlength=10)
    chi = ((tenths - len(many) / 10) ** 2 / (len(many) / 10)).sum()
    assert chi < 9 + 4 * np.sqrt(18)


def test_minutes_on_the_scene_have_the_mean_and_scatter_of_their_class(many):
    low, high = many.on_scene[many.priority == 1], many.on_scene[many.priority == 0]
    assert many.cars[many.priority == 1].max() == 1
    assert (many.cars[many.priority == 0] == 2).all()
    assert not low[:, 1].any()
    assert abs(low[:, 0].mean() - 30) < 4 * 30 / np.sqrt(len(low))
    assert abs(low[:, 0].std() - 30) < 4 * 30 * np.sqrt(8 / 4 / len(low)) * 2
    for car in high.T:
        assert abs(car.mean() - 60) < 4 * car.std() / np.sqrt(len(high))
        assert abs(np.log(car).std() - 0.5) < 4 * 0.5 / np.sqrt(2 * len(high))
    assert abs(np.corrcoef(high.T)[0, 1]) < 4 / np.sqrt(len(high))


def test_cars_are_drawn_by_shares(rate):
    shares = [[1.0, 0.0, 0.0], [0.5, 0.3, 0.2]]
    calls = bw.Calls.drawn(demand_of(rate), 20, 1, severity=CLASSES, cars=shares)
    cars = calls.cars[calls.priority == 0]
    found = np.bincount(cars, minlength=4)[1:] / len(cars)
    assert (np.abs(found - shares[1]) < 4 * np.sqrt(0.25 / len(cars))).all()
    assert (calls.cars[calls.priority == 1] == 1).all()
    assert ((calls.on_scene > 0) == (np.arange(3) < calls.cars[:, None])).all()


def test_weeks_have_scenarios_by_their_weights_and_vary_with_them(rate):
    calls = bw.Calls.drawn(
        demand_of(np.concatenate([rate, 3 * rate]), weight=[0.75, 0.25]), 400, 5, severity=CLASSES, cars=[1, 1]
    )
    busy = np.array(calls.scenario) == 1
    assert abs(busy.mean() - 0.25) < 4 * np.sqrt(0.25 * 0.75 / 400)
    expected = rate.sum()
    for weeks, mean in ((calls.per_week[~busy], expected), (calls.per_week[busy], 3 * expected)):
        assert abs(weeks.mean() - mean) < 4 * np.sqrt(mean / len(weeks))
    assert calls.per_week.var() > 20 * calls.per_week.mean()


def test_the_same_seed_gives_the_same_calls_and_another_gives_others(rate):
    one, again, other = (bw.Calls.drawn(demand_of(rate), 2, seed, severity=CLASSES) for seed in (1, 1, 2))
    assert one == again
    assert one.digest == again.digest
    assert one != other


def test_a_purpose_more_moves_nothing(rate, monkeypatch):
    before = bw.Calls.drawn(demand_of(rate), 2, 1, severity=CLASSES)
    monkeypatch.setattr(streams, "PURPOSES", (*streams.PURPOSES, "weather"))
    assert bw.Calls.drawn(demand_of(rate), 2, 1, severity=CLASSES) == before
    monkeypatch.setattr(streams, "PURPOSES", streams.PURPOSES[::-1])
    assert bw.Calls.drawn(demand_of(rate), 2, 1, severity=CLASSES) != before


@pytest.mark.parametrize(
    ("changed", "moved"),
    [
        ({"cars": [2, 3]}, {"cars", "on_scene"}),
        ({"cars": [[0.5, 0.5], [0.5, 0.5]]}, {"cars", "on_scene"}),
        ({"spread": 0.8}, {"on_scene"}),
        ({"officers_per_car": 1}, {"cars", "on_scene"}),
    ],
)
def test_what_is_asked_of_one_purpose_moves_no_other(rate, changed, moved):
    plain = bw.Calls.drawn(demand_of(rate), 2, 1, severity=CLASSES)
    other = bw.Calls.drawn(demand_of(rate), 2, 1, severity=CLASSES, **changed)
    assert {name for name in ARRAYS if not np.array_equal(getattr(plain, name), getattr(other, name))} == moved


def test_a_zone_without_calls_gets_none(rate):
    some = rate.copy()
    some[:, [0, 4]] = 0.0
    some[:, 2, :, 1] = 0.0
    calls = bw.Calls.drawn(demand_of(some), 5, 1, severity=CLASSES)
    assert set(calls.zone.tolist()) == {1, 2, 3}
    assert (calls.priority[calls.zone == 2] == 1).all()


@pytest.mark.parametrize(
    ("demand", "options", "says"),
    [
        (small_problem().demand, {}, "the same in every hour. Set slots = 168"),
        (hourly_problem().demand, {"weeks": 0}, r"'weeks' parameter of Calls.drawn must be an integer in \[1"),
        (hourly_problem().demand, {"weeks": 10**7}, "50,000,000 at most. Draw fewer weeks"),
        (hourly_problem().demand, {"severity": CLASSES}, "are not those of the severity table"),
        (Demand(np.zeros((1, 2, 168, 3)), source="nothing"), {}, "'nothing' is 0 in every hour"),
        (hourly_problem().demand, {"seed": -1, "spread": "wide"}, "(?s)'seed'.*'spread'"),
        (hourly_problem().demand, {"cars": [1, 0, 1]}, r"whole numbers of cars in \[1, 50\]"),
        (hourly_problem().demand, {"cars": [[0.5, 0.4]] * 3}, "sum to 1"),
        (hourly_problem().demand, {"calls_per_incident": 0}, "'calls_per_incident'"),
    ],
)
def test_what_cannot_be_drawn_is_told(demand, options, says):
    asked = {"weeks": 1, "seed": 0, **options}
    with pytest.raises(ParameterError, match=says):
        bw.Calls.drawn(demand, **asked)


@pytest.fixture
def few():
    return bw.Calls.drawn(hourly_problem(scenarios=3).demand, 3, 1)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"minute": lambda a: a - 100}, "'minute'"),
        ({"minute": lambda a: a[::-1]}, "do not decrease"),
        ({"minute": lambda a: a + 1e6}, "the hours of the clock"),
        ({"zone": lambda a: a + 30, "clock": lambda a: a - 1}, "(?s)'zone'.*'clock'"),
        ({"cars": lambda a: a * 0}, "'cars'"),
        ({"on_scene": lambda a: a * np.nan}, "'on_scene'"),
        ({"draw": lambda a: a + 1}, r"\[0, 1\)"),
        ({"priority": lambda a: a + 0.5}, "whole numbers"),
        ({"severity": ("one", "one", "two")}, "different names"),
        ({"zones": 0}, "'zones'"),
    ],
)
def test_arrays_that_are_no_calls_are_told(few, changes, says):
    made = {name: change(getattr(few, name)) if callable(change) else change for name, change in changes.items()}
    with pytest.raises(ParameterError, match=says):
        dataclasses.replace(few, **made)


def test_what_a_caller_changes_later_changes_no_calls(few):
    minute = few.minute.copy()
    calls = dataclasses.replace(few, minute=minute)
    minute[:] = 0
    assert calls == few


def test_a_file_gives_back_the_same(few, tmp_path):
    few = dataclasses.replace(few, notes=("für alle",), start=pd.Timestamp("2024-01-01"))
    path = few.save(tmp_path / "seed=3" / "calls.parquet")
    found = bw.Calls.load(path)
    assert found == few
    assert found.text == few.text
    assert all(getattr(found, name).dtype == getattr(few, name).dtype for name in ARRAYS)
    assert [each.name for each in path.parent.iterdir()] == ["calls.parquet"]


@given(st.integers(0, 3), st.sampled_from([0.3, 1.0, 2.5]), st.booleans())
@settings(max_examples=12, deadline=None)
def test_whatever_is_made_of_calls_comes_back(tmp_path_factory, seed, factor, week):
    calls = bw.Calls.drawn(hourly_problem().demand, 2, seed).scaled(factor, seed)
    calls = calls.in_week(1) if week else calls
    assert bw.Calls.load(calls.save(tmp_path_factory.mktemp("calls") / "c.parquet")) == calls


def test_a_file_that_is_damaged_changed_or_something_else_is_told(few, tmp_path):
    path = few.save(tmp_path / "calls.parquet")
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(InputError, match=r"cannot be read.*beatwright calls"):
        bw.Calls.load(path)
    path.write_bytes(whole)
    table = pyarrow.parquet.read_table(path)
    pyarrow.parquet.write_table(table.slice(1).replace_schema_metadata(table.schema.metadata), path)
    with pytest.raises(InputError, match="digest differs"):
        bw.Calls.load(path)
    pyarrow.parquet.write_table(table.drop_columns(["draw_4"]).replace_schema_metadata(table.schema.metadata), path)
    with pytest.raises(InputError, match="'draw'"):
        bw.Calls.load(path)
    pyarrow.parquet.write_table(table.replace_schema_metadata(None), path)
    with pytest.raises(InputError, match="no file of calls"):
        bw.Calls.load(path)
    path.write_text("minute,zone\n", encoding="utf-8")
    with pytest.raises(InputError, match="no file of calls"):
        bw.Calls.load(path)


def test_bytes_that_are_changed_give_no_other_calls(few, tmp_path):
    path = few.in_week(0).save(tmp_path / "calls.parquet")
    whole, random = path.read_bytes(), np.random.default_rng(1)
    for start in (0, len(whole) - 3000) * 15:
        changed = bytearray(whole)
        changed[random.integers(start, len(whole))] ^= int(random.integers(1, 256))
        path.write_bytes(changed)
        with suppress(InputError):
            assert bw.Calls.load(path) == few.in_week(0)


def test_weeks_can_be_taken_one_by_one(few):
    weeks = [few.in_week(week) for week in range(3)]
    assert [len(week) for week in weeks] == few.per_week.tolist()
    assert np.concatenate([week.minute + 10_080 * number for number, week in enumerate(weeks)]) == pytest.approx(
        few.minute, abs=1e-9
    )
    assert [week.scenario[0] for week in weeks] == list(few.scenario)
    assert sum(week.by_hour for week in weeks).tolist() == few.by_hour.tolist()
    with pytest.raises(ParameterError, match="'week'"):
        few.in_week(3)


def test_the_table_counts_by_class(few):
    table = few.table
    assert table.index == ("high", "medium", "low")
    urgent = few.priority == 0
    assert table["calls"].values[0] == urgent.sum()
    assert table["cars"].values == (4.0, 2.0, 1.0)
    assert table["minutes on the scene"].values[0] == pytest.approx(few.on_scene[urgent].mean())
    none = few.select(~urgent).table
    assert none["calls"].values[0] == 0
    assert np.isnan(none["cars"].values[0])
    assert "n/a" in few.select(~urgent).text


def test_names_from_a_file_break_no_line_of_the_text(few):
    names = ("low", "medium\n\x1b[31m", "x" * 300)
    text = dataclasses.replace(few, severity=names, source="here\n\u202ethere", notes=("one\ntwo",)).text
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert len(text.splitlines()) == len(few.text.splitlines())
    table = text.split("\n\n")[1].splitlines()
    assert len({len(line) for line in table}) == 1
    assert len(table[0]) < 120


def test_no_calls_at_all_are_calls(few, tmp_path):
    none = few.select(np.zeros(len(few), dtype=bool))
    assert len(none) == 0
    assert "0 calls in 3 weeks" in none.text
    assert bw.Calls.load(none.save(tmp_path / "none.parquet")) == none
    with pytest.raises(ParameterError, match="'rows'"):
        few.select([True])


def test_more_and_fewer_calls(many):
    half, twice = many.scaled(0.5, 1), many.scaled(2.5, 1)
    assert abs(len(half) - 0.5 * len(many)) < 4 * np.sqrt(0.25 * len(many))
    assert abs(len(twice) - 2.5 * len(many)) < 4 * np.sqrt(0.25 * len(many))
    assert np.isin(half.minute, many.minute).all()
    by_zone = np.bincount(twice.zone) / np.bincount(many.zone)
    assert by_zone == pytest.approx(2.5, abs=0.1)
    assert (twice.on_scene > 0).sum(axis=1).tolist() == twice.cars.tolist()
    assert twice.on_scene.sum() == pytest.approx(2.5 * many.on_scene.sum(), rel=0.01)
    assert len(np.unique(twice.draw[:, 0])) == len(twice)
    assert "stands for 2.5" in twice.notes[-1]
    same = many.scaled(1, 1)
    assert same == many
    for factor in (0, np.nan, 1e9):
        with pytest.raises(ParameterError, match="factor"):
            many.scaled(factor, 1)


def incidents_of(times, **columns):
    count = len(times)
    frame = pd.DataFrame(
        {
            "id": [f"i{number}" for number in range(count)], "time": pd.to_datetime(list(times)), "kind": "x",
            "severity": 0, "x": 0.0, "y": 0.0, "zone": 0,
            **{name: pd.to_datetime(list(values)) if name in ("received", "on_scene", "cleared", "time_end")
               else list(values) for name, values in columns.items()},
        }
    )  # fmt: skip
    return Incidents(frame, CLASSES, zones=2)


def test_records_keep_their_times_places_and_classes():
    incidents = small_incidents(weeks=10)
    calls = bw.Calls.recorded(incidents)
    assert calls.start == pd.Timestamp("2023-01-02")
    assert calls.minute.tolist() == ((incidents.frame["time"] - calls.start).dt.total_seconds() / 60).tolist()
    assert calls.zone.tolist() == incidents.frame["zone"].tolist()
    assert calls.priority.tolist() == (2 - incidents.frame["severity"]).tolist()
    assert calls.by_hour.tolist() == incidents.week_counts.tolist()
    assert (calls.weeks, calls.partial) == (10, ())
    assert calls == bw.Calls.recorded(incidents)
    assert calls.on_scene.tolist() != bw.Calls.recorded(incidents, seed=1).on_scene.tolist()


def test_minutes_on_the_scene_are_recorded_or_drawn():
    times = ["2024-01-03 10:00"] * 4
    calls = bw.Calls.recorded(
        incidents_of(times, severity=[1] * 4, service_minutes=[12.5, np.nan, 60.0, 20.0],
                     service_recorded=[True, False, True, True],
                     on_scene=[None, None, None, "2024-01-03 10:05"], cleared=[None, None, None, "2024-01-03 10:50"])
    )  # fmt: skip
    assert calls.on_scene[[0, 2, 3]].tolist() == [[12.5, 12.5], [60.0, 60.0], [45.0, 45.0]]
    assert len({60.0, *calls.on_scene[1]}) == 3
    assert any("3 calls are recorded" in note for note in calls.notes)
    assert calls.partial == (0,)


def test_minutes_of_the_kind_are_means_and_not_records():
    incidents = incidents_of(["2024-01-03 10:00"] * 500, service_minutes=[45.0] * 500, service_recorded=[False] * 500)
    again = dataclasses.replace(incidents, zones=3)
    minutes = bw.Calls.recorded(again).on_scene[:, 0]
    assert len(set(minutes.tolist())) == 500
    assert abs(minutes.mean() - 45) < 4 * 45 / np.sqrt(500)


def test_officers_are_recorded_and_a_slip_of_the_pen_is_told():
    calls = bw.Calls.recorded(incidents_of(["2024-01-03 10:00"] * 3, officers=[1, 5, 9000]), officers_per_car=2)
    assert calls.cars.tolist() == [1, 3, 50]
    assert "1 call needs more than 100 officers by the records; 50 cars are sent, which is the most." in calls.notes


def test_calls_outside_the_city_are_set_aside_and_told():
    calls = bw.Calls.recorded(incidents_of(["2024-01-03 10:00", "2024-01-03 11:00"], zone=[-1, 1]))
    assert len(calls) == 1
    assert calls.notes[0] == "1 incident outside all zones of the city was set aside."
    with pytest.raises(ParameterError, match="None of the 1 incidents lies in a zone"):
        bw.Calls.recorded(incidents_of(["2024-01-03 10:00"], zone=[-1]))


def test_a_call_comes_when_it_was_received():
    times = ["2024-01-03 10:00", "2024-01-03 11:00", "2024-01-03 12:00"]
    received = ["2024-01-03 13:30", None, "2031-01-03 12:00"]
    calls = bw.Calls.recorded(incidents_of(times, received=received, zone=[0, 1, 1]))
    assert ((calls.minute - 2 * 1440) / 60).tolist() == [11.0, 12.0, 13.5]
    assert calls.zone.tolist() == [1, 1, 0]
    assert "1 call came when the records say that the call was received." in calls.notes


def test_records_of_hours_and_days_get_a_minute_and_an_hour():
    by_hour = dataclasses.replace(incidents_of(["2024-01-03 10:00"] * 200), precision="hour")
    minutes = bw.Calls.recorded(by_hour).minute - (2 * 1440 + 600)
    assert 0 <= minutes.min() < 3
    assert 57 < minutes.max() < 60
    mixed = incidents_of(["2024-01-03 22:15"] * 9 + ["2024-01-03 00:00"] * 300, has_clock=[True] * 9 + [False] * 300)
    hours = (bw.Calls.recorded(mixed).minute - 2 * 1440) / 60
    assert ((hours >= 22) & (hours < 23)).all()
    with pytest.raises(ParameterError, match="recorded by day and have no time of day"):
        bw.Calls.recorded(dataclasses.replace(by_hour, precision="day"))
    window = incidents_of(["2024-01-03 08:00"] * 200, time_end=["2024-01-03 12:00"] * 200)
    spread = bw.Calls.recorded(dataclasses.replace(window, aoristic=True)).minute - (2 * 1440 + 480)
    assert 0 <= spread.min() < 12
    assert 228 < spread.max() < 240
    assert np.ptp(bw.Calls.recorded(window).minute) == 0


def test_the_clocks_are_changed():
    times = ["2024-03-09 12:00", "2024-03-10 02:30", "2024-03-10 12:00", "2024-03-11 00:00"]
    plain, zoned = (bw.Calls.recorded(incidents_of(times), timezone=zone) for zone in ("", "America/Chicago"))
    assert np.diff(plain.minute).tolist() == [870, 570, 720]
    assert np.diff(zoned.minute).tolist() == [870, 510, 720]  # at 03:30, and an hour less to noon
    assert "1 call in an hour left out by the clocks is put an hour later." in zoned.notes
    assert plain.by_hour[[132, 146, 156, 0]].tolist() == [1, 1, 1, 1]
    assert zoned.by_hour[[132, 147, 156, 0]].tolist() == [1, 1, 1, 1]
    autumn = bw.Calls.recorded(incidents_of(["2024-11-03 01:30", "2024-11-03 12:00"]), timezone="America/Chicago")
    assert np.diff(autumn.minute).tolist() == [690]
    assert autumn.clock.tolist().count(145) == 2
    assert "1 call in an hour that came twice is counted in the first of the two." in autumn.notes
    with pytest.raises(ParameterError, match="IANA name"):
        bw.Calls.recorded(incidents_of(times), timezone="Mars/Olympus")


@pytest.mark.parametrize("zone", ["", "America/Chicago", "Australia/Lord_Howe", "Asia/Kathmandu"])
def test_every_hour_of_the_clock_is_the_local_one(zone):
    time = ElapsedTime.since_monday(np.datetime64("2024-01-03"), zone)
    local = pd.date_range("2024-01-01", "2025-01-01", freq="97h").to_numpy().astype("datetime64[us]")
    minutes, _ = time.minutes(local)
    clock = time.clock(float(minutes.max()) + 1)
    hour = pd.DatetimeIndex(local).day_of_week * 24 + pd.DatetimeIndex(local).hour
    near = np.abs((clock[(minutes // 60).astype(int)] - hour + 84) % 168 - 84)
    assert near.max() <= (zone == "Australia/Lord_Howe")  # half an hour there, so that hours begin at half past
    assert (near == 0).mean() >= 0.5


def test_weeks_that_lack_records_are_known():
    incidents = small_incidents(weeks=10)
    start, gap = pd.Timestamp("2023-01-04"), (pd.Timestamp("2023-01-24"), pd.Timestamp("2023-01-25"))
    frame = incidents.frame[(incidents.frame["time"] >= start) & ~incidents.frame["time"].between(*gap)]
    calls = bw.Calls.recorded(dataclasses.replace(incidents, frame=frame, start=start, gaps=(gap,)))
    assert calls.partial == (0, 3)
    assert calls.start == pd.Timestamp("2023-01-02")
    assert any("1.0 days of which there are no records" in note for note in calls.notes)
    assert "Weeks without records in some of their hours: 1, 4" in calls.text


def test_records_stand_for_more_calls():
    incidents = small_incidents(weeks=10)
    calls = bw.Calls.recorded(incidents, calls_per_incident=3)
    assert len(calls) == 3 * len(incidents)
    assert "stands for 3" in calls.notes[-1]
