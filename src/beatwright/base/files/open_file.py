"""The door that every file comes in by: a regular file on this machine, of a known format, that names no other."""

from __future__ import annotations

import difflib
import os
import re
import stat
import struct
import tokenize
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyogrio.errors
import shapely

from beatwright.base.errors import BeatwrightError, InputError
from beatwright.base.system_errors import is_out_of_memory

__all__ = [
    "DEEPEST_WKT",
    "MAGIC",
    "STRICT",
    "foreign_format",
    "format_of",
    "head_of",
    "is_own_fault",
    "nested_deeper",
    "regular_file",
    "reporting_damage",
    "too_deep",
]

DEEPEST_WKT = 100
"""Brackets inside brackets in WKT; real geometries have 4, and GEOS overruns its stack at some 10,000."""

STRICT = "BEATWRIGHT_STRICT"
"""Environment variable: faults of beatwright over damaged files are raised as they are, as its tests ask."""

_ADDRESS = re.compile(
    r"^(/vsi\w+(/|$)|[A-Za-z][A-Za-z0-9+.-]+:/+(?=[^/\\])|(PG|MYSQL|WFS|OAPIF|MSSQL|OCI|ODBC):)", re.I
)
_FEW = 12
_ALIKE = 0.75
_MOST_NAMES = 5_000
MAGIC = (
    (b"PAR1", "Parquet"),
    (b"SQLite format 3\x00", "GeoPackage"),
    (b"\x00\x00\x27\x0a", "shapefile"),
    (b"PK\x03\x04", "archive"),
)
_UNPACK = "Unpack it first."
_FOREIGN = (
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook (.xls)", "Save it as XLSX or CSV."),
    (b"%PDF", "a PDF", "Export the records themselves."),
    (b"\x1f\x8b", "packed with gzip", _UNPACK),
    (b"7z\xbc\xaf", "packed with 7-Zip", _UNPACK),
    (b"BZh", "packed with bzip2", _UNPACK),
    (b"\xfd7zXZ", "packed with xz", _UNPACK),
    (b"\x28\xb5\x2f\xfd", "packed with Zstandard", _UNPACK),
    (b"Rar!", "packed with RAR", _UNPACK),
    (b"PK\x05\x06", "an archive with nothing in it", "Pack it again."),
    (b"\x89PNG", "a picture", "Export the records themselves."),
    (b"\xff\xd8\xff", "a picture", "Export the records themselves."),
    (b"GIF8", "a picture", "Export the records themselves."),
    (b"version https://git-lfs", "a pointer of Git LFS, not the file itself", "Fetch the file: git lfs pull."),
    (b"\x00\x01\x00\x00Standard ", "an Access database", "Export the table as CSV."),
    (b"ARROW1", "an Arrow file (Feather)", "Write it as Parquet."),
    (b"fgb\x03", "FlatGeobuf", "Export it as GeoPackage."),
    (b"{\\rtf", "a text with layout (RTF)", "Save it as plain text."),
)
_DAMAGE = (
    *(OSError, ValueError, RuntimeError, KeyError, IndexError, TypeError, AttributeError, ArithmeticError, NameError),
    *(
        EOFError,
        SyntaxError,
        AssertionError,
        tokenize.TokenError,
        zlib.error,
        zipfile.BadZipFile,
        struct.error,
        pa.ArrowException,
    ),
    *(shapely.errors.ShapelyError, pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError),
)


# What code raises that has a fault, besides damage.
_LIBRARY_ERRORS = (TypeError, KeyError, AttributeError, IndexError, NameError, AssertionError)


@contextmanager
def reporting_damage(file: str | Path, advice: str, *, own: bool = False) -> Iterator[None]:
    """Turn what a library raises over a damaged file into one sentence; put only the library's own calls inside.

    Parameters
    ----------
    file : path
        What to call the file.
    advice : str
        What to do.
    own : bool, default False
        Whether our own code in the block takes values apart that it has not checked, as where a case folder is read.
        Else an error of our own code is a fault of ours, which is raised as it is where `STRICT` is set.

    Raises
    ------
    InputError
        In place of the library's error.

    Examples
    --------
    >>> with reporting_damage("a.parquet", "Write it again."):
    ...     raise OSError("no footer")
    Traceback (most recent call last):
    ...
    beatwright.base.errors.InputError: The file 'a.parquet' cannot be read: no footer. Write it again.
    """
    try:
        yield
    except BeatwrightError:
        raise
    except _DAMAGE as problem:
        if is_out_of_memory(problem) or (not own and is_own_fault(problem)):
            raise
        reason = (str(problem).strip() or type(problem).__name__).splitlines()[0][:300].rstrip(".")
        raise InputError(f"The file '{file}' cannot be read: {reason}. {advice}") from None


def is_own_fault(problem: BaseException) -> bool:
    """Say whether our own code stumbled rather than a library, and whoever runs it wants to see that.

    The environment variable `STRICT` says so; without it a user reads a sentence.
    """
    if not os.environ.get(STRICT) or isinstance(problem, pa.ArrowException) or not isinstance(problem, _LIBRARY_ERRORS):
        return False
    trace = problem.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return trace is not None and str(trace.tb_frame.f_globals.get("__name__")).partition(".")[0] == "beatwright"


