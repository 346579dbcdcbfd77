"""Longitudes and latitudes without their minus, where no boundary can tell: the other rows or the time zone do."""

from __future__ import annotations

import datetime as dt
import zoneinfo

import numpy as np
import numpy.typing as npt

from beatwright.base.words import count_of

__all__ = ["hemisphere_warnings"]

Floats = npt.NDArray[np.float64]

_SLACK = 0.5
# No land lies further than 47 degrees from the middle of its time zone.
_FAR, _FITTING = 50.0, 45.0
_TROPICS = 10.0
_POLAR = 75.0


def hemisphere_warnings(
    degrees: tuple[Floats, Floats], weight: npt.NDArray[np.intp], headings: tuple[str, str], timezone: str = ""
) -> list[str]:
    """Tell of rows that mirror the others at 0 degrees, and of a file on the other side of the world than its clock.

    Parameters
    ----------
    degrees : pair of arrays of float64, shape (n,)
        Longitude and latitude of every place.
    weight : array of int, shape (n,)
        Rows at each place.
    headings : pair of str
        Where longitude and latitude stand.
    timezone : str
        IANA name; empty where it is not known.
    """
    if timezone and len(weight) and _is_swapped(degrees, weight, timezone):
        return [
            f"Longitude and latitude seem to be swapped ({' and '.join(map(repr, dict.fromkeys(headings)))}): only "
            f"then do the places lie where the clocks show {timezone}. Name the columns the other way round in the "
            'mapping, or give a boundary and mend = "coordinates".'
        ]
    messages = []
    wrong_side = (_is_wrong_longitude, _is_wrong_latitude)
    for name, values, heading, is_wrong in zip(("longitude", "latitude"), degrees, headings, wrong_side, strict=True):
        if (mirrored := _mirrored(values, weight)) is not None:
            messages.append(_mirrored_warning(name, heading, *mirrored))
        elif timezone and len(values) and is_wrong(float(np.median(np.repeat(values, weight))), timezone):
            messages.append(
                f"The {name} in the column '{heading}' has another sign than places in {timezone}: is a minus lost or "
                "too many? Put the sign right in the file, or the option timezone."
            )
    return messages


def _is_swapped(degrees: tuple[Floats, Floats], weight: npt.NDArray[np.intp], timezone: str) -> bool:
    """Say whether the middle of the places lies where the clocks show that time only with both numbers swapped."""
    lon, lat = (float(np.median(np.repeat(values, weight))) for values in degrees)
    hours = min(_offset(timezone, 2020, month) for month in (1, 7))
    own, turned = (abs((value - 15 * hours + 180) % 360 - 180) for value in (lon, lat))
    fits = turned <= _FITTING and abs(lon) <= _POLAR and not _is_wrong_latitude(lon, timezone)
    return fits and (own > _FAR or _is_wrong_latitude(lat, timezone))


def _mirrored_warning(name: str, heading: str, below: int, above: int) -> str:
    return (
        f"The {name} in the column '{heading}' is below 0 in {count_of(below, 'row')} and above 0, as far from it, in "
        f"{count_of(above, 'row')}: a minus is lost or too many, and one part lies in a wrong place. Put the sign "
        "right in the file, or give a boundary to leave such rows out."
    )


def _mirrored(values: Floats, weight: npt.NDArray[np.intp]) -> tuple[int, int] | None:
    """Return the rows below and above 0 where one part is the mirror image of the other; None where none is.

    The larger part gives the reach of the city. It must be smaller than its distance from 0, or both parts may be
    one city on the meridian of Greenwich or on the equator.
    """
    below, above = values < 0, values > 0
    rows = int(weight[below].sum()), int(weight[above].sum())
    if not min(rows):
        return None
    most, least = (below, above) if rows[0] >= rows[1] else (above, below)
    low, high = np.quantile(np.abs(np.repeat(values[most], weight[most])), (0.01, 0.99))
    slack = max(_SLACK, high - low)
    if low < 2 * slack:
        return None
    like = (np.abs(values) >= low - slack) & (np.abs(values) <= high + slack) & least
    found = int(weight[like].sum())
    return None if not found else ((rows[0], found) if most is below else (found, rows[1]))


def _is_wrong_longitude(longitude: float, timezone: str) -> bool:
    """Say whether only the mirror image of a longitude lies where the clocks show that time.

    >>> _is_wrong_longitude(90.2, "America/Chicago"), _is_wrong_longitude(-90.2, "America/Chicago")
    (True, False)
    """
    hours = min(_offset(timezone, 2020, month) for month in (1, 7))
    own, mirrored = (abs((value - 15 * hours + 180) % 360 - 180) for value in (longitude, -longitude))
    return own > _FAR and mirrored <= _FITTING


def _is_wrong_latitude(latitude: float, timezone: str) -> bool:
    """Say whether summer time falls, or fell, into the winter of a latitude.

    >>> _is_wrong_latitude(-38.6, "America/Chicago"), _is_wrong_latitude(23.5, "America/Sao_Paulo")
    (True, True)
    """
    south = sum(_offset(timezone, year, 1) - _offset(timezone, year, 7) for year in range(1970, 2026))
    return abs(latitude) > _TROPICS and south * latitude > 0


def _offset(timezone: str, year: int, month: int) -> float:
    """Return how many hours the clocks are ahead of UTC in the middle of a month."""
    moment = dt.datetime(year, month, 15, 12, tzinfo=zoneinfo.ZoneInfo(timezone))
    return (moment.utcoffset() or dt.timedelta()) / dt.timedelta(hours=1)
