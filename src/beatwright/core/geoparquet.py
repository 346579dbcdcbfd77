"""Parquet and GeoParquet as a table, once what the file says of its CRS is known to lead nowhere else."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pyarrow.parquet

from beatwright.core.crs import crs_of
from beatwright.core.decoding import is_text, readable
from beatwright.core.opening import regular_file

__all__ = ["read_geoparquet"]


def read_geoparquet(path: str | Path, said: list[str] | None = None) -> Any:
    """Read a Parquet file.

    Parameters
    ----------
    path : path
        The file.
    said : list of str, optional
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
        return pd.read_parquet(_source(file, said))
    for column in json.loads(about)["columns"].values():
        if column.get("crs") is not None:
            crs_of(column["crs"], f"The CRS of '{file}'")
    return gpd.read_parquet(_source(file, said))


def _source(file: Path, said: list[str] | None) -> Any:
    """Return what to read: a file with texts that are not UTF-8 is written anew in memory first."""
    names = [field.name for field in pyarrow.parquet.read_schema(file) if is_text(field.type)]
    told: list[str] = []
    texts = readable(pyarrow.parquet.read_table(file, columns=names), told)
    if not told:
        return file
    whole = pyarrow.parquet.read_table(file)
    for name in names:
        whole = whole.set_column(whole.column_names.index(name), name, texts.column(name))
    if said is not None:
        said += told
    memory = io.BytesIO()
    pyarrow.parquet.write_table(whole, memory)
    memory.seek(0)
    return memory
