"""The table [incidents] of the study file: which file, and how to read it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pandas as pd

from beatwright.core import check
from beatwright.core.city import City
from beatwright.core.errors import BeatwrightError, Complaints
from beatwright.core.incidents import Incidents
from beatwright.core.reading import ReadReport
from beatwright.core.severity import Severity
from beatwright.core.step import Step
from beatwright.data.reading.assemble import assemble
from beatwright.data.reading.date_parts import with_dates
from beatwright.data.reading.halves import HALF_CONVERTED
from beatwright.data.reading.kinds import KindTable
from beatwright.data.reading.mapping import ColumnMapping
from beatwright.data.reading.opening import format_of, open_table
from beatwright.data.reading.option_checks import crs_complaint, encoding_complaint, header_row_complaint
from beatwright.data.reading.sift import Area, Progress, Sifted, sift
from beatwright.data.reading.timezones import is_timezone

__all__ = ["IncidentSource", "check_incidents"]

Day = str | dt.date


@dataclass(frozen=True)
class IncidentSource(Step):
    """A file of incidents, and how to read it.

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
    window : {"start", "middle"}
        Which time counts where a file gives the earliest and the latest time of an incident, as of a burglary: the
        beginning, or the middle. A window longer than a day then gives a day without a time of day.
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

    Examples
    --------
    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> _ = (folder / "calls.csv").write_text('''id,date,kind,lat,lon
    ... 1,2024-05-01 10:15,ROBBERY,38.63,-90.2
    ... 2,2024-05-02 23:40,THEFT,0,0
    ... ''')
    >>> incidents = IncidentSource("calls.csv").read(folder)
    >>> len(incidents), dict(incidents.report.reasons)
    (1, {'coordinate (0, 0)': 1})
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
        yield check.one_of("IncidentSource", "window", self.window, ("start", "middle"))
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
            if not isinstance(getattr(self, name), str):
                yield f"The '{name}' parameter of IncidentSource must be a text. Got {getattr(self, name)!r}."
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

    def read(
        self,
        folder: str | Path = ".",
        *,
        boundary: Any = None,
        crs: Any = None,
        city: City | None = None,
        severity: Severity | None = None,
        progress: Progress | None = None,
    ) -> Incidents:
        """Read the file.

        Parameters
        ----------
        folder : path
            What a relative `file` is relative to.
        boundary : shapely geometry, optional
            In `crs`; rows outside are left out.
        crs : CRS, optional
            Projected CRS of the incidents. Default: the UTM zone (WGS 84) of the rows.
        city : City, optional
            Gives boundary, CRS and zones; rows in no zone are left out.
        severity : Severity, optional
            The severity table. Default: the classes of the table of kinds.
        progress : callable, optional
            ``progress(done, total, text)``.

        Returns
        -------
        Incidents
            With its report. Without `city` not yet in zones: ``zone`` is -1.

        Raises
        ------
        InputError
            Where the file cannot be read or understood, or no row is left.
        """
        sifted, kinds = self._sifted(Path(folder), Area(boundary, crs, city), severity, progress)
        return assemble(sifted, kinds, 0 if city is None else len(city.zones))

    def check(
        self, folder: str | Path = ".", *, boundary: Any = None, crs: Any = None, progress: Progress | None = None
    ) -> ReadReport:
        """Read the file and return the account of it, even where no row is left; parameters and errors as `read`."""
        return self._sifted(Path(folder), Area(boundary, crs), None, progress)[0].report

    def unreadable(self, folder: str | Path = ".") -> tuple[str, ...]:
        """Return what is wrong with the files beside the incidents, and with opening those; empty where nothing is.

        Parameters
        ----------
        folder : path
            What relative paths are relative to.
        """
        folder = Path(folder)
        complaints = Complaints()
        for check_one in (self._mapping, self._kinds, lambda where: format_of(where / self.file)):
            try:
                check_one(folder)
            except BeatwrightError as problem:
                complaints.add(f"[incidents] {problem}")
        return complaints.texts

    def without_broken_tables(self, folder: str | Path = ".") -> IncidentSource:
        """Return the step without a mapping or table of kinds that cannot be read, to see what else is wrong.

        Parameters
        ----------
        folder : path
            What relative paths are relative to.
        """
        instead: dict[str, Any] = {}
        for read, options in ((self._mapping, {"mapping": {}}), (self._kinds, {"kinds": "", "unknown_kind": "least"})):
            try:
                read(Path(folder))
            except BeatwrightError:
                instead |= options
        return replace(self, **instead)

    def _mapping(self, folder: Path) -> Mapping[str, str]:
        return ColumnMapping.load(folder / self.mapping).columns if isinstance(self.mapping, str) else self.mapping

    def _kinds(self, folder: Path) -> KindTable:
        return KindTable.read(folder / self.kinds) if self.kinds else KindTable.default()

    def _sifted(
        self, folder: Path, area: Area, severity: Severity | None, progress: Progress | None
    ) -> tuple[Sifted, KindTable]:
        given, kinds = self._mapping(folder), self._kinds(folder)
        if severity is not None:
            kinds = kinds.with_severity(severity)
        if self.unknown_kind not in ("least", "drop"):
            kinds.severity.position(self.unknown_kind)
        table = open_table(
            folder / self.file, sheet=self.sheet, layer=self.layer, header_row=self.header_row, encoding=self.encoding
        )
        table, given = with_dates(table, given)
        return sift(table, self, given, kinds, area, progress), kinds


def _day(value: Any) -> pd.Timestamp | None:
    if value is None or value == "":
        return None
    if not isinstance(value, (str, dt.date)):
        raise TypeError
    day = pd.Timestamp(value)
    if day.tz is not None or pd.isna(day):
        raise ValueError
    return day


def check_incidents(
    source: IncidentSource | str | Path,
    folder: str | Path = ".",
    *,
    boundary: Any = None,
    crs: Any = None,
    progress: Progress | None = None,
) -> ReadReport:
    """Say what is in a file of incidents and what is wrong with it, before anything is planned.

    Parameters
    ----------
    source : IncidentSource or path
        The file, with options or without.
    folder, boundary, crs, progress
        As for `IncidentSource.read`.

    Returns
    -------
    ReadReport
        Its ``usable`` is False where no row is left.

    Raises
    ------
    InputError
        Where the file cannot be read or understood.
    """
    step = source if isinstance(source, IncidentSource) else IncidentSource(str(source))
    return step.check(folder, boundary=boundary, crs=crs, progress=progress)
