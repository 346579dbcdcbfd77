"""In which coordinate reference system the coordinates of a file stand."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pyproj

from beatwright.base.columns.point_texts import point_srids
from beatwright.base.columns.text_columns import coded
from beatwright.base.errors import InputError
from beatwright.base.vector.crs import crs_of
from beatwright.data.incidents.columns.recognised_columns import Recognised
from beatwright.data.incidents.files.raw_table import GEOMETRY_X, RawTable
from beatwright.data.incidents.places.fitting_crs import fitting_crs
from beatwright.data.incidents.places.mend_coordinates import Box, find_changes
from beatwright.data.incidents.places.raw_places import RawPlaces
from beatwright.data.incidents.rows.row_account import RowAccount

__all__ = ["origin_of"]

Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]


def origin_of(
    account: RowAccount, found: Recognised, raw: RawPlaces, asked: str, box: Box | None = None
) -> tuple[Any, str, list[str]]:
    """Return the CRS of the file's coordinates, how it was found, and doubts.

    Parameters
    ----------
    account, found : RowAccount, Recognised
        The rows and their columns.
    raw : RawPlaces
        The coordinates of the rows.
    asked : str
        What the user says; "auto" where nothing.
    box : Box, optional
        The boundary, which shows what a CRS would fit.

    Raises
    ------
    InputError
        Where the coordinates are no degrees and nothing says what they are.
    """
    doubts: list[str] = []
    columns = " and ".join(f"'{found.heading(r)}'" for r in ("lon", "lat", "x", "y", "point") if found.heading(r))
    geographic = pyproj.CRS.from_epsg(4326)
    if asked != "auto":
        doubts += _contradicted(account.table, found, asked)
        return crs_of(asked, "The option crs"), f"{columns} in {asked}, as asked", doubts
    kept_x, kept_y = raw.x[account.kept], raw.y[account.kept]
    if found.heading("lon") == GEOMETRY_X and account.table.crs:
        crs = crs_of(account.table.crs, "The CRS of the file")
        if crs.is_geographic and not _in_degrees(kept_x, kept_y):
            raise InputError(_no_degrees(f"geometry, said to be in {crs.name},", kept_x, kept_y, box))
        return crs, f"geometry in {crs.name}", doubts
    if srid := _srid(account.table, found):
        crs = pyproj.CRS.from_epsg(srid)
        return crs, f"{columns} in {crs.name}, as its texts say (SRID {srid})", doubts
    if _in_degrees(kept_x, kept_y):
        return geographic, f"{columns} in degrees ({raw.order})", doubts
    if found.portal and found.portal.crs:
        crs = crs_of(found.portal.crs, "The CRS of the portal")
        return crs, f"{columns} in {crs.name}, as {found.portal.name} publishes them", doubts
    if box is not None and _pointless(kept_x, kept_y, box):
        return geographic, f"{columns} in degrees without their decimal point", doubts
    raise InputError(_no_degrees(f"columns {columns}", kept_x, kept_y, box))


def _pointless(x: Floats, y: Floats, box: Box) -> bool:
    """Say whether most numbers lie inside the boundary once their decimal point is put where it belongs."""
    names = find_changes(x, y, box).names
    return 2 * sum("decimal point" in name for name in names) > len(names)


def _no_degrees(what: str, x: Floats, y: Floats, box: Box | None) -> str:
    """Say that coordinates are no degrees, what they may be, and what to do."""
    fitting = fitting_crs(x, y, box) if box is not None else []
    shown = ", ".join(f'"EPSG:{crs.to_epsg()}" ({crs.name})' for crs in fitting[:3])
    hint = f" Of the rows, nine of ten lie inside the boundary with crs = {shown}." if fitting else ""
    return (
        f"The {what} hold{'s' * what.startswith('geometry')} projected coordinates or none (for example {x[0]:g}, "
        f"{y[0]:g}): they are no degrees, and the file does not say in which coordinate reference system they are. "
        f'Give it: crs = "EPSG:..." in the [incidents] table; for State Plane coordinates mind feet and metres.{hint} '
        "Where degrees have lost their decimal point (42360100 for 42.3601), give the boundary of the city and "
        'mend = "coordinates".'
    )


def _contradicted(table: RawTable, found: Recognised, asked: str) -> list[str]:
    """Warn where the texts of a point column name another CRS than the user."""
    srid = _srid(table, found)
    if not srid or crs_of(asked, "The option crs").to_epsg() == srid:
        return []
    return [
        f"The column '{found.heading('point')}' says SRID {srid}, but the option crs says {asked}, which holds. "
        "Leave the option out where the file is right."
    ]


def _srid(table: RawTable, found: Recognised) -> int:
    """Return the CRS that the texts of a point column name; 0 where they name none."""
    heading = found.heading("point")
    srids = sorted(point_srids(coded(table.columns.column(heading))[1]) - {0}) if heading else []
    if len(srids) > 1:
        raise InputError(
            f"The column '{heading}' names several coordinate reference systems: SRID {', '.join(map(str, srids))}. "
            'One was expected. Export it in one, or give it: crs = "EPSG:..." in the [incidents] table.'
        )
    try:
        return int(pyproj.CRS.from_epsg(srids[0]).to_epsg() or 0) if srids else 0
    except pyproj.exceptions.CRSError:
        raise InputError(
            f"The column '{heading}' names SRID {srids[0]}, which is no known EPSG code. "
            'Give the coordinate reference system: crs = "EPSG:..." in the [incidents] table.'
        ) from None


def _in_degrees(x: Floats, y: Floats) -> bool:
    """Say whether most places fit degrees in one of the two at least, swapped ones too; the others are told by row."""
    if not len(x):
        return True
    return bool(((np.abs(x) <= 180) | (np.abs(y) <= 180)).mean() > 0.5)
