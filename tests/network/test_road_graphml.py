"""GraphML in osmnx's layout."""

import numpy as np
import pytest

from beatwright.base.errors import InputError
from beatwright.network import RoadSource
from beatwright.network.graphml import read_graphml

# The layout of osmnx.save_graphml: every attribute a string, edges of a directed multigraph, geometry where curved.
HEAD = """<?xml version='1.0' encoding='utf-8'?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" \
xsi:schemaLocation="http://graphml.graphdrawing.org/xmlns http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd">
  <key id="d14" for="edge" attr.name="maxspeed" attr.type="string" />
  <key id="d13" for="edge" attr.name="geometry" attr.type="string" />
  <key id="d12" for="edge" attr.name="length" attr.type="string" />
  <key id="d11" for="edge" attr.name="oneway" attr.type="string" />
  <key id="d10" for="edge" attr.name="highway" attr.type="string" />
  <key id="d9" for="edge" attr.name="reversed" attr.type="string" />
  <key id="d8" for="edge" attr.name="osmid" attr.type="string" />
  <key id="d5" for="node" attr.name="x" attr.type="string" />
  <key id="d4" for="node" attr.name="y" attr.type="string" />
  <key id="d2" for="graph" attr.name="crs" attr.type="string" />
  <key id="d1" for="graph" attr.name="created_with" attr.type="string" />
"""
BODY = """  <graph edgedefault="directed">
    <data key="d2">epsg:32615</data>
    <data key="d1">OSMnx</data>
    <node id="11"><data key="d4">4270000</data><data key="d5">740000</data></node>
    <node id="12"><data key="d4">4270000</data><data key="d5">740100</data></node>
    <node id="13"><data key="d4">4270100</data><data key="d5">740100</data></node>
    <edge source="11" target="12" id="0">
      <data key="d8">1</data><data key="d9">False</data><data key="d10">residential</data>
      <data key="d11">False</data><data key="d12">100.0</data><data key="d14">20 mph</data>
    </edge>
    <edge source="12" target="11" id="0">
      <data key="d8">1</data><data key="d9">True</data><data key="d10">residential</data>
      <data key="d11">False</data><data key="d12">100.0</data>
    </edge>
    <edge source="12" target="13" id="0">
      <data key="d8">[2, 3]</data><data key="d9">False</data><data key="d10">['primary', 'tertiary']</data>
      <data key="d11">True</data>
      <data key="d13">LINESTRING (740100 4270000, 740150 4270050, 740100 4270100)</data>
    </edge>
    <edge source="13" target="11" id="0">
      <data key="d8">4</data><data key="d9">False</data><data key="d10">residential</data>
      <data key="d11">True</data><data key="d12">141.421</data>
    </edge>
    <edge source="11" target="12" id="1">
      <data key="d8">5</data><data key="d10">service</data><data key="d11">False</data><data key="d12">180.0</data>
    </edge>
    <edge source="11" target="11" id="0"><data key="d8">6</data><data key="d12">50.0</data></edge>
  </graph>
</graphml>
"""
XY = np.array([[740_000.0, 4_270_000.0], [740_100.0, 4_270_000.0], [740_100.0, 4_270_100.0]])


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "city.graphml"
    path.write_text(HEAD + BODY, encoding="utf-8")
    return path


def test_one_way_parallel_loop_and_missing_length(file):
    source = RoadSource(edges=file.name)
    graph = source.read(file.parent, "EPSG:32615")
    travel = source.travel(XY, XY, graph)
    curve = 2 * np.hypot(50, 50)
    diagonal = 141.421
    expected = [[0, 100, 100 + curve], [100, 0, curve], [diagonal, diagonal + 100, 0]]
    assert travel.metres == pytest.approx(np.array(expected), abs=1e-3)
    assert travel.minutes[0, 1] == pytest.approx(6 / (20 * 1.609344), rel=1e-5)
    assert travel.minutes[1, 0] == pytest.approx(6 / 35, rel=1e-5)
    assert any("1 begin and end at one node" in note for note in travel.notes)
    assert any("1 join the same two nodes as another" in note for note in travel.notes)


def test_tables(file):
    tables = read_graphml(file)
    assert tables.directed
    assert tables.nodes["node"].to_list() == ["11", "12", "13"]
    assert tables.edges["v"].to_list() == ["12", "11", "13", "11", "12", "11"]
    assert tables.edges.geometry.iloc[3].wkt == "LINESTRING (740100 4270100, 740000 4270000)"


def test_undirected_graphs_go_both_ways_unless_one_way(file):
    file.write_text(file.read_text(encoding="utf-8").replace('"directed"', '"undirected"'), encoding="utf-8")
    source = RoadSource(edges=file.name)
    metres = source.travel(XY, XY, source.read(file.parent, "EPSG:32615")).metres
    assert metres[0, 1] == pytest.approx(100)
    assert metres[0, 2] == pytest.approx(100 + 141.42, abs=0.01)


def test_defaults_of_keys(file):
    text = file.read_text(encoding="utf-8")
    text = text.replace(
        '<key id="d14" for="edge" attr.name="maxspeed" attr.type="string" />',
        '<key id="d14" for="edge" attr.name="maxspeed" attr.type="string"><default>60</default></key>',
    )
    file.write_text(text, encoding="utf-8")
    assert read_graphml(file).edges["maxspeed"].to_list() == ["20 mph", *["60"] * 5]


BOMB = """<?xml version="1.0"?>
<!DOCTYPE graphml [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>
<graphml><graph edgedefault="directed"><node id="&b;"/></graph></graphml>
"""
FILE = """<?xml version="1.0"?>
<!DOCTYPE graphml [<!ENTITY x SYSTEM "file:///etc/hostname">]>
<graphml><graph edgedefault="directed"><node id="&x;"/></graph></graphml>
"""


@pytest.mark.parametrize("text", [BOMB, FILE])
def test_entities_are_never_expanded(tmp_path, text):
    path = tmp_path / "hostile.graphml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match="document type"):
        read_graphml(path)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda text: text[:900], "cannot be read as GraphML"),
        (lambda text: "lon,lat\n1,2\n", "cannot be read as GraphML"),
        (lambda text: text.replace('target="13"', 'target="99"'), "1 edge .* that the file does not have"),
        (lambda text: text.replace("epsg:32615", "epsg:nothing"), "not a known CRS"),
        (lambda text: text.replace('<data key="d2">epsg:32615</data>', ""), "does not say its CRS"),
        (lambda text: text.replace('attr.name="x"', 'attr.name="abscissa"'), "have no x and y"),
        (lambda text: text.replace(">740100<", ">east<"), "2 nodes .* have no x and y that are numbers"),
        (lambda text: text.replace("LINESTRING", "LINE"), "is no WKT"),
        (lambda text: text.replace("<edge ", "<edgy ").replace("</edge>", "</edgy>"), "3 nodes and 0 edges"),
    ],
)
def test_bad_files_end_in_a_clear_error(file, change, message):
    file.write_text(change(file.read_text(encoding="utf-8")), encoding="utf-8")
    with pytest.raises(InputError, match=message):
        read_graphml(file)
    with pytest.raises(InputError, match=r"\[network\] city.graphml"):
        RoadSource(edges=file.name).read(file.parent, "EPSG:32615")
