"""Damage inside what is packed: the parts of XLSX, zipped shapefiles and NPZ, of a GeoPackage and of Parquet."""

import io
import sqlite3
import zipfile
from contextlib import closing, suppress
from pathlib import Path
from random import Random
from typing import Any

import mutate_bytes
import mutate_json
import mutate_text
import pyarrow as pa
import pyarrow.parquet as pq
from odd import NUMBERS, Bait


def mutate_zip(rng: Random, data: bytes, bait: Bait) -> bytes:
    """Change, drop, rename or double parts, and pack again."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = [(part.filename, archive.read(part)) for part in archive.infolist()]
    for _ in range(rng.randint(1, 2)):
        at = rng.randrange(len(parts))
        name, part = parts[at]
        change = rng.randrange(10)
        if change == 0 and len(parts) > 1:
            del parts[at]
        elif change == 1:
            parts[at] = (rng.choice(["x", "../../x", "/tmp/x", name.upper(), rng.choice(parts)[0]]), part)
        elif change == 2:
            parts[at] = (name, rng.choice([b"", bytes(50_000_000), rng.choice(parts)[1]]))
        elif part[:1] == b"<" and change < 8:
            parts[at] = (name, mutate_text.mutate(rng, part, bait))
        else:
            parts[at] = (name, mutate_bytes.mutate(rng, part))
    return _zipped(parts)


def _zipped(parts: list[tuple[str, bytes]]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts:
            archive.writestr(zipfile.ZipInfo(name), part, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def mutate_sqlite(rng: Random, path: Path, bait: Bait) -> bytes:
    """Change cells, drop and rename tables and columns, add views; in place."""
    with closing(sqlite3.connect(path)) as base:
        base.isolation_level = None
        for name, kind in base.execute("SELECT name, type FROM sqlite_master").fetchall():
            if kind == "trigger":
                base.execute(f'DROP TRIGGER "{name}"')
        for _ in range(rng.randint(1, 4)):
            with suppress(sqlite3.Error, OverflowError, UnicodeError):
                _statement(rng, base, bait)
    return path.read_bytes()


def _statement(rng: Random, base: sqlite3.Connection, bait: Bait) -> None:
    tables = [row[0] for row in base.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    table = rng.choice([name for name in tables if not name.startswith(("rtree", "sqlite"))])
    column = rng.choice([row[1] for row in base.execute(f'PRAGMA table_info("{table}")')])
    change = rng.randrange(12)
    if change <= 6:
        some = "" if rng.random() < 0.5 else " WHERE rowid % 3 = 0"
        base.execute(f'UPDATE "{table}" SET "{column}" = ?{some}', (_cell(rng, base, table, column, bait),))
    elif change == 7:
        base.execute(f'DROP TABLE "{table}"')
    elif change == 8:
        base.execute(
            f'ALTER TABLE "{table}" RENAME COLUMN "{column}" TO "{rng.choice(["x", "fid", "geom", "ogc_fid"])}"'
        )
    elif change == 9:
        base.execute(f'DELETE FROM "{table}"')
    elif change == 10:
        base.execute(f'CREATE VIEW "v{rng.randrange(99)}" AS SELECT * FROM "{table}", "{rng.choice(tables)}"')
    else:
        base.execute("PRAGMA writable_schema = ON")
        base.execute("UPDATE sqlite_master SET sql = ? WHERE name = ?", (bait.text(rng), table))


def _cell(rng: Random, base: sqlite3.Connection, table: str, column: str, bait: Bait) -> object:
    now = base.execute(f'SELECT "{column}" FROM "{table}" LIMIT 1').fetchone()
    if now and isinstance(now[0], bytes) and rng.random() < 0.7:
        return mutate_bytes.mutate(rng, now[0])
    return rng.choice([bait.text(rng), rng.choice(NUMBERS), rng.randbytes(30), None])


def mutate_parquet(rng: Random, data: bytes, bait: Bait) -> bytes:
    """Change columns, their types and what the file says of its geometry; write again."""
    table = pq.read_table(io.BytesIO(data))
    for _ in range(rng.randint(1, 3)):
        with suppress(pa.ArrowException, UnicodeError, OverflowError):
            ways = (_column, _column, _metadata, _rows) if table.num_columns else (_metadata,)
            table = rng.choice(ways)(rng, table, bait)
    out = io.BytesIO()
    with suppress(pa.ArrowException):
        pq.write_table(table, out)
        return out.getvalue()
    return data


def _column(rng: Random, table: Any, bait: Bait) -> Any:
    at = rng.randrange(table.num_columns)
    name, column = table.column_names[at], table.column(at)
    change = rng.randrange(4)
    if change == 0:
        return table.remove_column(at)
    if change == 1:
        return table.set_column(at, rng.choice([bait.text(rng), rng.choice(table.column_names)]), column)
    return table.set_column(at, name, _other(rng, column.combine_chunks(), bait))


def _other(rng: Random, column: Any, bait: Bait) -> Any:
    n = len(column)
    blobs = [value if isinstance(value, bytes) else str(value).encode() for value in column.to_pylist()]
    return rng.choice(
        [
            lambda: pa.array([rng.choice(NUMBERS[:5]) % 2**31 for _ in range(n)], pa.int32()),
            lambda: pa.array([float(rng.choice(NUMBERS)) for _ in range(n)]),
            lambda: pa.array([bait.text(rng) for _ in range(n)]),
            lambda: pa.array([[1, None]] * n),
            lambda: pa.array([{"a": {"b": 1}}] * n),
            lambda: pa.nulls(n),
            lambda: pa.array([True, None] * n)[:n],
            lambda: pa.array([mutate_bytes.mutate(rng, blob) for blob in blobs], pa.binary()),
            lambda: pa.array([rng.choice([-(2**62), 2**62, 0]) for _ in range(n)], pa.timestamp("ns")),
            lambda: pa.array([rng.choice([-(2**31), 2**31 - 1]) for _ in range(n)], pa.date32()),
            lambda: pa.array([1] * n, pa.duration("us")),
            lambda: pa.array(["a"] * n).dictionary_encode(),
            lambda: pa.array([10**30] * n, pa.decimal128(38, 2)),
            lambda: _bad_utf8(rng, blobs),
        ]
    )()


def _bad_utf8(rng: Random, blobs: list[bytes]) -> Any:
    binary = pa.array([blob + rng.choice([b"\xff", b"\xe9", b"\xc3"]) for blob in blobs], pa.binary())
    return pa.StringArray.from_buffers(len(binary), binary.buffers()[1], binary.buffers()[2])


def _metadata(rng: Random, table: Any, bait: Bait) -> Any:
    found = dict(table.schema.metadata or {})
    for key in (b"geo", b"pandas"):
        if key in found and rng.random() < 0.7:
            found[key] = mutate_json.mutate(rng, found[key], bait)
    found |= {b"geo": bait.text(rng).encode(errors="replace")} if rng.random() < 0.1 else {}
    return table.replace_schema_metadata(found)


def _rows(rng: Random, table: Any, _: Bait) -> Any:
    return rng.choice([table.slice(0, 0), table.slice(0, 1), pa.concat_tables([table] * 3)])
