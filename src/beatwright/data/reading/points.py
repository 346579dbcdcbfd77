"""Places written as text: "(41.88, -87.63)", "POINT (-87.63 41.88)", or a JSON object."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

__all__ = ["holds_points", "parse_points"]

_N = r"[-+]?[0-9]+(?:\.[0-9]*)?(?:[eE][-+]?[0-9]+)?"
_WAYS = (
    rf"(?i)POINT\s*Z?\s*\(\s*(?P<lon>{_N})\s+(?P<lat>{_N})",
    rf"coordinates.{{1,4}}\[\s*(?P<lon>{_N})\s*,\s*(?P<lat>{_N})",
    rf"latitude\W+(?P<lat>{_N})\W+longitude\W+(?P<lon>{_N})",
    rf"longitude\W+(?P<lon>{_N})\W+latitude\W+(?P<lat>{_N})",
    # Addresses may stand before; latitude comes first, as the portals write it.
    rf"\(\s*(?P<lat>{_N})\s*[,;]\s*(?P<lon>{_N})\s*\)",
    rf"^\s*(?P<lat>{_N})\s*[,;]\s*(?P<lon>{_N})\s*$",
)


def parse_points(texts: Any) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Return longitude and latitude of places written as text.

    Parameters
    ----------
    texts : pyarrow array of text, shape (n,)
        The places.

    Returns
    -------
    lon, lat : array of float64, shape (n,)
        NaN where a text holds no place.

    Examples
    --------
    >>> lon, lat = parse_points(pa.array(["(41.5, -87.25)", "POINT (-87.25 41.5)", "1 MAIN ST"]))
    >>> lon.tolist(), lat.tolist()
    ([-87.25, -87.25, nan], [41.5, 41.5, nan])
    """
    lon, lat = np.full(len(texts), np.nan), np.full(len(texts), np.nan)
    for way in _WAYS:
        open_ = np.flatnonzero(np.isnan(lon))
        if not len(open_):
            break
        found = pc.extract_regex(texts.take(pa.array(open_)), way)
        hit = pc.is_valid(found).to_numpy(zero_copy_only=False)
        values = found.drop_null()
        lon[open_[hit]] = _floats(pc.struct_field(values, "lon"))
        lat[open_[hit]] = _floats(pc.struct_field(values, "lat"))
    return lon, lat


def _floats(texts: Any) -> npt.NDArray[np.float64]:
    return np.array([float(text) for text in texts.to_pylist()], dtype=np.float64)


def holds_points(values: Any) -> bool:
    """Say whether some of these values are places written as text."""
    if pa.types.is_dictionary(values.type):
        values = values.cast(values.type.value_type)
    if not (pa.types.is_string(values.type) or pa.types.is_large_string(values.type)) or not len(values):
        return False
    return bool(np.isfinite(parse_points(values)[0]).any())
