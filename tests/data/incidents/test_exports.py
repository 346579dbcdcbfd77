"""Exports as six portals write them are read without a mapping: every hour, every year, every place."""

import importlib.util
from pathlib import Path

import numpy as np
import pyproj
import pytest

from beatwright.data import check_incidents, read_incidents

_spec = importlib.util.spec_from_file_location("exports", Path(__file__).with_name("exports.py"))
exports = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(exports)


@pytest.mark.parametrize("seed", [0, 1])
@pytest.mark.parametrize("name", exports.EXPORTS)
def test_an_export_is_read_as_it_is(name, seed, tmp_path):
    truth = exports.export(name, seed)
    file = tmp_path / f"{name}.csv"
    truth.table.to_csv(file, index=False)
    incidents = read_incidents(file)
    frame, report = incidents.frame, incidents.report
    assert report.kept == len(truth.table), report.text
    assert np.bincount(frame["time"].dt.hour, minlength=24).tolist() == truth.hours.tolist(), report.text
    assert frame["time"].dt.year.value_counts().sort_index().to_dict() == truth.years
    assert sorted(frame["time"].dt.floor("min")) == sorted(truth.time)
    crs = pyproj.CRS(report.facts["CRS"].split()[0])
    x, y = pyproj.Transformer.from_crs(4326, crs, always_xy=True).transform(truth.lon, truth.lat)
    assert np.sort(frame["x"]) == pytest.approx(np.sort(x), abs=2)
    assert np.sort(frame["y"]) == pytest.approx(np.sort(y), abs=2)
    assert (frame["severity"] == len(incidents.severity) - 1).sum() == truth.severe, report.text


@pytest.mark.parametrize("name", exports.EXPORTS)
def test_check_says_how_it_was_read(name, tmp_path):
    truth = exports.export(name, n=300)
    truth.table.to_csv(tmp_path / "export.csv", index=False)
    report = check_incidents(tmp_path / "export.csv")
    assert report.usable
    assert f"{len(truth.table):,} kept" in report.text
