"""Layers written into a GeoPackage: the same layers give the same bytes, whatever the clock says."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path

import geopandas as gpd
import pyogrio

__all__ = ["NO_DATE", "write_layers"]

NO_DATE = "2000-01-01T00:00:00.000Z"
# GDAL takes this in the place of the clock. Dates changed afterwards would not do: where the clock moves on while a
# layer is written, GDAL changes the file once more, and the counter of changes in its head tells.
_CLOCK = "OGR_CURRENT_DATE"
_LOCK = threading.Lock()


def write_layers(
    layers: Mapping[str, gpd.GeoDataFrame], path: Path, *, options: Mapping[str, str] | None = None
) -> Iterator[str]:
    """Write `layers` into a new file at `path`, yielding the name of each before it is written.

    Parameters
    ----------
    layers : mapping of str to GeoDataFrame
        The layers by name.
    path : Path
        Nothing may be there yet.
    options : mapping of str to str, optional
        Options of GDAL for the whole file, such as its version.
    """
    for name, layer in layers.items():
        yield name
        with _stopped_clock():
            layer.to_file(path, layer=name, driver="GPKG", engine="pyogrio", dataset_options=dict(options or {}))
    with closing(sqlite3.connect(path)) as base, base:
        base.execute("UPDATE gpkg_contents SET last_change = ? WHERE last_change <> ?", (NO_DATE, NO_DATE))


@contextmanager
def _stopped_clock() -> Iterator[None]:
    with _LOCK:
        before = pyogrio.get_gdal_config_option(_CLOCK)
        pyogrio.set_gdal_config_options({_CLOCK: NO_DATE})
        try:
            yield
        finally:
            pyogrio.set_gdal_config_options({_CLOCK: before})