def regular_file(path: str | Path) -> Path:
    """Return the path of a file, which must lie on this machine and be no pipe, device or folder.

    Raises
    ------
    InputError
        Where it is an address, is missing, or is something else than a file.

    Examples
    --------
    >>> regular_file("https://example.org/incidents.csv")
    Traceback (most recent call last):
    ...
    beatwright.base.errors.InputError: 'https://example.org/incidents.csv' is an address, not a file. \
beatwright opens no connection: download it and give the file.
    """
    text = str(path)
    if _is_address(path):
        raise InputError(
            f"'{text}' is an address, not a file. beatwright opens no connection: download it and give the file."
        )
    file = Path(path)
    try:
        mode = file.stat().st_mode
    except FileNotFoundError:
        raise InputError(f"The file '{file}' does not exist. {_close_names(file)}") from None
    except (OSError, ValueError) as problem:
        raise InputError(f"The file '{file}' cannot be opened: {problem}.") from None
    if stat.S_ISDIR(mode):
        raise InputError(f"'{file}' is a folder. Give a file.{_inside(file)}")
    if not stat.S_ISREG(mode):
        raise InputError(f"'{file}' is a pipe or a device, not a file. Write its content to a file and give that.")
    return file


def _close_names(file: Path) -> str:
    """Name the file that may be meant, where one beside has a name like it."""
    there = _names(file.parent)
    if there is None:
        return f"Its folder '{file.parent}' does not exist either. Check the path."
    stems = [Path(name).stem.lower() for name in there]  # endings make strangers look alike
    close = difflib.get_close_matches(file.stem.lower(), stems, n=1, cutoff=_ALIKE)
    meant = there[stems.index(close[0])] if close else ""
    return f"Did you mean '{meant}'?" if meant else "Check the name; paths are relative to the study file."


def _inside(folder: Path) -> str:
    names = [name for name in _names(folder) or [] if not name.startswith(".")][:_FEW]
    return f" In it: {', '.join(names)}." if names else ""


def _names(folder: Path) -> list[str] | None:
    """Return the names in a folder; None where it cannot be looked into."""
    try:
        return sorted(path.name for path in islice(folder.iterdir(), _MOST_NAMES))
    except OSError:
        return None


def _is_address(path: str | Path) -> bool:
    """Say whether a name is an address; a path object has lost one of the slashes of ``https://``, or has a folder."""
    with suppress(OSError, ValueError):
        if Path(path).exists() and not str(path).lower().startswith("/vsi"):
            return False
    tail = re.sub(r"^.*/(?=(https?|ftp|file|s3|gs|az):/)", "", str(path), flags=re.I)
    return bool(_ADDRESS.match(tail))


def head_of(file: Path, size: int = 4096) -> bytes:
    """Return the first bytes of a file.

    Raises
    ------
    InputError
        Where it cannot be opened.
    """
    try:
        with file.open("rb") as stream:
            return stream.read(size)
    except OSError as problem:
        raise InputError(f"The file '{file}' cannot be opened: {problem}.") from None


def format_of(file: Path) -> str:
    """Tell the format of a file by its first bytes.

    Returns
    -------
    str
        ``Parquet``, ``GeoPackage`` (any SQLite), ``shapefile``, ``archive`` (any ZIP, XLSX too), ``JSON``, ``XML``,
        or ``text`` for all else.

    Raises
    ------
    InputError
        Where it is empty, or of a format that is told apart only to say what to do.
    """
    head = head_of(file)
    if not head:
        raise InputError(f"The file '{file}' is empty. Export it again.")
    if foreign := foreign_format(head):
        raise InputError(f"The file '{file}' is {foreign[0]}. {foreign[1]}")
    for magic, name in MAGIC:
        if head.startswith(magic):
            return name
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    return {b"{": "JSON", b"<": "XML"}.get(start[:1], "text")


def foreign_format(head: bytes) -> tuple[str, str] | None:
    """Say what a file is that is not read, and what to do, by its first bytes; None where it may be read.

    >>> foreign_format(b"version https://git-lfs.github.com/spec/v1")
    ('a pointer of Git LFS, not the file itself', 'Fetch the file: git lfs pull.')
    """
    return next(((what, advice) for magic, what, advice in _FOREIGN if head.startswith(magic)), None)


def too_deep(text: str) -> bool:
    """Say whether the brackets of a WKT lie deeper in one another than any geometry's.

    >>> too_deep("POINT (1 2)"), too_deep("GEOMETRYCOLLECTION(" * 50_000)
    (False, True)
    """
    if text.count("(") <= DEEPEST_WKT:
        return False
    depth = 0
    for sign in re.findall(r"[()]", text):
        depth += 1 if sign == "(" else -1
        if depth > DEEPEST_WKT:
            return True
    return False


def nested_deeper(values: object, most: int = 30) -> bool:
    """Say whether tables and lists lie deeper in one another than `most`, as no table that is written by hand does.

    >>> nested_deeper({"planning": [{"p": [1, 2]}]}), nested_deeper([[[1]]], most=2)
    (False, True)
    """
    level: list[Any] = [values]
    for _ in range(most + 1):
        holders = [value for value in level if isinstance(value, (dict, list))]
        level = [inner for value in holders for inner in (value.values() if isinstance(value, dict) else value)]
        if not holders:
            return False
    return True
