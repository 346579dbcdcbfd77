"""Street segments: each once however it is given, the nearest one, and the kilometres inside areas."""

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from beatwright.core import Case, City, InputError, ParameterError, StreetSegments
from beatwright.patterns import NetworkPattern
from beatwright.testing import small_problem

QUICK = settings(max_examples=30, deadline=None)


def line(*places):
    return shapely.LineString(places)


def grid(columns=3, rows=2, side=1000.0):
    """Return the streets of a grid city: every side of its blocks once, streets named by number, avenues by letter."""
    lines, names = [], []
    for row in range(rows + 1):
        for column in range(columns):
            lines.append(line((column * side, row * side), ((column + 1) * side, row * side)))
            names.append(f"Street {row + 1}")
    for column in range(columns + 1):
        for row in range(rows):
            lines.append(line((column * side, row * side), (column * side, (row + 1) * side)))
            names.append(f"Avenue {'ABCDEFG'[column]}")
    return StreetSegments(np.array(lines, dtype=object), names)


CITY = small_problem().city  # 3,000 m x 2,000 m, zones of 500 m


COURSE = line((0, 0), (50, 0), (50, 40))
LOOP = line((0, 0), (50, 0), (50, 40), (0, 0))


@pytest.mark.parametrize(
    "again",
    [
        COURSE,
        COURSE.reverse(),
        shapely.force_3d(COURSE, 7.0),
        line((0.0, 0.003), (50.002, 0), (50, 40)),
        line((50, 40), (50, -0.004), (-0.001, 0)),
    ],
    ids=["twice", "once each way", "with heights", "to the centimetre", "each way, to the centimetre"],
)
def test_a_street_that_is_given_twice_is_one_segment(again):
    streets = StreetSegments(np.array([COURSE, again], dtype=object))
    assert len(streets) == 1
    assert streets.metres.sum() == pytest.approx(90, abs=0.02)


def test_a_loop_is_one_segment_whichever_way():
    assert len(StreetSegments(np.array([LOOP, LOOP.reverse()], dtype=object))) == 1


def test_other_courses_between_the_same_ends_are_other_segments():
    straight, bent = line((0, 0), (50, 40)), COURSE
    assert len(StreetSegments(np.array([straight, bent, line((0, 0), (50, 0))], dtype=object))) == 3


@pytest.mark.parametrize(
    ("names", "kept"),
    [(["", "Elm St"], "Elm St"), (["Elm St", ""], "Elm St"), (["Route 10", "Route 9"], "Route 9"), (["", ""], "")],
)
def test_of_several_names_the_first_in_natural_order_stays(names, kept):
    assert StreetSegments(np.array([COURSE, COURSE.reverse()], dtype=object), names).names == (kept,)


@QUICK
@given(seed=st.integers(0, 2**32))
def test_neither_order_nor_direction_matters(seed):
    plain, random = grid(), np.random.default_rng(seed)
    order = random.permutation(np.tile(np.arange(len(plain)), 2))
    lines = [plain.lines[k].reverse() if random.random() < 0.5 else plain.lines[k] for k in order]
    again = StreetSegments(np.array(lines, dtype=object), [plain.names[k] for k in order])
    assert again == plain
    assert again.names == plain.names


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (([],), "lines, at least one. Got none"),
        (([shapely.Point(0, 0)],), "Got Point"),
        (([None, COURSE],), "Got NoneType"),
        (([COURSE], ["a", "b"]), "'names'"),
        (([line((1, 1), (1, 1)), COURSE],), "1 of 2 lines have no length"),
        (([line((0, 0), (np.inf, 1)), COURSE],), "1 of 2 lines have coordinates that are no numbers"),
    ],
)
def test_what_is_no_street_is_refused(given, said):
    with pytest.raises(ParameterError, match=said):
        StreetSegments(*given)


@QUICK
@given(st.lists(st.tuples(st.floats(-200, 3200), st.floats(-200, 2200)), min_size=1, max_size=15))
def test_the_nearest_segment_is_the_nearest(places):
    streets = grid()
    found = streets.nearest(places, within=120)
    for (x, y), segment, metres, choices in zip(places, found.segment, found.metres, found.choices, strict=True):
        away = shapely.distance(streets.lines, shapely.Point(x, y))
        if away.min() > 120:
            assert (segment, metres, choices) == (-1, np.inf, 0)
        else:
            assert metres == pytest.approx(away.min(), abs=1e-9)
            assert away[segment] <= away.min() + 1.0
            assert choices == (away <= away.min() + 1.0).sum()


def test_what_happens_at_a_crossing_is_dealt_out_whatever_happens_between():
    streets = grid()
    crossing, side = [1000.0, 1000.0], [1500.0, 1003.0]
    found = streets.nearest([crossing, side] * 40)
    assert np.bincount(found.segment[::2], minlength=len(streets)).max() == 10
    assert set(found.choices[::2]) == {4}
    assert len(set(found.segment[1::2])) == 1


def test_at_no_distance_only_what_lies_on_a_street_counts():
    assert (grid().nearest([[500.0, 0.0], [500.0, 0.5]], within=0).segment >= 0).tolist() == [True, False]


def test_places_that_are_none_are_refused():
    with pytest.raises(ParameterError, match=r"'within'[\s\S]*finite"):
        grid().nearest([[np.nan, 0.0]], within=-1)


