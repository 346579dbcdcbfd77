"""A raster as GeoTIFF, for the GIS."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from beatwright.base import check
from beatwright.base.errors import Complaints, ParameterError
from beatwright.base.files.atomic_file import atomic_path
from beatwright.base.raster import Raster
from beatwright.base.vector.crs import crs_of

__all__ = ["write_geotiff"]

_TYPES = ("float32", "float64")


def write_geotiff(raster: Raster, path: str | Path, crs: Any, *, dtype: str = "float32", name: str = "") -> Path:
    """Write a raster as GeoTIFF, whole or not at all: equal rasters make equal files.

    Parameters
    ----------
    raster : Raster
        Such as `patterns.kde` gives. The file has the northernmost row first, as GeoTIFF wants it, and says NaN where
        the raster has no value.
    path : path
        The file to write.
    crs : str, int or CRS
        Of the raster's coordinates, such as ``city.crs`` or ``EPSG:32615``; projected, in the raster's unit.
    dtype : {"float32", "float64"}, default "float32"
        float32 keeps seven digits.
    name : str
        What the values are; the GIS shows it as the name of the band, with the raster's unit.

    Returns
    -------
    Path
        `path`.

    Raises
    ------
    ParameterError
        Where the CRS is one of longitude and latitude, or `dtype` is another.
    InputError
        Where `crs` is no CRS.
    """
    system = crs_of(crs, "The 'crs' parameter of write_geotiff")
    complaints = Complaints()
    complaints.add(check.one_of("write_geotiff", "dtype", dtype, _TYPES))
    projected = check.sentence("write_geotiff", "crs", "projected, as the raster is", system.name)
    complaints.add(projected if system.is_geographic else None)
    complaints.raise_if_any(ParameterError)
    content = _content(raster, system.to_wkt(), dtype, name)
    with atomic_path(path) as temporary:
        temporary.write_bytes(content)
    return Path(path)


def _content(raster: Raster, wkt: str, dtype: str, name: str) -> bytes:
    """Return the file, made in memory: GDAL is told no path, opens nothing, and knows no other format here."""
    import rasterio  # noqa: PLC0415  (only who writes a GeoTIFF pays for it)
    from rasterio.io import MemoryFile  # noqa: PLC0415

    left, _, _, top = raster.bounds
    width, height = raster.cell
    facts: dict[str, Any] = {
        "driver": "GTiff",
        "height": raster.shape[0],
        "width": raster.shape[1],
        "count": 1,
        "dtype": dtype,
        "nodata": np.nan,
        "crs": rasterio.CRS.from_wkt(wkt),
        "transform": rasterio.Affine(width, 0.0, left, 0.0, -height, top),
    }
    with rasterio.Env(PROJ_NETWORK="OFF", GDAL_PAM_ENABLED="NO"), MemoryFile() as memory:
        with memory.open(**facts) as file:
            file.write(raster.values[::-1].astype(dtype), 1)
            file.set_band_description(1, name)
            file.set_band_unit(1, raster.unit)
        return bytes(memory.read())
