"""Two columns between which an incident happened: the beginning counts, or the middle, and the widths are told."""

import numpy as np
import pandas as pd
import pytest

from beatwright.base.errors import ParameterError
from beatwright.data.incidents import read_incidents

N = 100
_draws = np.random.default_rng(41)
START = pd.date_range("2023-01-01", periods=N, freq="3D") + pd.to_timedelta(_draws.integers(0, 1440, N), unit="min")
HOURS = np.array([0, 2, 9, 26, 200])[np.arange(N) % 5]
END = START + pd.to_timedelta(HOURS, unit="h")
PLACES = {"longitude": _draws.uniform(-90.3, -90.2, N).round(5), "latitude": _draws.uniform(38.6, 38.7, N).round(5)}
HEADINGS = [
    ("date_from", "date_to"), ("Occurred Start", "Occurred End"), ("OCCURRED_FROM", "OCCURRED_TO"),
    ("Earliest Date", "Latest Date"), ("begin_datetime", "end_datetime"), ("Tatzeit von", "Tatzeit bis"),
    ("FIRST_OCCURRENCE_DATE", "LAST_OCCURRENCE_DATE"), ("start", "end"), ("StartDateTime", "EndDateTime"),
    ("fecha_inicio", "fecha_fin"), ("fecha desde", "fecha hasta"), ("Date Début", "Date Fin"),
]  # fmt: skip


def read(folder, columns, **options):
    rows = {**columns, "offense": "BURGLARY", **PLACES}
    pd.DataFrame(rows).to_csv(folder / "calls.csv", index=False)
    return read_incidents(folder / "calls.csv", **options)


def told(incidents):
    return [said for said in incidents.report.warnings if "window" in said]


@pytest.mark.parametrize(("start", "end"), HEADINGS)
@pytest.mark.parametrize("order", [1, -1])
def test_the_beginning_counts_and_the_widths_are_told(start, end, order, tmp_path):
    form = "%Y-%m-%d %H:%M"
    incidents = read(tmp_path, dict([(start, START.strftime(form)), (end, END.strftime(form))][::order]))
    assert incidents.frame["time"].tolist() == START.tolist()
    (said,) = told(incidents)
    assert said.startswith(f"80 incidents happened in a window of an hour or more, from '{start}' to '{end}'; 40 ")


def test_the_middle_where_asked(tmp_path):
    form = "%m/%d/%Y %I:%M %p"
    columns = {"Occurred From": START.strftime(form), "Occurred To": END.strftime(form)}
    incidents = read(tmp_path, columns, window="middle")
    middle = START + (END - START) / 2
    wanted = [time if hours <= 24 else time.normalize() for time, hours in zip(middle, HOURS, strict=True)]
    got = zip(incidents.frame["time"], incidents.has_clock.tolist(), strict=True)
    assert sorted(got) == sorted(zip(wanted, (HOURS <= 24).tolist(), strict=True))
    assert "The middle is taken, as asked" in told(incidents)[0]


def test_dates_and_times_in_four_columns(tmp_path):
    columns = {
        "CMPLNT_FR_DT": START.strftime("%m/%d/%Y"), "CMPLNT_FR_TM": START.strftime("%H:%M:%S"),
        "CMPLNT_TO_DT": END.strftime("%m/%d/%Y"), "CMPLNT_TO_TM": END.strftime("%H:%M:%S"),
    }  # fmt: skip
    assert told(read(tmp_path, columns))[0].startswith("80 incidents happened in a window")


def test_no_window_no_word(tmp_path):
    columns = {"date_from": START.strftime("%Y-%m-%d %H:%M"), "date_to": START.strftime("%Y-%m-%d %H:%M")}
    assert not told(read(tmp_path, columns))


def test_ends_before_beginnings_are_told(tmp_path):
    columns = {"date_from": END.strftime("%Y-%m-%d %H:%M"), "date_to": START.strftime("%Y-%m-%d %H:%M")}
    incidents = read(tmp_path, columns)
    assert any("80 rows end in the column 'date_to' before the beginning" in w for w in incidents.report.warnings)


def test_an_option_that_is_none_is_refused(tmp_path):
    with pytest.raises(ParameterError, match="window"):
        read(tmp_path, {"date": START.strftime("%Y-%m-%d")}, window="end")


@pytest.mark.parametrize(
    "heading",
    ["occurred_utc", "Call Time (GMT)", "date_zulu", "Date (CST)", "incident date [local]", "created local time"],
)
def test_a_zone_at_the_end_of_a_heading(heading, tmp_path):
    incidents = read(tmp_path, {heading: START.strftime("%Y-%m-%d %H:%M")})
    assert incidents.frame["time"].tolist() == START.tolist()
    utc = any(word in heading for word in ("utc", "GMT", "zulu"))
    assert any("are in UTC" in said for said in incidents.report.warnings) == utc


@pytest.mark.parametrize("names", [("datetime", "datetime_local"), ("created_utc", "created_local")])
def test_local_time_goes_before_utc(names, tmp_path):
    utc = START.tz_localize("America/Chicago", nonexistent="shift_forward", ambiguous=True).tz_convert("UTC")
    columns = {names[0]: utc.strftime("%Y-%m-%dT%H:%M:%SZ"), names[1]: START.strftime("%Y-%m-%dT%H:%M:%S")}
    assert read(tmp_path, columns).frame["time"].tolist() == START.tolist()
