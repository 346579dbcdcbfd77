"""Two real layers of one city: 360 block groups of 2010 and the six police districts of 2014."""

import geopandas as gpd
import pytest
import shapely

from beatwright.data import (
    as_city,
    assign_by_majority,
    check_units,
    conservation,
    districts_from_column,
    districts_from_layer,
    interpolate,
    plan_on_pieces,
    split_by_parents,
    straddling,
)


@pytest.fixture(scope="module")
def units(data_folder):
    table = gpd.read_parquet(data_folder / "stlouis" / "blockgroups_2010.parquet").to_crs(32615)
    return table.set_index("GEOID")[["pop_est_areal", "geometry"]].rename(columns={"pop_est_areal": "population"})


@pytest.fixture(scope="module")
def districts(data_folder):
    table = gpd.read_parquet(data_folder / "stlouis" / "police_districts_2014.parquet").to_crs(32615)
    return table.set_index(table["district"].astype(str))[["geometry"]]


def test_the_units_can_be_used(units):
    report = check_units(units)
    assert report.usable
    assert (report.table["piece"] == 0).all()
    assert (report.table["neighbours"] > 0).all()


@pytest.mark.parametrize(
    ("sliver", "width", "straddle"),
    [(0, 0, 74), (0.001, 0, 64), (0.01, 0, 48), (0.05, 0, 28), (0.1, 0, 25), (0, 20, 29)],
)
def test_how_many_straddle_depends_on_what_is_a_sliver(units, districts, sliver, width, straddle):
    found = straddling(units, districts, sliver=sliver, width=width)
    # Counted apart from our code, on the whole common areas: their parts may be slivers where they are none.
    common = shapely.intersection(units.geometry.to_numpy()[:, None], districts.geometry.to_numpy()[None, :])
    area = shapely.area(common)
    wide = 2 * area >= width * shapely.length(common)
    share = area / units.area.to_numpy()[:, None]
    assert len(found) == straddle
    assert abs(int((((share > sliver) & wide).sum(axis=1) > 1).sum()) - straddle) <= 3
    assert (found.table.groupby("unit")["share"].sum() <= 1 + 1e-3).all()


def test_slivers_end_where_streets_do(units, districts):
    # Beyond 7 % of a unit the next part in another district holds 17 %: no part lies between.
    shares = straddling(units, districts, sliver=0).table["share"]
    assert not shares.between(0.075, 0.16).any()
    found = straddling(units, districts, sliver=0.1)
    assert found.ignored["share"].max() < 0.07
    assert found.units == straddling(units, districts, sliver=0.15).units
    assert sorted(found.table.groupby("unit").size().value_counts().items()) == [(2, 24), (3, 1)]


def test_splitting_conserves_and_keeps_the_districts(units, districts):
    split = split_by_parents(units, districts, sliver=0.1)
    assert len(split.units) == 386
    assert len(split.pieces) == 51
    assert conservation(units, split.units, ["population"], tolerance=1e-9).holds
    area = split.units.area.groupby(split.units["unit"]).sum()
    assert (area.reindex(units.index) / units.area).to_numpy() == pytest.approx(1.0, abs=1e-9)
    for label, group in split.units.groupby("parent"):
        others = shapely.union_all(districts.geometry.drop(label).to_numpy())
        foreign = shapely.area(shapely.intersection(group.geometry.to_numpy(), others)) / group.area
        assert foreign.max() < 0.07


def test_both_methods_and_today_stand_on_one_ground(units, districts):
    whole, split = (method(units, districts, sliver=0.1) for method in (assign_by_majority, split_by_parents))
    assert whole.moved["unit"].nunique() == 25
    pieces = as_city(split.units, parents=districts)
    plans = [
        plan_on_pieces(districts_from_column(as_city(whole.units), name="whole"), pieces),
        districts_from_column(pieces, name="split"),
        districts_from_layer(pieces, districts, name="today"),
    ]
    assert {len(set(plan.districts.values())) for plan in plans} == {6}
    assert plans[1].districts == plans[2].districts
    changed = [zone for zone in pieces.zone_ids if plans[0].districts[zone] != plans[1].districts[zone]]
    assert len(changed) == 26


def test_people_of_tracts_become_people_of_neighbourhoods(data_folder, units):
    folder = data_folder / "stlouis"
    tracts = gpd.read_parquet(folder / "tracts_2010_pop_acs2017.parquet").to_crs(32615).set_index("GEOID")
    places = gpd.read_parquet(folder / "neighborhoods.parquet").to_crs(32615)
    whole = shapely.union_all(tracts.geometry.to_numpy())
    even = interpolate(tracts, places, extensive=["pop_acs2017"], boundary=whole).table
    finer = interpolate(
        tracts,
        places,
        extensive=["pop_acs2017"],
        boundary=whole,
        method="dasymetric",
        auxiliary=units,
        count="population",
    ).table
    for table in (even, finer):
        assert conservation(tracts, table, ["pop_acs2017"], tolerance=1e-9).holds
