"""Attributes across boundaries: totals, closed forms, and an independent implementation."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from beatwright.core import InputError, ParameterError
from beatwright.data import apportion, conservation, interpolate

UTM = "EPSG:32615"


def areas(shapes, **columns):
    return gpd.GeoDataFrame(columns, geometry=shapes, crs=UTM)


@pytest.fixture
def block():
    return areas([shapely.box(0, 0, 100, 100), shapely.box(100, 0, 200, 100)], pop=[100.0, 300.0], income=[10.0, 30.0])


@pytest.fixture
def thirds():
    return areas([shapely.box(a, 0, b, 100) for a, b in ((0, 50), (50, 150), (150, 200))]).set_index(
        np.array(["w", "m", "e"])
    )


def test_areal_shares_by_hand(block, thirds):
    table = interpolate(block, thirds, extensive=["pop"], intensive={"pay": "income"}).table
    assert table["pop"].to_list() == pytest.approx([50, 200, 150])
    assert table["pay"].to_list() == pytest.approx([10, 20, 30])


def test_means_weigh_people_where_they_are_asked_to(block, thirds):
    pay = interpolate(block, thirds, intensive=["income"], intensive_by="pop").table["income"]
    assert pay.to_list() == pytest.approx([10, (50 * 10 + 150 * 30) / 200, 30])


def test_means_leave_out_areas_without_a_value(block, thirds):
    block["income"] = [10.0, np.nan]
    layer = interpolate(block, thirds, intensive=["income"])
    assert layer.table["income"].to_list() == pytest.approx([10, 10, np.nan], nan_ok=True)
    assert layer.notes == ("Attribute income: 1 target got no value: e.",)


def test_dasymetric_puts_people_where_they_live(block, thirds):
    homes = areas([shapely.box(0, 0, 60, 100), shapely.box(150, 0, 200, 100)])
    table = interpolate(block, thirds, extensive=["pop"], method="dasymetric", auxiliary=homes).table
    assert table["pop"].to_list() == pytest.approx([100 * 50 / 60, 100 * 10 / 60, 300])


def test_overlapping_masks_count_once(block, thirds):
    homes = areas([shapely.box(0, 0, 60, 100), shapely.box(0, 0, 50, 100), shapely.box(150, 0, 200, 100)])
    table = interpolate(block, thirds, extensive=["pop"], method="dasymetric", auxiliary=homes).table
    assert table["pop"].to_list() == pytest.approx([100 * 50 / 60, 100 * 10 / 60, 300])


def test_densities_and_counts_of_land_use(block, thirds):
    use = areas([shapely.box(0, 0, 50, 100), shapely.box(50, 0, 200, 100)], dense=[3.0, 1.0], people=[30.0, 30.0])
    by_density = interpolate(block, thirds, extensive=["pop"], method="dasymetric", auxiliary=use, density="dense")
    assert by_density.table["pop"].to_list() == pytest.approx([75, 25 + 150, 150])
    by_count = interpolate(block, thirds, extensive=["pop"], method="dasymetric", auxiliary=use, count="people")
    assert by_count.table["pop"].to_list() == pytest.approx([75, 25 + 150, 150])


def test_points_carry_people_with_their_weights(block, thirds):
    homes = areas([shapely.Point(20, 5), shapely.Point(90, 5), shapely.Point(160, 5)], flats=[1.0, 3.0, 2.0])
    layer = interpolate(block, thirds, extensive=["pop"], method="points", auxiliary=homes, count="flats")
    assert layer.table["pop"].to_list() == pytest.approx([25, 75, 300])
    assert not any("evenly" in note for note in layer.notes)


def test_areas_without_auxiliary_information_are_spread_evenly_and_named(block, thirds):
    homes = areas([shapely.Point(20, 5)])
    layer = interpolate(block, thirds, extensive=["pop"], method="points", auxiliary=homes)
    assert layer.table["pop"].to_list() == pytest.approx([100, 150, 150])
    assert layer.notes[0] == "1 area has no points inside; what it holds is spread evenly: 1."


def test_what_lies_outside_is_left_unless_the_boundary_holds_it(block):
    half = areas([shapely.box(0, 0, 150, 100)])
    assert interpolate(block, half, extensive=["pop"]).table["pop"].sum() == pytest.approx(250)
    whole = shapely.box(0, 0, 200, 100)
    assert interpolate(block, half, extensive=["pop"], boundary=whole).table["pop"].sum() == pytest.approx(400)
    result = conservation(block, interpolate(block, half, extensive=["pop"]).table, ["pop"])
    assert result.complaints == (
        "The total of 'pop' was 400 and is 250, 150 less.",
        "Unit 1: 0.5 of its area lies in no target, with about 150 of its 300 'pop'.",
    )


def test_other_crs_are_brought_to_that_of_the_targets(block, thirds):
    table = interpolate(block.to_crs(4326), thirds, extensive=["pop"]).table
    assert table["pop"].to_list() == pytest.approx([50, 200, 150], rel=1e-4)


def test_point_targets_take_what_is_nearest(block):
    posts = areas([shapely.Point(20, 5), shapely.Point(60, 5), shapely.Point(190, 5)])
    assert interpolate(block, posts, extensive=["pop"]).table["pop"].to_list() == pytest.approx([50, 50, 300])


def test_a_mean_is_of_what_the_target_covers_itself(block):
    gap = areas([shapely.box(0, 0, 120, 100), shapely.box(190, 0, 200, 100)])
    layer = interpolate(block, gap, intensive=["income"], boundary=shapely.box(0, 0, 200, 100))
    assert layer.table["income"].to_list() == pytest.approx([(100 * 10 + 20 * 30) / 120, 30])


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"method": "kriging"}, ParameterError, "must be one of 'areal', 'dasymetric', 'points'. Got 'kriging'"),
        ({"method": "dasymetric"}, ParameterError, "needs an auxiliary layer"),
        ({"auxiliary": areas([shapely.Point(0, 0)])}, ParameterError, "takes no auxiliary layer"),
        (
            {"method": "dasymetric", "auxiliary": areas([shapely.Point(0, 0)])},
            ParameterError,
            "'dasymetric' needs polygons. Got Point",
        ),
        (
            {"method": "points", "auxiliary": areas([shapely.Point(0, 0)], d=[1.0]), "density": "d"},
            ParameterError,
            "'density' is that of auxiliary polygons",
        ),
        ({"extensive": ["people"]}, InputError, "no column 'people'"),
        ({"intensive": ["incoem"]}, InputError, "no column of numbers 'incoem'. Did you mean 'income'"),
    ],
)
def test_wrong_options_are_told(block, thirds, options, error, message):
    with pytest.raises(error, match=message):
        interpolate(block, thirds, **options)


def test_layers_of_two_cities_are_told(block, thirds):
    with pytest.raises(InputError, match="do not meet"):
        interpolate(block.set_geometry(block.translate(9e4)), thirds, extensive=["pop"])


@settings(max_examples=12)
@given(city=st.integers(0, 1), seed=st.integers(0, 10_000), count=st.integers(2, 30), data=st.data())
def test_totals_are_conserved_on_generated_cities(generated, voronoi, city, seed, count, data):
    made = generated(city)
    source, area = made.block_groups, shapely.union_all(made.block_groups.geometry.to_numpy())
    target = voronoi(area, count, seed, "v")
    method = data.draw(st.sampled_from(["areal", "dasymetric", "points"]))
    events = made.truth.events
    points = gpd.GeoDataFrame(geometry=gpd.points_from_xy(events.x, events.y), crs=source.crs)
    masks = voronoi(area, 9, seed + 1, "m").iloc[:4]
    auxiliary = {"areal": None, "dasymetric": masks, "points": points}[method]
    layer = interpolate(
        source, target, extensive=["population"], intensive=["income"], method=method, auxiliary=auxiliary
    )
    result = conservation(source, layer.table, ["population"], tolerance=1e-9)
    assert result.holds, result.complaints
    known = layer.table["income"].dropna()
    assert known.between(source["income"].min() * (1 - 1e-12), source["income"].max() * (1 + 1e-12)).all()
    back = interpolate(layer.table, source, extensive=["population"], boundary=area.buffer(60.0))
    assert conservation(layer.table, back.table, ["population"]).holds


def test_areal_interpolation_is_what_apportion_does(generated, voronoi):
    made = generated(0)
    target = voronoi(made.boundary, 20, 3, "v")
    ours = interpolate(made.block_groups, target, extensive=["population"], boundary=made.boundary)
    other = apportion(target, made.block_groups, {"population": "population"}, boundary=made.boundary)
    assert ours.table["population"].to_numpy() == pytest.approx(other.table["population"].to_numpy(), rel=1e-12)


@pytest.mark.filterwarnings("ignore::FutureWarning")  # of tobler's own arrays
def test_areal_interpolation_is_what_tobler_does(generated, voronoi):
    tobler = pytest.importorskip("tobler.area_weighted", reason="tobler is not installed")
    made = generated(0)
    source = made.block_groups
    target = voronoi(shapely.union_all(source.geometry.to_numpy()), 20, 3, "v")
    ours = interpolate(source, target, extensive=["population"], intensive=["income"]).table
    theirs = tobler.area_interpolate(source, target, extensive_variables=["population"], intensive_variables=["income"])
    # Their areas are of single precision, so they conserve the total to 1e-7 only.
    assert ours["population"].to_numpy() == pytest.approx(theirs["population"].to_numpy(), rel=1e-6)
    assert ours["income"].to_numpy() == pytest.approx(theirs["income"].to_numpy(), rel=1e-6)
