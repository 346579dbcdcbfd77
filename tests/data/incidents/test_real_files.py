"""The real files: recognised without help, every row accounted for."""

import numpy as np
import pandas as pd
import pyproj
import pytest
import shapely

from beatwright.data import IncidentSource, check_incidents


@pytest.mark.data
def test_st_louis(data_folder):
    file = data_folder / "stlouis" / "incidents.parquet"
    table = pd.read_parquet(file)
    source = IncidentSource(
        str(file),
        where={"flag_crime": True, "count": 1, "coord_ok": True},
        since="2008-01-01",
        until="2020-01-01",
        timezone="America/Chicago",
    )
    incidents = source.read()
    asked = table["flag_crime"] & (table["count"] == 1) & table["coord_ok"]
    inside = table["occurred"].between("2008-01-01", "2019-12-31 23:59:59")
    assert dict(incidents.report.reasons) == {
        "not asked for": int((~asked).sum()),
        "outside the period": int((asked & ~inside).sum()),
    }
    assert (incidents.report.read, len(incidents)) == (644_056, int((asked & inside).sum()))
    assert (incidents.start, incidents.end) == (pd.Timestamp("2008-01-01"), pd.Timestamp("2020-01-01"))
    by_id = table.set_index(table["incident_id"].astype(str)).loc[incidents.frame["id"]]
    np.testing.assert_array_equal(by_id["occurred"], incidents.frame["time"])
    np.testing.assert_array_equal(by_id["description"].astype(str), incidents.frame["kind"].astype(str))
    x, y = pyproj.Transformer.from_crs(4326, 32615, always_xy=True).transform(by_id["lon"], by_id["lat"])
    np.testing.assert_allclose(incidents.frame[["x", "y"]], np.column_stack([x, y]), atol=1e-6)
    text = " ".join(incidents.report.warnings)
    for part in ("exactly noon", "minute :00", "repeat the time, place and kind", "skipped by the clocks"):
        assert part in text


@pytest.mark.data
def test_london(data_folder, tmp_path):
    file = data_folder / "london" / "incidents_monthly.parquet"
    report = check_incidents(file)
    assert (report.read, report.kept) == (1_830_104, 1_830_104)
    assert report.facts["precision"] == "month"
    assert any("2016-03 (7,167)" in warning for warning in report.warnings)
    table = pd.read_parquet(file).iloc[::6]  # of all months and places; what is counted is exact
    table.to_parquet(part := tmp_path / "part.parquet")
    west, east = table["lon"].quantile([0.1, 0.9])
    edge = shapely.box(west, 51.4, east, 51.6)
    report = check_incidents(IncidentSource(str(part)), boundary=edge, crs="EPSG:4326")
    inside = table["lon"].between(west, east) & table["lat"].between(51.4, 51.6)
    assert dict(report.reasons) == {"outside the boundary": int((~inside).sum())}
    assert report.dropped["id"].tolist() == table.loc[~inside, "id"].astype(str).tolist()
