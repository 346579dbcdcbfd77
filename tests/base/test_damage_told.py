"""What is damaged is one sentence, and a fault of our own code is seen where asked."""

import os

import geopandas as gpd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from beatwright.base.errors import InputError
from beatwright.base.files.open_file import STRICT, reporting_damage
from beatwright.base.vector.vector_files import read_vector
from beatwright.data.incidents.files.open_table import open_table

READERS = (read_vector, open_table)


def _ours(values):
    """Stand for code of beatwright that has a fault."""
    exec(compile("values['a']['b']", "ours.py", "exec"), {"__name__": "beatwright.data.ours", "values": values})


@pytest.mark.parametrize("values", [{}, {"a": {}}, {"a": None}, {"a": [1]}, {"a": "text"}])
def test_a_fault_of_our_own_is_seen_where_asked(values, monkeypatch):
    monkeypatch.setenv(STRICT, "1")
    with pytest.raises((KeyError, TypeError)), reporting_damage("a.csv", "Export it again."):
        _ours(values)
    with pytest.raises(InputError, match="cannot be read"), reporting_damage("a.csv", "Export it again.", own=True):
        _ours(values)
    monkeypatch.delenv(STRICT)
    with pytest.raises(InputError, match="cannot be read"), reporting_damage("a.csv", "Export it again."):
        _ours(values)


def test_the_suite_sees_our_own_faults():
    assert os.environ[STRICT]


@pytest.mark.parametrize(
    "problem", [pa.ArrowKeyError("x"), OSError("x"), ValueError("x"), EOFError(), UnboundLocalError("x")]
)
def test_what_a_library_raises_is_a_sentence_always(problem):
    with pytest.raises(InputError, match="cannot be read"), reporting_damage("a.csv", "Export it again."):
        raise problem


@pytest.mark.parametrize("read", READERS)
@pytest.mark.parametrize(
    "about",
    [
        *(b"", b"{", b"[]", b"7", b"null", b"{}", b'{"columns": []}', b'{"columns": {"geometry": [1]}}', b"[" * 50_000),
        b'{"columns": {"geometry": null}}',
    ],
)
def test_damaged_metadata_of_geoparquet_are_one_sentence(read, about, tmp_path):
    table = pa.table({"id": [1], "geometry": [b"\x01\x01\x00\x00\x00" + bytes(16)]})
    pq.write_table(table.replace_schema_metadata({b"geo": about}), tmp_path / "a.parquet")
    with pytest.raises(InputError, match=r"geometry is damaged|cannot be read"):
        read(tmp_path / "a.parquet")


@pytest.mark.parametrize("read", READERS)
@pytest.mark.parametrize("sign", [b"\x00", b"(", b" ", b"x"])
def test_a_crs_without_end_is_one_sentence(read, sign, tmp_path):
    gpd.GeoDataFrame({"a": [1]}, geometry=gpd.points_from_xy([0], [0]), crs=4326).to_file(tmp_path / "a.shp")
    (tmp_path / "a.prj").write_bytes(sign * 1_000_000)
    with pytest.raises(InputError, match="too long to be a CRS"):
        read(tmp_path / "a.shp")