def test_a_label_names_the_streets_that_it_leads_between():
    streets = grid()
    middle = streets.middle_xy.tolist().index([1500.0, 1000.0])
    assert streets.label(middle) == "Street 2, Avenue B to Avenue C"
    lonely = StreetSegments(np.array([COURSE], dtype=object))
    assert lonely.label(0) == "street without a name"


def test_the_streets_of_an_area_are_those_in_it_and_along_its_border():
    area = shapely.box(0, 0, 1000, 1000)
    beside = line((0, 1005), (1000, 1005))
    outside = line((500, 1020), (900, 1020))
    leaving, reaching = line((1000, 500), (2000, 500)), line((985, 400), (2000, 400))
    short = line((500, 500), (505, 500))
    given = StreetSegments(np.array([beside, outside, leaving, reaching, short], dtype=object), list("abcde"))
    assert sorted(given.of_area(area).names) == ["a", "d", "e"]
    assert given.of_area(shapely.box(9000, 9000, 9999, 9999)) is None


def test_the_streets_are_a_network_for_patterns_along_them():
    streets = grid()
    vertices, edges = streets.network
    assert (len(vertices), len(edges)) == (12, 17)
    pattern = NetworkPattern.snapped([[500.0, 3.0], [1000.0, 1000.0]], vertices, edges)
    assert pattern.total_length == pytest.approx(streets.metres.sum())
    np.testing.assert_allclose(pattern.xy, [[500, 0], [1000, 1000]])
    # Ends a centimetre apart meet; pieces that two segments share, and those without length, count once and not at all.
    bent = StreetSegments([line((0, 0), (50, 0.004), (50.001, 0), (50, 40)), line((50, 39.996), (90, 40)), LOOP])
    vertices, edges = bent.network
    assert sorted(map(tuple, vertices.tolist())) == [(0, 0), (50, 0), (50, 40), (90, 40)]
    assert len(edges) == 4


def test_kilometres_in_the_zones_of_a_grid_city_are_those_of_the_closed_form():
    # A block of the grid has its four sides on the border, half of each its own: 2 km, and 1 km for each diagonal half.
    streets = grid()
    blocks = np.array(
        [shapely.box(1000 * c, 1000 * r, 1000 * c + 1000, 1000 * r + 1000) for c in range(3) for r in (0, 1)]
    )
    np.testing.assert_allclose(streets.km_in(blocks), 2.0)
    # Zones that cut every block in four: no street on their inner borders.
    quarters = np.array(
        [shapely.box(0, 0, 500, 500), shapely.box(500, 500, 1500, 1500), shapely.box(5000, 0, 6000, 900)]
    )
    np.testing.assert_allclose(streets.km_in(quarters), [0.5, 2.0, 0.0])


@QUICK
@given(seed=st.integers(0, 2**32))
def test_no_kilometre_is_lost_between_zones(seed):
    random = np.random.default_rng(seed)
    ends = random.uniform([0, 0], [3000, 2000], (20, 2, 2))
    streets = StreetSegments(shapely.linestrings(ends))
    km = streets.km_in(CITY.zones.geometry.to_numpy())
    assert km.sum() == pytest.approx(streets.metres.sum() / 1000)
    for zone, found in zip(CITY.zones.geometry, km, strict=True):
        assert found == pytest.approx(sum(one.intersection(zone).length for one in streets.lines) / 1000, abs=1e-9)


def test_a_city_takes_its_streets_and_their_kilometres():
    city = CITY.with_streets(grid())
    assert city.streets == grid()
    # Every zone is a quarter of a block: half of two sides of 500 m.
    np.testing.assert_allclose(city.zones["street_km"], 0.5)
    assert city != CITY
    assert replace(city, zones=CITY.zones, streets=None) == CITY
    assert CITY.with_streets(StreetSegments([line((90_000, 0), (99_000, 0))])) is CITY


def test_zones_that_are_points_get_no_kilometres():
    points = CITY.zones.set_geometry(gpd.points_from_xy(*CITY.zone_xy.T, crs=CITY.crs))
    city = City(CITY.boundary, points, CITY.sites).with_streets(grid())
    assert city.streets is not None
    assert "street_km" not in city.zones


@pytest.mark.parametrize(
    ("streets", "said"),
    [
        ([COURSE], "must be StreetSegments. Got list"),
        (StreetSegments([line((-90.2, 38.6), (-90.3, 38.7))]), "streets lie away from the zones"),
    ],
)
def test_streets_that_cannot_be_those_of_the_city_are_refused(streets, said):
    with pytest.raises(ParameterError, match=said):
        replace(CITY, streets=streets)


@pytest.fixture
def kept(tmp_path):
    """Return a case whose city has streets, and its folder."""
    problem = replace(small_problem(), city=CITY.with_streets(grid()))
    case = Case("streets", problem, problem)
    return case, case.save(tmp_path / "case")


def test_the_case_folder_keeps_the_streets(kept):
    case, folder = kept
    again = Case.load(folder)
    assert again == case
    assert again.problem.city.streets == grid()
    assert again.problem.city.streets.names == grid().names


def test_a_folder_without_streets_is_read_as_ever_and_a_damaged_file_is_told(kept):
    _, folder = kept
    streets = folder / "city" / "streets.parquet"
    streets.write_bytes(b"{")
    with pytest.raises(InputError, match="cannot be read"):
        Case.load(folder)
    streets.unlink()
    assert Case.load(folder).problem.city.streets is None
