"""A first look into a file shows the columns that reading takes, and what else they could be."""

import importlib.util
import json
import pathlib
import sys

import pandas as pd
import pytest

from beatwright.base.errors import InputError
from beatwright.data import IncidentSource, check_incidents, preview

_spec = importlib.util.spec_from_file_location("incident_tables", pathlib.Path(__file__).with_name("conftest.py"))
tables = importlib.util.module_from_spec(_spec)
sys.modules["incident_tables"] = tables
_spec.loader.exec_module(tables)
_spec = importlib.util.spec_from_file_location("exports", pathlib.Path(__file__).with_name("exports.py"))
exports = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(exports)


@pytest.mark.parametrize("name", tables.WRITERS)
def test_in_every_format_the_columns_are_those_that_are_read(name, table, tmp_path):
    tables.WRITERS[name](table, tmp_path / name)
    seen, read = preview(tmp_path / name), check_incidents(tmp_path / name)
    assert seen.mapping == read.columns
    assert seen.rows == read.read
    assert {column.heading: column.guess for column in seen.columns if column.guess} == {
        heading: ours for ours, heading in seen.mapping.items()
    }
    assert not seen.missing
    assert not seen.advice
    assert json.loads(json.dumps(seen.to_dict()))["mapping"] == seen.mapping
    kinds = next(column for column in seen.columns if column.guess == "kind")
    assert kinds.samples == tuple(dict.fromkeys(table["kind"].astype(str)))[:5]
    assert kinds.filled == 1.0


@pytest.mark.parametrize("name", exports.EXPORTS)
def test_exports_of_portals_are_recognised_alike(name, tmp_path):
    exports.export(name, n=300).table.to_csv(tmp_path / "export.csv", index=False)
    seen = preview(tmp_path / "export.csv")
    assert seen.mapping == check_incidents(tmp_path / "export.csv").columns


def test_rivals_are_the_other_headings_that_fit(tmp_path):
    rows = {
        "Reported Date": ["2024-05-02", "2024-05-03"],
        "Occurred Date": ["2024-05-01", None],
        "lat": [38.6, 38.7],
        "lon": [-90.2, -90.1],
        "Remarks": ["  a  long\ntext " + "x" * 90, ""],
    }
    pd.DataFrame(rows).to_csv(tmp_path / "a.csv", index=False)
    seen = preview(tmp_path / "a.csv")
    assert set(seen.rivals["time"]) | {seen.mapping["time"]} == {"Reported Date", "Occurred Date"}
    by_heading = {column.heading: column for column in seen.columns}
    assert by_heading["Reported Date"].fits == ("time",)
    assert by_heading["Occurred Date"].filled == 0.5
    assert by_heading["Remarks"].guess == ""
    assert by_heading["Remarks"].samples == ("a long text " + "x" * 48,)


def test_what_is_missing_is_said_instead_of_an_error(tmp_path):
    (tmp_path / "a.csv").write_text("when it was,kind,address\nyesterday,theft,1 Main St\n")
    seen = preview(tmp_path / "a.csv")
    assert seen.missing == ("time", "place")
    assert "Say which heading holds what: mapping = {" in seen.advice
    assert [column.heading for column in seen.columns] == ["when it was", "kind", "address"]
    with pytest.raises(InputError) as told:
        check_incidents(tmp_path / "a.csv")
    assert str(told.value) == seen.advice
    assert [line in seen.advice for line in seen.hints] == [True, True]
    assert "mapping =" not in "".join(seen.hints)
    assert seen.advice in str(seen)


def test_a_mapping_by_hand_is_kept_and_an_unknown_heading_is_told(tmp_path):
    (tmp_path / "a.csv").write_text("when,what,lat,lon,seen\n2024-05-01,theft,38.6,-90.2,2024-05-02\n")
    source = IncidentSource("a.csv", mapping={"time": "seen", "kind": ""})
    seen = preview(source, tmp_path)
    assert seen.mapping["time"] == "seen"
    assert "kind" not in seen.mapping
    with pytest.raises(InputError, match="there is no such heading"):
        preview(IncidentSource("a.csv", mapping={"time": "saw"}), tmp_path)


def test_dates_in_pieces_are_shown_together(tmp_path):
    (tmp_path / "a.csv").write_text("Year,Month,Day,lat,lon\n2024,5,1,38.6,-90.2\n")
    seen = preview(tmp_path / "a.csv")
    assert seen.columns[-1].samples == ("2024-05-01",)
    assert seen.columns[-1].guess == "time"


def test_a_file_with_headings_alone_is_shown(tmp_path):
    (tmp_path / "a.csv").write_text("date,lat,lon\n")
    seen = preview(tmp_path / "a.csv")
    assert (seen.rows, [column.filled for column in seen.columns]) == (0, [0.0, 0.0, 0.0])
