"""The table [city] of a study file, and read_city."""

import dataclasses

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from beatwright.base.errors import InputError, ParameterError, StudyError
from beatwright.core import Incidents, Severity
from beatwright.core.step import build_step, options_of
from beatwright.data.city import CitySource, read_city

UTM = "EPSG:32615"
ORIGIN = np.array([740_000.0, 4_270_000.0])
SQUARE = shapely.box(*ORIGIN, *(ORIGIN + 1000))


def layer(shapes, **columns):
    return gpd.GeoDataFrame(columns, geometry=list(shapes), crs=UTM)


def box(x0, y0, x1, y1):
    return shapely.box(ORIGIN[0] + x0, ORIGIN[1] + y0, ORIGIN[0] + x1, ORIGIN[1] + y1)


@pytest.fixture
def folder(tmp_path):
    layer([SQUARE]).to_crs(4326).to_file(tmp_path / "boundary.geojson")
    layer([box(0, 0, 500, 1000), box(500, 0, 1000, 1000)], district=[1, 2]).to_file(tmp_path / "parents.gpkg")
    layer([box(0, 0, 1000, 500), box(0, 500, 1000, 1000)], pop=[300, 100], young=[30, 20]).to_parquet(
        tmp_path / "population.parquet"
    )
    posts = layer(shapely.points(ORIGIN + np.array([[100, 100], [900, 900]])), name=["South", "North"])
    posts = posts.to_crs(4326)
    pd.DataFrame({"name": posts.name, "lon": posts.geometry.x, "lat": posts.geometry.y}).to_csv(
        tmp_path / "current.csv", index=False
    )
    return tmp_path


def incidents(count=400, seed=0):
    random = np.random.default_rng(seed)
    x, y = (ORIGIN + 1000 * random.beta(2, 5, (count, 2))).T
    time = pd.Timestamp("2024-01-01") + pd.to_timedelta(np.arange(count), unit="h")
    table = {"id": [str(i) for i in range(count)], "time": time, "kind": "x", "severity": 0, "x": x, "y": y, "zone": -1}
    return Incidents(pd.DataFrame(table), Severity.default(), 0)


FULL = {
    "boundary": "boundary.geojson",
    "zones": "10x10",
    "sites": "busiest",
    "current": "current.csv",
    "parents": "parents.gpkg",
    "population": "population.parquet",
    "population_columns": ["pop", "young"],
    "clusters": 4,
    "name": "Test",
}


def test_of_posts_of_several_plans_one_is_named(folder):
    posts = pd.read_csv(folder / "current.csv")
    posts.assign(plan=["today", "best"]).to_excel(folder / "plan.xlsx", index=False)
    several = build_step(CitySource, FULL | {"current": "plan.xlsx"}, "[city]")
    (said,) = several.unreadable(folder)
    assert said.startswith("[city] current: ")
    assert "holds the posts of 2 plans. Its plans: today, best." in said
    named = build_step(CitySource, FULL | {"current": "plan.xlsx:best"}, "[city]")
    assert (named.unreadable(folder), named.posts_today(folder)) == ((), 1)
    city = named.build(folder, named.frame(folder), incidents())
    assert list(city.sites.index[city.current_sites]) == ["North"]


def test_the_whole_city(folder):
    source = build_step(CitySource, FULL, "[city]")
    frame = source.frame(folder)
    assert frame.crs.to_epsg() == 32615
    city = source.build(folder, frame, incidents())
    assert len(city.zones) == 100
    assert len(city.sites) == 4 * 3 + 2
    assert list(city.sites.index[city.current_sites]) == ["North", "South"]
    assert city.zones["population"].sum() == pytest.approx(400, rel=1e-6)
    assert city.zones["young"].sum() == pytest.approx(50, rel=1e-6)
    assert set(city.zones["parent"]) == {"1", "2"}
    assert list(city.parents.index) == ["1", "2"]
    assert city.name == "Test"
    assert any("had no incident in the training period" in note for note in city.notes)
    assert any(note.startswith("Attribute population: 400 in 2 areas") for note in city.notes)


