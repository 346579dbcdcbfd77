"""Lines and areas written as text in a column of a table: WKT, WKB in hexadecimal, GeoJSON."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import shapely

from beatwright.base.columns.coordinate_headings import POINTS, plain_heading
from beatwright.base.files.open_file import too_deep

__all__ = ["drawn_shapes"]

_WORDS = r"(?i)^\s*(?:SRID\s*=\s*[0-9]+\s*;\s*)?(?:MULTI)?(?:POLYGON|LINESTRING)\s*(?:ZM|Z|M)?\s*\("
_JSON = r"(?i)^\s*\{.*[\"']type[\"']\s*:\s*[\"'](?:Multi)?(?:Polygon|LineString)[\"']"
_HEX = r"(?i)^\s*(?:\\x)?0[01][0-9a-f]{60,}\s*$"
_PREFIX = r"(?i)^\s*(?:SRID\s*=\s*[0-9]+\s*;|\\x)\s*"
_SAMPLE = 50
# Numbers of the kinds of shape: lines and areas, also several.
_DRAWN = {1, 3, 5, 6}


def drawn_shapes(table: pd.DataFrame) -> tuple[str, Any] | None:
    """Return the column of lines or areas of a table and its shapes; None where there is none.

    Parameters
    ----------
    table : DataFrame
        Without a geometry.

    Returns
    -------
    name : str
        The column.
    shapes : array of shapely geometries, shape (rows,)
        None where a text is no shape.

    Examples
    --------
    >>> table = pd.DataFrame({"beat": [1], "WKT": ["POLYGON ((0 0, 2 0, 2 2, 0 0))"]})
    >>> name, shapes = drawn_shapes(table)
    >>> name, shapes[0].area
    ('WKT', 2.0)
    >>> drawn_shapes(pd.DataFrame({"WKT": ["POINT (1 2)"]})) is None
    True
    """
    names = sorted(table.columns, key=lambda name: plain_heading(str(name)) not in POINTS)
    for name in names:
        values = table[name]
        if pd.api.types.is_numeric_dtype(values) or not _looks_drawn(values.dropna().head(_SAMPLE)):
            continue
        shapes = np.array([_shape(value) for value in values], dtype=object)
        kinds = set(shapely.get_type_id(shapes))
        if kinds & _DRAWN:
            return name, shapes
    return None


def _looks_drawn(values: pd.Series) -> bool:
    texts = values.map(_text)
    fits = texts.str.match(_WORDS) | texts.str.match(_JSON) | texts.str.match(_HEX)
    return len(texts) > 0 and bool(fits.mean() > 0.5)


def _text(value: object) -> str:
    return value.hex() if isinstance(value, bytes) else str(value)


def _shape(value: object) -> Any:
    """Return one shape; None where the text is none, or nested deeper than any shape is."""
    if value is None or (isinstance(value, float) and np.isnan(value)):
        return None
    text = _text(value)
    if too_deep(text) or too_deep(text.replace("[", "(").replace("]", ")")):
        return None
    bare = pd.Series([text]).str.replace(_PREFIX, "", regex=True)[0].strip()
    try:
        if bare.startswith("{"):
            return shapely.from_geojson(bare.replace("'", '"'), on_invalid="ignore")
        if bare[:1] == "0":
            return shapely.from_wkb(bare, on_invalid="ignore")
        return shapely.from_wkt(bare, on_invalid="ignore")
    except (shapely.errors.GEOSException, ValueError):
        return None
