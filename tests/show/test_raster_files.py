"""Rasters as GeoTIFF and as GeoJSON contours: what another program reads is what was written."""

import json
import subprocess
import sys

import numpy as np
import pyproj
import pytest
import rasterio
import shapely

from beatwright.base.errors import InputError, ParameterError
from beatwright.base.raster import Raster
from beatwright.show import write_contours, write_geotiff

CRS = "EPSG:32615"
BOUNDS = (740_000.0, 4_270_000.0, 746_000.0, 4_274_000.0)


def hill():
    frame = Raster(np.zeros((40, 60)), BOUNDS)
    x, y = np.meshgrid(frame.x, frame.y)
    values = 100 * np.exp(-((x - 742_500) ** 2 + (y - 4_272_600) ** 2) / (2 * 900**2))
    values[:5, :7] = np.nan
    return Raster(values, BOUNDS, "per km²")


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_a_geotiff_reads_back(tmp_path, dtype):
    raster = hill()
    path = write_geotiff(raster, tmp_path / "hill.tif", CRS, dtype=dtype, name="thefts")
    with rasterio.open(path) as file:
        assert file.driver == "GTiff"
        assert file.crs == rasterio.CRS.from_epsg(32615)
        assert file.dtypes == (dtype,)
        assert np.isnan(file.nodata)
        assert tuple(file.bounds) == BOUNDS
        assert (file.descriptions, file.units) == (("thefts",), ("per km²",))
        assert np.array_equal(file.read(1)[::-1], raster.values.astype(dtype), equal_nan=True)
        places = np.array([[742_510, 4_272_590], [745_990, 4_270_010], [740_010, 4_270_010]])
        assert np.allclose([value[0] for value in file.sample(places)], raster.at(places), equal_nan=True)


def test_equal_rasters_make_equal_files_and_nothing_beside_them(tmp_path):
    one = write_geotiff(hill(), tmp_path / "one.tif", CRS).read_bytes()
    two = write_geotiff(hill(), tmp_path / "a folder" / "two.txt", pyproj.CRS(CRS)).read_bytes()
    assert one == two
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["a folder", "one.tif", "two.txt"]


@pytest.mark.parametrize("name", ["s3:/bucket.tif", "zip:!x.tif", "/vsicurl.tif"])
def test_a_name_is_a_name_and_no_way_to_elsewhere(tmp_path, name):
    assert write_geotiff(hill(), tmp_path / name.lstrip("/"), CRS).stat().st_size > 9000


@pytest.mark.parametrize("write", ["geotiff", "contours"])
def test_a_crs_that_is_none_is_refused(tmp_path, write):
    def call(crs):
        if write == "geotiff":
            return write_geotiff(hill(), tmp_path / "x", crs)
        return write_contours(hill(), tmp_path / "x", [1], crs)

    for crs in ("nonsense", "https://example.com/crs.wkt", "+proj=longlat +nadgrids=here.gsb"):
        with pytest.raises(InputError, match=f"'crs' parameter of write_{write}"):
            call(crs)
    assert not (tmp_path / "x").exists()


def test_longitude_and_latitude_and_another_type_are_refused_at_once(tmp_path):
    with pytest.raises(
        ParameterError, match=r"(?s)'dtype' parameter.*'crs' parameter of write_geotiff must be projected"
    ):
        write_geotiff(hill(), tmp_path / "x.tif", 4326, dtype="int8")


def features_of(path):
    return json.loads(path.read_text())["features"]


def back(feature):
    transform = pyproj.Transformer.from_crs(4326, CRS, always_xy=True).transform
    return shapely.transform(shapely.geometry.shape(feature["geometry"]), transform, interleaved=False)


def test_contour_lines_are_where_the_raster_has_their_value(tmp_path):
    features = features_of(write_contours(hill(), tmp_path / "lines.geojson", [20, 60, 1000], CRS))
    assert [one["properties"] for one in features] == [{"level": level, "unit": "per km²"} for level in (20.0, 60.0)]
    for feature, level in zip(features, (20, 60), strict=True):
        line = back(feature)
        away = np.hypot(*(shapely.get_coordinates(line) - (742_500, 4_272_600)).T)
        on_it = 100 * np.exp(-(away**2) / (2 * 900**2))
        assert np.median(np.abs(on_it - level)) < 0.05
        assert np.abs(on_it - level).max() < 2  # values stay the same in the outer half of the outermost cells


def test_contour_areas_tile_the_raster(tmp_path):
    raster = hill()
    features = features_of(write_contours(raster, tmp_path / "areas.geojson", [0, 20, 60], CRS, areas=True))
    ends = [(one["properties"]["from"], one["properties"]["to"]) for one in features]
    assert ends == [(0.0, 20.0), (20.0, 60.0), (60.0, None)]
    shapes = [back(feature) for feature in features]
    assert sum(shape.area for shape in shapes) == pytest.approx(raster.area.area, rel=1e-5)
    assert shapes[2].contains(shapely.Point(742_500, 4_272_600))
    for feature in features:
        for polygon in shapely.get_parts(shapely.geometry.shape(feature["geometry"])):
            assert polygon.exterior.is_ccw


def test_contours_of_nothing_are_no_features(tmp_path):
    empty = Raster([[np.nan]], BOUNDS)
    for areas in (False, True):
        assert features_of(write_contours(empty, tmp_path / "none.geojson", [1], CRS, areas=areas)) == []


@pytest.mark.parametrize("levels", [[], [2, 1], [np.nan], ["a"], 3, [1, np.inf]])
def test_levels_that_do_not_ascend_are_refused(tmp_path, levels):
    with pytest.raises(ParameterError, match="'levels' parameter of write_contours must be ascending numbers"):
        write_contours(hill(), tmp_path / "x", levels, CRS)


def test_nobody_pays_for_what_is_not_used():
    code = (
        "import sys, beatwright.patterns, beatwright.show.files.geotiff\n"
        "sys.exit(bool({'rasterio', 'contourpy', 'matplotlib'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
