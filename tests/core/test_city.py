"""A city is its content: neither the order of its tables nor how it was made matters."""

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from beatwright.base.natural_order import canonical_order, natural_key
from beatwright.core import City, ParameterError, Travel, nearest_post
from beatwright.core.plan import Plan
from beatwright.core.post import Post
from beatwright.testing import renamed_zones, reordered, small_problem

CITY = small_problem().city
QUICK = settings(max_examples=50, deadline=None)


@QUICK
@given(data=st.data(), seed=st.integers(0, 2**32))
def test_permuted_tables_give_an_equal_city(data: st.DataObject, seed: int, made: SimpleNamespace) -> None:
    city: City = data.draw(made.cities())
    other = reordered(city, seed)
    assert other == city
    assert hash(other) == hash(city)
    assert (other.zone_ids, other.site_ids) == (city.zone_ids, city.site_ids)
    np.testing.assert_array_equal(other.travel.metres, city.travel.metres)
    np.testing.assert_array_equal(other.zone_xy, city.zone_xy)


@QUICK
@given(data=st.data())
def test_another_travel_is_another_city(data: st.DataObject, made: SimpleNamespace) -> None:
    city: City = data.draw(made.cities())
    metres = city.travel.metres.copy()
    metres[0, 0] = 12345.0
    assert replace(city, travel=Travel(metres, city.travel.minutes, city.travel.kind, city.travel.notes)) != city


def test_renaming_zones_permutes_positions() -> None:
    problem = small_problem()
    renamed, old = renamed_zones(problem)
    back = [problem.city.zone_ids.index(old[label]) for label in renamed.city.zone_ids]
    assert back != sorted(back)
    np.testing.assert_array_equal(renamed.city.travel.metres, problem.city.travel.metres[:, back])
    np.testing.assert_array_equal(renamed.demand.rate, problem.demand.rate[:, back])


@given(st.lists(st.text(max_size=8), unique=True), st.randoms())
def test_the_canonical_order_does_not_hang_on_the_order_given(labels: list[str], random: Any) -> None:
    shuffled = labels[:]
    random.shuffle(shuffled)
    first = [labels[i] for i in canonical_order(labels)]
    assert first == [shuffled[i] for i in canonical_order(shuffled)]
    assert len({natural_key(label) for label in labels}) == len(labels)


@given(st.lists(st.integers(0, 10**30), unique=True))
def test_numbers_in_ids_count_as_numbers(numbers: list[int]) -> None:
    labels = [f"zone {number}" for number in numbers]
    assert [labels[i] for i in canonical_order(labels)] == [f"zone {number}" for number in sorted(numbers)]


def test_ids_of_thousands_of_digits_are_ids() -> None:
    assert canonical_order(["9" * 6000, "1" * 6000, "2"]).tolist() == [2, 1, 0]


def zones_of(**columns: Any) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        columns, index=["a", "b"], geometry=[shapely.box(k, 0, k + 1, 1) for k in (0, 1)], crs=32615
    )


SITES = gpd.GeoDataFrame(index=["s"], geometry=[shapely.Point(0.5, 0.5)], crs=32615)
BOX = shapely.box(0, 0, 2, 1)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"zones": zones_of().set_crs(4326, allow_override=True)}, "geographic"),
        ({"zones": zones_of().set_crs(None, allow_override=True)}, "no CRS"),
        ({"zones": zones_of().set_crs(2263, allow_override=True)}, "US survey foot"),
        ({"sites": SITES.set_crs(32616, allow_override=True)}, "is not that of the zones"),
        ({"zones": zones_of().iloc[:0]}, "zones are empty"),
        ({"zones": zones_of().set_axis(["a", "a"], axis=0)}, "more than once: a"),
        ({"zones": zones_of().set_axis([1, "1"], axis=0)}, "more than once: 1"),
        ({"zones": zones_of().set_geometry([shapely.Point(), shapely.Point(0, 0)])}, "missing or empty"),
        ({"zones": zones_of().set_geometry([shapely.Point(0, 0), BOX])}, "all polygons or all points"),
        ({"zones": zones_of().set_geometry([shapely.Polygon([(0, 0), (1, 1), (0, 1), (1, 0)]), BOX])}, "invalid"),
        ({"sites": SITES.set_geometry([BOX])}, "Sites must be points"),
        ({"travel": Travel(np.zeros((2, 2)), np.zeros((2, 2)))}, "must have shape"),
        ({"boundary": shapely.Point(0, 0)}, "must be a polygon"),
        ({"zones": [1, 2]}, "must be a GeoDataFrame"),
        ({"zones": zones_of(parent=["x", "y"]), "parents": SITES.set_axis(["x"], axis=0)}, "not there: y"),
    ],
)
def test_a_city_that_cannot_be_says_why(change: dict[str, Any], said: str) -> None:
    given = {"boundary": BOX, "zones": zones_of(), "sites": SITES, **change}
    with pytest.raises(ParameterError, match=said):
        City(**given)


def test_every_complaint_comes_at_once() -> None:
    with pytest.raises(ParameterError) as caught:
        City(BOX, zones_of().set_axis(["a", "a"], axis=0), SITES.set_crs(4326, allow_override=True))
    assert "more than once" in str(caught.value)
    assert "geographic" in str(caught.value)


@given(st.lists(st.tuples(st.floats(-100, 3100), st.floats(-100, 2100)), max_size=20))
@settings(deadline=None)
def test_locate_agrees_with_the_grid(points: list[tuple[float, float]]) -> None:
    x, y = np.array(points).reshape(-1, 2).T
    for found, px, py in zip(CITY.locate(x, y), x, y, strict=True):
        covering = [k for k, zone in enumerate(CITY.zones.geometry) if zone.covers(shapely.Point(px, py))]
        assert found == (covering[0] if covering else -1)


def test_ids_that_are_not_there_are_named() -> None:
    with pytest.raises(ParameterError, match="no site 'sx'") as caught:
        CITY.site_positions(["s1", "sx"])
    assert "s1, s2, s3" in str(caught.value)
    with pytest.raises(ParameterError, match="no zone 'q'"):
        CITY.zone_positions(["q"])


def test_the_nearest_post_is_the_nearest() -> None:
    plan = Plan(posts=(Post("s1"), Post("s3"), Post("s6")))
    for by in ("metres", "minutes"):
        service = nearest_post(CITY, plan, by)
        table = getattr(CITY.travel, by)[plan.site_positions(CITY)]
        np.testing.assert_allclose(getattr(service, by), table.min(axis=0))
        np.testing.assert_array_equal(service.post, table.argmin(axis=0))


def test_a_zone_that_no_post_reaches_has_none() -> None:
    metres = CITY.travel.metres.copy()
    metres[:, 3] = np.inf
    service = nearest_post(replace(CITY, travel=Travel(metres, metres / 500)), Plan(posts=(Post("s1"),)))
    assert service.post[3] == -1
    assert np.isinf(service.metres[3])
    assert (np.delete(service.post, 3) == 0).all()
