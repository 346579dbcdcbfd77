"""Units that can be used: repaired where that is needed, the others named."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from beatwright.base.words import count_of, listed, plural
from beatwright.data.geometry.polygonal_part import polygonal

__all__ = ["usable_units"]

Ids = npt.NDArray[np.object_]


def usable_units(units: gpd.GeoDataFrame) -> tuple[gpd.GeoDataFrame, list[str], list[str]]:
    """Return the units that can be used, repaired; errors on the others; notes on the repairs."""
    tidy = units.copy()
    tidy.index = pd.Index([str(label) for label in units.index], dtype=object)
    ids, shapes = tidy.index.to_numpy(dtype=object), tidy.geometry.to_numpy().copy()
    absent = shapely.is_missing(shapes) | shapely.is_empty(shapes)
    other = ~absent & ~np.isin(shapely.get_type_id(shapes), (3, 6))
    broken = ~absent & ~other & ~shapely.is_valid(shapes)
    reasons = [str(reason).split("[")[0] for reason in shapely.is_valid_reason(shapes)]
    shapes[broken] = polygonal(shapely.make_valid(shapes[broken]))
    lost = ~absent & ~other & (shapely.area(shapes) <= 0)
    errors = [
        *_repeated(tidy.index),
        *_have(ids[absent], "no geometry"),
        *_have(ids[other], "a geometry that is no polygon"),
        *_have(ids[lost], "an invalid geometry, without an area after repair"),
    ]
    mended = [f"{ids[k]} ({reasons[k]})" for k in np.flatnonzero(broken & ~lost)]
    was = f"{count_of(len(mended), 'unit')} {plural(len(mended), 'was', 'were')}"
    notes = [f"{was} invalid and repaired: {listed(mended)}."] if mended else []
    tidy = tidy.set_geometry(gpd.GeoSeries(shapes, index=tidy.index, crs=units.crs))
    return tidy[~(absent | other | lost) & ~tidy.index.duplicated()], errors, notes


def _repeated(index: Any) -> list[str]:
    twice = index[index.duplicated()].unique()
    if not len(twice):
        return []
    stand = plural(len(twice), "stands", "stand")
    return [f"{count_of(len(twice), 'id')} {stand} more than once: {listed(twice)}. Give every unit an id of its own."]


def _have(ids: Ids, fault: str) -> list[str]:
    return (
        [f"{count_of(len(ids), 'unit')} {plural(len(ids), 'has', 'have')} {fault}: {listed(ids)}."] if len(ids) else []
    )
