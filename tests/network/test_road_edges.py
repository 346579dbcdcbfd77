"""Street files with odd lengths, times, speeds, directions and joints: measured rightly, or told."""

import itertools

import geopandas as gpd
import numpy as np
import pytest
import shapely

from beatwright.base.errors import InputError
from beatwright.network import RoadSource

SIDE = 6
LINES = [
    shapely.LineString([(500_000 + 100 * i, 4_000_000 + 100 * j), (500_000 + 100 * k, 4_000_000 + 100 * m)])
    for i in range(SIDE) for j in range(SIDE) for k, m in ((i + 1, j), (i, j + 1)) if k < SIDE and m < SIDE
]  # fmt: skip
N = len(LINES)
FROM, TO = np.array([[500_000.0, 4_000_000.0]]), np.array([[500_500.0, 4_000_500.0]])
METRES = np.full(N, 100.0)
SECONDS = np.full(N, 9.0)  # 40 km/h


def measured(folder, lines=LINES, options=(), **columns):
    gpd.GeoDataFrame(columns, geometry=list(lines), crs=32615).to_parquet(folder / "streets.parquet")
    source = RoadSource(edges="streets.parquet", **dict(options))
    roads = source.read(folder, 32615)
    travel = source.travel(FROM, TO, roads)
    minutes = None if travel.minutes is None else float(travel.minutes[0, 0])
    return float(travel.metres[0, 0]), minutes, "\n".join(roads.notes)


def some(values, odd, every=5):
    changed = values.copy()
    changed[::every] = odd
    return changed


LENGTHS = {
    "naught": (some(METRES, 0.0), "12 have a length of 0 or less"),
    "all naught": (METRES * 0, "60 have a length of 0 or less"),
    "missing": (some(METRES, np.nan), "12 without a length"),
    "below naught": (some(METRES, -1.0), "12 have a length of 0 or less"),
    "all below naught": (-METRES, "60 have a length of 0 or less"),
    "kilometres": (METRES / 1000, "looks like kilometres"),
    "feet": (METRES / 0.3048, "looks like feet"),
    "miles": (METRES / 1609.344, "looks like miles"),
    "a few far too long": (some(METRES, 1e7), "12 are far longer"),
    "a few shorter than straight": (some(METRES, 1.0), "12 are shorter"),
    "texts": ([f"{metres:.1f}" for metres in METRES], ""),
    "texts with a unit": ([f"{metres:.0f} m" for metres in METRES], "60 without a length"),
}


@pytest.mark.parametrize("name", LENGTHS)
def test_lengths(name, tmp_path):
    lengths, told = LENGTHS[name]
    metres, _, notes = measured(tmp_path, length=lengths)
    assert metres == pytest.approx(1000)
    assert told in notes


