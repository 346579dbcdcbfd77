"""Fixed parents: who straddles, units given whole, units split."""

import itertools

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import example, given, settings
from hypothesis import strategies as st

from beatwright.core import InputError, ParameterError
from beatwright.data import assign_by_majority, assign_parents, conservation, split_by_parents, straddling

UTM = "EPSG:32615"


def parents(*edges, names=("west", "east", "far")):
    shapes = [shapely.box(a, 0, b, 100) for a, b in itertools.pairwise(edges)]
    return gpd.GeoDataFrame(index=list(names[: len(shapes)]), geometry=shapes, crs=UTM)


def test_shares_of_those_that_straddle(row):
    found = straddling(row(100, 100, 100), parents(0, 70, 299.5, 300))
    assert found.table.to_dict("list") == {
        "unit": ["1", "1"],
        "parent": ["west", "east"],
        "share": pytest.approx([0.7, 0.3]),
        "area_m2": pytest.approx([7000, 3000]),
    }
    assert found.ignored[["unit", "parent"]].to_numpy().tolist() == [["3", "far"]]
    assert found.ignored["area_m2"].to_list() == pytest.approx([50])
    assert (found.units, len(found)) == (("1",), 1)
    assert found.notes == (
        "1 unit lies in more than one parent: 1.",
        "1 part of units in another parent is treated as none: 50 m2 in all, at most 0.5% of a unit (3).",
    )


def test_slivers_by_share_or_by_width(row):
    units, districts = row(100, 100), parents(0, 104, 200)
    assert straddling(units, districts, sliver=0.01).units == ("2",)
    assert straddling(units, districts, sliver=0.05).units == ()
    # A strip of 4 x 100 m is 2 * 400 / 208 = 3.8 m wide in the mean.
    assert straddling(units, districts, sliver=0, width=3.8).units == ("2",)
    assert straddling(units, districts, sliver=0, width=3.9).units == ()


def test_units_in_no_parent_are_an_error_or_go_to_the_nearest(row):
    units, districts = row(100, 100, 100, 100), parents(0, 150)
    message = "2 units lie outside every parent: 3, 4. Draw the parents"
    for method in (assign_by_majority, split_by_parents):
        with pytest.raises(InputError, match=message):
            method(units, districts)
        result = method(units, districts, outside="nearest")
        assert result.units["parent"].to_list() == ["west"] * 4
        assert "2 units lie outside every parent and belong to the nearest: 3, 4." in result.notes
        assert "1 unit has over 1% of the area in no parent, such as water: 2 (50%)." in result.notes


def test_majority_moves_the_boundary_and_says_what_goes_with_it(row):
    units = row(100, 100, population=[100.0, 60.0], calls=[10, 20], income=[5, 9])
    where = gpd.GeoDataFrame(geometry=[shapely.Point(x, 5) for x in (10, 80, 90, 150)], crs=UTM)
    result = assign_by_majority(units, parents(0, 70, 200), incidents=where)
    assert result.units["parent"].to_list() == ["west", "east"]
    assert result.moved.to_dict("records") == [
        {
            "unit": "1",
            "before": "east",
            "after": "west",
            "share": pytest.approx(0.3),
            "area_m2": pytest.approx(3000),
            "population": pytest.approx(30),
            "calls": pytest.approx(3),
            "incidents": 2.0,
        }
    ]
    assert result.parents["units"].to_dict() == {"west": 1, "east": 1}
    assert shapely.equals(result.parents.geometry["west"], units.geometry["1"])
    assert result.notes == (
        "1 unit straddles and goes whole to one parent: 0.003 km2, 30 population, 3 calls, 2 incidents change parent "
        "(1).",
    )


def test_parents_that_lose_every_unit_are_named(row):
    result = assign_by_majority(row(100, 100), parents(0, 80, 120, 200))
    assert result.units["parent"].to_list() == ["west", "far"]
    assert result.notes[-1] == "1 parent has most of no unit: east."


def test_nobody_straddles(row):
    units = row(100, 100, population=[3, 4])
    assert assign_by_majority(units, parents(0, 100, 200)).notes == (
        "No unit straddles: the boundaries of the parents stay.",
    )
    split = split_by_parents(units, parents(0, 100, 200))
    assert split.notes == ("No unit straddles: none is split.",)
    assert list(split.units.index) == ["1", "2"]
    assert len(split.pieces) == 0
    assert split.units["population"].to_list() == [3, 4]


