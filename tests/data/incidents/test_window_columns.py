"""The ends of windows, in the forms in which files have them: read as carefully as the beginnings, and kept."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from beatwright.base.errors import InputError
from beatwright.core import Demand
from beatwright.data.incidents import check_incidents, read_incidents

START = pd.to_datetime(
    ["2024-01-13 22:15", "2024-02-14 09:05", "2024-03-15 18:00", "2024-04-16 00:30", "2024-05-17 23:50"] * 2
)
HOURS = [5.25, 0, 49, None, 0.5, 200, 8, None, 23.5, 1]  # over midnight, none, over days, not known, over a week
END = START + pd.to_timedelta(HOURS, unit="h")
N = len(START)
PLACES = {"lon": -90.2 + np.arange(N) * 1e-3, "lat": 38.6 + np.arange(N) * 1e-3}


def text(times, form):
    return times.strftime(form).astype(object).where(times.notna(), "")


def split(names, day, clock):
    pairs = zip(names, (START, START, END, END), (day, clock) * 2, strict=True)
    return {name: text(times, form) for name, times, form in pairs}


def pair(names, form):
    return {name: text(times, form) for name, times in zip(names, (START, END), strict=True)}


FORMS = {
    "from and to": pair(("from", "to"), "%Y-%m-%d %H:%M"),
    "date and time apart": split(("date_from", "time_from", "date_to", "time_to"), "%d/%m/%Y", "%H:%M"),
    "New York": split(("CMPLNT_FR_DT", "CMPLNT_FR_TM", "CMPLNT_TO_DT", "CMPLNT_TO_TM"), "%m/%d/%Y", "%H:%M:%S"),
    "Phoenix": pair(("OCCURRED ON", "OCCURRED TO"), "%m/%d/%Y  %H:%M"),
    "Dallas": split(
        ("Date1 of Occurrence", "Time1 of Occurrence", "Date2 of Occurrence", "Time2 of Occurrence"),
        "%Y-%m-%d",
        "%H:%M",
    ),
    "Kansas City": split(("From_Date", "From_Time", "To_Date", "To_Time"), "%m/%d/%Y", "%H%M"),
    "with AM and PM": pair(("Occurred From Date Time", "Occurred To Date Time"), "%m/%d/%Y %I:%M:%S %p"),
    "short names": pair(("occ_from", "occ_to"), "%Y-%m-%dT%H:%M:%S"),
    "earliest and latest": pair(("earliest", "latest"), "%d.%m.%Y %H:%M"),
    "possible": pair(("First Possible Date", "Last Possible Date"), "%Y/%m/%d %H:%M"),
    "Spanish": split(("fecha_desde", "hora_desde", "fecha_hasta", "hora_hasta"), "%d/%m/%Y", "%H:%M"),
    "an end beside a date": pair(("Offense Date", "Offense End Date"), "%Y-%m-%d %H:%M"),
    "Charlotte": pair(("DATE_INCIDENT_BEGAN", "DATE_INCIDENT_END"), "%m/%d/%Y %H:%M"),
    "times after the side": split(
        ("Occurred From", "Occurred From Time", "Occurred To", "Occurred To Time"), "%Y-%m-%d", "%I:%M %p"
    ),
    "milliseconds": {
        name: pd.Series(times.astype("datetime64[ms]").astype("int64")).where(times.notna()).astype("Int64")
        for name, times in (("OccurredFromDate", START), ("OccurredToDate", END))
    },
}  # fmt: skip


def write(folder, columns, **more):
    pd.DataFrame({"id": np.arange(N), **columns, "offense": "BURGLARY", **PLACES, **more}).to_csv(
        folder / "calls.csv", index=False
    )
    return folder / "calls.csv"


def read(folder, columns, **options):
    return read_incidents(write(folder, columns), **options)


def windows_of(incidents):
    frame = incidents.frame.set_index("id").sort_index(key=lambda ids: ids.astype(int))
    return frame["time"].tolist(), incidents.frame.set_index("id")["time_end"].reindex(frame.index).tolist()


def same(found, expected):
    return all(a == b or (pd.isna(a) and pd.isna(b)) for a, b in zip(found, expected, strict=True))


EXPECTED = [end if hours else pd.NaT for end, hours in zip(END, HOURS, strict=True)]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("order", [1, -1])
def test_windows_are_read_in_every_form(form, order, tmp_path):
    columns = dict([*FORMS[form].items()][::order])
    incidents = read(tmp_path, columns)
    start, end = windows_of(incidents)
    assert start == START.tolist()
    assert same(end, EXPECTED)
    fact = incidents.report.facts["windows"]
    assert fact.startswith("7 of 10 rows, from '")
    assert "median 8.0 h; 1 longer than a week" in fact
    assert {"time", "time_end"} <= set(incidents.report.columns)


@pytest.mark.parametrize("form", FORMS)
def test_without_the_end_the_times_are_the_same(form, tmp_path):
    names = [*FORMS[form]]
    whole = read(tmp_path, FORMS[form])
    beginning = read(tmp_path, {name: FORMS[form][name] for name in names[: len(names) // 2]})
    assert "time_end" not in beginning.frame
    assert "windows" not in beginning.report.facts
    assert beginning == read(tmp_path, FORMS[form], mapping={"time_end": ""})
    assert whole.frame.drop(columns="time_end").equals(beginning.frame)
    assert whole != beginning


def test_a_mapping_names_the_columns(tmp_path):
    columns = split(("aaa", "bbb", "ccc", "ddd"), "%Y-%m-%d", "%H:%M")
    mapping = {"from": "aaa", "clock": "bbb", "to": "ccc", "clock_end": "ddd"}
    incidents = read(tmp_path, columns, mapping=mapping)
    assert same(windows_of(incidents)[1], EXPECTED)
    again = read(tmp_path, columns, mapping=dict(incidents.report.columns))
    assert again == incidents


def test_the_file_decides_the_order_of_day_and_month_for_both(tmp_path):
    start = pd.Series(["13/02/2024 10:00", "05/02/2024 10:00"] * 5)
    columns = {"date_from": start, "date_to": ["", "06/02/2024 10:00"] * 5}
    incidents = read(tmp_path, columns)
    assert set(incidents.frame["time_end"].dropna()) == {pd.Timestamp("2024-02-06 10:00")}


def test_times_in_utc_are_turned_at_both_ends(tmp_path):
    columns = pair(("occurred_from", "occurred_to"), "%Y-%m-%dT%H:%M:%SZ")
    incidents = read(tmp_path, columns, timezone="America/Chicago")
    start, end = windows_of(incidents)
    local = [times.tz_localize("UTC").tz_convert("America/Chicago").tz_localize(None) for times in (START, END)]
    assert start == local[0].tolist()
    assert same(end, [b if b > a else pd.NaT for a, b in zip(*local, strict=True)])


def test_ends_before_beginnings_keep_the_beginning_and_are_counted(tmp_path):
    columns = {"date_from": text(START, "%Y-%m-%d %H:%M"), "date_to": text(END, "%Y-%m-%d %H:%M")}
    columns["date_to"] = ["2024-01-01 10:00", *columns["date_to"][1:4], "2024-01-01 10:00", *columns["date_to"][5:]]
    incidents = read(tmp_path, columns)
    start, end = windows_of(incidents)
    assert start == START.tolist()
    assert [pd.isna(end[i]) for i in (0, 4, 2)] == [True, True, False]
    assert "; 2 end before they begin (they keep their beginning)" in incidents.report.facts["windows"]
    assert any(said.startswith("2 rows end in the column 'date_to' before") for said in incidents.report.warnings)
    assert len(incidents) == N


def test_a_column_that_mostly_ends_before_is_no_end(tmp_path):
    columns = {"date_from": text(END.fillna(START[0]), "%Y-%m-%d %H:%M"), "date_to": text(START, "%Y-%m-%d %H:%M")}
    incidents = read(tmp_path, columns)
    assert "time_end" not in incidents.frame
    assert "time_end" not in incidents.report.columns
    assert any("it is not taken as the end of the window" in said for said in incidents.report.warnings)
    named = read(tmp_path, columns, mapping={"time_end": "date_to"})
    assert "end before they begin" in named.report.facts["windows"]


def test_columns_that_hold_no_dates_are_no_ends(tmp_path):
    columns = {"from": text(START, "%Y-%m-%d %H:%M"), "to": [f"{i} MAIN ST" for i in range(N)]}
    assert "time_end" not in read(tmp_path, columns).report.columns


def test_days_without_a_time_of_day(tmp_path):
    start = ["2024-01-13 22:15", "2024-01-14 10:00", "2024-01-15", "2024-01-16", "2024-01-17 08:00"] * 2
    end = ["2024-01-13", "2024-01-15", "2024-01-15", "2024-01-17", "2024-01-17 09:00"] * 2
    _, found = windows_of(read(tmp_path, {"date_from": start, "date_to": end}))
    midnights = [pd.NaT, "2024-01-16", pd.NaT, "2024-01-18", "2024-01-17 09:00"]
    assert same(found[:5], [pd.Timestamp(day) for day in midnights])


def test_days_alone_end_with_the_midnight_after(tmp_path):
    incidents = read(tmp_path, {"date_from": text(START, "%Y-%m-%d"), "date_to": text(END, "%Y-%m-%d")})
    assert incidents.precision == "day"
    days = END.floor("D")
    expected = [
        day + pd.Timedelta(days=1) if day > at.floor("D") else pd.NaT for day, at in zip(days, START, strict=True)
    ]
    assert same(windows_of(incidents)[1], expected)


def test_few_ends_at_midnight_are_moments_and_many_are_days(tmp_path):
    begin = text(START.floor("D") + pd.Timedelta(hours=22), "%Y-%m-%d %H:%M")
    ends = text(START.ceil("D"), "%Y-%m-%d %H:%M")
    few = read(tmp_path, {"date_from": begin, "date_to": ends.where(np.arange(N) < 3, "")})
    assert few.frame["time_end"].tolist()[0] == START[0].ceil("D")
    many = read(tmp_path, {"date_from": begin, "date_to": ends})
    assert many.frame["time_end"].tolist()[0] == START[0].ceil("D") + pd.Timedelta(days=1)


def test_hours_of_both_sides(tmp_path):
    columns = {"date_from": text(START, "%Y-%m-%d"), "hour_from": START.hour}
    columns |= {"date_to": text(END, "%Y-%m-%d"), "hour_to": END.hour.astype("Int64")}
    start, end = windows_of(read(tmp_path, columns))
    assert start == START.floor("h").tolist()
    assert same(end, [b if b > a else pd.NaT for a, b in zip(START.floor("h"), END.floor("h"), strict=True)])


def test_aoristic_without_ends_says_so(tmp_path):
    incidents = read(tmp_path, {"date": text(START, "%Y-%m-%d %H:%M")}, window="aoristic")
    assert any("changes nothing: no column is known" in said for said in incidents.report.warnings)


def test_an_end_and_no_beginning(tmp_path):
    begin = text(START, "%Y-%m-%d %H:%M").where(np.arange(N) > 1, "")
    incidents = read(tmp_path, {"date_from": begin, "date_to": text(END, "%Y-%m-%d %H:%M")})
    assert len(incidents) == N
    assert windows_of(incidents)[0][:2] == END[:2].tolist()
    assert pd.isna(windows_of(incidents)[1][0])
    assert any("2 rows have an end in 'date_to' and no beginning" in said for said in incidents.report.warnings)


def test_a_file_with_ends_alone(tmp_path):
    ends = END.fillna(START[3])
    incidents = read(tmp_path, {"occurred_to": text(ends, "%Y-%m-%d %H:%M")})
    assert sorted(incidents.frame["time"]) == sorted(ends)
    assert any("no beginning: the end is taken" in said for said in incidents.report.warnings)
    with pytest.raises(InputError, match="not recognised"):
        read(tmp_path, {"occurred_to": ["yes"] * N})


def test_placeholders_are_no_ends(tmp_path):
    columns = pair(("date_from", "date_to"), "%Y-%m-%d %H:%M")
    columns["date_to"] = ["2099-12-31 00:00", *columns["date_to"][1:]]
    assert pd.isna(windows_of(read(tmp_path, columns))[1][0])


def test_the_middle_leaves_no_window(tmp_path):
    incidents = read(tmp_path, FORMS["from and to"], window="middle")
    assert "time_end" not in incidents.frame
    assert "7 of 10 rows" in incidents.report.facts["windows"]


def test_the_aoristic_clock_feeds_the_slots_of_demand(tmp_path):
    plain, spread = (read(tmp_path, FORMS["from and to"], window=window) for window in ("start", "aoristic"))
    assert (plain.aoristic, spread.aoristic) == (False, True)
    assert spread.frame.equals(plain.frame)
    assert any("counts by its share where hours" in said for said in spread.report.warnings)
    zones = [incidents.frame.assign(zone=0) for incidents in (plain, spread)]
    plain, spread = (
        replace(incidents, frame=frame, zones=1) for incidents, frame in zip((plain, spread), zones, strict=True)
    )
    one, other = (Demand.observed(incidents, slots=168).rate[0, 0].sum(axis=1) for incidents in (plain, spread))
    assert other.sum() == pytest.approx(one.sum())
    hours = np.count_nonzero(one), np.count_nonzero(other)
    assert hours[0] <= N < hours[1]


def test_check_tells_of_windows(tmp_path):
    report = check_incidents(str(write(tmp_path, FORMS["New York"])))
    assert "  windows: 7 of 10 rows, from 'CMPLNT_FR_DT' to 'CMPLNT_TO_DT', median 8.0 h; 1 longer" in report.text


def test_the_side_of_the_clock_and_of_the_afternoon(tmp_path):
    sides = {}
    for side, times in (("from", START), ("to", END)):
        sides |= {f"{side}_date": text(times, "%Y-%m-%d"), f"{side}_time": text(times, "%I:%M")}
        sides |= {f"{side}_ampm": text(times, "%p")}
    start, end = windows_of(read(tmp_path, sides))
    assert start == START.tolist()
    assert same(end, EXPECTED)
