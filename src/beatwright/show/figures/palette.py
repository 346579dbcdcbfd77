"""Colours that people with any kind of colour vision can tell apart, and that survive a grey printer."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely

__all__ = ["AREA_FILLS", "CHANGE", "DEMAND", "INK", "LINES", "colour_areas"]

INK = "#16324f"
# Sequential, light to dark (ColorBrewer YlGnBu); the first is for zones without calls.
DEMAND = ("#f3f2ec", "#e4f2c8", "#b4dfb9", "#66c0c1", "#2f94bf", "#225ea8", "#14306f")
# Diverging (ColorBrewer BrBG): nearer than today is green, farther is brown; both ends are dark.
CHANGE = ("#01665e", "#5ab4ac", "#c7eae5", "#f3f2ec", "#f6e8c3", "#d8b365", "#8c510a")
# Paul Tol's "light" scheme, made to fill areas that carry labels.
AREA_FILLS = ("#77aadd", "#eedd88", "#99ddff", "#ffaabb", "#44bb99", "#ee8866", "#bbcc33", "#dddddd", "#aaaa00")
# Okabe and Ito, without the yellow that is lost on white.
LINES = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#7a5195")


def colour_areas(areas: Sequence[shapely.Geometry]) -> list[str]:
    """Return a fill for every area so that areas which touch differ, as far as the palette reaches.

    >>> a, b = colour_areas([shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1)])
    >>> a != b
    True
    """
    count = len(areas)
    tree = shapely.STRtree(list(areas))
    one, other = tree.query(list(areas), predicate="intersects") if count else (np.empty(0, int), np.empty(0, int))
    chosen: list[int] = []
    used = np.zeros(len(AREA_FILLS))
    for number in range(count):
        adjacent = {chosen[j] for j in other[one == number] if j < number}
        free = [c for c in range(len(AREA_FILLS)) if c not in adjacent] or list(range(len(AREA_FILLS)))
        pick = min(free, key=lambda c: (used[c], c))
        used[pick] += 1
        chosen.append(pick)
    return [AREA_FILLS[pick] for pick in chosen]
