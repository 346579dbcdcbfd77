"""Cities whose zones are cut along the parents' boundaries."""

from dataclasses import replace

import geopandas as gpd
import pytest
import shapely

from beatwright.core import InputError, StudyError, build_step
from beatwright.data import CitySource
from beatwright.data.units import divide_city
from beatwright.testing import small_problem

CITY = small_problem().city


def moved_east(metres: float):
    """Return the city with the boundary between its two parents moved."""
    at = 1500 + metres
    shapes = [shapely.box(0, 0, at, 2000), shapely.box(at, 0, 3000, 2000)]
    parents = gpd.GeoDataFrame(index=["west", "east"], geometry=shapes, crs=CITY.crs)
    return replace(CITY, parents=parents)


def test_zones_that_straddle_become_pieces_and_nothing_is_lost() -> None:
    city = divide_city(moved_east(100.0))
    assert len(city.zones) == 24 + 4
    assert city.zones["population"].sum() == pytest.approx(CITY.zones["population"].sum(), rel=1e-12)
    assert city.zones["area_km2"].sum() == pytest.approx(6.0)
    for _, zone in city.zones.iterrows():
        assert shapely.area(shapely.difference(zone.geometry, city.parents.geometry[zone["parent"]])) < 1e-6
    assert list(city.zones.index[city.zones["unit"] == "z4"]) == ["z4A", "z4B"]


def test_slivers_are_left_alone() -> None:
    assert len(divide_city(moved_east(4.0)).zones) == 24


def test_sites_stay_where_that_is_asked() -> None:
    assert divide_city(moved_east(100.0), sites=True).site_ids == CITY.site_ids


def test_without_parents_there_is_nothing_to_split_by() -> None:
    with pytest.raises(InputError, match="has no parent districts"):
        divide_city(replace(CITY, parents=None, zones=CITY.zones.drop(columns="parent")))


def test_a_study_file_asks_for_it(tmp_path) -> None:
    city = moved_east(100.0)
    city.zones[["population", "geometry"]].reset_index().to_parquet(tmp_path / "zones.parquet")
    city.parents.to_parquet(tmp_path / "parents.parquet")
    options = {"zones": "zones.parquet", "parents": "parents.parquet", "split_at_parents": True}
    source = build_step(CitySource, options, "[city]")
    made = source.build(tmp_path, source.frame(tmp_path))
    assert len(made.zones) == 28
    assert any("4 units are split into 8 pieces" in note for note in made.notes)
    with pytest.raises(StudyError, match="has 'split_at_parents' but no 'parents'"):
        build_step(CitySource, {"zones": "zones.parquet", "split_at_parents": True}, "[city]")
