"""Layers of the map as browsers take them: GeoJSON in longitude and latitude, compressed once."""

from __future__ import annotations

import gzip
import hashlib
import json
from dataclasses import dataclass
from functools import lru_cache

from beatwright.show.files.geojson import geojson_features
from beatwright.show.files.layers import layers_of
from beatwright.web.cases.case_shelf import OpenCase

__all__ = ["MapLayer", "map_layer"]


@dataclass(frozen=True)
class MapLayer:
    """A layer.

    Parameters
    ----------
    text, gzip : bytes
        GeoJSON as it is, and compressed.
    etag : str
        Changes where a byte of it does.
    """

    text: bytes
    gzip: bytes
    etag: str


@lru_cache(maxsize=32)
def map_layer(opened: OpenCase, name: str) -> MapLayer | None:
    """Return a layer of a case; None where it has none of that name."""
    table = layers_of(opened.case, [name]).get(name)
    if table is None:
        return None
    features = {"type": "FeatureCollection", "features": geojson_features(name, table)}
    text = json.dumps(features, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()
    # A fixed time within, so that the same layer has the same bytes.
    return MapLayer(text, gzip.compress(text, mtime=0), f'"{hashlib.sha256(text).hexdigest()[:32]}"')
