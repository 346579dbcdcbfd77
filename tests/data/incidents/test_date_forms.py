"""Dates as portals, CAD systems, programs and spreadsheets of many countries write them; each row has its truth."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from beatwright.base.errors import InputError
from beatwright.data.incidents import read_incidents

N = 90
_draws = np.random.default_rng(31)
TIMES = pd.date_range("2023-01-01", periods=N, freq="7D") + pd.to_timedelta(_draws.integers(0, 1440, N), unit="min")
PLACES = {"longitude": _draws.uniform(-90.3, -90.2, N).round(5), "latitude": _draws.uniform(38.6, 38.7, N).round(5)}
ENDINGS = {1: "st", 2: "nd", 3: "rd", 21: "st", 22: "nd", 23: "rd", 31: "st"}


def read(folder, heading, texts, **options):
    pd.DataFrame({heading: texts, "offense": "THEFT", **PLACES}).to_csv(folder / "calls.csv", index=False)
    return read_incidents(folder / "calls.csv", **options)


def ordinal(time):
    return f"{time.day}{ENDINGS.get(time.day, 'th')}"


MOMENTS = {
    "underscores": lambda t: f"{t:%Y_%m_%d %H:%M}",
    "Korea": lambda t: f"{t:%Y. %m. %d. %H:%M}",
    "Hungary": lambda t: f"{t:%Y.%m.%d. %H:%M}",
    "Czechia": lambda t: f"{t.day}. {t.month}. {t.year} {t:%H:%M}",
    "Croatia": lambda t: f"{t:%d.%m.%Y. %H:%M}",
    "Oracle": lambda t: f"{t:%d-%b-%y %I.%M.%S.000000 %p} AMERICA/CHICAGO".upper(),
    "Java": lambda t: f"{t:%Y-%m-%dT%H:%M:%S}-06:00[America/Chicago]",
    "Outlook": lambda t: f"{t:%Y-%m-%d %H:%M} (GMT-06:00)",
    "zone in words": lambda t: f"{t:%m/%d/%Y %I:%M %p} Central Time",
    "apostrophe": lambda t: f"{t:'%Y-%m-%d %H:%M}",
    "formula": lambda t: f'="{t:%Y-%m-%d %H:%M}"',
    "between": lambda t: f"between {t:%Y-%m-%d %H:%M} and {t + dt.timedelta(hours=9):%Y-%m-%d %H:%M}",
    "from to": lambda t: f"from {t:%m/%d/%Y %H:%M} to {t + dt.timedelta(hours=9):%m/%d/%Y %H:%M}",
    "ISO interval": lambda t: f"{t:%Y-%m-%dT%H:%M}/{t + dt.timedelta(hours=5):%Y-%m-%dT%H:%M}",
    "thousands": lambda t: f"{(t - pd.Timestamp('1899-12-30')) / pd.Timedelta(1, 'D'):,.6f}",
    ".NET": lambda t: f"/Date({int(t.timestamp() * 1000)})/",
    "milliseconds with commas": lambda t: f"{int(t.timestamp() * 1000):,}",
    "ordinal": lambda t: f"{t:%B} {ordinal(t)}, {t:%Y %H:%M}",
    "of": lambda t: f"{ordinal(t)} of {t:%B %Y}, {t:%H:%M}",
    "military": lambda t: f"{t:%Y-%m-%d %H%M} hrs",
}
DAYS = {
    "blanks": lambda t: f"{t:%Y %m %d}",
    "blanks, day first": lambda t: f"{t:%d %m %Y}",
    "ordinal": lambda t: f"{ordinal(t)} {t:%B %Y}",
    "short year": lambda t: f"{t:%b %d} '{t:%y}",
    "run together, day first": lambda t: f"{t:%d%m%Y}",
    "run together, month first": lambda t: f"{t:%m%d%Y}",
    "run together, nought lost": lambda t: f"{t.month}{t:%d%Y}",
    "formula": lambda t: f'="{t:%Y-%m-%d}"',
}


@pytest.mark.parametrize("form", MOMENTS)
def test_moments(form, tmp_path):
    incidents = read(tmp_path, "date", [MOMENTS[form](time) for time in TIMES])
    assert incidents.frame["time"].dt.round("1min").tolist() == TIMES.tolist()


@pytest.mark.parametrize("form", DAYS)
def test_days(form, tmp_path):
    incidents = read(tmp_path, "date", [DAYS[form](time) for time in TIMES])
    assert incidents.frame["time"].tolist() == TIMES.normalize().tolist()
    assert incidents.precision == "day"


@pytest.mark.parametrize("form", ["%Y-W%V", "Q%m %Y", "week %V", "%d/%m", "%H:%M"])
def test_what_names_no_day_is_refused(form, tmp_path):
    with pytest.raises(InputError, match="'date'"):
        read(tmp_path, "date", TIMES.strftime(form))
