"""Incidents counted into any polygons, and totals compared."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from beatwright.core import InputError, ParameterError
from beatwright.data import conservation, count_points

UTM = "EPSG:32615"


def points(*xy, **columns):
    return gpd.GeoDataFrame(columns, geometry=[shapely.Point(p) for p in xy], crs=UTM)


def test_counts_agree_with_the_zones_of_the_city(generated):
    made = generated(0)
    city, incidents = made.city("block groups"), made.incidents(made.city("block groups"))
    layer = count_points(incidents, made.block_groups)
    zone = incidents.frame["zone"].to_numpy()
    expected = np.bincount(zone[zone >= 0], minlength=len(city.zones))
    assert layer.table["calls"].reindex(city.zone_ids).to_numpy().tolist() == expected.tolist()
    outside = int((zone < 0).sum())
    assert bool(layer.notes) == bool(outside)


def test_values_of_a_column_get_columns_that_sum_to_the_count(generated):
    made = generated(0)
    incidents = made.incidents(made.city("block groups"))
    for by in ("kind", "severity"):
        table = count_points(incidents, made.block_groups, by=by).table
        parts = [column for column in table if str(column).startswith("calls_")]
        assert len(parts) == incidents.frame[by].nunique()
        assert table[parts].sum(axis=1).to_list() == table["calls"].to_list()
    assert "calls_high" in table


def test_weights_are_summed(row):
    where = points((10, 5), (20, 5), (150, 5), minutes=[5.0, 7.0, 9.0])
    table = count_points(where, row(100, 100), weight="minutes", column="minutes").table
    assert table["minutes"].to_list() == [12, 9]


def test_a_point_on_a_border_belongs_to_the_first_unit_in_canonical_order(row):
    units = row(100, 100)
    units.index = ["10", "9"]
    assert count_points(points((100, 5)), units).table["calls"].to_dict() == {"10": 0, "9": 1}


def test_what_fell_outside_is_reported(row):
    layer = count_points(points((10, 5), (400, 5), (240, 50)), row(100, 100))
    assert layer.notes == ("2 of 3 points lie in no polygon, up to 200 m away.",)
    assert layer.table["calls"].to_list() == [1, 0]


def test_missing_values_are_a_group_of_their_own(row):
    layer = count_points(points((10, 5), (20, 5), kind=["theft", None]), row(100), by="kind")
    assert layer.table[["calls_theft", "calls_unknown"]].to_numpy().tolist() == [[1, 1]]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"by": "kimd"}, "no column 'kimd'. Did you mean 'kind'"),
        ({"weight": "minutes"}, "1 point has no number in the column 'minutes'"),
    ],
)
def test_wrong_columns_are_told(row, options, message):
    where = points((10, 5), (20, 5), kind=["a", "b"], minutes=[1.0, np.nan])
    with pytest.raises(InputError, match=message):
        count_points(where, row(100), **options)


def test_only_points_are_counted_and_only_into_polygons(row):
    with pytest.raises(InputError, match="Got Polygon"):
        count_points(row(9), row(100))
    bow = shapely.Polygon([(0, 0), (9, 9), (9, 0), (0, 9)])
    shapes = gpd.GeoDataFrame(
        index=["ok", "bow", "spot"], geometry=[shapely.box(0, 0, 9, 9), bow, shapely.Point(1, 1)], crs=UTM
    )
    with pytest.raises(InputError, match=r"counted into polygons\. These are no valid ones: bow, spot"):
        count_points(points((1, 1)), shapes)
    with pytest.raises(ParameterError, match="geographic"):
        count_points(points((1, 1)), row(100).to_crs(4326))
    with pytest.raises(InputError, match="no CRS"):
        count_points(points((1, 1)).set_crs(None, allow_override=True), row(100))


TABLE_1 = {"13020": 756, "17020": 802, "17021": 859, "17028": 945, "17029": 478, "17030": 235}
TABLE_2 = [("13020", 680), ("17020", 702), ("17021", 900), ("17021", 900), ("17028", 470), ("17028", 470)]
TABLE_2 += [("17029", 450), ("17030", 237)]


def test_the_buffalo_tables_fail_for_the_units_that_they_fail_for():
    before = pd.DataFrame({"calls": TABLE_1})
    after = pd.DataFrame(TABLE_2, columns=["sector", "calls"])
    result = conservation(before, after, ["calls"], unit="sector")
    failed = result.failures.set_index("unit")["difference"].to_dict()
    assert failed == {"13020": -76, "17020": -100, "17021": 941, "17028": -5, "17029": -28, "17030": 2, "total": 734}
    assert "Unit 17021: 'calls' was 859 and is 1,800, 941 more." in result.complaints
    with pytest.raises(InputError, match="Totals are not conserved:\n  - Unit 13020"):
        result.raise_if_any()


def test_units_that_appear_or_vanish_are_named():
    before = pd.DataFrame({"calls": [5, 6]}, index=["a", "b"])
    after = pd.DataFrame({"calls": [5, 6], "unit": ["a", "c"]})
    result = conservation(before, after, ["calls"])
    assert result.failures["unit"].to_list() == ["b", "c"]
    assert not result.holds


def test_the_tolerance_decides():
    before, after = pd.DataFrame({"calls": [1000.0]}), pd.DataFrame({"calls": [1000.5]})
    assert conservation(before, after, ["calls"], tolerance=1e-3).holds
    assert not conservation(before, after, ["calls"], tolerance=1e-4).holds
    with pytest.raises(ParameterError, match="tolerance"):
        conservation(before, after, ["calls"], tolerance=-1)
    with pytest.raises(ParameterError, match=r"The source has no column 'call'.*\n.*The target has no column 'call'"):
        conservation(before, after, ["call"])
    with pytest.raises(ParameterError, match="at least one column"):
        conservation(before, after, [])


def test_targets_that_overlap_explain_a_total_that_is_too_large():
    unit = gpd.GeoDataFrame({"calls": [100.0]}, index=["u"], geometry=[shapely.box(0, 0, 10, 10)], crs=UTM)
    halves = [shapely.box(0, 0, 6, 10), shapely.box(4, 0, 10, 10)]
    target = gpd.GeoDataFrame({"calls": [60.0, 60.0]}, geometry=halves, crs=UTM)
    assert conservation(unit, target, ["calls"]).complaints[-1] == "Unit u: targets overlap on 0.2 of its area."
