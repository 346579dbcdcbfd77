"""What people see of the streets: their lines and segments, and the corners where streets of different names meet."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from beatwright.core.street_segments import StreetSegments
from beatwright.network.crossings import segments_between_crossings
from beatwright.network.topology import Ends

__all__ = ["Streets", "name_column", "streets_of"]

_NAME = (
    "fullname", "full_name", "fullstreet", "full_street_name", "full_stree", "street_name", "streetname", "st_name",
    "stname", "strname", "road_name", "roadname", "rd_name", "name", "street", "label", "nombre", "nom", "nome",
)  # fmt: skip
_NO_NAME = {"", "nan", "none", "null", "n/a", "na", "unnamed", "unknown", "no name", "<na>", "unnamed street"}
_LISTED = re.compile(r"""^\[\s*(['"])(.*?)\1""")


@dataclass(frozen=True, eq=False)
class Streets:
    """Streets to draw, corners to name places by, and segments to count by.

    Parameters
    ----------
    lines : array of LineString or MultiLineString, shape (streets,)
        In metres.
    corner_xy : array, shape (corners, 2)
        Nodes where streets of at least two names meet, metres.
    corners : tuple of str
        What each is called: the two names with the longest streets, such as ``Main St & Third Ave``.
    segments : StreetSegments, optional
        The stretches of street from crossing to crossing; None where no street has a length.
    """

    lines: Any
    corner_xy: npt.NDArray[np.float64]
    corners: tuple[str, ...] = ()
    segments: StreetSegments | None = None


def name_column(table: pd.DataFrame) -> str | None:
    """Return the column with the names of the streets: one that is called so and holds words.

    Examples
    --------
    >>> name_column(pd.DataFrame({"FULLNAME": ["Main St", None], "name": [12, 13]}))
    'FULLNAME'
    >>> name_column(pd.DataFrame({"name": [12, 13]}))
    """
    lower = {str(column).lower(): str(column) for column in table.columns}
    return next((lower[name] for name in _NAME if name in lower and _words(table[lower[name]])), None)


def _words(column: pd.Series[Any]) -> bool:
    texts = _names(column)
    texts = texts[texts != ""]
    return bool(len(texts)) and float(texts.str.contains(r"[^\W\d_]").mean()) > 0.5


def _names(column: pd.Series[Any]) -> pd.Series[Any]:
    """Return tidy names; of a list of names, as osmnx writes it, the first; nothing where there is none."""
    text = column.astype(object).where(column.notna(), "").astype(str).str.strip()
    text = text.map(lambda name: found.group(2) if (found := _LISTED.match(name)) else name)
    text = text.map(lambda name: " ".join(name.split()))
    return text.where(~text.str.lower().isin(_NO_NAME), "")


def streets_of(table: pd.DataFrame, ends: Ends) -> Streets:
    """Return lines, corners and segments of a table of roads.

    Parameters
    ----------
    table : DataFrame or GeoDataFrame
        One row per road; without lines they are drawn straight from node to node.
    ends : Ends
        The nodes of every row.

    Examples
    --------
    >>> lines = [shapely.LineString([(0, 0), (5, 0)]), shapely.LineString([(5, 0), (5, 9)])]
    >>> ends = Ends(np.array([0, 1]), np.array([1, 2]), np.array([[0.0, 0], [5, 0], [5, 9]]))
    >>> streets = streets_of(gpd.GeoDataFrame({"name": ["Main St", "Third Ave"]}, geometry=lines), ends)
    >>> streets.corners, streets.corner_xy.tolist()
    (('Third Ave & Main St',), [[5.0, 0.0]])
    """
    if isinstance(table, gpd.GeoDataFrame):
        lines = table.geometry.to_numpy()
    else:
        lines = shapely.linestrings(np.stack([ends.xy[ends.u], ends.xy[ends.v]], axis=1))
    column = name_column(table)
    names = np.full(len(table), "", dtype=object) if column is None else _names(table[column]).to_numpy(dtype=object)
    segments = segments_between_crossings(lines, names, ends)
    if column is None:
        return Streets(lines, np.empty((0, 2)), segments=segments)
    node, corners = _corners(names, shapely.length(lines), ends)
    return Streets(lines, ends.xy[node], corners, segments)


def _corners(names: Any, metres: npt.NDArray[np.float64], ends: Ends) -> tuple[npt.NDArray[np.intp], tuple[str, ...]]:
    long = pd.Series(metres).groupby(names).sum()
    meets = pd.DataFrame({"node": np.r_[ends.u, ends.v], "name": np.r_[names, names]})
    meets = meets[meets["name"] != ""].drop_duplicates()
    meets = meets.assign(long=meets["name"].map(long)).sort_values(
        ["node", "long", "name"], ascending=[True, False, True]
    )
    meets = meets[meets.groupby("node")["name"].transform("size") > 1]
    called = meets.groupby("node")["name"].agg(lambda several: " & ".join(several.iloc[:2]))
    return called.index.to_numpy(dtype=np.intp), tuple(called.tolist())
