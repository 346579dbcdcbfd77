"""A path -> a raw table; what a file is, is told by its content and not by its name."""

from __future__ import annotations

import zipfile
from pathlib import Path

from beatwright.base.errors import InputError
from beatwright.base.files.open_file import MAGIC, foreign_format, head_of, regular_file
from beatwright.data.incidents.files.delimited_text import read_delimited
from beatwright.data.incidents.files.raw_table import RawTable
from beatwright.data.incidents.files.vector_table import read_ogr, read_parquet
from beatwright.data.incidents.files.workbook_table import read_workbook

__all__ = ["FORMATS", "open_table", "table_format"]

FORMATS = "CSV (comma, semicolon, tab or bar), XLSX, Parquet, GeoJSON, GeoPackage or shapefile"


def open_table(
    path: Path, *, sheet: str = "", layer: str = "", header_row: int | str = "auto", encoding: str = "auto"
) -> RawTable:
    """Read a table of any known format.

    Parameters
    ----------
    path : Path
        The file.
    sheet : str
        The sheet of a workbook. Default: the first with the headings of incidents, else the first that is not empty.
    layer : str
        The layer of a GeoPackage. Default: the first.
    header_row : int or {"auto", "none"}
        The line of the headings of a text file or workbook.
    encoding : str
        How the letters of a text file are written; "auto": as its bytes tell.

    Raises
    ------
    InputError
        Where there is no such file, or it is empty, damaged or of another format.
    """
    kind = table_format(path)
    if kind == "XLSX":
        return read_workbook(path, sheet, header_row)
    if kind == "Parquet":
        return read_parquet(path)
    if kind == "CSV":
        return read_delimited(path, header_row, encoding)
    return read_ogr(path, kind, layer)


def table_format(path: Path) -> str:
    """Return the format of a file, by its first bytes.

    Raises
    ------
    InputError
        Where there is no such file, or it is empty or of no format that is read.
    """
    head = _head(path)
    if foreign := foreign_format(head):
        raise InputError(f"'{path.name}' is {foreign[0]}. {foreign[1]} Known formats: {FORMATS}.")
    kind = next((kind for magic, kind in MAGIC if head.startswith(magic)), "")
    if kind == "archive":
        return _in_archive(path)
    if kind:
        return kind
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if start.startswith(b"<"):
        raise InputError(f"'{path.name}' is a web page or XML, not a table. Download the data itself: {FORMATS}.")
    if start.startswith(b"[") and b"{" in start:
        raise InputError(f"'{path.name}' is a JSON list of records. Export it as CSV or GeoJSON. Known: {FORMATS}.")
    if start.startswith(b"{") and (b'"' in start or path.suffix.lower() in (".json", ".geojson")):
        return "GeoJSON"
    if path.suffix.lower() in (".dbf", ".shx", ".prj"):
        raise InputError(f"'{path.name}' is a part of a shapefile. Give the file that ends in .shp.")
    return "CSV"


def _head(path: Path) -> bytes:
    head = head_of(regular_file(path))
    if not head:
        raise InputError(f"'{path.name}' is empty. Export the incidents again, with a first line of headings.")
    return head


def _in_archive(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError) as problem:
        raise InputError(f"'{path.name}' is a damaged workbook or archive ({problem}). Save it again.") from None
    if "xl/workbook.xml" in names or "[Content_Types].xml" in names:
        return "XLSX"
    if any(name.lower().endswith(".shp") for name in names) and path.suffix.lower() == ".zip":
        return "shapefile"
    raise InputError(f"'{path.name}' is an archive ({', '.join(names[:3])}). Unpack it and give the table: {FORMATS}.")
