"""The options of the table [incidents] of the study file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from beatwright.base import check
from beatwright.core.step import Step
from beatwright.data.incidents.clocks.timezones import is_timezone
from beatwright.data.incidents.dates.half_converted import HALF_CONVERTED
from beatwright.data.incidents.option_checks import crs_complaint, encoding_complaint, header_row_complaint

__all__ = ["IncidentOptions"]

Day = str | dt.date


def _day(value: Any) -> pd.Timestamp | None:
    if value is None or value == "":
        return None
    if not isinstance(value, (str, dt.date)):
        raise TypeError
    day = pd.Timestamp(value)
    if day.tz is not None or pd.isna(day):
        raise ValueError
    return day


@dataclass(frozen=True)
class IncidentOptions(Step):
    """Options of `IncidentSource`.

    Parameters
    ----------
    file : str
        CSV, XLSX, Parquet, GeoJSON, GeoPackage or shapefile; relative to the study file.
    mapping : dict or str
        Our column -> heading in the file, such as ``{time = "Date Occurred"}``, or the path of a saved mapping.
        What it does not name is recognised by its heading.
    kinds : str
        Path of a table of kinds (CSV). Default: the one that comes with beatwright.
    day_first : {"auto", "yes", "no", "ymd"}
        Whether 03/04/2024 is 3 April. "auto": the dates that can be read one way only decide for the file. "ymd":
        years of two digits come first, so that 23-03-05 is the 5 March 2023.
    half_converted : {"auto", "swap", "keep", "refuse"}
        What becomes of a column in which a spreadsheet has turned 06/12/2023 into a date and left 25/12/2023 a text:
        the dates' day and month are swapped back ("swap"), are right as they stand ("keep"), or the file is not read
        ("refuse"). "auto": swapped back where no chance explains the days, and told; kept and told where unsure.
    crs : str
        CRS of the coordinates in the file, such as ``EPSG:26996``. "auto": as the file or its portal says; degrees.
    timezone : str
        IANA name, such as ``America/Chicago``: times in UTC become local, daylight saving is checked. Default: that
        of the portal, where the file comes from a known one.
    utc : bool
        Whether times without an offset of their own are in UTC, to be turned into `timezone`.
    midnight : {"as written", "unknown"}
        What times at exactly midnight are: that moment, or no time of day, as many systems write it. Rows without a
        time of day keep their day and count in the hours in which the other rows of the same weekday do.
    window : {"start", "middle", "aoristic"}
        Which time counts where a file gives the earliest and the latest time of an incident, as of a burglary: the
        beginning, or the middle (a window longer than a day then gives a day without a time of day). "aoristic": the
        beginning is the time, and where hours of the week are counted every hour of the window counts by its share.
    since : date
        First day to keep. Default: no limit.
    until : date
        First day not to keep any more. Default: no limit.
    where : dict
        Heading -> value, or list of values, that a row must have: ``{FlagCrime = true}``.
    unknown_kind : str
        What becomes of kinds that the table of kinds does not know: "least" (they join the least severe class),
        "drop", or the name of a class.
    duplicates : {"drop", "keep"}
        What becomes of rows that repeat the id and every other cell of another row.
    offences : {"all", "most severe"}
        What becomes of rows that repeat an id and differ, as where a case has a row for each offence: every row is
        an incident, or only the most severe row of each id is. Numbers of cases may repeat in any case.
    counts : {"auto", "none"}
        What becomes of a column of counts, as in files of sums: a row that counts 3 is three incidents, or every row
        is one.
    swapped : {"drop", "mend"}
        What becomes of rows whose latitude and longitude are swapped, or whose x and y are exchanged.
    mend : {"nothing", "coordinates"}
        What becomes of rows far outside the boundary that lie inside with a sign changed, longitude and latitude
        swapped, or the decimal point put where it belongs: they are left out, or put right. Both are told.
    decimal : {"auto", ",", "."}
        What stands before the decimals of coordinates. "auto": as the values of both columns tell.
    encoding : str
        How the letters of a CSV are written, such as ``cp1251``, ``cp932`` or ``gb18030``. "auto": UTF-8 or UTF-16
        where the bytes are that, else the code page whose letters are the most likely, told.
    sheet : str
        Sheet of a workbook. Default: the first with the headings of incidents, else the first that is not empty.
    layer : str
        Layer of a GeoPackage. Default: the first.
    header_row : int or {"auto", "none"}
        The line or row of the headings in a text file or workbook, from 1. "auto": the first that is not blank, or a
        later one below titles. "none": there are no headings; columns are called "column 1", "column 2", ...
    """

    file: str
    mapping: Mapping[str, str] | str = field(default_factory=dict)
    kinds: str = ""
    day_first: str = "auto"
    half_converted: str = "auto"
    crs: str = "auto"
    timezone: str = ""
    utc: bool = False
    midnight: str = "as written"
    window: str = "start"
    since: Day = ""
    until: Day = ""
    where: Mapping[str, Any] = field(default_factory=dict)
    unknown_kind: str = "least"
    duplicates: str = "drop"
    offences: str = "all"
    counts: str = "auto"
    swapped: str = "drop"
    mend: str = "nothing"
    decimal: str = "auto"
    encoding: str = "auto"
    sheet: str = ""
    layer: str = ""
    header_row: int | str = "auto"

    def complaints(self) -> Iterable[str | None]:
        """Yield what is wrong with the options."""
        yield check.text("IncidentSource", "file", self.file)
        yield check.one_of("IncidentSource", "day_first", self.day_first, ("auto", "yes", "no", "ymd"))
        yield check.one_of("IncidentSource", "midnight", self.midnight, ("as written", "unknown"))
        yield check.one_of("IncidentSource", "window", self.window, ("start", "middle", "aoristic"))
        yield check.boolean("IncidentSource", "utc", self.utc)
        yield check.one_of("IncidentSource", "half_converted", self.half_converted, HALF_CONVERTED)
        yield check.one_of("IncidentSource", "duplicates", self.duplicates, ("drop", "keep"))
        yield check.one_of("IncidentSource", "offences", self.offences, ("all", "most severe"))
        yield check.one_of("IncidentSource", "counts", self.counts, ("auto", "none"))
        yield check.one_of("IncidentSource", "swapped", self.swapped, ("drop", "mend"))
        yield check.one_of("IncidentSource", "mend", self.mend, ("nothing", "coordinates"))
        yield check.one_of("IncidentSource", "decimal", self.decimal, ("auto", ",", "."))
        yield encoding_complaint(self.encoding)
        yield check.text("IncidentSource", "unknown_kind", self.unknown_kind)
        for name in ("kinds", "timezone", "sheet", "layer", "crs"):
            yield check.string("IncidentSource", name, getattr(self, name))
        yield header_row_complaint(self.header_row)
        if not isinstance(self.mapping, (str, Mapping)):
            yield f"The 'mapping' parameter of IncidentSource must be a table or a path. Got {self.mapping!r}."
        if not isinstance(self.where, Mapping):
            yield f"The 'where' parameter of IncidentSource must be a table of headings. Got {self.where!r}."
        yield from self._time_complaints()
        yield crs_complaint(self.crs)

    def _time_complaints(self) -> Iterable[str]:
        if isinstance(self.timezone, str) and self.timezone and not is_timezone(self.timezone):
            yield (
                "The 'timezone' parameter of IncidentSource must be an IANA name such as 'America/Chicago'. "
                f"Got {self.timezone!r}."
            )
        days = {}
        for name in ("since", "until"):
            value = getattr(self, name)
            try:
                days[name] = _day(value)
            except (ValueError, TypeError):
                yield f"The '{name}' parameter of IncidentSource must be a date such as 2024-01-31. Got {value!r}."
        since, until = days.get("since"), days.get("until")
        if since is not None and until is not None and not since < until:
            yield f"The 'until' parameter of IncidentSource must be after {since:%Y-%m-%d}. Got {until:%Y-%m-%d}."

    @property
    def path(self) -> Path:
        """The file, as given."""
        return Path(self.file)

    @property
    def period(self) -> tuple[pd.Timestamp | None, pd.Timestamp | None]:
        """First day to keep, and first day not to keep any more; None where there is no limit."""
        return _day(self.since), _day(self.until)
