"""Text of layers in every encoding is read as it was meant, or is told; what a file says of it is not believed."""

import json
import sqlite3
from contextlib import closing

import geopandas as gpd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from beatwright.base.files.encoding import code_page_of, to_utf8
from beatwright.base.vector.vector_files import read_vector
from beatwright.data import IncidentSource, read_layer
from beatwright.data.incidents.files.open_table import open_table

WORDS = {
    "utf-8": ["Überfall", "Körperverletzung", "vol à l'étalage"],
    "cp1252": ["Überfall", "Agressão física", "homicidio – niño"],
    "latin-1": ["Diebstähle", "vol à l'étalage", "asalto en vía pública"],
    "cp1251": ["Кража со взломом", "РАЗБОЙ", "Грабёж"],
}
MARKS = [None, "UTF-8", "utf8", "1252", "ISO-8859-1", "ISO 88591", "ANSI 1252", "65001", "CP1251", "nonsense", ""]


def layer_of(texts):
    points = gpd.points_from_xy([-90.2 + 0.001 * k for k in range(len(texts))], [38.6] * len(texts))
    return gpd.GeoDataFrame({"kind": texts}, geometry=points, crs=4326)


def shapefile_of(folder, raw, mark, header=0):
    """Write a shapefile whose texts are given bytes, and what it says of their encoding."""
    layer_of(["A" * 40] * len(raw)).to_file(folder / "a.shp")
    data = (folder / "a.dbf").read_bytes()
    for text in raw:
        data = data.replace(b"A" * 40, text.ljust(40), 1)
    (folder / "a.dbf").write_bytes(data[:29] + bytes([header]) + data[30:])
    (folder / "a.cpg").unlink(missing_ok=True)
    if mark is not None:
        (folder / "a.cpg").write_text(mark)
    return folder / "a.shp"


def true_of(mark, encoding):
    """Say whether a mark names the encoding, or one that has the same letters."""
    names = {"utf-8": ("UTF-8", "utf8", "65001"), "cp1251": ("CP1251",), "cp1252": ("1252", "ANSI 1252")}
    latin = (*names["cp1252"], "ISO-8859-1", "ISO 88591")
    return mark in (latin if encoding == "latin-1" else names[encoding])


@pytest.mark.parametrize("mark", MARKS)
@pytest.mark.parametrize("encoding", WORDS)
def test_shapefiles_are_read_by_their_bytes(encoding, mark, tmp_path):
    if encoding in ("cp1252", "latin-1") and mark == "CP1251":
        pytest.skip("these bytes are Russian letters too, and the file says so")
    if encoding == "cp1252" and mark in ("ISO-8859-1", "ISO 88591"):
        pytest.skip("all but a dash is the same in both")
    words = WORDS[encoding]
    file = shapefile_of(tmp_path, [word.encode(encoding) for word in words], mark)
    table, said = open_table(file), []
    assert table.columns["kind"].to_pylist() == words
    assert read_vector(file, messages=said)["kind"].to_list() == words
    assert bool(said) != true_of(mark, encoding)
    assert [text for text in table.warnings if "read as" in text] == said


def test_the_header_of_a_dbf_names_a_code_page(tmp_path):
    file = shapefile_of(tmp_path, ["Größe".encode("cp850")], None, header=0x02)
    assert open_table(file).columns["kind"].to_pylist() == ["Größe"]
    assert not open_table(file).warnings


def test_a_letter_cut_at_the_end_of_a_column_is_told(tmp_path):
    file = shapefile_of(tmp_path, [("x" * 39 + "é").encode()[:40], "Überfall".encode()], "UTF-8")
    table = open_table(file)
    assert table.columns["kind"].to_pylist() == ["x" * 39, "Überfall"]
    assert "1 text of 'a.shp' is cut or damaged" in table.warnings[0]


def test_utf16_in_a_dbf_is_told(tmp_path):
    table = open_table(shapefile_of(tmp_path, ["THEFT".encode("utf-16-le")], None))
    assert "zero bytes, as UTF-16 does" in table.warnings[0]


def test_a_layer_tells_its_encoding_in_its_notes(tmp_path):
    file = shapefile_of(tmp_path, ["Mitte–Süd".encode("cp1252")], "UTF-8")
    layer = read_layer(file, id_column="kind")
    assert list(layer.table.index) == ["Mitte–Süd"]
    assert "which it is not: read as Windows-1252, such as 'Mitte–Süd'" in layer.notes[0]


