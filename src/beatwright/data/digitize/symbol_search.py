"""The search of every kind on one picture, and its symbols as a table of places. Needs OpenCV."""

from __future__ import annotations

import math
from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from beatwright.base.progress import Progress
from beatwright.base.words import count_of, joined
from beatwright.data.digitize.colour_classes import SymbolColours
from beatwright.data.digitize.digitized_map import DigitizedMap
from beatwright.data.digitize.georeference import Georeference
from beatwright.data.digitize.score_gap import threshold_between
from beatwright.data.digitize.symbol_template import SymbolTemplate, map_sample
from beatwright.data.digitize.template_poses import PoseGrid
from beatwright.data.digitize.visible_symbols import FoundSymbol, VisibleSymbols

__all__ = ["searched"]

_LOW, _HIGH = 0.45, 0.6
"""Where a threshold may lie; `docs/methods/digitize.md` has the scores of drawn maps with and without symbols."""
_WEAK, _CLOSE = 0.05, 0.05
"""A symbol is looked at again where its score is so little above the threshold, or above that of another kind."""

Steps = tuple[tuple[float, ...], tuple[float, ...]]


def searched(
    picture: npt.NDArray[np.uint8],
    templates: Sequence[SymbolTemplate],
    reference: Georeference,
    steps: Steps,
    threshold: float | None,
    progress: Progress | None,
) -> DigitizedMap:
    """Return the symbols of a picture (h, w, 3); `steps` are scales and rotations."""
    pixels = map_sample(picture)
    grids = [PoseGrid(one, SymbolColours.on_map(one, pixels), *steps) for one in templates]
    least = _LOW if threshold is None else threshold
    search = VisibleSymbols(picture, grids, least, progress or (lambda done, total, text: None))
    found = search.search()
    thresholds = tuple(_threshold(found, kind, threshold) for kind in range(len(templates)))
    margins = search.margins()
    kept = [i for i, one in enumerate(found) if one.score >= thresholds[one.kind]]
    order = sorted(kept, key=lambda i: (found[i].kind, -found[i].score))
    frame = _frame([found[i] for i in order], [margins[i] for i in order], grids, reference)
    weak = [found[i].score < thresholds[found[i].kind] + _WEAK for i in order]
    frame["ambiguous"] = np.array(weak, bool) | (frame["margin"].to_numpy(np.float64) < _CLOSE)
    boxes = [_box(found[i], grids[found[i].kind]) for i in order]
    kinds, notes = tuple(one.kind for one in templates), _notes(templates)
    return DigitizedMap(frame, kinds, reference, thresholds, notes, picture, boxes)


def _threshold(found: Sequence[FoundSymbol], kind: int, given: float | None) -> float:
    if given is not None:
        return given
    return threshold_between([one.score for one in found if one.kind == kind], _LOW, _HIGH)


def _notes(templates: Sequence[SymbolTemplate]) -> tuple[str, ...]:
    bare = [one.kind for one in templates if one.found_background]
    if not bare:
        return ()
    return (
        f"The {count_of(len(bare), 'template')} of {joined(bare)} had no alpha channel: what has the colour of the "
        "corners was taken for the map behind the symbol.",
    )


def _frame(
    found: Sequence[FoundSymbol], margins: Sequence[float], grids: Sequence[PoseGrid], reference: Georeference
) -> gpd.GeoDataFrame:
    pixels = np.array([_anchor(one, grids[one.kind]) for one in found], np.float64).reshape(-1, 2)
    places, degrees = reference.places(pixels), reference.degrees(pixels)
    poses = [grids[one.kind].pose(one.at) for one in found]
    table = pd.DataFrame(
        {
            "id": np.arange(1, len(found) + 1),
            "kind": pd.Series([grids[one.kind].template.kind for one in found], dtype=object),
            "lon": degrees[:, 0],
            "lat": degrees[:, 1],
            "x": places[:, 0],
            "y": places[:, 1],
            "pixel_x": pixels[:, 0],
            "pixel_y": pixels[:, 1],
            "score": np.array([one.score for one in found], np.float64),
            "margin": np.array(margins, np.float64),
            "visible": np.array([one.visible for one in found], np.float64),
            "scale": np.array([pose.scale for pose in poses], np.float64),
            "rotation": np.array([pose.rotation for pose in poses], np.float64),
        }
    )
    return gpd.GeoDataFrame(table, geometry=gpd.points_from_xy(table["x"], table["y"]), crs=reference.crs)


def _anchor(symbol: FoundSymbol, grid: PoseGrid) -> tuple[float, float]:
    """Return column and row of the place that a symbol marks."""
    h, w = grid.template.alpha.shape
    across, down = grid.template.anchor
    x, y = _corners(symbol, grid, np.array([[(across - 0.5) * (w - 1), (down - 0.5) * (h - 1)]]))[0]
    return float(x), float(y)


def _box(symbol: FoundSymbol, grid: PoseGrid) -> npt.NDArray[np.float64]:
    h, w = grid.template.alpha.shape
    return _corners(symbol, grid, np.array([[-w, -h], [w, -h], [w, h], [-w, h]]) / 2)


def _corners(symbol: FoundSymbol, grid: PoseGrid, offsets: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return where offsets (n, 2) from the middle of the template lie in the picture: columns and rows."""
    pose = grid.pose(symbol.at)
    angle = math.radians(pose.rotation)
    turn = pose.scale * np.array([[math.cos(angle), math.sin(angle)], [-math.sin(angle), math.cos(angle)]])
    return np.asarray(offsets @ turn.T + [symbol.column + pose.shift[1], symbol.row + pose.shift[0]])
