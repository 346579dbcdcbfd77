"""Files of sums: a row that stands for several incidents."""

import pandas as pd
import pytest

from beatwright.base.errors import InputError, ParameterError
from beatwright.data import IncidentSource, read_incidents


def write(folder, heading, counts, ids=True):
    rows = len(counts)
    table = {
        "case number": [f"A{i}" for i in range(rows)],
        "date": [f"2023-01-{i % 28 + 1:02d} 10:{i % 60:02d}" for i in range(rows)],
        "offense": ["ROBBERY" if i % 2 else "THEFT" for i in range(rows)],
        "longitude": [f"{-90.2 + i / 1000:.4f}" for i in range(rows)],
        "latitude": ["38.63"] * rows,
        heading: counts,
    }
    if not ids:
        del table["case number"]
    pd.DataFrame(table).to_csv(folder / "sums.csv", index=False)
    return folder / "sums.csv"


@pytest.mark.parametrize(
    "heading",
    ["quantidade", "QTD", "OffenseCount", "offense_count", "Count", "cantidad", "Anzahl", "number of incidents",
     "Nombre", "No. of crimes", "qtde", "Fallzahl", "Incident Count", "n", "Количество"],
)  # fmt: skip
def test_a_row_is_as_many_incidents_as_it_counts(heading, tmp_path):
    incidents = read_incidents(write(tmp_path, heading, ["3", "1", "", "2"]))
    report = incidents.report
    assert list(incidents.frame["id"]) == ["A0", "A0/2", "A0/3", "A1", "A2", "A3", "A3/2"]
    assert list(incidents.frame["kind"]) == ["THEFT"] * 3 + ["ROBBERY", "THEFT", "ROBBERY", "ROBBERY"]
    assert report.read == report.kept == 4
    assert report.facts["incidents"] == f"7, by the counts in '{heading}' of 4 rows"
    assert any(f"'{heading}' counts incidents" in said and 'counts = "none"' in said for said in report.warnings)


@pytest.mark.parametrize(
    "counts", [["1"] * 6, ["1.0", "1", "", "", "1", "1"], [""] * 6, [" ", "1", "1", "1", "1", "1"]]
)
def test_a_column_of_ones_says_nothing(counts, tmp_path):
    incidents = read_incidents(write(tmp_path, "count", counts))
    assert len(incidents.frame) == 6
    assert incidents.report.warnings == ()
    assert "incidents" not in incidents.report.facts


@pytest.mark.parametrize(
    ("counts", "fault"),
    [
        (["1", "2", "1.5", "1"], "not whole, such as 1.5"),
        (["1", "2", "many", "1"], "no numbers"),
        (["1", "2", "70110", "1"], "over 1,000"),
        (["1", "-5000", "2", "1"], "over 1,000"),
        ([str(7 * i % 101) for i in range(30)], "nearly as many values as rows"),
        (["1", "2", "3", "4", "5", "6"], "numbers the rows"),
        (["0", "1", "2", "3", "4"], "numbers the rows"),
    ],
)
def test_what_is_no_count_is_not_used_and_told(counts, fault, tmp_path):
    incidents = read_incidents(write(tmp_path, "Count", counts))
    assert len(incidents.frame) == len(counts)
    assert any("'Count'" in said and fault in said for said in incidents.report.warnings)


def test_nought_and_negative_counts_are_left_out(tmp_path):
    incidents = read_incidents(write(tmp_path, "Count", ["2", "0", "-1", "1", "0"]))
    assert dict(incidents.report.reasons) == {"count of 0": 2, "negative count": 1}
    assert list(incidents.frame["id"]) == ["A0", "A0/2", "A3"]


@pytest.mark.parametrize("options", [{"counts": "none"}, {"mapping": {"count": ""}}])
def test_counts_can_be_switched_off(options, tmp_path):
    incidents = read_incidents(write(tmp_path, "Count", ["3", "0", "-1", "2"]), **options)
    assert len(incidents.frame) == 4
    assert incidents.report.warnings == ()


def test_a_column_that_the_user_names_is_used_whatever_its_size(tmp_path):
    incidents = read_incidents(write(tmp_path, "weird", ["1500", "2", "3"]), mapping={"count": "weird"})
    assert len(incidents.frame) == 1505


def test_too_many_incidents_are_refused(tmp_path):
    with pytest.raises(InputError, match="counts 30,000,001 incidents; at most 20,000,000"):
        read_incidents(write(tmp_path, "weird", ["30000000", "1"]), mapping={"count": "weird"})


def test_rows_that_were_not_asked_for_do_not_count(tmp_path):
    incidents = read_incidents(write(tmp_path, "Count", ["1", "-1", "1", "1"]), where={"Count": 1})
    assert len(incidents.frame) == 3
    assert incidents.report.warnings == ()


@pytest.mark.parametrize("ids", [True, False])
def test_ids_stay_unique(ids, tmp_path):
    file = write(tmp_path, "Count", ["2", "3", "1", "2"], ids)
    file.write_text(file.read_text().replace("A1", "A0").replace("A2", ""))
    incidents = read_incidents(file)
    assert len(incidents.frame) == 8
    assert incidents.frame["id"].is_unique


def test_the_option_is_checked():
    with pytest.raises(ParameterError, match="counts"):
        IncidentSource("a.csv", counts="all")


def test_of_two_columns_the_plainer_name_is_taken_and_the_other_told(tmp_path):
    file = write(tmp_path, "quantidade", ["2", "1", "1", "3"])
    table = pd.read_csv(file).assign(n=[4, 4, 4, 5])
    table.to_csv(file, index=False)
    report = read_incidents(file).report
    assert report.facts["incidents"].startswith("7, by the counts in 'quantidade'")
    assert "count is read from 'quantidade' (also possible: 'n')" in report.facts["choices"]


def test_a_column_that_is_not_used_is_not_listed(tmp_path):
    rows = "".join(f"{k},2023-0{k % 9 + 1}-11 10:00,THEFT,{-90.2 + k / 900},{38.6 + k / 900}\n" for k in range(60))
    (tmp_path / "a.csv").write_text("n,date,offense,lon,lat\n" + rows)
    report = read_incidents(tmp_path / "a.csv").report
    assert any("'n'" in said and "not used" in said for said in report.warnings)
    assert "count" not in report.facts["columns"]
    assert "count" not in report.columns
