"""Lengths, times, speeds and directions of a road file that are wrong are measured, replaced and told."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from beatwright.base.errors import InputError
from beatwright.network import RoadSource
from beatwright.network.graph import RoadGraph
from beatwright.network.values import direction_of, kmh_of, looks_like_mph

_CRS = 32615
_NAN = float("nan")


def _chain(tmp_path: Path, **columns: list[object]) -> RoadGraph:
    """Read a chain of eight straight streets of 400 m: 3,200 m from end to end."""
    lines = [shapely.LineString([(400 * i, 0), (400 * (i + 1), 0)]) for i in range(8)]
    path = tmp_path / "streets.gpkg"
    gpd.GeoDataFrame(columns or {"name": list("abcdefgh")}, geometry=lines, crs=_CRS).to_file(path)
    graph = RoadSource(edges=str(path)).read(tmp_path, _CRS)
    assert graph is not None
    return graph


def _across(graph: RoadGraph) -> tuple[float, float]:
    ends = np.array([[0.0, 0.0]]), np.array([[3200.0, 0.0]])
    travel = graph.travel(*ends)
    return float(travel.metres[0, 0]), float(travel.minutes[0, 0])


@pytest.mark.parametrize(
    ("lengths", "told"),
    [
        ([0] * 8, "8 have a length of 0 or less"),
        ([400] * 7 + [0], "1 have a length of 0 or less"),
        ([-1] * 8, "8 have a length of 0 or less"),
        ([400] * 6 + [-400, 0], "2 have a length of 0 or less"),
        ([400] * 7 + [_NAN], "1 without a length"),
        ([400] * 7 + [float("inf")], "1 without a length"),
        ([400] * 7 + [3], "1 are shorter"),
        ([400] * 7 + [99999], "1 are far longer"),
        ([400 / 0.3048] * 8, "It looks like feet."),
        ([0.4] * 8, "It looks like kilometres."),
        ([400 / 1609.344] * 8, "It looks like miles."),
        (["n/a"] * 4 + ["400"] * 4, "4 without a length"),
        ([""] * 8, "8 without a length"),
    ],
)
def test_a_wrong_length_is_measured(tmp_path: Path, lengths: list[object], told: str) -> None:
    graph = _chain(tmp_path, length=lengths)
    assert _across(graph)[0] == pytest.approx(3200)
    assert told in "\n".join(graph.notes)


def _node_chain(tmp_path: Path, lengths: list[object]) -> RoadGraph:
    nodes = pd.DataFrame({"node": range(9), "lon": [-93.0 + 0.005 * i for i in range(9)], "lat": [40.0] * 9})
    nodes.to_csv(tmp_path / "nodes.csv", index=False)
    pd.DataFrame({"u": range(8), "v": range(1, 9), "length": lengths}).to_csv(tmp_path / "edges.csv", index=False)
    graph = RoadSource(edges="edges.csv", nodes="nodes.csv").read(tmp_path, _CRS)
    assert graph is not None
    return graph


# Between neighbouring nodes are 426.8 m.
@pytest.mark.parametrize(
    ("lengths", "metres", "told"),
    [
        ([450] * 8, 3600, ""),
        ([450] * 7 + [0], 3150 + 426.8, "1 have a length of 0 or less"),
        ([0] * 8, 8 * 426.8, "8 have a length of 0 or less"),
        ([0.45] * 8, 3600, "read as kilometres"),
        ([450 / 0.3048] * 8, 3600, "read as feet"),
        ([450 / 1609.344] * 8, 3600, "read as miles"),
        ([45] * 8, 8 * 426.8, "which no road can be"),
        ([900] * 8, 7200, "used as written"),
    ],
)
def test_a_table_without_lines(tmp_path: Path, lengths: list[object], metres: float, told: str) -> None:
    graph = _node_chain(tmp_path, lengths)
    travel = graph.travel(graph.node_xy[:1], graph.node_xy[-1:])
    assert float(travel.metres[0, 0]) == pytest.approx(metres, rel=1e-3)
    assert told in "\n".join(graph.notes)


@pytest.mark.parametrize(
    ("column", "values", "minutes", "told"),
    [
        ("travel_time", [40] * 8, 320 / 60, ""),
        ("travel_time", [40] * 7 + [0], None, "1 has a time in 'travel_time' of 0 or less"),
        ("travel_time", [0] * 8, None, "8 have times in 'travel_time' of 0 or less"),
        ("travel_time", [-5] * 8, None, "8 have times"),
        ("travel_time", [40 / 60] * 8, None, "It looks like minutes."),
        ("travel_time", [40_000] * 8, None, "It looks like milliseconds."),
        ("travel_time", [40] * 7 + [0.1], None, "1 has a time"),
        ("speed_kph", [36] * 8, 320 / 60, ""),
        ("speed_kph", [36] * 7 + [500], None, "1 has a speed in 'speed_kph' that no street has (500 km/h)"),
        ("speed_kph", [36] * 7 + [0], None, "1 has a speed in 'speed_kph' that no street has (0 km/h)"),
        ("speed_kph", [-30] * 8, None, "8 have speeds"),
        ("maxspeed", ["36"] * 7 + ["-36"], None, "1 has a speed in 'maxspeed' that no street has (-36 km/h)"),
        ("maxspeed", [25, 35, 45, 25, 35, 30, 25, 45], None, "look like miles per hour"),
    ],
)
def test_times_and_speeds(tmp_path: Path, column: str, values: list[object], minutes: float | None, told: str) -> None:
    graph = _chain(tmp_path, **{column: values})
    metres, took = _across(graph)
    assert metres == pytest.approx(3200)
    assert told in "\n".join(graph.notes)
    assert took > 2.5
    if minutes is not None:
        assert took == pytest.approx(minutes, rel=1e-4)


def test_an_impossible_speed_takes_that_of_the_class(tmp_path: Path) -> None:
    graph = _chain(tmp_path, speed_kph=[500.0] * 8, highway=["primary"] * 8)
    assert _across(graph)[1] == pytest.approx(3.2 / 55 * 60, rel=1e-4)


@pytest.mark.parametrize(
    ("words", "expected", "told"),
    [
        (["yes", "no", "reversible"], [1, 0, 0], "1 is 'reversible' (1)"),
        (["yes", "alternating", "alternating"], [1, 0, 0], "2 are 'alternating' (2)"),
        (["Reversible ", "ALTERNATING"], [0, 0], "'alternating' (1), 'reversible' (1)"),
        (["FT", "TF", "B", "reversible"], [1, -1, 0, 0], "reversible"),
        (["F", "T", "B", "reversible"], [1, -1, 0, 0], "reversible"),
        (["yes"] * 9 + ["sometimes"], [1] * 9 + [0], "1 is 'sometimes' (1) in 'oneway', whose meaning is unknown"),
        (["yes"] * 4 + ["???"], [1] * 4 + [0], "'???'"),
        (["-1", "-1.0", "1.0", "0.0"], [-1, -1, 1, 0], ""),
        (["Both Ways", "two way", "one way"], [0, 0, 1], ""),
        (["backwards", None, "<NA>"], [-1, 0, 0], ""),
        (["['yes', 'yes']", "['no', 'no']", "yes"], [1, 0, 1], ""),
    ],
)
def test_directions(words: list[str | None], expected: list[int], told: str) -> None:
    way, notes = direction_of(pd.Series(words, dtype=object), "oneway")
    assert way.tolist() == expected
    assert told in "\n".join(notes)
    assert bool(notes) == bool(told)


def test_many_unknown_directions_are_refused() -> None:
    with pytest.raises(InputError, match="3 of 4 values are others: 'east', 'north', 'west'"):
        direction_of(pd.Series(["east", "west", "north", "yes", None]), "dir")


@pytest.mark.parametrize(
    ("text", "kmh"),
    [
        ("-30", -30.0),
        ("30-50", 40.0),
        ("30 mph;50", 49.14),
        ("0", 0.0),
        ("none", _NAN),
        ("DE:urban", _NAN),
        ("50.5", 50.5),
    ],
)
def test_speeds_as_texts(text: str, kmh: float) -> None:
    assert kmh_of(pd.Series([text]))[0] == pytest.approx(kmh, abs=0.01, nan_ok=True)


@pytest.mark.parametrize(
    ("values", "mph"),
    [([30, 50, 50, 70], False), ([25, 35, 25, 45], True), ([95, 25, 35, 115], False), (["25 mph", "35 mph"], False)],
)
def test_miles_per_hour_are_suspected(values: list[object], mph: bool) -> None:
    assert looks_like_mph(pd.Series(values)) is mph


def test_parts_that_do_not_meet_are_told(tmp_path: Path) -> None:
    lines = [shapely.LineString([(500 * i, 0), (500 * i + 400, 0)]) for i in range(6)]
    gpd.GeoDataFrame(geometry=lines, crs=_CRS).to_file(tmp_path / "s.gpkg")
    graph = RoadSource(edges="s.gpkg").read(tmp_path, _CRS)
    assert graph is not None
    assert "fall into 6 parts" in "\n".join(graph.notes)


def test_graphml_lengths_of_nought_are_measured(tmp_path: Path) -> None:
    edge = '<edge source="{}" target="{}"><data key="l">0</data><data key="t">0</data></edge>'
    text = (
        '<graphml><key id="x" for="node" attr.name="x"/><key id="y" for="node" attr.name="y"/>'
        '<key id="l" for="edge" attr.name="length"/><key id="t" for="edge" attr.name="travel_time"/>'
        '<graph edgedefault="directed">'
        '<node id="1"><data key="x">-93</data><data key="y">40</data></node>'
        '<node id="2"><data key="x">-93.01</data><data key="y">40</data></node>'
        f"{edge.format(1, 2)}{edge.format(2, 1)}</graph></graphml>"
    )
    (tmp_path / "g.graphml").write_text(text)
    graph = RoadSource(edges="g.graphml", file_crs="EPSG:4326").read(tmp_path, _CRS)
    assert graph is not None
    travel = graph.travel(graph.node_xy[:1], graph.node_xy[1:])
    assert float(travel.metres[0, 0]) == pytest.approx(853.5, rel=1e-3)
    assert float(travel.minutes[0, 0]) > 0.5
