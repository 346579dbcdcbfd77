"""Control points and world files: what they say, what they cannot say, and what contradicts itself."""

import numpy as np
import pandas as pd
import pyproj
import pytest

from beatwright.base.errors import InputError
from beatwright.data.digitize.control_points import read_control_points
from beatwright.data.digitize.georeference import fitted_to, of_world_file
from beatwright.data.digitize.world_file import read_world_file

CRS = "EPSG:32718"
SIZE = (120, 90)
AFFINE = np.array([[2.0, 0.1, 276_000.0], [-0.1, -2.0, 8_665_000.0]])
PIXELS = np.array([(0, 0), (119, 0), (0, 89), (119, 89), (60, 40), (30, 70)], float)


def table(pixels=PIXELS, affine=AFFINE):
    places = pixels @ affine[:, :2].T + affine[:, 2]
    return pd.DataFrame(np.hstack([pixels, places]), columns=["pixel_x", "pixel_y", "x", "y"])


def fitted(points, crs=CRS, size=SIZE):
    return fitted_to(read_control_points(points), crs, size)


def test_an_affine_map_is_found_again():
    reference = fitted(table())
    assert reference.affine == pytest.approx(AFFINE, rel=1e-9)
    assert reference.residuals.max() < 1e-6
    assert reference.crs.to_epsg() == 32718
    assert reference.metres_per_pixel == pytest.approx(np.hypot(2, 0.1), rel=2e-3)


def test_an_array_and_a_file_say_the_same_as_a_table(tmp_path):
    table().rename(columns={"pixel_x": "Pixel X", "pixel_y": "Pixel Y", "x": "Easting", "y": "Northing"}).to_csv(
        tmp_path / "points.csv", index=False
    )
    for source in (table().to_numpy(), table().to_numpy().tolist(), tmp_path / "points.csv"):
        assert fitted(source).affine == pytest.approx(AFFINE, rel=1e-9)


def test_longitude_and_latitude_are_fitted_in_the_utm_zone():
    there = pyproj.Transformer.from_crs(CRS, "EPSG:4326", always_xy=True)
    lon, lat = there.transform(table()["x"], table()["y"])
    points = pd.DataFrame({"pixel_x": PIXELS[:, 0], "pixel_y": PIXELS[:, 1], "lon": lon, "lat": lat})
    for crs in (None, "EPSG:4326", CRS):
        reference = fitted(points, crs)
        assert reference.crs.to_epsg() == 32718
        assert reference.places([(60, 40)])[0] == pytest.approx(AFFINE @ (60, 40, 1), abs=1e-3)
    assert fitted(points.to_numpy(), "EPSG:4326").crs.to_epsg() == 32718


def test_residuals_are_metres_on_the_ground_and_the_worst_is_named():
    points = table()
    points.loc[2, "x"] += 300
    reference = fitted(points)
    assert reference.residuals.argmax() == 2
    assert 100 < reference.residuals.max() < 300
    text = " ".join(reference.sentences)
    assert "the worst is number 3" in text
    assert "Control point 3 contradicts the others" in text


def test_small_errors_everywhere_put_no_point_in_doubt():
    points = table()
    points[["x", "y"]] += np.random.default_rng(1).normal(0, 3, (6, 2))
    assert "contradicts" not in " ".join(fitted(points).sentences)


def test_three_points_are_told_to_check_nothing():
    assert "Give a fourth to check" in " ".join(fitted(table(PIXELS[:3])).sentences)


def test_a_mirrored_map_and_a_drawn_out_one_are_told():
    swapped = table()
    swapped[["pixel_x", "pixel_y"]] = swapped[["pixel_y", "pixel_x"]].to_numpy()
    assert "would be mirrored" in " ".join(fitted(swapped, size=(120, 120)).sentences)
    wide = AFFINE * [[1, 1, 1], [1.5, 1.5, 1]]
    assert "times as long in one direction" in " ".join(fitted(table(affine=wide)).sentences)


