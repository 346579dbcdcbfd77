"""Projected coordinates outside the area of use of their CRS, and x and y exchanged."""

import numpy as np
import pandas as pd
import pyproj
import pytest

from beatwright.base.errors import InputError
from beatwright.data import check_incidents, read_incidents

# CRS, and a city in its area of use.
CITIES = {
    "EPSG:32718": (-77.03, -12.05), "EPSG:31983": (-46.63, -23.55), "EPSG:3067": (24.94, 60.17),
    "EPSG:25832": (9.99, 53.55), "EPSG:2154": (2.35, 48.86), "EPSG:2056": (7.44, 46.95), "EPSG:28355": (144.96, -37.81),
    "EPSG:2193": (174.76, -36.85), "EPSG:26915": (-90.2, 38.63), "EPSG:3826": (121.56, 25.03),
    "EPSG:31467": (9.18, 48.78), "EPSG:32633": (16.37, 48.21),
}  # fmt: skip


def written(path, crs, change=lambda x, y: (x, y)):
    rng = np.random.default_rng(5)
    lon, lat = (at + rng.random(60) / 20 for at in CITIES[crs])
    x, y = change(*pyproj.Transformer.from_crs(4326, crs, always_xy=True).transform(lon, lat))
    times = pd.date_range("2023-01-01", periods=60, freq="31h7min").strftime("%Y-%m-%d %H:%M")
    pd.DataFrame({"date": times, "offense": "THEFT", "x": np.round(x, 2), "y": np.round(y, 2)}).to_csv(
        path, index=False
    )
    return path


@pytest.mark.parametrize("crs", CITIES)
def test_right_ones_are_silent(tmp_path, crs):
    report = read_incidents(written(tmp_path / "a.csv", crs), crs=crs).report
    assert not any("area of use" in said for said in report.warnings)
    assert report.kept == 60


@pytest.mark.parametrize("crs", CITIES)
def test_exchanged_ones_are_left_out_and_told(tmp_path, crs):
    path = written(tmp_path / "a.csv", crs, lambda x, y: (y, x))
    with pytest.raises(InputError, match=r'60 rows with x and y exchanged left out; swapped = "mend"'):
        read_incidents(path, crs=crs)


@pytest.mark.parametrize("crs", CITIES)
def test_exchanged_ones_are_mended_where_asked(tmp_path, crs):
    right = read_incidents(written(tmp_path / "a.csv", crs), crs=crs).frame
    mended = read_incidents(written(tmp_path / "b.csv", crs, lambda x, y: (y, x)), crs=crs, swapped="mend")
    np.testing.assert_allclose(mended.frame[["x", "y"]], right[["x", "y"]])
    assert any("put right" in said for said in mended.report.warnings)


@pytest.mark.parametrize(
    ("change", "word"),
    [(lambda x, y: (x / 1000, y / 1000), "kilometres"), (lambda x, y: (x / 0.3048, y / 0.3048), "feet"),
     (lambda x, y: (x + 3e6, y), "area of use"), (lambda x, y: (x * 1000, y * 1000), "thousandths")],
)  # fmt: skip
@pytest.mark.parametrize("crs", ["EPSG:32718", "EPSG:25832", "EPSG:26915"])
def test_other_units_and_places_are_told(tmp_path, crs, change, word):
    path = written(tmp_path / "a.csv", crs, change)
    try:
        text = read_incidents(path, crs=crs).report.text
    except InputError as refused:
        text = str(refused)
    assert "60 rows of 60 lie outside the area of use" in text
    assert word in text


@pytest.mark.parametrize(
    ("lon", "lat", "words"),
    [(90.3, 38.6, "38.6° N, 90.3° E (UTM zone 46N)"), (-90.2, 38.6, "38.6° N, 90.2° W (UTM zone 15N)"),
     (-46.6, -23.5, "23.5° S, 46.6° W (UTM zone 23S)"), (144.9, -37.8, "37.8° S, 144.9° E (UTM zone 55S)")],
)  # fmt: skip
def test_check_says_where_the_rows_lie(tmp_path, lon, lat, words):
    rows = "".join(f"2023-0{k % 9 + 1}-1{k % 7},THEFT,{lon + k / 9000},{lat + k / 9000}\n" for k in range(40))
    (tmp_path / "a.csv").write_text("date,offense,lon,lat\n" + rows)
    assert f"middle of the rows: {words}" in check_incidents(tmp_path / "a.csv").text
