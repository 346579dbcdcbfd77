"""The plan as GeoJSON (RFC 7946): longitude and latitude, for the web and for a quick look."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from beatwright.base.errors import ParameterError
from beatwright.base.files.atomic_file import write_text
from beatwright.core.case import Case
from beatwright.show.files.layers import layers_of
from beatwright.show.report.method import notice_of
from beatwright.show.tables.case_tables import layer_names
from beatwright.show.tables.district_tables import district_layer_names

__all__ = ["geojson_features", "geojson_geometry", "write_geojson"]

_DECIMALS = 6  # of a degree: a tenth of a metre
_LAYERS = ("boundary", "districts", "reporting_districts", "areas", "posts", "sites", "zones")


def write_geojson(
    case: Case,
    path: str | Path,
    *,
    layers: Sequence[str] = ("boundary", "districts", "reporting_districts", "areas", "posts"),
    made: Mapping[str, gpd.GeoDataFrame] | None = None,
) -> Path:
    """Write layers of a case as one GeoJSON file, whole or not at all.

    Parameters
    ----------
    case : Case
        ``areas`` and ``posts`` are written of every plan that has posts, ``reporting_districts`` of every plan that
        decides districts; the feature's ``plan`` tells which. ``districts`` are the city's fixed ones.
    path : path
        The file to write.
    layers : sequence of {"boundary", "districts", "reporting_districts", "areas", "posts", "sites", "zones"}
        What to write; each feature says its own in the property ``layer``.
    made : mapping of str to GeoDataFrame, optional
        All layers of the case, where `layers_of` has made them already.

    Returns
    -------
    Path
        `path`. Coordinates are WGS 84 longitude and latitude with six decimals, outer rings run counter-clockwise. The
        member ``notice`` says what must go with the file.

    Raises
    ------
    ParameterError
        Where `layers` names one that there is not.
    """
    stray = [name for name in layers if name not in _LAYERS]
    if stray:
        known = ", ".join(_LAYERS)
        raise ParameterError(f"The 'layers' parameter of write_geojson must be of {known}. Got {', '.join(stray)}.")
    kinds = {kind: kind for kind in ("boundary", "districts", "sites", "zones")}
    kinds |= {f"{kind}_{short}": kind for kind in ("areas", "posts") for short in layer_names(case).values()}
    kinds |= {f"districts_{short}": "reporting_districts" for short in district_layer_names(case).values()}
    wanted = [name for name, kind in kinds.items() if kind in layers]
    found = layers_of(case, wanted) if made is None else {name: made[name] for name in made if name in wanted}
    features = [one for name, layer in found.items() for one in geojson_features(kinds[name], layer)]
    values = {"type": "FeatureCollection", "notice": list(notice_of(case)), "features": features}
    text = json.dumps(values, ensure_ascii=False, allow_nan=False)
    return write_text(path, text + "\n")


def geojson_features(kind: str, layer: gpd.GeoDataFrame) -> list[dict[str, Any]]:
    """Return the features of a layer; each says which layer it is of in the property ``layer``."""
    geometry = layer.geometry.to_crs(4326).to_numpy()
    geometry = shapely.orient_polygons(shapely.force_2d(geometry), exterior_cw=False)
    properties = layer.drop(columns="geometry").astype(object).to_dict("records")
    return [
        {
            "type": "Feature",
            "properties": {"layer": kind, **{str(key): _plain(value) for key, value in row.items()}},
            "geometry": geojson_geometry(shape),
        }
        for row, shape in zip(properties, geometry, strict=True)
    ]


def geojson_geometry(shape: Any) -> dict[str, Any]:
    """Return a shape in longitude and latitude as GeoJSON has it, with six decimals.

    >>> geojson_geometry(shapely.Point(7.123456789, 50))
    {'type': 'Point', 'coordinates': [7.123457, 50.0]}
    """

    def rounded(part: Any) -> Any:
        return [rounded(p) for p in part] if isinstance(part, (list, tuple)) else round(float(part), _DECIMALS)

    facts = shapely.geometry.mapping(shape)
    return {"type": facts["type"], "coordinates": rounded(facts["coordinates"])}


def _plain(value: Any) -> Any:
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value if isinstance(value, (bool, int, float, str)) or value is None else str(value)
