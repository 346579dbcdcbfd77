"""Times of day as people and programs of many countries write them; each row has its truth."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from beatwright.data.incidents import read_incidents

N = 90
_draws = np.random.default_rng(37)
TIMES = pd.date_range("2023-01-01", periods=N, freq="7D") + pd.to_timedelta(_draws.integers(0, 1440, N), unit="min")
PLACES = {"longitude": _draws.uniform(-90.3, -90.2, N).round(5), "latitude": _draws.uniform(38.6, 38.7, N).round(5)}


def read(folder, heading, texts):
    rows = {"date": TIMES.strftime("%Y-%m-%d"), heading: texts, "offense": "THEFT", **PLACES}
    pd.DataFrame(rows).to_csv(folder / "calls.csv", index=False)
    return read_incidents(folder / "calls.csv")


MINUTES = {
    "hrs": ("time", lambda t: f"{t:%H%M} hrs"),
    "hrs, run together": ("time", lambda t: f"{t:%H%M}hrs"),
    "H": ("time", lambda t: f"{t:%H%M}H"),
    "ISO": ("time", lambda t: f"{t:T%H:%M}"),
    "apostrophe": ("time", lambda t: f"{t:'%H%M}"),
    "run together, PM": ("time", lambda t: f"{t:%I%M%p}"),
    "run together, blank, PM": ("time", lambda t: f"{t:%I%M %p}"),
    "tilde": ("time", lambda t: f"~{t:%H:%M}"),
    "approx.": ("time", lambda t: f"approx. {t:%H:%M}"),
    "ca.": ("Uhrzeit", lambda t: f"ca. {t:%H:%M} Uhr"),
    "span": ("time", lambda t: f"{t:%H%M}-{t + dt.timedelta(minutes=95):%H%M}"),
    "span with a stroke": ("time", lambda t: f"{t:%H:%M}/{t + dt.timedelta(minutes=95):%H:%M}"),
    "Access": ("time", lambda t: f"12/30/1899 {t:%I:%M:%S %p}"),
    "Excel": ("time", lambda t: f"1/0/1900 {t:%H:%M}"),
    "the date again": ("time", lambda t: f"{t:%m/%d/%Y %H:%M}"),
    "thousands": ("time", lambda t: f"{t.hour * 100 + t.minute:,}"),
    "noughts lost": ("time", lambda t: f"{t.hour}:{t.minute}"),
    "Italy": ("Ora", lambda t: f"{t.hour}.{t.minute:02d}"),
    "Russia": ("Время", lambda t: f"{t.hour} ч {t.minute} мин"),
    "Japan": ("time", lambda t: f"{t.hour}時{t.minute}分"),
    "France": ("heure", lambda t: f"{t.hour} heures {t.minute:02d}"),
    "France, mn": ("heure", lambda t: f"{t.hour}h{t.minute:02d}mn"),
    "pandas": ("time", lambda t: f"0 days {t:%H:%M}:00"),
    "duration": ("time", lambda t: f"PT{t.hour}H{t.minute}M"),
}
HOURS = {
    "9-10": ("time", lambda t: f"{t.hour}-{t.hour + 1}"),
    "Japan, hour": ("時間帯", lambda t: f"{t.hour}時台"),
    "Japan, span": ("時間帯", lambda t: f"{t.hour}時～{t.hour + 1}時"),
    "duration": ("time", lambda t: f"PT{t.hour}H"),
}


@pytest.mark.parametrize("form", MINUTES)
def test_minutes(form, tmp_path):
    heading, write = MINUTES[form]
    incidents = read(tmp_path, heading, [write(time) for time in TIMES])
    assert incidents.frame["time"].tolist() == TIMES.tolist()
    assert incidents.has_clock.all()


@pytest.mark.parametrize("form", HOURS)
def test_hours(form, tmp_path):
    heading, write = HOURS[form]
    incidents = read(tmp_path, heading, [write(time) for time in TIMES])
    assert incidents.frame["time"].tolist() == TIMES.floor("h").tolist()


@pytest.mark.parametrize("form", ["%Y-%m-%d %H:%M", "%m/%d/%Y %I:%M %p", "%d/%m/%Y %H:%M"])
def test_times_of_other_days_are_told(form, tmp_path):
    later = TIMES + pd.to_timedelta(np.arange(N) % 3, unit="D")
    incidents = read(tmp_path, "time", later.strftime(form))
    assert any("another day than the dates in 60 rows" in said for said in incidents.report.warnings)
    assert incidents.frame["time"].dt.normalize().tolist() == TIMES.normalize().tolist()


@pytest.mark.parametrize("day", ["1900-01-01T", "1899-12-30 ", "1970-01-01 "])
def test_the_day_of_a_spreadsheet_says_nothing(day, tmp_path):
    incidents = read(tmp_path, "time", [f"{day}{time:%H:%M}" for time in TIMES])
    assert not any("another day" in said for said in incidents.report.warnings)


@pytest.mark.parametrize(
    ("heading", "texts"),
    [
        ("hora", ["Madrugada", "Mañana", "Tarde", "Noche"]), ("Time", ["night", "day"]),
        ("HOUR", [25, 26, 31, 40]), ("Uhrzeit", ["vormittags", "abends"]), ("heure", ["matin", "soir"]),
        ("time of day", ["HE07", "HE19"]),
    ],
)  # fmt: skip
def test_columns_called_time_that_hold_none_are_named(heading, texts, tmp_path):
    incidents = read(tmp_path, heading, np.resize(texts, N))
    assert not incidents.has_clock.any()
    assert any(f"'{heading}'" in said and str(texts[0]) in said for said in incidents.report.warnings)
