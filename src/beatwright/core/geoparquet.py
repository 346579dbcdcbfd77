"""Parquet and GeoParquet as a table, once what the file says of its CRS is known to lead nowhere else."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pyarrow.parquet

from beatwright.core.crs import crs_of
from beatwright.core.opening import regular_file

__all__ = ["read_geoparquet"]


def read_geoparquet(path: str | Path) -> Any:
    """Read a Parquet file.

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
        return pd.read_parquet(file)
    for column in json.loads(about)["columns"].values():
        if column.get("crs") is not None:
            crs_of(column["crs"], f"The CRS of '{file}'")
    return gpd.read_parquet(file)
