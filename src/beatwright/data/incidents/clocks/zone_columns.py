"""A column that names the time zone of the times beside it."""

from __future__ import annotations

from typing import NamedTuple

from beatwright.base.columns.coordinate_headings import plain_heading
from beatwright.base.columns.text_columns import as_text, coded, is_text
from beatwright.data.incidents.clocks.timezones import is_timezone
from beatwright.data.incidents.files.raw_table import RawTable
from beatwright.data.incidents.times.times_of_file import Times

__all__ = ["ZoneNamed", "zone_named"]

_HEADINGS = ("timezone", "tz", "tzname", "timezonename", "tzid", "timezoneid", "olson", "iana", "timezonelocal")
_UTC = ("utc", "gmt", "z", "zulu", "etc/utc", "uct", "etc/gmt", "utc+0", "utc+00:00", "+00:00", "gmt+0", "etc/zulu")


class ZoneNamed(NamedTuple):
    """What a column of time zones says: the zone to turn times in UTC into, or that times are in UTC."""

    zone: str = ""
    utc: bool = False


def zone_named(table: RawTable, times: Times) -> ZoneNamed:
    """Return what the column of time zones says of the times; what it does is told in their rule or warnings.

    Times with an offset are turned into the zone; those without one are in it, or in UTC.
    """
    heading = next((heading for heading in table.headings if plain_heading(heading) in _HEADINGS), "")
    if not heading or times.timezone:
        return ZoneNamed()
    column = table.columns.column(heading)
    names = [str(name).strip() for name in coded(column if is_text(column.type) else as_text(column))[1].to_pylist()]
    names = sorted({name for name in names if name})
    if len(names) > 1 and all(_is_zone(name) for name in names):
        times.warnings.append(
            f"The column '{heading}' names several time zones ({', '.join(names[:3])}): it is not used. Give the "
            "option timezone, or a file for each."
        )
    if len(names) != 1 or not _is_zone(names[0]):
        return ZoneNamed()
    if names[0].lower() in _UTC:
        return ZoneNamed(utc=True)
    times.rule += f", in {names[0]} (as the column '{heading}' says)"
    times.timezone = names[0]
    return ZoneNamed() if times.offset is None else ZoneNamed(zone=names[0])


def _is_zone(name: str) -> bool:
    return name.lower() in _UTC or ("/" in name and is_timezone(name))
