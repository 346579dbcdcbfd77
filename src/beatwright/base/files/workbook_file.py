"""XLSX workbooks, opened so that no damage, bomb, entity or far cell takes the machine with it."""

from __future__ import annotations

import re
import warnings
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from xml.parsers import expat

from beatwright.base.errors import InputError
from beatwright.base.files.open_file import regular_file, reporting_damage

__all__ = ["MOST_CELLS", "MOST_ROWS", "filled_rows", "is_workbook", "merged_cells", "open_workbook"]

MOST_ROWS = 1_048_576
"""Rows of a sheet, as spreadsheets have them."""
MOST_CELLS = 60_000_000
"""Cells of a sheet, blank ones before a filled one too: a million rows of 60 columns."""
_MOST_BYTES = 2 << 30
"""Unpacked size in bytes; a million rows of 30 columns have some 1.2 GB of XML."""
_MOST_TEXTS = 512 << 20
"""Unpacked size in bytes of the texts that the sheets share, which are held in memory at once."""
_PACKED_TIGHT = 200
"""Unpacked bytes per packed one; sheets have 5 to 30, a part that is one sign repeated 1,000."""
_SMALL = 64 << 20
"""Parts under this size in bytes are read however tightly they are packed."""

_CHUNK = 1 << 20
_OVERLAP = 256
_FAR = re.compile(rb"""\sr\s*=\s*["'](?:[A-Za-z]{0,3}0*(\d{7,})["']|[\d.]+[eE])""")
_MERGED = re.compile(rb"""<(?:\w+:)?mergeCell\s[^>]*?ref\s*=\s*["']([A-Z]+\d+:[A-Z]+\d+)["']""")
_HOW = "Save the sheet with the records as XLSX or CSV again."


class _Begun(Exception):  # noqa: N818  (no error: the prologue of a part is over)
    """The first element of an XML part has begun."""


@contextmanager
def open_workbook(file: Path) -> Iterator[Any]:
    """Open a workbook to read its values; what is too large, or declares entities, is refused before it is unpacked.

    Raises
    ------
    InputError
        Where it is damaged, unpacks to too much, has rows that no spreadsheet has, or declares a document type.
    """
    import openpyxl  # noqa: PLC0415  (slow to import, and few files need it)

    regular_file(file)
    with reporting_damage(file, _HOW), zipfile.ZipFile(file) as archive:
        _check_sizes(file, archive.infolist())
        for part in archive.infolist():
            if part.filename.lower().endswith((".xml", ".rels", ".vml")):
                _check_part(file, archive, part)
    with warnings.catch_warnings(), file.open("rb") as stream:  # openpyxl goes by the name of a path
        warnings.simplefilter("ignore")  # openpyxl warns of styles, which hold no data
        with reporting_damage(file, _HOW):
            book = openpyxl.load_workbook(stream, read_only=True, data_only=True, keep_links=False)
        yield book


def is_workbook(file: Path) -> bool:
    """Say whether an archive is a workbook, whatever its name; False where it is damaged."""
    try:
        with zipfile.ZipFile(file) as archive:
            return "xl/workbook.xml" in archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError):
        return False


def filled_rows(file: Path, page: Any, start: int = 1) -> Iterator[list[Any]]:
    """Yield the rows of a sheet that are not blank, without the blank cells at their ends, from row `start` on.

    Raises
    ------
    InputError
        Where the sheet is damaged or has too many cells.
    """
    page.reset_dimensions()
    seen = 0
    with reporting_damage(file, _HOW):
        for row in page.iter_rows(values_only=True, min_row=start, max_row=MOST_ROWS):
            if not row:
                continue
            seen += len(row)
            if seen > MOST_CELLS:
                raise InputError(f"A sheet of '{file}' has more than {MOST_CELLS:,} cells, blank ones too. {_HOW}")
            cells = list(row)
            while cells and (cells[-1] is None or cells[-1] == ""):
                cells.pop()
            if cells:
                yield cells


def merged_cells(file: Path) -> list[str]:
    """Return the cells of the first sheet that are merged, such as ``B2:C2``; values stand in the first of them alone.

    Raises
    ------
    InputError
        As `open_workbook`.
    """
    with open_workbook(file) as book, zipfile.ZipFile(file) as archive:
        part = book.worksheets[0]._worksheet_path if book.worksheets else ""
        with reporting_damage(file, _HOW):
            return [found.decode() for found in _MERGED.findall(archive.read(part))] if part else []


def _check_sizes(file: Path, parts: list[zipfile.ZipInfo]) -> None:
    """Refuse by the directory of the archive; no part can unpack to more than it says there."""
    total = sum(part.file_size for part in parts)
    if total > _MOST_BYTES:
        raise InputError(f"'{file}' unpacks to {total >> 20:,} MB; {_MOST_BYTES >> 20:,} MB are read at most. {_HOW}")
    for part in parts:
        if part.file_size > _SMALL and part.file_size > _PACKED_TIGHT * max(part.compress_size, 1):
            raise InputError(
                f"'{file}' is packed so tightly ({part.filename}: {part.file_size >> 20:,} MB in "
                f"{part.compress_size >> 10:,} KB, {_PACKED_TIGHT} times at most) that it is no workbook. {_HOW}"
            )
        if part.filename.endswith("sharedStrings.xml") and part.file_size > _MOST_TEXTS:
            raise InputError(f"The texts of '{file}' unpack to more than {_MOST_TEXTS >> 20:,} MB. {_HOW}")


def _check_part(file: Path, archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    prologue = _Prologue(file)
    with archive.open(part) as stream:
        before = b""
        while chunk := stream.read(_CHUNK):
            if prologue.tag is None:
                prologue.feed(chunk)
            if prologue.tag not in (None, "worksheet"):
                return
            before = _check_rows(file, (before + chunk).replace(b"\x00", b""))


def _check_rows(file: Path, text: bytes) -> bytes:
    """Refuse a row that no sheet has; return the end, for what stands across two chunks."""
    for far in _FAR.finditer(text):
        if text.rfind(b"<", 0, far.start()) > text.rfind(b">", 0, far.start()):
            _check_row(file, far.group(1))
    return text[-_OVERLAP:]


def _check_row(file: Path, row: bytes | None) -> None:
    if row is None or int(row) > MOST_ROWS:
        found = "that is no whole number" if row is None else f"{row.decode()[:20]}"
        raise InputError(f"A sheet of '{file}' has a row numbered {found}; the last is {MOST_ROWS:,}. {_HOW}")


class _Prologue:
    """What stands above the first element: a document type there, the only place to declare entities, is refused."""

    def __init__(self, file: Path) -> None:
        self.tag: str | None = None
        self._file = file
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.StartDoctypeDeclHandler = self._refuse
        self._parser.StartElementHandler = self._begin

    def feed(self, chunk: bytes) -> None:
        """Parse on; XML that is damaged before its first element is told where the part is read."""
        try:
            self._parser.Parse(chunk)
        except _Begun:
            return
        except expat.ExpatError:
            self.tag = ""

    def _begin(self, tag: str, _: object) -> None:
        self.tag = tag.rpartition(" ")[2]
        raise _Begun

    def _refuse(self, *_: object) -> None:
        raise InputError(
            f"'{self._file}' declares a document type, which no workbook does and which can hide other files. {_HOW}"
        )
