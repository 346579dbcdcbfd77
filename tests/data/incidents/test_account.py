"""The account: every row is kept or left out once, whatever the order of the rows; the list of them is harmless."""

import importlib.util
import pathlib
import re
import sys

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from beatwright.base.errors import InputError, ParameterError, StudyError
from beatwright.core.step import build_step
from beatwright.data import ColumnMapping, IncidentSource, check_incidents, read_incidents

_spec = importlib.util.spec_from_file_location("incident_tables", pathlib.Path(__file__).with_name("conftest.py"))
tables = importlib.util.module_from_spec(_spec)
sys.modules["incident_tables"] = tables
_spec.loader.exec_module(tables)

ROW = st.fixed_dictionaries(
    {
        "id": st.sampled_from(["1", "2", "3", "4", "", "=5"]),
        "time": st.sampled_from(["2024-01-02 03:04", "2024-02-03 00:00", "2024-05-01 23:00", "", "soon", "2024-02-30"]),
        "kind": st.sampled_from(["theft", "ROBBERY", "?!", "", "burglary"]),
        "lon": st.sampled_from(["-90.2", "-90.21", "0", "", "38.6", "500", "x"]),
        "lat": st.sampled_from(["38.6", "38.61", "0", "", "-90.2"]),
    }
)


def write(folder, rows, name="t.csv"):
    file = folder / name
    pd.DataFrame(rows, columns=["id", "time", "kind", "lon", "lat"]).to_csv(file, index=False)
    return file


def content(incidents):
    """Everything but ids, which number rows where the file has none."""
    columns = ["time", "kind", "severity", "x", "y", "officers", "service_minutes"]
    frame = incidents.frame[columns].assign(kind=incidents.frame["kind"].astype(str))
    return frame.sort_values(columns, ignore_index=True)


@settings(max_examples=12, deadline=None)
@given(st.lists(ROW, min_size=1, max_size=14), st.randoms(use_true_random=False), st.sampled_from(["least", "drop"]))
def test_kept_and_dropped_make_up_the_file_in_any_order(tmp_path_factory, rows, random, unknown):
    folder = tmp_path_factory.mktemp("rows")
    shuffled = random.sample(rows, len(rows))
    one, other = (
        check_incidents(IncidentSource(str(write(folder, part, f"{i}.csv")), unknown_kind=unknown))
        for i, part in enumerate((rows, shuffled))
    )
    assert one.read == len(rows) == one.kept + len(one.dropped)
    assert dict(one.reasons) == dict(other.reasons)
    assert one.dropped["row"].is_unique
    assert one.dropped.groupby("reason").size().to_dict() == dict(one.reasons)
    assert one.warnings == other.warnings
    if one.kept:
        first, second = (read_incidents(folder / f"{i}.csv", unknown_kind=unknown) for i in range(2))
        pd.testing.assert_frame_equal(content(first), content(second))
        assert (first.start, first.end, first.precision) == (second.start, second.end, second.precision)


def test_unique_ids_make_the_order_of_rows_invisible(tmp_path):
    table = tables.make_table(200)
    table.to_csv(tmp_path / "a.csv", index=False)
    table.sample(frac=1, random_state=1).to_csv(tmp_path / "b.csv", index=False)
    assert read_incidents(tmp_path / "a.csv") == read_incidents(tmp_path / "b.csv")


def test_repeated_ids(tmp_path):
    row = {"id": "7", "time": "2024-01-02 03:04", "kind": "theft", "lon": "-90.2", "lat": "38.6"}
    later = row | {"time": "2024-01-02 05:00"}
    none = row | {"id": ""}
    for rows in ([row, later, row, none, none], [later, none, row, row, none]):
        file = write(tmp_path, rows)
        dropped = read_incidents(file)
        assert dict(dropped.report.reasons) == {"duplicate id": 1}
        assert sorted(dropped.frame["time"].dt.hour) == [3, 3, 3, 5]
        kept = read_incidents(file, duplicates="keep")
        assert len(kept) == 5
        assert kept.frame["id"].is_unique


def test_formulas_are_harmless_and_the_list_comes_back(tmp_path):
    bad = [
        "=cmd|'/C calc'!A0",
        "+1+1",
        "@SUM(1)",
        "-2+3",
        "\t=1",
        "\r=1",
        "＝1",
        "-90.2",
        "+5",
        "1e5",
        "",
        "a\nb",
        'q"q',
    ]
    table = pd.DataFrame({"time": "never", "kind": bad, "lon": "-90.2", "lat": 38.6, "=evil": bad, "reason": "x"})
    table.to_parquet(tmp_path / "t.parquet")
    report = check_incidents(tmp_path / "t.parquet")
    file = report.write_dropped(tmp_path / "dropped.csv", raw=True)
    back = pd.read_csv(file, dtype=str, keep_default_na=False)
    pd.testing.assert_frame_equal(back, report.dropped)
    assert list(back.columns) == ["row", "reason", "detail", "time", "kind", "lon", "lat", "'=evil", "reason (2)"]
    for cell in back.to_numpy().ravel():
        assert not re.match(r"\s*[=+\-@＝]", cell) or re.fullmatch(r"[-+]?[0-9.]+(e[0-9]+)?", cell)
    assert back["kind"].tolist()[-6:] == ["-90.2", "+5", "1e5", "", "a b", 'q"q']
    assert {"'=cmd|'/C calc'!A0", "'-2+3"} <= set(back["kind"])


