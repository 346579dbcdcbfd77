"""Files of geometries, whatever their format, as one table with a CRS."""

from __future__ import annotations

import io
from collections.abc import Mapping
from itertools import islice
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pyogrio

from beatwright.base.check import did_you_mean
from beatwright.base.columns.place_columns import names_places, points_of
from beatwright.base.errors import InputError
from beatwright.base.files.column_encoding import readable
from beatwright.base.files.encoding import guessed_encoding_warnings, to_utf8
from beatwright.base.files.open_file import format_of, regular_file, reporting_damage
from beatwright.base.files.text_file import whole_file
from beatwright.base.files.title_lines import heading_row, separator_line
from beatwright.base.files.workbook_file import filled_rows, is_workbook, open_workbook
from beatwright.base.vector.crs import checked_crs, crs_of
from beatwright.base.vector.gdal_files import MOST_COLUMNS, gis_source
from beatwright.base.vector.geoparquet import read_geoparquet

__all__ = ["read_any", "read_text_table", "read_vector", "split_layer"]

_LAYER_MARK = "|layername="
# Lines among which the headings are looked for, below titles.
_TITLES = 20


def split_layer(name: str) -> tuple[str, str | None]:
    """Split the name of a layer inside a file, written as QGIS writes it.

    >>> split_layer("city.gpkg|layername=districts")
    ('city.gpkg', 'districts')
    >>> split_layer("zones.parquet")
    ('zones.parquet', None)
    """
    path, mark, layer = name.partition(_LAYER_MARK)
    return (path, layer) if mark and layer else (path, None)


def read_vector(
    path: str | Path,
    *,
    layer: str | None = None,
    file_crs: str | None = "",
    columns: Mapping[str, str] | None = None,
    messages: list[str] | None = None,
) -> gpd.GeoDataFrame:
    """Read GeoParquet, GeoPackage, shapefile, GeoJSON, or a CSV, XLSX or Parquet table with coordinates.

    Parameters
    ----------
    path : path
        The file; ``file.gpkg|layername=NAME`` names a layer inside it.
    layer : str, optional
        The layer, where the file holds several and `path` does not say.
    file_crs : str, optional
        The CRS of files that do not carry one, such as ``EPSG:4326``. None where whoever asks has no such option.
    columns : mapping of str to str, optional
        The columns of the place in a table without geometries; see `points_of`.
    messages : list of str, optional
        Takes what is to be told: text in another encoding than the file says, or in one that was guessed.

    Returns
    -------
    GeoDataFrame
        With a CRS, the rows in the file's order. Tables without geometry become points.

    Raises
    ------
    InputError
        Where the file is missing, unreadable or empty, has several layers, or has no CRS.
    """
    table = read_any(path, layer=layer, messages=messages)
    file = Path(split_layer(str(path))[0])
    if not isinstance(table, gpd.GeoDataFrame):
        table = points_of(table, file, file_crs or "", columns)
    return _with_crs(table, file, file_crs)


def read_any(path: str | Path, *, layer: str | None = None, messages: list[str] | None = None) -> Any:
    """Read a table with or without geometries; parameters as `read_vector`.

    Returns
    -------
    GeoDataFrame or DataFrame
        As the file is.

    Raises
    ------
    InputError
        Where the file is missing, unreadable or empty, or has several layers and none is named.
    """
    name, inside = split_layer(str(path))
    file = regular_file(name)
    with reporting_damage(file, "Export it again."):
        table = _read(file, layer or inside, [] if messages is None else messages)
    if len(table) == 0:
        raise InputError(f"The file '{file}' has no rows.")
    return table


def _read(file: Path, layer: str | None, messages: list[str]) -> Any:
    kind = format_of(file)
    if kind == "Parquet":
        return read_geoparquet(file, messages)
    if kind == "text" and file.suffix.lower() in (".csv", ".txt", ".tsv"):
        return read_text_table(file, messages=messages)
    if kind == "archive" and (file.suffix.lower() == ".xlsx" or is_workbook(file)):
        return _read_workbook(file, layer)
    with gis_source(file, messages) as source:
        if kind == "JSON":
            return _of_kind(_read_layer(source, file, use_arrow=True), file, layer)
        name = _layer(source, file, layer)
        if kind != "GeoPackage":
            return _read_layer(source, file, name)
        found: list[str] = []
        readable(pyogrio.read_arrow(source, layer=name, read_geometry=False)[1], found)
        messages += found
        # Arrow reads every row; without it GDAL goes by the number of rows that a GeoPackage keeps, which may be old.
        return _read_spoilt(source, file, name) if found else _read_layer(source, file, name, use_arrow=True)


def _read_layer(source: Any, file: Path, layer: str | None = None, *, use_arrow: bool = False) -> Any:
    as_numpy_would = {"date_as_object": False}
    table = pyogrio.read_dataframe(
        source, layer=layer, use_arrow=use_arrow, **({"arrow_to_pandas_kwargs": as_numpy_would} if use_arrow else {})
    )
    return checked_crs(table, f"The CRS of '{file}'")


def _read_spoilt(source: Any, file: Path, layer: str) -> Any:
    """Read a layer some texts of which are not UTF-8."""
    meta, table = pyogrio.read_arrow(source, layer=layer)
    frame = readable(table, []).to_pandas(date_as_object=False)
    geometry = gpd.GeoSeries.from_wkb(frame.pop(meta["geometry_name"] or "wkb_geometry"), crs=meta["crs"])
    return checked_crs(gpd.GeoDataFrame(frame, geometry=geometry), f"The CRS of '{file}'")


