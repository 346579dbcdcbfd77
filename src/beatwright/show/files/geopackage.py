"""The plan as a GeoPackage: one file with every layer and the styles in which QGIS draws them."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

import geopandas as gpd

from beatwright.base.files.atomic_file import atomic_path
from beatwright.base.progress import Progress
from beatwright.base.vector.geopackage_layers import NO_DATE, write_layers
from beatwright.core.case import Case
from beatwright.show.files.layers import layers_of
from beatwright.show.files.qml import qml
from beatwright.show.files.sld import sld
from beatwright.show.files.styles import styles_of
from beatwright.show.files.symbols import Style
from beatwright.show.report.method import notice_of

__all__ = ["write_geopackage"]

# The table as QGIS makes it when a style is saved "in the database"; empty catalogue and schema are what it looks for.
_TABLE = """
CREATE TABLE "layer_styles" (
  "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, "f_table_catalog" TEXT(256), "f_table_schema" TEXT(256),
  "f_table_name" TEXT(256), "f_geometry_column" TEXT(256), "styleName" TEXT(30), "styleQML" TEXT, "styleSLD" TEXT,
  "useAsDefault" BOOLEAN, "description" TEXT, "owner" TEXT(30), "ui" TEXT(30),
  "update_time" DATETIME DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')))
"""
# Programs of some years ago read this version without a murmur.
_VERSION = {"VERSION": "1.2"}
_ROW = """
INSERT INTO "layer_styles" ("f_table_catalog", "f_table_schema", "f_table_name", "f_geometry_column", "styleName",
  "styleQML", "styleSLD", "useAsDefault", "description", "owner", "ui", "update_time")
  VALUES ('', '', ?, ?, ?, ?, ?, ?, ?, '', '', ?)
"""


def write_geopackage(
    case: Case,
    path: str | Path,
    *,
    made: Mapping[str, gpd.GeoDataFrame] | None = None,
    progress: Progress | None = None,
) -> Path:
    """Write every layer of a case, with its styles, as one GeoPackage, whole or not at all.

    Parameters
    ----------
    case : Case
        Layers as in `beatwright.show.files.layers.layers_of`; coordinates stay in the city's CRS.
    path : path
        The file to write.
    made : mapping of str to GeoDataFrame, optional
        All layers of the case, where `layers_of` has made them already.
    progress : callable, optional
        Called as ``progress(done, total, text)``.

    Returns
    -------
    Path
        `path`. The table ``layer_styles`` holds, by name, the styles of each layer; one of each is its default. The
        description of every layer says what must go with it.
    """
    layers = layers_of(case) if made is None else made
    with atomic_path(path) as temporary:
        temporary.unlink()
        for number, name in enumerate(write_layers(layers, temporary, options=_VERSION)):
            if progress is not None:
                progress(number, len(layers), f"writing layer {name}")
        _add_styles(temporary, styles_of(case, layers))
        _describe(temporary, "\n".join(notice_of(case)))
    if progress is not None:
        progress(len(layers), len(layers), "GeoPackage written")
    return Path(path)


def _describe(path: Path, notice: str) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE gpkg_contents SET description = ? WHERE table_name <> 'layer_styles'", (notice,))


def _add_styles(path: Path, styles: Mapping[str, tuple[Style, ...]]) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        columns = dict(connection.execute("SELECT table_name, column_name FROM gpkg_geometry_columns"))
        connection.execute(_TABLE)
        connection.execute(
            "INSERT INTO gpkg_contents (table_name, data_type, identifier, last_change) VALUES (?, 'attributes', ?, ?)",
            ("layer_styles", "layer_styles", NO_DATE),
        )
        for layer, listed in styles.items():
            for number, style in enumerate(listed):
                texts = (style.name, qml(style), sld(style, layer), number == 0, f"{style.name} of {layer}", NO_DATE)
                connection.execute(_ROW, (layer, columns[layer], *texts))
