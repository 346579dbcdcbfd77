"""Parquet and GeoParquet as a table, once what the file says of its CRS is known to lead nowhere else."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pyarrow.parquet

from beatwright.base.errors import InputError
from beatwright.base.files.column_encoding import is_text, readable
from beatwright.base.files.open_file import regular_file
from beatwright.base.vector.crs import crs_of

__all__ = ["geo_columns", "read_geoparquet"]


def read_geoparquet(path: str | Path, messages: list[str] | None = None) -> Any:
    """Read a Parquet file.

    Parameters
    ----------
    path : path
        The file.
    messages : list of str, optional
        Takes what is to be told: texts that are not UTF-8.

    Returns
    -------
    GeoDataFrame or DataFrame
        As the file is.

    Raises
    ------
    InputError
        Where it is no file, or the CRS of a geometry is not known or leads elsewhere.
    """
    file = regular_file(path)
    about = (pyarrow.parquet.read_schema(file).metadata or {}).get(b"geo")
    if about is None:
        return pd.read_parquet(_source(file, messages))
    for column in geo_columns(about, file.name).values():
        if column.get("crs") is not None:
            crs_of(column["crs"], f"The CRS of '{file}'")
    return gpd.read_parquet(_source(file, messages))


def geo_columns(about: bytes, name: str) -> dict[str, dict[str, Any]]:
    """Return what the metadata of GeoParquet say of each column of geometries.

    Parameters
    ----------
    about : bytes
        The JSON under the key ``geo``.
    name : str
        What to call the file.

    Raises
    ------
    InputError
        Where it is not JSON of this form.

    Examples
    --------
    >>> geo_columns(b'{"primary_column": "geometry", "columns": {"geometry": {"encoding": "WKB"}}}', "a.parquet")
    {'geometry': {'encoding': 'WKB'}}
    """
    try:
        values = json.loads(about)
    except (ValueError, RecursionError):
        values = None
    columns = values.get("columns") if isinstance(values, dict) else None
    if not isinstance(columns, dict) or not all(isinstance(column, dict) for column in columns.values()):
        raise InputError(f"What '{name}' says of its geometry is damaged: write it again.")
    return columns


def _source(file: Path, messages: list[str] | None) -> Any:
    """Return what to read: a file with texts that are not UTF-8 is written anew in memory first."""
    names = [field.name for field in pyarrow.parquet.read_schema(file) if is_text(field.type)]
    found: list[str] = []
    texts = readable(pyarrow.parquet.read_table(file, columns=names), found)
    if not found:
        return file
    whole = pyarrow.parquet.read_table(file)
    for name in names:
        whole = whole.set_column(whole.column_names.index(name), name, texts.column(name))
    if messages is not None:
        messages += found
    memory = io.BytesIO()
    pyarrow.parquet.write_table(whole, memory)
    memory.seek(0)
    return memory