@pytest.mark.parametrize(
    ("pixels", "said"),
    [
        (PIXELS[:2], "needs 3 control points at least, and a fourth to check them. Got 2."),
        (PIXELS[:0], "Got 0."),
        (np.array([(0, 0), (10, 10), (50, 50), (80, 80)], float), "lie in one line in the picture"),
        (np.array([(5, 5)] * 4, float), "lie in one line"),
        (PIXELS + np.array([400, 0]), "Control point 1 is at pixel (400, 0), outside the picture of 120 by 90 pixels"),
    ],
)
def test_points_that_do_not_place_a_map_are_an_error(pixels, said):
    with pytest.raises(InputError) as error:
        fitted(table(pixels))
    assert said in str(error.value)


@pytest.mark.parametrize(
    ("crs", "degrees", "said"),
    [
        ("EPSG:4326", False, "which is in degrees. Got (276,000, 8,665,000), which looks like metres"),
        (CRS, True, "which looks like longitude and latitude"),
        (None, False, "Say the CRS of the control points"),
        ("EPSG:99999", False, "is not a known CRS"),
    ],
)
def test_a_crs_that_the_values_contradict_is_an_error(crs, degrees, said):
    points = table()
    if degrees:
        points[["x", "y"]] = np.array([-77.0, -12.0]) + PIXELS * 1e-4
    with pytest.raises(InputError) as error:
        fitted(points, crs)
    assert said in str(error.value)


def test_metres_under_the_names_of_degrees_are_an_error():
    points = table().rename(columns={"x": "lon", "y": "lat"})
    for crs in (None, CRS):
        with pytest.raises(InputError, match="which looks like metres"):
            fitted(points, crs)


def test_misspelt_columns_are_told_with_those_that_are_there():
    with pytest.raises(InputError) as error:
        fitted(table().rename(columns={"pixel_x": "pixl_x"}))
    assert "no column pixel_x. Did you mean 'pixl_x'? Known: pixel_y, pixl_x, x, y." in str(error.value)
    with pytest.raises(InputError, match="no column x \\(or lon\\), y \\(or lat\\)"):
        fitted(table()[["pixel_x", "pixel_y"]])


def test_a_value_that_is_no_number_is_told_with_its_row():
    points = table().astype(object)
    points.loc[1, "x"] = "276,2oo"
    with pytest.raises(InputError, match=r"no number in the column 'x' of row 2\. Got '276,2oo'"):
        fitted(points)
    with pytest.raises(InputError, match="an array of shape"):
        fitted([[1, 2, 3]])
    with pytest.raises(InputError, match="does not exist"):
        fitted("none.csv")


def test_a_world_file_is_read_by_column_and_needs_a_crs(tmp_path):
    path = tmp_path / "map.pgw"
    path.write_text("2.0\n-0.1\n0.1\n-2.0\n276000\n8665000\n", encoding="ascii")
    assert read_world_file(path).tolist() == AFFINE.tolist()
    reference = of_world_file(read_world_file(path), CRS, SIZE)
    assert reference.places([(119, 89)])[0] == pytest.approx(AFFINE @ (119, 89, 1))
    assert reference.residuals is None
    with pytest.raises(InputError, match="does not say its CRS"):
        of_world_file(AFFINE, None, SIZE)
    with pytest.raises(InputError, match="which looks like metres"):
        of_world_file(AFFINE, "EPSG:4326", SIZE)
    degrees = np.array([[1e-5, 0, -77.1], [0, -1e-5, -12.05]])
    with pytest.raises(InputError, match="looks like longitude and latitude"):
        of_world_file(degrees, CRS, SIZE)
    assert of_world_file(degrees, 4326, SIZE).degrees([(0, 0)])[0] == pytest.approx([-77.1, -12.05])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("1\n2\n3\n", "must hold six numbers, one a line. Got 3 words"),
        ("a\nb\nc\nd\ne\nf\n", "must hold six numbers"),
        ("1\n1\n1\n1\n0\n0\n", "puts all pixels on one line"),
        ("0\n0\n0\n0\n0\n0\n", "puts all pixels on one line"),
        ("nan\n0\n0\n1\n0\n0\n", "must hold six numbers"),
    ],
)
def test_a_wrong_world_file_is_an_error(tmp_path, text, said):
    path = tmp_path / "map.pgw"
    path.write_text(text, encoding="ascii")
    with pytest.raises(InputError, match=said):
        read_world_file(path)


def test_a_missing_world_file_is_told(tmp_path):
    with pytest.raises(InputError, match="does not exist"):
        read_world_file(tmp_path / "none.pgw")
