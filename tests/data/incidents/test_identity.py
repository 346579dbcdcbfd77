"""Which rows are given twice, which are offences of one case, and what is no id at all."""

import numpy as np
import pandas as pd
import pytest

from beatwright.data import read_incidents

N = 24
NO_ID = (
    "N/A|n/a|NA|none|None|null|NULL|nil|unknown|UNK|n.a.|-|--|—|0|00000|0.0|TBD|pending|PENDING CASE|sin dato|S/N|"
    "not assigned|nan|#N/A|???|999999999|2.02E+11|2,02E+11|1.5e10|2.02301E+11|1E+15|no aplica|desconocido"
)


def rows(n=N, **more):
    start = pd.Timestamp("2024-03-01 08:07")
    table = pd.DataFrame(
        {
            "incident_id": [f"A{i}" for i in range(n)],
            "date": [f"{start + pd.Timedelta(hours=31 * i):%Y-%m-%d %H:%M}" for i in range(n)],
            "offense": "THEFT",
            "latitude": 38.6 + np.arange(n) / 1000,
            "longitude": -90.2,
        }
    )
    return table.assign(**more)


def read(folder, table, **options):
    table.to_csv(folder / "cases.csv", index=False)
    return read_incidents(folder / "cases.csv", **options)


@pytest.mark.parametrize("word", NO_ID.split("|"))
@pytest.mark.parametrize("offences", ["all", "most severe"])
def test_what_is_no_id_drops_no_row(word, offences, tmp_path):
    table = rows()
    table.loc[5:, "incident_id"] = word
    incidents = read(tmp_path, table, offences=offences)
    assert len(incidents) == N
    assert incidents.frame["id"].is_unique
    assert word not in set(incidents.frame["id"])
    assert any("'incident_id'" in warning for warning in incidents.report.warnings)


@pytest.mark.parametrize("suffix", ["parquet", "xlsx"])
def test_rounded_numbers(suffix, tmp_path):
    table = rows(incident_id=np.repeat([202301000000.0, 202302000000.0], N // 2))
    file = tmp_path / f"cases.{suffix}"
    table.to_parquet(file) if suffix == "parquet" else table.to_excel(file, index=False)
    incidents = read_incidents(file, offences="most severe")
    assert len(incidents) == N
    assert any("rounded" in warning and "'incident_id'" in warning for warning in incidents.report.warnings)


def offences():
    """Return 8 cases of theft and murder, 8 of theft given twice, 8 of a theft alone."""
    table = rows()
    return pd.concat([table, table[:8].assign(offense="MURDER"), table[8:16]])


@pytest.mark.parametrize("seed", range(10))
def test_a_case_with_several_offences(seed, tmp_path):
    table = offences().sample(frac=1, random_state=seed)
    every = read(tmp_path, table)
    assert every.frame["kind"].value_counts().to_dict() == {"THEFT": 24, "MURDER": 8}
    assert dict(every.report.reasons) == {"duplicate id": 8}
    told = [w for w in every.report.warnings if "offences =" in w]
    assert len(told) == 1
    assert "8 rows repeat an id in the column 'incident_id'" in told[0]
    severe = read(tmp_path, table, offences="most severe")
    assert severe.frame["kind"].value_counts().to_dict() == {"THEFT": 16, "MURDER": 8}
    assert dict(severe.report.reasons) == {"duplicate id": 8, "less severe offence of a case": 8}


def test_a_count_that_begins_at_nought(tmp_path):
    table = rows(incident_id=np.arange(N))
    table = pd.concat([table, table[:3].assign(offense="MURDER")])
    assert len(read(tmp_path, table, offences="most severe")) == N


@pytest.mark.parametrize("first", [0, 99_990, 123_450, 999_999_990])
def test_a_number_of_nines_that_stands_once_is_an_id(first, tmp_path):
    numbers = [str(first + i) for i in range(N)]
    incidents = read(tmp_path, rows(incident_id=numbers))
    assert sorted(incidents.frame["id"]) == sorted(numbers)
    assert not any("no id" in warning for warning in incidents.report.warnings)


def test_one_text_for_many_cases_is_no_id(tmp_path):
    incidents = read(tmp_path, rows(incident_id="SEE FILE 7"), offences="most severe")
    assert len(incidents) == N
    incidents = read(tmp_path, rows(incident_id="LOC 7"), offences="most severe")
    assert len(incidents) == N
    assert any("'LOC 7'" in warning for warning in incidents.report.warnings)


def test_numbers_of_cases_never_drop(tmp_path):
    table = offences().rename(columns={"incident_id": "case_number"})
    for option in ("all", "most severe"):
        assert len(read(tmp_path, table, offences=option)) == 40


def test_rows_that_differ_in_their_number_alone_stay(tmp_path):
    table = pd.concat([rows(), rows()]).assign(FID=range(2 * N))
    assert len(read(tmp_path, table)) == 2 * N


def test_equal_rows_without_ids_are_told(tmp_path):
    table = pd.concat([rows(), rows()[:3]]).drop(columns="incident_id")
    incidents = read(tmp_path, table)
    assert len(incidents) == N + 3
    assert any(warning.startswith("3 rows equal another in every cell") for warning in incidents.report.warnings)


def test_many_rows_given_twice_are_told(tmp_path):
    incidents = read(tmp_path, pd.concat([rows(), rows()]))
    assert dict(incidents.report.reasons) == {"duplicate id": N}
    assert any("option duplicates" in w and "'incident_id'" in w for w in incidents.report.warnings)


@pytest.mark.parametrize("number", ["OBJECTID", "FID", "", "Unnamed: 0", "GlobalID", "index", "rowid"])
@pytest.mark.parametrize("named", ["case_number", "incident_id", "beat"])
def test_rows_numbered_anew_are_told(number, named, tmp_path):
    """A layer exported twice, or joined with itself: every row again under another number."""
    dates = pd.date_range("2023-01-01", periods=40, freq="31h").strftime("%Y-%m-%d %H:%M")
    rows = pd.DataFrame({named: [f"C{row}" for row in range(40)], "date": dates, "offense": "THEFT", "lat": 38.6})
    twice = pd.concat([rows, rows.head(30)]).assign(lon=-90.2)
    twice.insert(0, number, [f"N{row}" for row in range(70)])
    twice.to_csv(tmp_path / "calls.csv", index=False)
    incidents = read_incidents(tmp_path / "calls.csv")
    assert len(incidents) == 70
    (told,) = [said for said in incidents.report.warnings if "only numbers the rows" in said]
    assert told.startswith("30 rows equal another in every cell but ")