def test_split_divides_counts_and_copies_the_rest(row):
    units = row(100, 100, population=[100, 60], calls=[10, 20], income=[5, 9], parent=["?", "?"], area_km2=[1, 1])
    where = gpd.GeoDataFrame(geometry=[shapely.Point(x, 5) for x in (10, 80, 90, 150)], crs=UTM)
    split = split_by_parents(units, parents(0, 70, 200), incidents=where)
    table = split.units.drop(columns="geometry")
    assert table.columns.to_list() == ["unit", "parent", "unit_share", "population", "calls", "income"]
    assert table.loc["1A"].to_list() == ["1", "west", pytest.approx(0.7), 70, pytest.approx(10 / 3), 5]
    assert table.loc["1B"].to_list() == ["1", "east", pytest.approx(0.3), 30, pytest.approx(20 / 3), 5]
    assert table.loc["2"].to_list() == ["2", "east", 1, 60, 20, 9]
    assert split.notes == (
        "1 unit is split into 2 pieces: 1.",
        "Divided among the pieces, as counts: population, calls.",
        "Copied to every piece, as no counts: income. Name those that are in 'extensive'.",
    )
    by_area = split_by_parents(units, parents(0, 70, 200), incidents=where, by_points=()).units
    assert by_area["calls"].to_list() == pytest.approx([7, 3, 20])
    named = split_by_parents(units, parents(0, 70, 200), extensive=["income"]).units
    assert named["income"].to_list() == pytest.approx([3.5, 1.5, 9])


def test_slivers_go_to_the_neighbouring_piece(row):
    # The strip has the same border with both pieces: the first parent has it.
    split = split_by_parents(row(100), parents(0, 60, 60.5, 100, names=("west", "strip", "east")))
    assert split.units["parent"].to_dict() == {"1A": "west", "1B": "east"}
    assert split.units.area.to_dict() == pytest.approx({"1A": 6050, "1B": 3950})
    assert split.units.area.sum() == pytest.approx(10_000, abs=1e-6)
    assert split.units.geom_type.to_list() == ["Polygon", "Polygon"]


def test_what_lies_in_no_parent_goes_to_the_piece_with_the_longest_border(row):
    shapes = [shapely.box(0, 0, 40, 80), shapely.box(40, 0, 100, 100)]
    districts = gpd.GeoDataFrame(index=["west", "east"], geometry=shapes, crs=UTM)
    split = split_by_parents(row(100), districts)
    # The rest of 40 x 20 m has 40 m in common with the west and 20 m with the east.
    assert split.units.area.to_dict() == pytest.approx({"1A": 6000, "1B": 4000})
    assert split.units["parent"].to_list() == ["east", "west"]


def test_more_than_26_pieces_and_names_that_are_taken(row):
    units = row(2700, 10)
    units.index = ["9", "9AA"]
    districts = parents(*range(0, 2800, 100), names=[f"p{k}" for k in range(27)])
    districts.loc["p26", "geometry"] = shapely.box(2600, 0, 2710, 100)
    names = list(split_by_parents(units, districts).units.index)
    assert names[0] == "9-A"
    assert names[25:] == ["9-Z", "9-AA", "9AA"]


def test_parents_that_overlap_are_told_and_pieces_do_not(row):
    districts = gpd.GeoDataFrame(
        index=["west", "east"], geometry=[shapely.box(0, 0, 60, 100), shapely.box(40, 0, 100, 100)], crs=UTM
    )
    split = split_by_parents(row(100), districts)
    assert split.units.area.to_dict() == pytest.approx({"1A": 6000, "1B": 4000})
    assert split.notes[-1] == "Parents west and east overlap on 2,000 m2, which count for west."


@pytest.mark.parametrize("method", [straddling, assign_by_majority, split_by_parents])
def test_wrong_layers_and_options_are_told(row, method):
    owner = method.__name__
    with pytest.raises(ParameterError, match=f"'sliver' parameter of {owner} must be a number in"):
        method(row(9), parents(0, 9), sliver=0.7)
    with pytest.raises(ParameterError, match=f"'width' parameter of {owner} must be"):
        method(row(9), parents(0, 9), width=-1)
    with pytest.raises(ParameterError, match="is not that of the units"):
        method(row(9), parents(0, 9).to_crs(32616))
    with pytest.raises(ParameterError, match="These stand more than once: 1"):
        method(pd.concat([row(9), row(9)]), parents(0, 9))
    broken = parents(0, 9)
    broken.loc["west", "geometry"] = shapely.Polygon([(0, 0), (9, 9), (9, 0), (0, 9)])
    with pytest.raises(InputError, match="These parents are no valid polygons: west"):
        method(row(9), broken)


def test_columns_of_counts_must_be_there(row):
    with pytest.raises(ParameterError, match="names a column 'peple' of numbers"):
        split_by_parents(row(9, people=[1]), parents(0, 9), extensive=["peple"])