def _of_kind(table: Any, file: Path, layer: str | None) -> Any:
    """Return the rows of GeoJSON whose property ``layer`` is the one asked for, as in the plans that we write."""
    kinds = [str(kind) for kind in table["layer"].unique()] if "layer" in table else []
    if layer in kinds:
        return table[table["layer"] == layer].dropna(axis=1, how="all").reset_index(drop=True)
    if layer is not None and layer != file.stem:
        raise InputError(f"The file '{file}' has no layer '{layer}'. {did_you_mean(layer, kinds or [file.stem])}")
    return table


def _read_workbook(file: Path, sheet: str | None) -> pd.DataFrame:
    """Read the sheet named, else the first with coordinates, else the first; its first filled row has the headings."""
    with open_workbook(file) as book:
        pages = {str(page.title): page for page in book.worksheets}
        if sheet is not None and sheet not in pages:
            raise InputError(f"The file '{file}' has no sheet '{sheet}'. {did_you_mean(sheet, pages)}")
        wanted = sheet or next((name for name in pages if _has_places(file, pages[name])), None)
        rows = filled_rows(file, pages[wanted or next(iter(pages))]) if pages else iter(())
        filled = list(rows)
    at = heading_row(filled[:_TITLES])
    heading, cells = (filled[at], filled[at + 1 :]) if filled else ([], [])
    width = max(len(heading), *(len(row) for row in cells), 0)
    if width > MOST_COLUMNS:
        raise InputError(f"The file '{file}' has more than {MOST_COLUMNS:,} columns. Leave out the others.")
    table = pd.DataFrame([[*row, *[None] * (width - len(row))] for row in cells])
    return table.set_axis(_distinct([*heading, *[None] * (width - len(heading))]), axis=1).infer_objects()


def _has_places(file: Path, page: Any) -> bool:
    first = list(islice(filled_rows(file, page), _TITLES))
    return bool(first) and names_places(first[heading_row(first)])


def _distinct(headings: list[Any]) -> list[str]:
    """Name columns by their headings; those without one, or with one that stands before, by a number."""
    names: dict[str, None] = {}
    for number, heading in enumerate(headings, 1):
        name = str(heading).strip() if heading is not None else ""
        names[name if name and name not in names else f"{name or 'column'} ({number})"] = None
    return list(names)


def read_text_table(file: Path, *, as_text: bool = False, messages: list[str] | None = None) -> pd.DataFrame:
    """Read text of the usual encodings with the delimiter that its first line has most of.

    `messages` takes which encoding was guessed. With `as_text` every value stays the text that it is in the file:
    ``007`` is not 7, an empty one is ''.
    """
    text, label = to_utf8(whole_file(file), file.name)
    if messages is not None:
        messages += guessed_encoding_warnings(label, option=False)
    named, start = separator_line(text)
    lines = text[start:].decode("utf-8", errors="replace").splitlines(keepends=True)
    filled = [number for number, line in enumerate(lines) if line.strip()]
    if not filled:
        raise InputError(f"The file '{file}' has nothing but blank lines. Export it again.")
    first = _below_titles([lines[number] for number in filled[:_TITLES]])
    lines = lines[filled[first] :]
    delimiter = named or max(",;\t|", key=lines[0].count)
    options: Any = {"dtype": str, "keep_default_na": False} if as_text else {"low_memory": False}
    table: pd.DataFrame = pd.read_csv(io.StringIO("".join(lines)), sep=delimiter, **options)
    if not isinstance(table.index, pd.RangeIndex):
        raise InputError(
            f"The file '{file}' has rows with more fields than its heading. Quote the texts that hold '{delimiter}'."
        )
    return table


def _below_titles(lines: list[str]) -> int:
    """Return which of the first lines holds the headings, whatever divides them."""
    plain_lines = [line.rstrip("\r\n").replace('"', "") for line in lines]
    found = (heading_row([line.split(mark) for line in plain_lines]) for mark in ",;\t|")
    return next((at for at in found if at), 0)


def _layer(source: Any, file: Path, layer: str | None) -> str:
    names = [str(name) for name in pyogrio.list_layers(source)[:, 0]]
    if layer is not None and layer not in names:
        raise InputError(f"The file '{file}' has no layer '{layer}'. {did_you_mean(layer, names)}")
    if layer is None and len(names) != 1 and file.stem not in names:
        raise InputError(
            f"The file '{file}' has {len(names)} layers: {', '.join(names)}. "
            f"Name the one that is meant, as in '{file.name}{_LAYER_MARK}{names[0] if names else 'NAME'}'."
        )
    return layer or (file.stem if file.stem in names else names[0])


def _with_crs(table: gpd.GeoDataFrame, file: Path, file_crs: str | None) -> gpd.GeoDataFrame:
    if table.crs is not None:
        return table
    if not file_crs:
        option = ', or give the option file_crs, such as file_crs = "EPSG:4326" for longitude and latitude'
        raise InputError(
            f"The file '{file}' does not say its coordinate reference system. Add it (a .prj file beside a shapefile)"
            f"{'' if file_crs is None else option}."
        )
    return table.set_crs(crs_of(file_crs, "The option file_crs"))
