"""Segments from crossing to crossing, however a file cuts its streets."""

import geopandas as gpd
import numpy as np
import pytest
import shapely

from beatwright.network.crossings import segments_between_crossings
from beatwright.network.streets import streets_of
from beatwright.network.topology import ends_from_lines


def segments(rows, names=None, tolerance=0.5):
    lines = np.array([shapely.LineString(row) for row in rows], dtype=object)
    called = np.array(names or [""] * len(rows), dtype=object)
    return segments_between_crossings(lines, called, ends_from_lines(lines, tolerance))


MAIN = [[(0, 0), (40, 0)], [(40, 0), (100, 0)], [(100, 0), (200, 0)]]
SIDE = [[(100, 0), (100, 80)]]


def test_pieces_of_one_street_are_joined_up_to_the_crossing():
    found = segments(MAIN + SIDE, ["Main St"] * 3 + ["Elm St"])
    assert sorted(found.metres.tolist()) == [80, 100, 100]


def test_a_crossing_that_is_left_out_of_the_file_is_none():
    assert segments(MAIN, ["Main St"] * 3).metres.tolist() == [200]


def test_a_corner_where_the_name_changes_ends_the_segment():
    assert len(segments(MAIN, ["Main St", "Main St", "Broad St"])) == 2
    assert len(segments(MAIN, ["Main St", "", "Main St"])) == 3


def test_two_rows_for_the_two_ways_make_neither_a_crossing_nor_a_second_segment():
    both = [row for piece in MAIN + SIDE for row in (piece, piece[::-1])]
    names = [name for name in ["Main St"] * 3 + ["Elm St"] for _ in range(2)]
    assert segments(both, names) == segments(MAIN + SIDE, ["Main St"] * 3 + ["Elm St"])
    # One way only at a part of the street.
    assert segments([*MAIN, MAIN[1][::-1]]).metres.tolist() == [200]


def test_ends_that_meet_within_the_tolerance_are_joined():
    found = segments([[(0, 0), (50, 0)], [(50.2, 0), (90, 0)]])
    assert len(found) == 1
    assert found.metres.sum() == pytest.approx(89.8)


def test_a_ring_and_a_loop_are_one_segment_each():
    ring = [[(0, 0), (50, 0)], [(50, 0), (50, 50)], [(50, 50), (0, 0)]]
    assert segments(ring).metres.tolist() == pytest.approx([100 + 50 * 2**0.5])
    loop = [[(0, 0), (50, 0), (50, 50), (0, 0)]]
    assert len(segments(loop)) == 1
    assert len(segments([*loop, [(0, 0), (-30, 0)]])) == 2


def test_lines_without_length_are_left_out():
    assert len(segments([*MAIN, [(9, 9), (9, 9)]])) == 1
    assert segments([[(9, 9), (9, 9)]]) is None


def test_the_streets_of_a_file_come_with_their_segments():
    table = gpd.GeoDataFrame(
        {"FULLNAME": ["Main St", "Main St", "Main St", None]},
        geometry=[shapely.LineString(row) for row in MAIN + SIDE],
        crs=32615,
    )
    found = streets_of(table, ends_from_lines(table.geometry.to_numpy(), 0.5)).segments
    assert sorted(found.names) == ["", "Main St", "Main St"]


@pytest.mark.data
def test_the_streets_of_st_louis(data_folder):
    from beatwright.network import RoadSource

    source = RoadSource(
        edges="network_edges.parquet", nodes="network_nodes.parquet", exclude={"mtfcc": ["S1730", "S1630", "S1740"]}
    )
    graph = source.read(data_folder / "stlouis", 32615)
    # 2,135 nodes have two roads; where both have one name the road goes on.
    assert (len(graph.streets.lines), len(graph.streets.segments)) == (24_357, 22_580)
    assert graph.streets.segments.metres.sum() == pytest.approx(shapely.length(graph.streets.lines).sum())