@settings(max_examples=14)
@example(city=0, seed=4382, count=7, sliver=0.01)  # a union moved a line and two pieces overlapped
@example(city=0, seed=4383, count=6, sliver=0.2)
@example(city=0, seed=2146, count=9, sliver=0.01)
@example(city=1, seed=5555, count=11, sliver=0.0)  # a part of six square centimetres
@given(
    city=st.integers(0, 1),
    seed=st.integers(0, 10_000),
    count=st.integers(0, 12),
    sliver=st.sampled_from([0.0, 0.01, 0.2]),
)
def test_what_must_hold_on_generated_cities(generated, voronoi, city, seed, count, sliver):
    units = generated(city).block_groups.drop(columns="district")
    area = shapely.union_all(units.geometry.to_numpy())
    if count:
        districts = voronoi(area, count, seed, "d")
    else:  # the city's own districts, drawn some metres off, as two offices draw them
        shift = np.random.default_rng(seed).uniform(-30, 30, 2)
        districts = generated(city).districts[["geometry"]].set_geometry(generated(city).districts.translate(*shift))
    found = straddling(units, districts, sliver=sliver)
    split = split_by_parents(units, districts, sliver=sliver)
    pieces = split.units

    # Totals are conserved, unit by unit; what is no count is copied.
    columns = [column for column in units if column.startswith("population")]
    assert conservation(units, pieces, columns, tolerance=1e-9).complaints == ()
    assert (pieces["income"] == units["income"].reindex(pieces["unit"]).to_numpy()).all()

    # The pieces are those that straddle, named in the order of their size.
    assert set(split.pieces["unit"]) == set(found.units)
    assert pieces.index.is_unique
    assert pieces.geometry.is_valid.all()
    for unit, group in split.pieces.groupby("unit"):
        assert group.index.to_list() == [f"{unit}{letter}" for letter in "ABCDEFGHIJKL"[: len(group)]]
        assert group.area.is_monotonic_decreasing

    # They tile the units, and none has a part that is but rounding.
    assert shapely.area(shapely.get_parts(pieces.geometry.to_numpy())).min() > 1e-3
    summed = pieces.area.groupby(pieces["unit"]).sum().reindex(units.index)
    assert (summed / units.area).to_numpy() == pytest.approx(1.0, abs=1e-9)
    assert shapely.union_all(pieces.geometry.to_numpy()).area == pytest.approx(area.area, rel=1e-9)

    # No piece crosses a parent, but for slivers; no parent loses more than its slivers.
    others = {label: shapely.union_all(districts.geometry.drop(label).to_numpy()) for label in districts.index}
    foreign = shapely.area(shapely.intersection(pieces.geometry.to_numpy(), pieces["parent"].map(others).to_numpy()))
    ignored = found.ignored.groupby("unit")["area_m2"].sum().reindex(pieces["unit"], fill_value=0.0).to_numpy()
    assert (foreign <= ignored + 1e-3 * pieces.length).all()  # outlines that agree to a millimetre
    lost = found.ignored.groupby("parent")["area_m2"].sum()
    for label, shape in districts.geometry.items():
        before = shapely.area(shapely.intersection(shape, area))
        after = pieces.area[pieces["parent"] == label].sum()
        assert after >= before - lost.get(label, 0.0) - 1e-6 * area.area


@settings(max_examples=10)
@given(city=st.integers(0, 1), seed=st.integers(0, 10_000), count=st.integers(1, 12))
def test_majority_on_generated_cities(generated, voronoi, city, seed, count):
    units = generated(city).block_groups.drop(columns="district")
    area = shapely.union_all(units.geometry.to_numpy())
    districts = voronoi(area, count, seed, "d")
    result = assign_by_majority(units, districts, sliver=0.0)
    assert result.units["parent"].to_list() == assign_parents(units, districts).table["parent"].to_list()

    # What each parent gains and loses is the difference between its old and its new area and people.
    old = {k: shapely.area(shapely.intersection(shape, area)) for k, shape in districts.geometry.items()}
    gained = result.moved.groupby("after")["area_m2"].sum()
    lost = result.moved.groupby("before")["area_m2"].sum()
    for label, before in old.items():
        now = result.parents["area_km2"].get(label, 0.0) * 1e6
        assert now == pytest.approx(before + gained.get(label, 0.0) - lost.get(label, 0.0), rel=1e-6, abs=1.0)
    assert result.moved["population"].to_numpy() == pytest.approx(
        result.moved["share"].to_numpy() * units["population"].reindex(result.moved["unit"]).to_numpy()
    )
    assert np.isin(result.moved["unit"], straddling(units, districts, sliver=0.0).units).all()


def test_incidents_of_the_pieces_are_those_of_the_unit(generated, voronoi):
    made = generated(0)
    city = made.city("block groups")
    incidents = made.incidents(city)
    units = city.zones.assign(calls=np.bincount(incidents.frame["zone"].clip(lower=0), minlength=len(city.zones)))
    districts = voronoi(shapely.union_all(units.geometry.to_numpy()), 6, 5, "d")
    split = split_by_parents(units.drop(columns="parent"), districts, incidents=incidents)
    assert conservation(units, split.units, ["calls", "population"]).holds
    assert (split.pieces["calls"] - split.pieces["calls"].round()).abs().max() < 1e-9
    areal = split_by_parents(units.drop(columns="parent"), districts).units
    assert not np.allclose(areal["calls"], split.units["calls"])
