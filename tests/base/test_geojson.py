"""GeoJSON that is plainly harmless is read as it is; all else is written anew, and no row is lost on either way."""

import json
import random

import geopandas as gpd
import pytest
from geopandas.testing import assert_geodataframe_equal

from beatwright.base.errors import InputError
from beatwright.base.vector import gdal_files as gis_file
from beatwright.base.vector.gdal_files import MOST_COLUMNS
from beatwright.base.vector.plain_geojson import is_plain
from beatwright.base.vector.vector_files import read_vector
from beatwright.data.incidents.files.open_table import open_table

_CRS84 = {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}


def _values(**more):
    rows = [
        {
            "type": "Feature",
            "properties": {"id": f"{number:03}", "kind": "THEFT", "n": number, "list": [1, 2], "of": {"a": "b"}},
            "geometry": {"type": "Point", "coordinates": [-90.2 + number / 100, 38.6]},
        }
        for number in range(6)
    ]
    return {"type": "FeatureCollection", **more, "features": rows}


def _changed(change):
    values = _values()
    change(values["features"][2])
    return json.dumps(values)


_FRAME = gpd.GeoDataFrame({"a": ["x", None], "b": [1, 2]}, geometry=gpd.points_from_xy([-90.2, -90.3], [38.6, 38.7]))

_PLAIN = {
    "as json writes it": json.dumps(_values()),
    "after a mark": "\ufeff" + json.dumps(_values()),
    "indented": json.dumps(_values(), indent=2),
    "short": json.dumps(_values(), separators=(",", ":")),
    "with a CRS": json.dumps(_values(crs=_CRS84)),
    "with a name": json.dumps(_values(name="calls", crs=_CRS84)),
    "in metres": json.dumps(_values(crs={"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::32615"}})),
    "with ids": _changed(lambda row: row.update(id=7)),
    "as geopandas writes it": _FRAME.to_json(drop_id=True),
    "letters": json.dumps(_values(name="Zürich"), ensure_ascii=False),
    "letters as escapes": json.dumps(_values(name="Zürich")),
    "without a value": _changed(lambda row: row["properties"].update(kind=None)),
    "without a place": _changed(lambda row: row.update(geometry=None)),
    "a word crs in a property": _changed(lambda row: row["properties"].update(crs="here", type="crs")),
    "marks of other formats": _changed(lambda row: row["properties"].update(kind="<OGRVRTDataSource> Topology")),
}
_UNUSUAL = {
    "a link": json.dumps(_values(crs={"type": "link", "properties": {"href": "http://127.0.0.1:1/x"}})),
    "a link by escapes": json.dumps(_values(crs={"type": "link", "properties": {}})).replace('"crs"', '"\\u0063rs"'),
    "an unknown code": json.dumps(_values(crs={"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::1"}})),
    "a CRS in a row": _changed(lambda row: row.update(crs=_CRS84)),
    "a CRS in a geometry": _changed(lambda row: row["geometry"].update(crs=_CRS84)),
    "two CRS": json.dumps(_values(crs=_CRS84)).replace('"features"', '"crs": {"type": "link"}, "features"', 1),
    "a row that is no feature": _changed(lambda row: row.update(type="Featurx")),
    "a row that is nothing": json.dumps(_values()).replace('"features": [', '"features": [null, '),
    "a geometry alone": '{"type": "Point", "coordinates": [1, 2]}',
    "a foreign member": json.dumps(_values(stac_version="1.0")),
    "no number": json.dumps(_values()).replace("38.6", "NaN", 1),
    "no end": json.dumps(_values()).replace("38.6", "1e999", 1),
    "no geometry that is known": json.dumps(_values()).replace('"Point"', '"Pointx"', 1),
    "a comment": json.dumps(_values()).replace('"features"', '/* */ "features"', 1),
    "two documents": json.dumps(_values()) + json.dumps(_values()),
    "cut off": json.dumps(_values())[:-9],
    "an array": "[" + json.dumps(_values()) + "]",
    "an archive's list": json.dumps({"type": "Topology", "objects": {}, "arcs": []}),
    "too many properties": _changed(lambda row: row.update(properties={f"p{i}": 1 for i in range(MOST_COLUMNS + 1)})),
    "nothing": "",
}


@pytest.mark.parametrize("case", _PLAIN)
def test_what_the_usual_programs_write_is_read_as_it_is(case, tmp_path, monkeypatch):
    file = tmp_path / "a.geojson"
    file.write_text(_PLAIN[case], encoding="utf-8")
    with monkeypatch.context() as patch:
        patch.setattr(gis_file, "is_plain", lambda *_: False)
        anew, table_anew = read_vector(file), open_table(file)
    monkeypatch.setattr(gis_file, "_geojson", None)
    as_it_is, table = read_vector(file), open_table(file)
    assert_geodataframe_equal(as_it_is, anew)
    assert table.columns.equals(table_anew.columns)
    assert table.crs == table_anew.crs


@pytest.mark.parametrize("case", _UNUSUAL)
def test_what_is_unusual_is_not_read_as_it_is(case, tmp_path):
    file = tmp_path / "a.geojson"
    file.write_text(_UNUSUAL[case], encoding="utf-8")
    assert not is_plain(file, MOST_COLUMNS)


@pytest.mark.parametrize(
    "name", ["a b.geojson", "a#b?c.geojson", "a!b.geojson", "zip!x.geojson", "a|b.geojson", "a.txt"]
)
def test_names_that_could_be_more_than_a_path_are_only_names(name, tmp_path):
    folder = tmp_path / "data.zip"
    folder.mkdir()
    (folder / name).write_text(json.dumps(_values()))
    assert len(read_vector(folder / name)) == 6


def test_too_many_properties_are_told(tmp_path):
    (tmp_path / "a.geojson").write_text(_UNUSUAL["too many properties"])
    with pytest.raises(InputError, match="more than 5,000 properties"):
        read_vector(tmp_path / "a.geojson")


_PIECES = [b"{", b"}", b"[", b"]", b",", b'"', b":", b"null", b"\xff", b"\\", b"]}", b"-", b"/*", b"'", b"1e", b"\x00"]


def _damaged(draw):
    text = bytearray(_PLAIN["as json writes it"].encode())
    for _ in range(draw.choice([1, 1, 2])):
        place = draw.randrange(60, len(text))
        match draw.randrange(4):
            case 0:
                text[place:place] = draw.choice(_PIECES)
            case 1:
                del text[place : place + draw.randint(1, 40)]
            case 2:
                text[place] = draw.randrange(256)
            case _:
                text[:] = text[:place] + draw.choice([b"", b"}", b"]}"])
    return bytes(text)


@pytest.mark.filterwarnings("ignore")  # GDAL's own, of geometries that it leaves empty
def test_damage_never_loses_a_row_in_silence(tmp_path):
    draw, file, plain = random.Random(1), tmp_path / "a.geojson", 0
    for _ in range(600):
        text = _damaged(draw)
        file.write_bytes(text)
        if is_plain(file, MOST_COLUMNS):
            plain += 1
            assert len(read_vector(file)) == len(json.loads(text)["features"])
    assert plain > 20