def geopackage_of(folder, raw):
    layer_of(["x"] * len(raw)).to_file(folder / "a.gpkg")
    with closing(sqlite3.connect(folder / "a.gpkg", isolation_level=None)) as base:
        for (name,) in base.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            base.execute(f'DROP TRIGGER "{name}"')
        for number, text in enumerate(raw, 1):
            base.execute("UPDATE a SET kind = CAST(? AS TEXT) WHERE fid = ?", (text, number))
    return folder / "a.gpkg"


def parquet_of(folder, raw, kind="plain"):
    binary = pa.array(raw, pa.binary())
    texts = pa.StringArray.from_buffers(len(raw), *binary.buffers()[1:])
    if kind == "dictionary":
        texts = pa.DictionaryArray.from_arrays(pa.array(range(len(raw)), pa.int32()), texts)
    layer_of(["x"] * len(raw)).to_parquet(folder / "geo.parquet")
    table = pq.read_table(folder / "geo.parquet")
    pq.write_table(table.set_column(0, "kind", texts), folder / "a.parquet")
    return folder / "a.parquet"


MAKERS = {
    "GeoPackage": geopackage_of,
    "Parquet": parquet_of,
    "Parquet with a dictionary": lambda folder, raw: parquet_of(folder, raw, "dictionary"),
}


@pytest.mark.parametrize("encoding", ["cp1252", "latin-1", "cp1251"])
@pytest.mark.parametrize("maker", MAKERS)
def test_texts_that_are_not_utf8_are_told(maker, encoding, tmp_path):
    words = ["THEFT", *WORDS[encoding]]
    file = MAKERS[maker](tmp_path, [word.encode(encoding) for word in words])
    table, said = open_table(file), []
    assert table.columns["kind"].to_pylist() == words
    assert read_vector(file, messages=said)["kind"].to_list() == words
    assert "in the column 'kind' are not in UTF-8" in said[0]
    assert said[0] in table.warnings


@pytest.mark.parametrize("maker", MAKERS)
def test_incidents_with_such_kinds_are_read_to_the_end(maker, tmp_path):
    raw = [b"THEFT", "Überfall".encode("cp1252"), b"\xff\xfe\x00T", b"\x81\x8d", "日本".encode("utf-16-le")]
    file = MAKERS[maker](tmp_path, raw)
    assert len(read_vector(file)) == len(raw)
    report = IncidentSource(file.name, mapping={"time": "kind"}).check(tmp_path)
    assert report.read == len(raw)


@pytest.mark.parametrize("encoding", ["cp1252", "latin-1", "cp1251"])
def test_geojson_that_is_not_utf8_is_told(encoding, tmp_path):
    word = WORDS.get(encoding, WORDS["utf-8"])[0]
    values = json.loads(layer_of([word]).to_json())
    (tmp_path / "a.geojson").write_bytes(json.dumps(values, ensure_ascii=False).encode(encoding))
    said = []
    assert read_vector(tmp_path / "a.geojson", messages=said)["kind"].to_list() == [word]
    assert "as GeoJSON must be" in said[0]


def test_one_damaged_letter_does_not_make_utf8_another_encoding():
    text = "Überfälle in Köln, Größe, Straße, Fußgänger, Mühle, Bäckerei, Tür" * 3
    found, label = to_utf8(text.encode() + b"\xff", "a.csv")
    assert found.decode() == text + "\ufffd"
    assert label == "UTF-8, 1 of its letters damaged"


@pytest.mark.parametrize(
    ("words", "page"),
    [
        ("Кража", "cp1251"), ("ХУЛИГАНСТВО", "cp1251"), ("Угон автомобиля", "cp1251"), ("Крадіжка", "cp1251"),
        ("Überfall", "cp1252"), ("ÉTÉ À PARIS", "cp1252"), ("niño robado", "cp1252"), ("Ação", "cp1252"),
        ("søndag på vej", "cp1252"), ("façade – coup", "cp1252"), ("x" * 9 + "\x81é", "latin-1"),
    ],
)  # fmt: skip
def test_a_code_page_is_known_by_its_words(words, page):
    assert code_page_of([words.encode(page)]) == page


def test_greek_is_not_taken_for_russian():
    assert code_page_of(["Κλοπή αυτοκινήτου, ληστεία".encode("cp1253")]) != "cp1251"
