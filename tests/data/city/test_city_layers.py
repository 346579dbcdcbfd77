"""Reading layers: formats, and every kind of bad file."""

import warnings

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from beatwright.base.errors import InputError
from beatwright.data.city import Layer, frame_of, read_layer, utm_of

UTM = "EPSG:32615"
BOWTIE = shapely.Polygon([(0, 0), (10, 10), (10, 0), (0, 10)])


def squares(**columns):
    shapes = [shapely.box(0, 0, 10, 10), shapely.box(10, 0, 20, 10), shapely.box(20, 0, 30, 10)]
    return gpd.GeoDataFrame(columns, geometry=shapes, crs=UTM)


@pytest.mark.parametrize("suffix", ["parquet", "gpkg", "shp", "geojson"])
def test_every_format_gives_the_same_layer(tmp_path, suffix):
    table = squares(id=["b", "a", "c"], pop=[1, 2, 3]).to_crs(4326)
    path = tmp_path / f"zones.{suffix}"
    table.to_parquet(path) if suffix == "parquet" else table.to_file(path)
    layer = read_layer(path, crs=UTM)
    assert list(layer.table.index) == ["b", "a", "c"]
    assert layer.table["pop"].to_list() == [1, 2, 3]
    assert layer.table.crs.to_epsg() == 32615
    assert layer.table.area.to_numpy() == pytest.approx(100.0, rel=1e-3)
    assert layer.notes == ()


@pytest.mark.parametrize("suffix", ["csv", "parquet"])
def test_tables_with_coordinates_become_points(tmp_path, suffix):
    table = pd.DataFrame({"name": ["x", "y"], "Longitude": [-90.2, -90.3], "Latitude": [38.6, 38.7]})
    path = tmp_path / f"posts.{suffix}"
    table.to_csv(path, index=False) if suffix == "csv" else table.to_parquet(path)
    layer = read_layer(path)
    assert shapely.get_coordinates(layer.table.geometry).tolist() == [[-90.2, 38.6], [-90.3, 38.7]]
    assert layer.table.crs.to_epsg() == 4326


@pytest.mark.parametrize(
    "content",
    [
        "name,lon,lat\nGröße,-90.2,38.6\n".encode("latin-1"),
        "name,lon,lat\nGröße,-90.2,38.6\n".encode("utf-8-sig"),
        "name\tlon\tlat\nGröße\t-90.2\t38.6\n".encode("utf-16"),
        "name;lon;lat\nGröße;-90,2;38,6\n".encode(),
    ],
)
def test_text_in_the_usual_encodings_and_delimiters(tmp_path, content):
    (tmp_path / "posts.csv").write_bytes(content)
    table = read_layer(tmp_path / "posts.csv").table
    assert list(table.index) == ["Größe"]
    assert (table.geometry.iloc[0].x, table.geometry.iloc[0].y) == (-90.2, 38.6)


def test_spreadsheets(tmp_path):
    pd.DataFrame({"name": ["A"], "lon": [-90.2], "lat": [38.6]}).to_excel(tmp_path / "posts.xlsx", index=False)
    assert list(read_layer(tmp_path / "posts.xlsx").table.index) == ["A"]


@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(1, 5))])
def test_mutated_text_ends_in_a_clear_error_or_a_layer(tmp_path, seed):
    random = np.random.default_rng(seed)
    base = 'id,name,lon,lat\n1,Größe,-90.2,38.6\n2,"a, b",-90.3,38.7\n'
    inserts = [b'"', b"\x00", b"\n", b",", b"=cmd()", b"x" * 5000]
    outcomes = set()
    for _ in range(60):
        raw = bytearray(base.encode(random.choice(["utf-8", "latin-1", "utf-16"])))
        for _ in range(random.integers(1, 6)):
            at = random.integers(0, len(raw)) if raw else 0
            choice = random.integers(0, 3)
            if choice == 0:
                raw[at : at + 1] = bytes([random.integers(0, 256)])
            elif choice == 1:
                raw[at:at] = inserts[random.integers(0, len(inserts))]
            else:
                del raw[at : at + random.integers(1, 5)]
        (tmp_path / "posts.csv").write_bytes(raw)
        try:
            outcomes.add(type(read_layer(tmp_path / "posts.csv", crs=UTM)))
        except InputError as problem:
            outcomes.add(type(problem))
    assert outcomes == {Layer, InputError}


def test_plane_coordinates_need_a_crs(tmp_path):
    path = tmp_path / "posts.csv"
    path.write_text("id,x,y\n1,500000,4200000\n", encoding="utf-8")
    with pytest.raises(InputError, match="file_crs"):
        read_layer(path)
    assert read_layer(path, file_crs=UTM).table.crs.to_epsg() == 32615


def test_missing_crs_is_told(tmp_path):
    path = tmp_path / "zones.gpkg"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the writer warns of what this test wants
        squares(id=[1, 2, 3]).set_crs(None, allow_override=True).to_file(path)
    with pytest.raises(InputError, match="does not say its coordinate reference system"):
        read_layer(path)
    assert len(read_layer(path, file_crs=UTM)) == 3
    with pytest.raises(InputError, match="not a known CRS"):
        read_layer(path, file_crs="EPSG:nonsense")