def test_the_same_seed_gives_the_same_city(folder):
    source = build_step(CitySource, FULL, "[city]")
    calls = incidents()
    shuffled = dataclasses.replace(calls, frame=calls.frame.sample(frac=1, random_state=3))
    cities = [source.build(folder, source.frame(folder), given) for given in (calls, shuffled)]
    assert cities[0] == cities[1]


def test_training_incidents_alone_decide(folder):
    source = build_step(CitySource, FULL, "[city]")
    frame = source.frame(folder)
    city = source.build(folder, frame, incidents())
    weight = np.bincount(city.locate(*incidents().frame[["x", "y"]].to_numpy().T), minlength=100)
    candidates = [zone for zone in city.sites.index if zone in city.zones.index]
    chosen = weight[city.zone_positions(candidates)]
    assert chosen.max() == weight.max()


def test_nodes_as_zones(folder):
    nodes = ORIGIN + np.random.default_rng(1).uniform(0, 1000, (300, 2))
    source = CitySource(boundary="boundary.geojson", zones="nodes", clusters=5, nodes_per_cluster=10)
    city = source.build(folder, source.frame(folder), incidents(), nodes_xy=nodes)
    assert len(city.zones) == 50
    assert set(city.zones.geom_type) == {"Point"}
    assert (city.locate(*incidents().frame[["x", "y"]].to_numpy().T) >= 0).all()
    with pytest.raises(InputError, match="needs a road network"):
        source.build(folder, source.frame(folder), incidents())
    with pytest.raises(InputError, match="needs incidents"):
        source.build(folder, source.frame(folder), nodes_xy=nodes)


def test_zones_from_a_file_frame_the_city_where_there_is_no_boundary(folder):
    source = CitySource(zones="parents.gpkg", zone_id="district")
    city = source.build(folder, source.frame(folder))
    assert list(city.zones.index) == ["1", "2"]
    assert city.boundary.area == pytest.approx(1e6)


def test_every_missing_file_is_named_at_once(folder):
    source = CitySource(boundary="b.gpkg", zones="z.gpkg", sites="s.csv", current="c.csv", parents="p.shp")
    with pytest.raises(InputError) as caught:
        source.frame(folder)
    for name in ("b.gpkg", "z.gpkg", "s.csv", "c.csv", "p.shp"):
        assert name in str(caught.value)
    with pytest.raises(InputError, match=r"'40x24', a cell such as '500 m', or 'nodes'"):
        CitySource(boundary="boundary.geojson", zones="node").frame(folder)


def test_every_bad_file_is_named_at_once(folder):
    (folder / "bad.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    source = CitySource(
        boundary="boundary.geojson", sites="bad.csv", current="bad.csv", parent_id="no", parents="parents.gpkg"
    )
    with pytest.raises(InputError, match=r"(?s)\[city\] sites: .*\[city\] current: .*\[city\] parents: .*'no'"):
        source.build(folder, source.frame(folder))


def test_every_misfit_is_named_at_once(folder):
    layer([shapely.box(100, 100, 200, 200)]).to_file(folder / "far.gpkg")
    source = CitySource(
        boundary="boundary.geojson", sites="busiest", parents="far.gpkg", population="population.parquet"
    )
    with pytest.raises(InputError, match=r"(?s)\[city\] parents: No zone.*\[city\] sites: 'busiest' needs incidents"):
        source.build(folder, source.frame(folder))
    source = CitySource(boundary="boundary.geojson", population="population.parquet", population_columns=("nobody",))
    with pytest.raises(InputError, match=r"\[city\] population: .*no column 'nobody'. .* pop, young"):
        source.build(folder, source.frame(folder))


def test_population_by_its_name_or_by_a_table(folder):
    source = CitySource(boundary="boundary.geojson", population="population.parquet")
    assert source.build(folder, source.frame(folder)).zones["population"].sum() == pytest.approx(400, rel=1e-6)
    source = CitySource(
        boundary="boundary.geojson", population="population.parquet", population_columns={"people": "young"}
    )
    assert source.build(folder, source.frame(folder)).zones["people"].sum() == pytest.approx(50, rel=1e-6)


