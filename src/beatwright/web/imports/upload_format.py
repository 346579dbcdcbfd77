"""What an uploaded file is, by its first bytes and never by its name."""

from __future__ import annotations

from pathlib import Path

from beatwright.base.errors import InputError
from beatwright.base.files.open_file import MAGIC, foreign_format, head_of
from beatwright.base.files.workbook_file import is_workbook
from beatwright.web.imports.archive_checks import check_archive

__all__ = ["INCIDENTS", "LAYER_ROLES", "upload_suffix"]

INCIDENTS = "incidents"
LAYER_ROLES = ("boundary", "zones", "sites", "parents", "posts", "districts", "population", "streets")
"""What a layer of the city can be: the table [city], of [today] its posts and districts, of [network] its streets."""

_TABLES_TOO = (INCIDENTS, "sites", "posts", "districts")
_TABLES = "CSV, XLSX, Parquet, GeoJSON, GeoPackage, or a ZIP of one shapefile"
_LAYERS = "GeoPackage, GeoJSON, GeoParquet, or a ZIP of one shapefile"


def upload_suffix(path: Path, role: str) -> str:
    """Return the ending that tells the format of a file, such as ``.gpkg``.

    Parameters
    ----------
    path : Path
        The file, whatever it is called.
    role : str
        What it is to be: ``incidents``, or one of `LAYER_ROLES`.

    Raises
    ------
    InputError
        Where it is of no format that is read in that role, or an archive that holds more than it may.

    Examples
    --------
    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp()) / "a"
    >>> _ = file.write_text("date,lat,lon")
    >>> upload_suffix(file, "incidents")
    '.csv'
    """
    head = head_of(path)
    known = _TABLES if role in _TABLES_TOO else _LAYERS
    if not head:
        raise InputError(f"The file is empty. Give {known}.")
    if foreign := foreign_format(head):
        raise InputError(f"The file is {foreign[0]}. {foreign[1]} Known formats: {known}.")
    suffix = _suffix(path, head, known)
    if suffix in (".csv", ".xlsx") and role not in _TABLES_TOO:
        raise InputError(f"The file is a table, and {role} are drawn as shapes. Give {known}.")
    return suffix


def _suffix(path: Path, head: bytes, known: str) -> str:
    kind = next((kind for magic, kind in MAGIC if head.startswith(magic)), "")
    if kind == "archive":
        check_archive(path)
        return ".xlsx" if is_workbook(path) else ".zip"
    if kind == "shapefile":
        raise InputError("A shapefile has several parts. Give a ZIP of them (.shp, .shx, .dbf, .prj).")
    if kind:
        return {"Parquet": ".parquet", "GeoPackage": ".gpkg"}[kind]
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if start.startswith(b"<"):
        raise InputError(f"The file is a web page or XML, whatever its name. Download the data itself: {known}.")
    if start.startswith(b"{"):
        return ".geojson"
    if b"\x00" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise InputError(f"The file is neither text nor of another format that is read. Give {known}.")
    return ".csv"
