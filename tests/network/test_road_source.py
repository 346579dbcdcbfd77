"""The table [network] of a study file: every layout of street files."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from beatwright.base.errors import InputError, ParameterError, StudyError
from beatwright.core.step import build_step, options_of
from beatwright.network import RoadSource

UTM = "EPSG:32615"
ORIGIN = np.array([740_000.0, 4_270_000.0])
# A square of streets with sides of 100 m; node i stands at PLACES[i].
PLACES = ORIGIN + np.array([[0, 0], [100, 0], [100, 100], [0, 100]])


def street(*nodes):
    return shapely.LineString(PLACES[list(nodes)])


def square(**columns):
    lines = [street(0, 1), street(1, 2), street(2, 3), street(3, 0)]
    return gpd.GeoDataFrame({"u": [0, 1, 2, 3], "v": [1, 2, 3, 0], **columns}, geometry=lines, crs=UTM)


def travel_of(table, folder, **options):
    table.to_parquet(folder / "streets.parquet")
    source = RoadSource(edges="streets.parquet", **options)
    graph = source.read(folder, UTM)
    return source.travel(PLACES, PLACES, graph)


TWO_WAY = [[0, 100, 200, 100], [100, 0, 100, 200], [200, 100, 0, 100], [100, 200, 100, 0]]
ONE_WAY = [[0, 100, 200, 300], [300, 0, 100, 200], [200, 300, 0, 100], [100, 200, 300, 0]]


@pytest.mark.parametrize("suffix", ["parquet", "gpkg", "shp", "geojson"])
@pytest.mark.parametrize("ends", [True, False])
def test_every_format_with_and_without_node_columns(tmp_path, suffix, ends):
    table = square().to_crs(4326)
    table = table if ends else table.drop(columns=["u", "v"])
    path = tmp_path / f"streets.{suffix}"
    table.to_parquet(path) if suffix == "parquet" else table.to_file(path)
    source = RoadSource(edges=path.name)
    travel = source.travel(PLACES, PLACES, source.read(tmp_path, UTM))
    assert travel.metres == pytest.approx(np.array(TWO_WAY), rel=1e-3, abs=0.01)
    assert travel.kind == "road"


@pytest.mark.parametrize(
    "columns",
    [
        {"oneway": [True] * 4},
        {"oneway": ["yes"] * 4},
        {"ONE_WAY": ["FT"] * 4},
        {"oneway": ["1"] * 4},
        {"oneway": ["F", "F", "F", "F"], "spare": ["B"] * 4},
        {"Direction": [1, 1, 1, 1]},
        {"Direction": ["1", "1.0", "1", "1"]},
    ],
)
def test_one_way_streets(tmp_path, columns):
    table = square(**columns)
    if "spare" in columns:  # F alone says nothing; with a B somewhere it is forward
        table = pd.concat([table, table.iloc[:1].assign(oneway="B")], ignore_index=True)
        metres = travel_of(table, tmp_path).metres
        assert metres[1, 0] == pytest.approx(100)
        assert metres[2, 1] == pytest.approx(300)
        return
    assert travel_of(table, tmp_path).metres == pytest.approx(np.array(ONE_WAY), abs=0.01)


@pytest.mark.parametrize("columns", [{"oneway": ["-1"] * 4}, {"ONEWAY": ["TF"] * 4}, {"Direction": [-1] * 4}])
def test_streets_against_their_line(tmp_path, columns):
    assert travel_of(square(**columns), tmp_path).metres == pytest.approx(np.array(ONE_WAY).T, abs=0.01)


def test_directions_without_meaning_are_refused(tmp_path):
    with pytest.raises(InputError, match="'sideways'"):
        travel_of(square(oneway=["yes", "no", "sideways", "no"]), tmp_path)
    metres = travel_of(square(oneway=["a"] * 4), tmp_path, oneway_column="none").metres
    assert metres == pytest.approx(np.array(TWO_WAY), abs=0.01)


def test_nodes_from_a_file_and_streets_without_lines(tmp_path):
    lonlat = gpd.GeoSeries(shapely.points(PLACES), crs=UTM).to_crs(4326)
    nodes = pd.DataFrame({"node": [3, 2, 1, 0], "lon": lonlat.x[::-1].to_numpy(), "lat": lonlat.y[::-1].to_numpy()})
    nodes.to_parquet(tmp_path / "nodes.parquet")
    pd.DataFrame(square().drop(columns="geometry")).to_csv(tmp_path / "edges.csv", index=False)
    source = RoadSource(edges="edges.csv", nodes="nodes.parquet")
    travel = source.travel(PLACES, PLACES, source.read(tmp_path, UTM))
    assert travel.metres == pytest.approx(np.array(TWO_WAY), abs=0.01)
    with pytest.raises(InputError, match="neither lines nor a file of nodes"):
        RoadSource(edges="edges.csv").read(tmp_path, UTM)
    nodes.iloc[1:].to_parquet(tmp_path / "nodes.parquet")
    with pytest.raises(InputError, match="lacks 1 node that edges name: 3"):
        source.read(tmp_path, UTM)


def test_lengths_from_the_column_unless_it_is_in_feet(tmp_path):
    assert travel_of(square(length=[101.0] * 4), tmp_path).metres[0, 1] == pytest.approx(101)
    feet = travel_of(square(length=[328.08] * 4), tmp_path)
    assert feet.metres[0, 1] == pytest.approx(100)
    assert any("It looks like feet" in note for note in feet.notes)
    some = travel_of(square(length=[101.0, np.nan, 101, 101]), tmp_path)
    assert some.metres[1, 2] == pytest.approx(100)
    assert any("1 without a length" in note for note in some.notes)


@pytest.mark.parametrize(
    ("columns", "options", "minutes"),
    [
        ({}, {}, 0.2),
        ({}, {"speed": 60.0}, 0.1),
        ({"speed_kph": [60] * 4}, {}, 0.1),
        ({"maxspeed": ["60"] * 4}, {}, 0.1),
        ({"maxspeed": ["30 mph"] * 4}, {}, 6 / 48.28032),
        ({"maxspeed": ["['20 mph', '40 mph']"] * 4}, {}, 6 / 48.28032),
        ({"limit": [30] * 4}, {"speed_column": "limit", "speed_unit": "mph"}, 6 / 48.28032),
        ({"mtfcc": ["S1400"] * 4}, {}, 0.15),
        ({"mtfcc": ["S1400"] * 4}, {"class_speeds": {"S1400": 60}}, 0.1),
        ({"highway": ["['primary', 'service']"] * 4}, {}, 6 / 55),
        ({"highway": ["primary"] * 4, "maxspeed": [None, "60", "60", "60"]}, {}, 6 / 55),
        ({"travel_time": [30.0] * 4}, {}, 0.5),
    ],
)
def test_speeds(tmp_path, columns, options, minutes):
    travel = travel_of(square(**columns), tmp_path, **options)
    assert travel.minutes[0, 1] == pytest.approx(minutes, rel=1e-4)
    assert travel.metres[0, 1] == pytest.approx(100)


def test_a_speed_without_a_unit_is_not_used_but_told(tmp_path):
    travel = travel_of(square(SpeedLimit=[30] * 4), tmp_path)
    assert travel.minutes[0, 1] == pytest.approx(0.2)
    assert any("'SpeedLimit' is not used" in note for note in travel.notes)


def test_excluded_and_undrivable_streets_are_told(tmp_path):
    table = square(highway=["residential", "steps", "residential", "service"])
    travel = travel_of(table, tmp_path, exclude={"highway": ["service"]}, component="all")
    assert any("1 left out because highway is service" in note for note in travel.notes)
    assert any("1 left out because no car can use them (steps)" in note for note in travel.notes)
    assert np.isinf(travel.metres[1, 2])
    assert any(note.startswith("Pairs: 8 of 16 (50.0%)") for note in travel.notes)
    with pytest.raises(InputError, match="no column 'kind'"):
        travel_of(table, tmp_path, exclude={"kind": "x"})
    with pytest.raises(InputError, match="All 4 roads are left out"):
        travel_of(table, tmp_path, exclude={"highway": ["service", "residential"]})


def test_bridges_do_not_meet_the_road_below_and_near_ends_do(tmp_path):
    gap = PLACES[2] + [0.3, 0]
    lines = [street(0, 2), street(1, 3), shapely.LineString([gap, PLACES[1]])]
    table = gpd.GeoDataFrame(geometry=lines, crs=UTM)
    metres = travel_of(table, tmp_path).metres
    assert metres[0, 3] == pytest.approx(141.42 + 100 + 141.42, abs=0.5)
    apart = travel_of(table, tmp_path, tolerance=0.1, component="all").metres
    assert np.isinf(apart[0, 1])


def test_lines_of_several_parts(tmp_path):
    broken = shapely.MultiLineString([street(0, 1), street(1, 2)])
    whole = gpd.GeoDataFrame({"FromNode": [7.0, 9.0], "ToNode": [9.0, None]}, geometry=[broken, street(2, 3)], crs=UTM)
    travel = travel_of(whole, tmp_path)
    assert travel.metres[0, 2] == pytest.approx(200)
    assert any("1 left out because a node of theirs is missing" in note for note in travel.notes)
    travel = travel_of(whole, tmp_path, topology="lines")
    assert travel.metres[0, 3] == pytest.approx(300)


def test_node_columns_that_do_not_fit_the_lines_are_told(tmp_path):
    table = square(oneway=[0] * 4)
    table["geometry"] = [street(1, 0), street(1, 2), street(2, 3), street(3, 0)]
    notes = travel_of(table, tmp_path).notes
    assert any("of 8 ends of roads lie over 10 m from where their node is" in note for note in notes)


def test_places_far_from_the_streets(tmp_path):
    square().to_parquet(tmp_path / "streets.parquet")
    far = PLACES[:1] + 5000
    source = RoadSource(edges="streets.parquet")
    travel = source.travel(far, PLACES, source.read(tmp_path, UTM))
    assert travel.notes[-1] == "1 of 1 sites and 0 of 4 zones are over 1,000 m from the nearest road node."
    source = RoadSource(edges="streets.parquet", far="refuse")
    with pytest.raises(InputError, match="Check that the streets cover the city"):
        source.travel(far, PLACES, source.read(tmp_path, UTM))


def test_straight_metrics_need_no_streets(tmp_path):
    for metric, expected in (("auto", 141.42), ("euclidean", 141.42), ("manhattan", 200.0)):
        source = RoadSource(metric=metric, speed=60.0)
        assert source.read(tmp_path, UTM) is None
        travel = source.travel(PLACES[:1], PLACES[2:3])
        assert travel.metres.item() == pytest.approx(expected, abs=0.01)
        assert travel.minutes.item() == pytest.approx(expected / 1000, rel=1e-4)
    assert RoadSource(edges="x.gpkg", metric="euclidean").files == {}


def test_options_complain_together():
    with pytest.raises(
        ParameterError, match=r"(?s)'metric'.*'far'.*'speed'.*'max_snap'.*'exclude'.*'class_speeds.S1400'"
    ):
        RoadSource(metric="air", far="x", speed=0, max_snap=-1, exclude=("a",), class_speeds={"S1400": -3})
    with pytest.raises(ParameterError, match=r"(?s)'edges' .* a text.*'nodes' .* a text"):
        RoadSource(edges=3, nodes=("a",))
    with pytest.raises(ParameterError, match="needs the option 'edges'"):
        RoadSource(metric="road")
    with pytest.raises(StudyError, match="Did you mean 'edges'"):
        build_step(RoadSource, {"edge": "x"}, "[network]")
    with pytest.raises(ParameterError, match=r"pass what RoadSource\.read returned"):
        RoadSource(edges="x.gpkg").travel(PLACES, PLACES)
    assert all(option.help for option in options_of(RoadSource))


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: gpd.GeoDataFrame(geometry=[shapely.Point(0, 0)], crs=UTM), "Streets must be lines"),
        (lambda: square().assign(geometry=None).set_crs(UTM), "Streets must be lines"),
    ],
)
def test_bad_street_files(tmp_path, make, message):
    with pytest.raises(InputError, match=message) as caught:
        travel_of(make(), tmp_path)
    assert "[network] streets.parquet" in str(caught.value)


def test_missing_file(tmp_path):
    with pytest.raises(InputError, match=r"\[network\] gone.gpkg: .*does not exist"):
        RoadSource(edges="gone.gpkg").read(tmp_path, UTM)


def test_lines_drawn_the_wrong_way_round_still_place_their_nodes(tmp_path):
    random = np.random.default_rng(0)
    corner = np.arange(36).reshape(6, 6)
    u = np.r_[corner[:, :-1].ravel(), corner[:-1].ravel()]
    v = np.r_[corner[:, 1:].ravel(), corner[1:].ravel()]
    places = ORIGIN + 100.0 * np.c_[np.tile(np.arange(6), 6), np.repeat(np.arange(6), 6)]
    turned = random.random(len(u)) < 0.15
    lines = [shapely.LineString(places[[b, a] if t else [a, b]]) for a, b, t in zip(u, v, turned, strict=True)]
    gpd.GeoDataFrame({"u": u, "v": v}, geometry=lines, crs=UTM).to_parquet(tmp_path / "streets.parquet")
    graph = RoadSource(edges="streets.parquet").read(tmp_path, UTM)
    assert np.sort(graph.node_xy, axis=0) == pytest.approx(np.sort(places, axis=0))
    assert not any("over 10 m" in note for note in graph.notes)


def test_minutes_from_zone_to_zone_where_asked() -> None:
    sites, zones = np.array([[0.0, 0.0]]), np.array([[300.0, 400.0], [0.0, 1000.0]])
    assert RoadSource().travel(sites, zones).between is None
    travel = RoadSource(between_zones=True, speed=60.0).travel(sites, zones)
    assert travel.between is not None
    assert travel.between.shape == (2, 2)
    assert np.allclose(travel.between, [[0.0, np.hypot(300, 600) / 1000], [np.hypot(300, 600) / 1000, 0.0]])
    assert travel.take(np.array([0]), np.array([1])).between.tolist() == [[0.0]]


def test_streets_without_a_course_are_left_out_without_a_word_from_a_library(tmp_path) -> None:
    lines = [street(0, 1), street(1, 2), None, shapely.LineString()]
    gpd.GeoDataFrame(geometry=lines, crs=UTM).to_parquet(tmp_path / "streets.parquet")
    roads = RoadSource(edges="streets.parquet").read(tmp_path, crs=UTM)
    assert len(roads.u) == 4
