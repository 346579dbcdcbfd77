"""Hours in columns of their own under whatever heading, with codes for unknown ones, and with AM or PM beside them."""

import numpy as np
import pandas as pd
import pytest

from beatwright.data.incidents import read_incidents
from beatwright.data.incidents.columns.column_headings import is_hour

N = 240
_draws = np.random.default_rng(11)
TIMES = pd.date_range("2023-01-01", periods=N) + pd.to_timedelta(_draws.integers(0, 1440, N), unit="min")  # one a day
PLACES = {"longitude": _draws.uniform(-90.3, -90.2, N).round(5), "latitude": _draws.uniform(38.6, 38.7, N).round(5)}


def read(folder, **columns):
    rows = {"date": TIMES.strftime("%Y-%m-%d"), "offense": "THEFT", **PLACES, **columns}
    pd.DataFrame(rows).to_csv(folder / "calls.csv", index=False)
    return read_incidents(folder / "calls.csv")


def hours_of(incidents):
    return incidents.frame["time"].dt.hour.tolist()


@pytest.mark.parametrize(
    "heading",
    [
        "hora_ocorrencia", "HORA DEL HECHO", "Uhrzeit", "tranche_horaire", "час", "HourOccur", "Hora", "heure_faits",
        "Occurrence Hour of Day", "HR_OCC", "ώρα", "시간", "ساعة", "時間帯", "fascia oraria", "HORA_DEL_SUCESO",
    ],
)  # fmt: skip
@pytest.mark.parametrize("form", ["{}", "{:02d}", "{}h", "{}.0"])
def test_the_hour_is_found_under_any_heading(heading, form, tmp_path):
    incidents = read(tmp_path, **{heading: [form.format(hour) for hour in TIMES.hour]})
    assert hours_of(incidents) == TIMES.hour.tolist()
    assert incidents.has_clock.all()


@pytest.mark.parametrize("heading", ["Report Hour", "Total Hours", "HorasTrabajadas", "shift hours", "Closed Hour"])
def test_hours_of_something_else_are_not_taken_but_told(heading, tmp_path):
    incidents = read(tmp_path, **{heading: TIMES.hour})
    assert set(hours_of(incidents)) == {0}
    assert heading in " ".join(incidents.report.warnings) or not is_hour(heading)


@pytest.mark.parametrize("code", [-1, -9, 77, 88, 98, 99, 999, 9999])
@pytest.mark.parametrize("share", [0.02, 0.25, 0.45])
def test_codes_of_unknown_hours_lose_no_other(code, share, tmp_path):
    unknown = np.random.default_rng(3).random(N) < share
    incidents = read(tmp_path, hour=np.where(unknown, code, TIMES.hour))
    assert incidents.has_clock.tolist() == (~unknown).tolist()
    assert np.array(hours_of(incidents))[~unknown].tolist() == TIMES.hour[~unknown].tolist()
    assert any(f"{unknown.sum()} row" in said and "'hour'" in said for said in incidents.report.warnings)


@pytest.mark.parametrize(
    "words", ["AM PM", "am pm", "a.m. p.m.", "a. m. p. m.", "午前 午後", "오전 오후", "ص م", "A P"]
)
@pytest.mark.parametrize("form", ["%I:%M", "%I", "%I:%M:%S", "in date"])
def test_am_and_pm_in_a_column_of_their_own(words, form, tmp_path):
    half = len(words) // 2
    before, after = words[:half].strip(), words[half:].strip()
    columns = {"AM/PM": np.where(TIMES.hour < 12, before, after)}
    if form == "in date":
        columns["date"] = TIMES.strftime("%m/%d/%Y %I:%M")
    else:
        columns["hour" if form == "%I" else "time"] = TIMES.strftime(form)
    incidents = read(tmp_path, **columns)
    assert hours_of(incidents) == TIMES.hour.tolist()
    assert "AM and PM from 'AM/PM'" in incidents.report.facts["time"]


def test_rows_without_am_or_pm_have_no_time_of_day(tmp_path):
    without = np.arange(N) % 10 == 0
    incidents = read(
        tmp_path, time=TIMES.strftime("%I:%M"), ampm=np.where(without, "", np.where(TIMES.hour < 12, "AM", "PM"))
    )
    assert incidents.has_clock.tolist() == (~without).tolist()


def test_am_and_pm_beside_a_clock_of_24_hours_change_nothing(tmp_path):
    incidents = read(tmp_path, time=TIMES.strftime("%H:%M"), ampm=np.where(TIMES.hour < 12, "AM", "PM"))
    assert hours_of(incidents) == TIMES.hour.tolist()


@pytest.mark.parametrize("form", ["%I:%M", "%I", "in date"])
def test_a_clock_that_lost_am_and_pm_is_told(form, tmp_path):
    name = "hour" if form == "%I" else "time"
    columns = {"date": TIMES.strftime("%m/%d/%Y %I:%M")} if form == "in date" else {name: TIMES.strftime(form)}
    said = [said for said in read(tmp_path, **columns).report.warnings if "twelve hours" in said]
    assert len(said) == 1
    assert f"'{'date' if form == 'in date' else name}'" in said[0]


def test_a_clock_of_24_hours_is_not_suspected(tmp_path):
    assert not any("twelve hours" in said for said in read(tmp_path, time=TIMES.strftime("%H:%M")).report.warnings)


@pytest.mark.parametrize("first", ["DispatchTime", "EnRouteTime", "ClearedTime"])
def test_the_call_comes_before_the_dispatch(first, tmp_path):
    later = (TIMES + pd.Timedelta("9 min")).strftime("%Y-%m-%d %H:%M")
    rows = {first: later, "CallDateandTime": TIMES.strftime("%Y-%m-%d %H:%M"), "offense": "THEFT", **PLACES}
    pd.DataFrame(rows).to_csv(tmp_path / "calls.csv", index=False)
    incidents = read_incidents(tmp_path / "calls.csv")
    assert incidents.frame["time"].dt.floor("min").tolist() == TIMES.floor("min").tolist()


@pytest.mark.parametrize("heading", ["total", "Número de casos", "nombre_faits", "件数", "건수", "Total casos"])
def test_counts_under_more_headings(heading, tmp_path):
    incidents = read(tmp_path, **{heading: 1 + np.arange(N) % 3})
    assert any(f"'{heading}' counts incidents" in said for said in incidents.report.warnings)