def test_options_complain_together():
    with pytest.raises(ParameterError, match=r"(?s)'clip'.*'clusters'.*'seed'.*'population_columns'"):
        CitySource(clip="yes", clusters=0, seed=-1, population_columns=("a",))
    with pytest.raises(ParameterError, match=r"(?s)'boundary' .* a text.*'population_columns' .* a list of columns"):
        CitySource(boundary=3, population="p.gpkg", population_columns=5)
    with pytest.raises(StudyError, match="Did you mean 'boundary'"):
        build_step(CitySource, {"boundry": "x"}, "[city]")


def test_every_option_is_documented():
    assert all(option.help for option in options_of(CitySource))


def test_too_many_pairs_are_refused_before_memory_runs_out(folder):
    source = CitySource(boundary="boundary.geojson", zones="200x200")
    with pytest.raises(InputError, match="pairs to measure"):
        source.build(folder, source.frame(folder))


def test_progress_is_told(folder):
    told = []
    source = build_step(CitySource, FULL, "[city]")
    source.build(folder, source.frame(folder), incidents(), progress=lambda *step: told.append(step))
    assert [text for _, _, text in told] == ["read current", "read parents", "read population"]


def test_read_city_from_names_and_from_toml(folder):
    city = read_city(folder)
    assert len(city.zones) == 4
    assert city.zones["population"].sum() == pytest.approx(400, rel=1e-6)
    (folder / "city.toml").write_text('boundary = "boundary.geojson"\nzones = "3x3"\nname = "T"\n', encoding="utf-8")
    assert len(read_city(folder).zones) == 9
    assert read_city(folder / "city.toml") == read_city(folder)
    (folder / "city.toml").write_text("[city]\nzone = 3\n", encoding="utf-8")
    with pytest.raises(StudyError, match="Did you mean 'zones'"):
        read_city(folder)
    (folder / "city.toml").write_text("[city", encoding="utf-8")
    with pytest.raises(InputError, match="is no TOML"):
        read_city(folder)


def test_read_city_says_what_is_missing(tmp_path):
    with pytest.raises(InputError, match="neither a folder nor a TOML"):
        read_city(tmp_path / "gone")
    with pytest.raises(InputError, match="has neither"):
        read_city(tmp_path)
    for suffix in ("gpkg", "parquet"):
        (tmp_path / f"zones.{suffix}").write_bytes(b"")
    with pytest.raises(InputError, match="Two files are called 'zones'"):
        read_city(tmp_path)


@pytest.mark.data
def test_st_louis(data_folder):
    source = CitySource(
        boundary="city_boundary.parquet",
        zones="40x24",
        current="police_stations_derived.parquet",
        parents="police_districts_2014.parquet",
        population="blockgroups_2010.parquet",
        population_columns=("pop_est_street",),
    )
    folder = data_folder / "stlouis"
    frame = source.frame(folder)
    city = source.build(folder, frame)
    blocks = gpd.read_parquet(folder / "blockgroups_2010.parquet")
    assert frame.crs.to_epsg() == 32615
    assert city.zones.area.sum() == pytest.approx(frame.boundary.area, rel=1e-9)
    assert city.zones["population"].sum() == pytest.approx(blocks["pop_est_street"].sum(), rel=1e-4)
    assert len(city.current_sites) == 4
    assert city.zones["parent"].notna().all()
    places = gpd.read_parquet(folder / "neighborhoods.parquet")
    inside = places.to_crs(frame.crs).representative_point()
    inside = inside[inside.within(frame.boundary)]
    assert (city.locate(inside.x, inside.y) >= 0).all()


@pytest.mark.data
def test_carrollton_in_feet(data_folder):
    source = CitySource(zones="reporting_areas.parquet", zone_id="Division", sites="zones")
    folder = data_folder / "carrollton"
    with pytest.raises(InputError, match="must be unique"):
        source.build(folder, source.frame(folder))
    city = dataclasses.replace(source, zone_id="NumberId").build(folder, source.frame(folder))
    assert len(city.zones) == 325
    assert city.crs.to_epsg() == 32614
