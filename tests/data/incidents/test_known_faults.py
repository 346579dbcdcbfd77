"""The generated city's export with its known faults: each is found, row by row, and nothing else."""

import numpy as np
import pandas as pd
import pytest

from beatwright.data import IncidentSource, generate_city

REASONS = {
    "missing": "no coordinate",
    "zero": "coordinate (0, 0)",
    "swapped": "swapped latitude and longitude",
    "outside": "outside the boundary",
    "unreadable": "unreadable time",
    "unknown_kind": "unknown kind",
    "duplicate": "duplicate id",
}


@pytest.fixture(scope="module")
def exported(tmp_path_factory):
    city = generate_city(seed=3, size="small", dirty=True)
    folder = tmp_path_factory.mktemp("city") / "export"
    city.write(folder)
    return city, folder


def test_every_fault_is_found(exported):
    city, folder = exported
    source = IncidentSource("incidents.csv", unknown_kind="drop")
    incidents = source.read(folder, boundary=city.boundary, crs=city.crs)
    faults = city.truth.faults
    faults = faults[faults["fault"].isin(REASONS)]
    expected = pd.Series(faults["fault"].map(REASONS).to_numpy(), index=faults["id"].to_numpy()).sort_index()
    dropped = incidents.report.dropped
    found = pd.Series(dropped["reason"].to_numpy(), index=dropped["Incident ID"].to_numpy()).sort_index()
    pd.testing.assert_series_equal(found, expected, check_dtype=False, check_index_type=False)
    others = faults[faults["fault"] != "duplicate"]
    by_row = dict(zip(dropped["row"].astype(int), dropped["reason"], strict=True))
    assert all(by_row[row] == REASONS[fault] for row, fault in zip(others["row"], others["fault"], strict=True))
    text = " ".join(incidents.report.warnings)
    assert "exactly noon" in text
    assert "exactly midnight" in text


def test_mended_places_are_the_true_ones(exported):
    city, folder = exported
    read = IncidentSource("incidents.csv", swapped="mend").read(folder, boundary=city.boundary, crs=city.crs)
    assert "swapped latitude and longitude" not in read.report.reasons
    truth = city.incidents().frame.set_index("id")
    swapped = city.truth.faults.query("fault == 'swapped'")["id"]
    ours = read.frame.set_index("id").loc[swapped, ["x", "y"]].to_numpy(dtype=float)
    np.testing.assert_allclose(ours, truth.loc[swapped, ["x", "y"]].to_numpy(dtype=float), atol=0.1)