def test_invalid_polygons_are_repaired_and_told(tmp_path):
    table = squares(id=[1, 2, 3])
    table.loc[1, "geometry"] = BOWTIE
    table.to_parquet(tmp_path / "z.parquet")
    layer = read_layer(tmp_path / "z.parquet")
    assert layer.table.is_valid.all()
    assert layer.table.area.to_list() == pytest.approx([100, 50, 100])
    assert any("1 invalid geometry was repaired" in note for note in layer.notes)


def test_collapsed_and_missing_geometries_are_left_out_and_told(tmp_path):
    table = squares(id=[1, 2, 3])
    table.loc[0, "geometry"] = shapely.Polygon([(0, 0), (1, 1), (0, 0)])
    table.loc[2, "geometry"] = None
    table.to_parquet(tmp_path / "z.parquet")
    layer = read_layer(tmp_path / "z.parquet")
    assert list(layer.table.index) == ["2"]
    assert any("no area after the repair" in note for note in layer.notes)
    assert any("1 of 3 rows have no geometry" in note for note in layer.notes)


def test_ids(tmp_path):
    path = tmp_path / "z.parquet"
    squares(GEOID=["1", "1", "2"], beat=["p", "q", "r"]).to_parquet(path)
    assert list(read_layer(path).table.index) == ["1", "2", "3"]
    assert list(read_layer(path, id_column="beat").table.index) == ["p", "q", "r"]
    with pytest.raises(InputError, match="stand more than once: 1"):
        read_layer(path, id_column="GEOID")
    with pytest.raises(InputError, match="Did you mean 'beat'"):
        read_layer(path, id_column="beet")
    squares(ID=[43.0, 29.0, 7.0]).to_parquet(path)
    assert list(read_layer(path).table.index) == ["43", "29", "7"]
    squares(ID=[43.0, np.nan, 7.0]).to_parquet(path)
    with pytest.raises(InputError, match="1 ids are missing"):
        read_layer(path, id_column="ID")


def test_a_file_with_several_layers_must_name_one(tmp_path):
    path = tmp_path / "all.gpkg"
    squares(id=[1, 2, 3]).to_file(path, layer="zones")
    squares(id=[4, 5, 6]).to_file(path, layer="districts")
    with pytest.raises(InputError, match="has 2 layers: zones, districts"):
        read_layer(path)
    assert list(read_layer(f"{path}|layername=districts").table.index) == ["4", "5", "6"]
    assert list(read_layer(path, layer="zones").table.index) == ["1", "2", "3"]
    with pytest.raises(InputError, match="Did you mean 'districts'"):
        read_layer(f"{path}|layername=distrits")


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("gone.gpkg", None, "does not exist"),
        ("bad.parquet", b"not parquet at all", "cannot be read"),
        ("bad.gpkg", b"\x00\x01", "cannot be read"),
        ("bad.geojson", b"{", "cannot be read"),
        ("empty.csv", b"lon,lat\n", "has no rows"),
        ("none.csv", b"a,b\n1,2\n", "neither geometries nor columns"),
        ("wide.csv", b"lon,lat\n1,2,3\n", "more fields than its heading"),
        ("single.csv", b"name\nA\nB\n", "neither geometries nor columns"),
        ("bad.xlsx", b"PK", "cannot be read"),
        ("nowhere.csv", b"lon,lat\n,\n", "none of the 1 rows has a geometry"),
    ],
)
def test_bad_files_end_in_a_clear_error(tmp_path, name, content, message):
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(InputError, match=message) as caught:
        read_layer(tmp_path / name)
    assert name in str(caught.value)


def test_utm_of_keeps_metres_and_leaves_feet_degrees_and_web_mercator():
    square = gpd.GeoDataFrame(geometry=[shapely.box(-96.95, 32.95, -96.85, 33.0)], crs=4326)
    assert utm_of(square).to_epsg() == 32614
    assert utm_of(square.to_crs(2276)).to_epsg() == 32614  # US feet
    assert utm_of(square.to_crs(3857)).to_epsg() == 32614  # stretched
    assert utm_of(square.to_crs(26914)).to_epsg() == 26914
    assert utm_of(square.to_crs(32138)).to_epsg() == 32138  # state plane in metres


def test_frame_of():
    frame = frame_of(Layer(squares()))
    assert frame.boundary.equals(shapely.box(0, 0, 30, 10))
    with pytest.raises(InputError, match="not projected in metres"):
        frame_of(Layer(squares()), "EPSG:4326")
    with pytest.raises(InputError, match="not a known CRS"):
        frame_of(Layer(squares()), "UTM fifteen")
    with pytest.raises(InputError, match="no polygon"):
        frame_of(Layer(gpd.GeoDataFrame(geometry=[shapely.Point(0, 0)], crs=UTM)))
    with pytest.raises(InputError, match="1 of 1 shapes of the boundary have coordinates that cannot be measured"):
        frame_of(Layer(gpd.GeoDataFrame(geometry=[shapely.box(0, 0, 170, 80)], crs=4326)), UTM)
