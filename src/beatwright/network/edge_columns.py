"""Which columns of a road file mean what."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import geopandas as gpd
import pandas as pd

from beatwright.base.check import did_you_mean
from beatwright.base.errors import InputError
from beatwright.network.column_families import LENGTHS, direction_column, speed_of_unit, speeds_without_unit

__all__ = ["EdgeColumns", "find_columns", "node_columns"]

_ENDS = (
    ("u", "v"), ("fromnode", "tonode"), ("from_node", "to_node"), ("from", "to"), ("source", "target"),
    ("fnode_", "tnode_"), ("fnode", "tnode"), ("tnidf", "tnidt"), ("start_node", "end_node"), ("node_from", "node_to"),
)  # fmt: skip
_LENGTH = ("length_m", "length", "len_m")
_ONEWAY = ("oneway", "one_way", "direction", "dir_travel")
_CLASS = ("mtfcc", "highway", "fclass")
_SPEED = {"speed_kph": "km/h", "speed_kmh": "km/h", "speed_mph": "mph", "maxspeed": "km/h"}
_SECONDS = ("travel_time", "travel_time_s", "traveltime_s", "travel_seconds", "seconds")
_TIME_UNKNOWN = ("minutes", "traveltime", "travel_min", "travel_time_min", "drivetime", "drive_time", "time")
_NODE = ("node", "osmid", "nodenumber", "node_id", "nodeid", "id")
NONE = "none"


@dataclass(frozen=True)
class EdgeColumns:
    """The columns of an edge table by meaning; None where there is none.

    Parameters
    ----------
    ends : tuple of str, optional
        First and last node.
    length : str, optional
        Metres.
    oneway : str, optional
        Direction.
    road_class : str, optional
        MTFCC, or OpenStreetMap's highway.
    speed : str, optional
        Speed, in `unit`.
    seconds : str, optional
        Travel time.
    unit : str
        ``km/h`` or ``mph``.
    notes : tuple of str
        Columns that look useful but do not say their unit.
    """

    ends: tuple[str, str] | None = None
    length: str | None = None
    oneway: str | None = None
    road_class: str | None = None
    speed: str | None = None
    seconds: str | None = None
    unit: str = "km/h"
    notes: tuple[str, ...] = ()


def find_columns(
    table: pd.DataFrame,
    *,
    length: str = "",
    speed: str = "",
    unit: str = "km/h",
    oneway: str = "",
    road_class: str = "",
) -> EdgeColumns:
    """Find the columns by their usual names; a name given wins, and ``none`` means that there is none.

    Raises
    ------
    InputError
        Where a column that was named is not there.

    Examples
    --------
    >>> find_columns(pd.DataFrame(columns=["FromNode", "ToNode", "Direction"])).ends
    ('FromNode', 'ToNode')
    """
    lower = {str(column).lower(): str(column) for column in table.columns}
    ends = next(((lower[u], lower[v]) for u, v in _ENDS if u in lower and v in lower), None)
    found_speed = _pick(table, "speed_column", speed, lower, known=_SPEED)
    named = speed_of_unit(lower.values()) if not speed and not found_speed else None
    direction, direction_notes = _pick(table, "oneway_column", oneway, lower, known=_ONEWAY), list[str]()
    if direction is None and not oneway:
        direction, direction_notes = direction_column(table)
    lengths = _LENGTH if isinstance(table, gpd.GeoDataFrame) else (*_LENGTH, *LENGTHS)
    return EdgeColumns(
        ends=ends,
        length=_pick(table, "length_column", length, lower, known=lengths),
        oneway=direction,
        road_class=_pick(table, "class_column", road_class, lower, known=_CLASS),
        speed=named[0] if named else found_speed,
        seconds=next((lower[name] for name in _SECONDS if name in lower), None) if not speed else None,
        unit=named[1] if named else unit if speed or not found_speed else _SPEED[found_speed.lower()],
        notes=(*direction_notes, *(() if found_speed or named else _unit_notes(lower, speed))),
    )


def _pick(table: pd.DataFrame, option: str, asked: str, lower: dict[str, str], known: Iterable[str]) -> str | None:
    if asked.lower() == NONE:
        return None
    if asked:
        if asked not in table.columns:
            hint = did_you_mean(asked, [str(column) for column in table.columns])
            raise InputError(f"The roads have no column '{asked}' ({option}). {hint}")
        return asked
    return next((lower[name] for name in known if name in lower), None)


def _unit_notes(lower: dict[str, str], asked: str) -> Iterable[str]:
    for name in speeds_without_unit(lower.values()) if not asked else ():
        yield (
            f"Roads: the column '{name}' is not used, because its unit is not known. If it is a speed, give "
            f'speed_column = "{name}" and speed_unit.'
        )
    if not any(name in lower for name in _SECONDS):
        for name in _TIME_UNKNOWN:
            if name in lower and not asked:
                yield (
                    f"Roads: the column '{lower[name]}' is not used, because its unit is not known. If it is the time "
                    "to drive a road, write it in seconds and call it travel_time."
                )


def node_columns(table: pd.DataFrame) -> str:
    """Return the column of the node ids of a node table.

    Raises
    ------
    InputError
        Where none is named like one.

    Examples
    --------
    >>> node_columns(pd.DataFrame(columns=["NodeNumber", "lon", "lat"]))
    'NodeNumber'
    """
    lower = {str(column).lower(): str(column) for column in table.columns}
    for name in _NODE:
        if name in lower:
            return lower[name]
    shown = ", ".join(str(column) for column in table.columns[:12])
    raise InputError(f"The file of nodes has no column of ids; call it 'node'. It has: {shown}.")