TIMES = {
    "seconds": ({"travel_time": SECONDS}, 1.5, "the seconds in 'travel_time' for 60"),
    "seconds by another name": ({"travel_time_s": SECONDS}, 1.5, "the seconds in 'travel_time_s'"),
    "some naught": ({"travel_time": some(SECONDS, 0.0)}, 1.5, "12 have times in 'travel_time' of 0 or less"),
    "some below naught": ({"travel_time": some(SECONDS, -5.0)}, 1.5, "12 have times"),
    "some missing": ({"travel_time": some(SECONDS, np.nan)}, 1.5, "the seconds in 'travel_time' for 48"),
    "all naught": ({"travel_time": SECONDS * 0}, 2.0, "60 have times"),
    "minutes": ({"travel_time": SECONDS / 60}, 2.0, "looks like minutes"),
    "hours": ({"travel_time": SECONDS / 3600}, 2.0, "looks like hours"),
    "a column of minutes": ({"minutes": SECONDS / 60}, 2.0, "write it in seconds"),
    "speeds of naught": ({"maxspeed": [0, 50] * (N // 2)}, 1.44, "that no street has"),
    "speeds of 999": ({"maxspeed": [999, 50] * (N // 2)}, 1.44, "that no street has"),
    "miles an hour as km/h": ({"maxspeed": [25, 35, 45] * (N // 3)}, None, "look like miles per hour"),
    "metres a second": ({"maxspeed": [13.9, 8.3] * (N // 2)}, None, "look like metres per second"),
    "miles an hour": ({"maxspeed": ["30 mph"] * N}, 1.243, ""),
}


@pytest.mark.parametrize("name", TIMES)
def test_times_and_speeds(name, tmp_path):
    columns, expected, told = TIMES[name]
    metres, minutes, notes = measured(tmp_path, **columns)
    assert metres == pytest.approx(1000)
    assert told in notes
    assert expected is None or (minutes or 2.0) == pytest.approx(expected, rel=5e-3)


WAYS = {  # forward, backward, both
    "OpenStreetMap": ("yes", "-1", "no"),
    "OpenStreetMap, numbers": ("1", "-1", "0"),
    "OpenStreetMap, true": ("true", "reverse", "false"),
    "reversible": ("yes", "-1", "reversible"),
    "alternating": ("yes", "-1", "alternating"),
    "HERE": ("F", "T", "B"),
    "TomTom": ("FT", "TF", ""),
    "Esri": ("FT", "TF", "B"),
    "Overture": ("forward", "backward", None),
    "floats": (1.0, -1.0, np.nan),
    "with and against": ("With", "Against", "Both"),
    "digitized": ("With digitized", "Against digitized", "Both"),
}


@pytest.mark.parametrize("name", WAYS)
def test_directions(name, tmp_path):
    forward, backward, both = WAYS[name]
    first, second = shapely.LineString([(0, 0), (100, 0)]), shapely.LineString([(100, 0), (0, 100)])
    third = shapely.LineString([(0, 0), (0, 100)])  # backward: a ring one way round
    filling = [shapely.affinity.translate(line, 1e5) for line in LINES[: N - 3]]
    ways = [forward, forward, backward, *[both] * (N - 3)]
    gpd.GeoDataFrame({"oneway": ways}, geometry=[first, second, third, *filling], crs=32615).to_parquet(
        tmp_path / "streets.parquet"
    )
    source = RoadSource(edges="streets.parquet", component="all")
    travel = source.travel(np.array([[0.0, 0.0]]), np.array([[0.0, 100.0]]), source.read(tmp_path, 32615))
    assert travel.metres[0, 0] == pytest.approx(100 + np.hypot(100, 100))  # not 100: the third is against


@pytest.mark.parametrize("values", [["P", "N", "B"], ["+", "-", ""], ["1", "2", "3"], ["north", "south", "both"]])
def test_directions_without_a_known_meaning_are_refused(values, tmp_path):
    with pytest.raises(InputError, match="does not say which way"):
        measured(tmp_path, oneway=list(itertools.islice(itertools.cycle(values), N)))


def test_streets_that_do_not_join_are_told(tmp_path):
    apart = [shapely.LineString([line.interpolate(3), line.interpolate(97)]) for line in LINES]
    _, _, notes = measured(tmp_path, apart)
    assert "fall into 60 parts that do not meet" in notes
    assert "cannot be reached from all others" in notes
    metres, _, notes = measured(tmp_path, apart, {"tolerance": 7})
    assert "parts that do not meet" not in notes
    assert metres == pytest.approx(944, abs=1)  # joints lie in the middle of the ends


def test_one_way_streets_that_lead_nowhere_back_are_told(tmp_path):
    _, _, notes = measured(tmp_path, oneway=["yes"] * N)
    assert "without a way back" in notes
    assert "parts that do not meet" not in notes


def test_doubled_streets_count_once(tmp_path):
    metres, _, notes = measured(tmp_path, [*LINES, *LINES])
    assert metres == pytest.approx(1000)
    assert "60 join the same two nodes as another" in notes
