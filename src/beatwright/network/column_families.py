"""Names of road attributes in other spellings and languages, whole or cut to ten letters as shapefiles do."""

from __future__ import annotations

import re
from collections.abc import Iterable

import pandas as pd

from beatwright.base.columns.coordinate_headings import plain_heading
from beatwright.base.errors import InputError
from beatwright.network.values import direction_of

__all__ = ["LENGTHS", "direction_column", "speed_of_unit", "speeds_without_unit"]

# Whatever their unit: a table without lines holds them against the straight lines between the nodes.
LENGTHS = (
    "shape_length", "shape_leng", "shape__length", "st_length(shape)", "distance", "dist", "dist_m", "distance_m",
    "length_km", "length_mi", "length_miles", "length_ft", "len_km", "miles", "km", "longueur", "longitud", "laenge",
)  # fmt: skip
_DIRECTIONS = (
    "oneway", "onewaydir", "einbahn", "traveldir", "traveldirection", "dirtravel", "trafdir", "trafficdir",
    "trafficdirection", "flowdir", "flowdirection", "direction", "senscircu", "sensdecirculation", "sensunique",
    "sentido", "sentidocirculacion", "sentidovia", "sensounico", "sensomarcia", "rijrichting", "fahrtrichtung",
)  # fmt: skip
# Only for cars does it count; the others are rules for cyclists, buses and the like.
_OTHERS = ("bic", "cycl", "bus", "psv", "foot", "moped", "hgv", "street", "name", "prefix", "suffix")
_SPEEDS = ("speed", "spd", "veloc", "velmax", "vitesse", "geschw", "vmax", "snelheid", "hastighet")
_NO_SPEEDS = ("cat", "class", "source", "date", "type", "unit", "speedid")
_KMH = re.compile(r"(?:^|[^a-z])(?:kmh|kph|km_h|km/h|kmph)(?:[^a-z]|$)")
_MPH = re.compile(r"(?:^|[^a-z])(?:mph|mi_h|mi/h)(?:[^a-z]|$)")


def direction_column(table: pd.DataFrame) -> tuple[str | None, list[str]]:
    """Return the column whose name speaks of the direction and whose values are understood, and what to tell.

    Examples
    --------
    >>> direction_column(pd.DataFrame({"SENS_CIRCU": ["Double sens", "Sens unique"]}))[0]
    'SENS_CIRCU'
    >>> direction_column(pd.DataFrame({"Sentido": ["Norte-Sur", "Sur-Norte"]}))[0] is None
    True
    """
    notes = []
    for column in filter(_speaks_of_direction, map(str, table.columns)):
        try:
            direction_of(table[column], column)
        except InputError:
            notes.append(
                f"Roads: the column '{column}' is not used: its name speaks of the direction, but its values are not "
                f'understood. If it says which way roads are driven, write yes and no: oneway_column = "{column}".'
            )
            continue
        return column, [*notes, f"Roads: the direction is read from the column '{column}'."]
    return None, notes


def _speaks_of_direction(column: str) -> bool:
    name = plain_heading(column)
    if name != "onewaystreet" and any(other in name for other in _OTHERS):
        return False
    cut = len(column) == 10 and any(known.startswith(name) for known in _DIRECTIONS)
    return cut or name in _DIRECTIONS or "oneway" in name or name.startswith("einbahn")


def speed_of_unit(columns: Iterable[str]) -> tuple[str, str] | None:
    """Return the first column that names a unit of speed, and the unit; None where none does.

    >>> speed_of_unit(["name", "maxspeed_kmh"]), speed_of_unit(["SPEEDLIMIT_MPH"])
    (('maxspeed_kmh', 'km/h'), ('SPEEDLIMIT_MPH', 'mph'))
    """
    for column in columns:
        for pattern, unit in ((_KMH, "km/h"), (_MPH, "mph")):
            if pattern.search(column.lower()):
                return column, unit
    return None


def speeds_without_unit(columns: Iterable[str]) -> list[str]:
    """Return the columns whose names speak of a speed, in whatever unit.

    >>> speeds_without_unit(["posted_spe", "SPD_LIMIT", "Velocidad", "speed_cat", "street"])
    ['posted_spe', 'SPD_LIMIT', 'Velocidad']
    """
    found = []
    for column in columns:
        name = plain_heading(column)
        speaks = any(word in name for word in _SPEEDS) or name.startswith("postedspe")
        if speaks and not any(name.endswith(word) for word in _NO_SPEEDS):
            found.append(column)
    return found