def test_rows_not_asked_for(tmp_path):
    table = tables.make_table(6).assign(flag=["Y", "N", "y ", None, "1", "Y"], count=[1, 1, 1, 1, -1, 1.0])
    table.to_csv(tmp_path / "t.csv", index=False)
    table.to_parquet(tmp_path / "t.parquet")
    for name in ("t.csv", "t.parquet"):
        report = check_incidents(IncidentSource(str(tmp_path / name), where={"flag": True, "Count": 1}))
        assert dict(report.reasons) == {"not asked for": 3}
        assert report.dropped["row"].tolist() == ["2", "4", "5"]
    either = check_incidents(IncidentSource(str(tmp_path / "t.csv"), where={"flag": ["n", False]}))
    assert either.kept == 2
    with pytest.raises(InputError, match=r"'flags', but there is no such heading\. Did you mean 'flag'"):
        check_incidents(IncidentSource(str(tmp_path / "t.csv"), where={"flags": True}))


def test_headings_that_are_not_recognised(tmp_path):
    table = tables.make_table(5).rename(columns={"time": "Wann", "lon": "Lonitude", "lat": "Latitud"})
    table.to_csv(tmp_path / "t.csv", index=False)
    with pytest.raises(InputError) as caught:
        check_incidents(tmp_path / "t.csv")
    text = str(caught.value)
    for part in ("Missing: time and place", "'Wann'", "'Lonitude'", "Perhaps the place is in", "mapping = {"):
        assert part in text
    mapping = {"time": "Wann", "lon": "Lonitude", "lat": "latitud"}
    assert read_incidents(tmp_path / "t.csv", mapping=mapping).report.kept == 5
    ColumnMapping(mapping).save(tmp_path / "columns.toml")
    saved = IncidentSource("t.csv", mapping="columns.toml").read(tmp_path)
    assert saved == read_incidents(tmp_path / "t.csv", mapping=mapping)
    (tmp_path / "columns.json").write_text('{"time": "Wann", "lon": "Lonitude", "lat": "Latitud"}')
    assert IncidentSource("t.csv", mapping="columns.json").read(tmp_path) == saved
    with pytest.raises(InputError, match=r"lon = 'Long', but there is no such heading"):
        read_incidents(tmp_path / "t.csv", mapping=mapping | {"lon": "Long"})
    with pytest.raises(ParameterError, match=r"no column 'tiem'\. Did you mean 'time'"):
        read_incidents(tmp_path / "t.csv", mapping={"tiem": "Wann"})


def test_no_row_left_is_an_error_with_the_reasons(tmp_path):
    file = write(tmp_path, [{"id": "1", "time": "soon", "kind": "theft", "lon": "1", "lat": "1"}])
    assert not check_incidents(file).usable
    with pytest.raises(InputError, match=r"No row of 't\.csv' can be used\. Of 1 row read: unreadable time: 1"):
        read_incidents(file)


def test_every_wrong_option_is_told_at_once():
    with pytest.raises(StudyError) as caught:
        build_step(
            IncidentSource,
            {
                "file": "a",
                "day_first": "maybe",
                "timezone": "Gotham",
                "since": "2024-02-01",
                "until": "2024-01-01",
                "crs": "x",
            },
            "[incidents]",
        )
    for part in ("'day_first'", "'Gotham'", "'until'", "'crs'"):
        assert part in str(caught.value)
    with pytest.raises(StudyError, match=r"no option 'wher'\. Did you mean 'where'"):
        build_step(IncidentSource, {"file": "a", "wher": {}}, "[incidents]")


def test_progress_is_told(tmp_path):
    tables.make_table(5).to_csv(tmp_path / "t.csv", index=False)
    told = []
    IncidentSource("t.csv").read(tmp_path, progress=lambda done, total, text: told.append((done, total, text)))
    assert [done for done, _, _ in told] == list(range(8))
    assert told[-1][0] == told[-1][1]


def test_heaps_are_told(tmp_path):
    rng = np.random.default_rng(5)
    n = 3000
    times = pd.Timestamp("2023-01-01") + pd.to_timedelta(rng.integers(0, 364 * 1440, n), unit="min")
    times = pd.Series(times).where(rng.random(n) > 0.05, pd.Timestamp("2023-06-01 12:00"))
    times = times.where(~times.dt.month.eq(9) | (rng.random(n) < 0.03), pd.Timestamp("2023-03-03 03:03"))
    lon = np.where(rng.random(n) < 0.03, -90.2, -90.2 + rng.normal(0, 0.05, n))
    lat = np.where(lon == -90.2, 38.6, 38.6 + rng.normal(0, 0.05, n))
    table = pd.DataFrame({"time": times, "kind": "theft", "lon": lon, "lat": lat})
    table = pd.concat([table, table.head(100)])
    table.to_parquet(tmp_path / "t.parquet")
    text = "\n".join(check_incidents(tmp_path / "t.parquet").warnings)
    for part in (
        "exactly noon",
        "fall on 2023-06-01",
        "2023-09",
        "lie at one point",
        "repeat the time, place and kind",
    ):
        assert part in text
    clean = table.iloc[100:n].assign(
        time=pd.Timestamp("2023-01-01") + pd.to_timedelta(np.arange(100, n) * 131, unit="min")
    )
    clean["lon"] = -90.2 + rng.normal(0, 0.05, len(clean))
    clean.to_parquet(tmp_path / "clean.parquet")
    assert check_incidents(tmp_path / "clean.parquet").warnings == ()
