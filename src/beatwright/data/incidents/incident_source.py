"""The table [incidents] of the study file: which file, and how to read it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from beatwright.base.errors import BeatwrightError, Complaints
from beatwright.base.progress import Progress
from beatwright.core.city import City
from beatwright.core.incidents import Incidents
from beatwright.core.read_report import ReadReport
from beatwright.core.severity import Severity
from beatwright.data.incidents.columns.column_mapping import ColumnMapping
from beatwright.data.incidents.dates.date_parts import with_dates
from beatwright.data.incidents.files.open_table import open_table, table_format
from beatwright.data.incidents.incident_options import IncidentOptions
from beatwright.data.incidents.rows.incident_rows import Area, CheckedRows, check_rows
from beatwright.data.incidents.rows.kind_table import KindTable
from beatwright.data.incidents.to_incidents import assemble_incidents

__all__ = ["IncidentSource", "check_incidents", "read_incidents"]


@dataclass(frozen=True)
class IncidentSource(IncidentOptions):
    """A file of incidents, and how to read it.

    Its options are those of `IncidentOptions`.

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
        checked, kinds = self._checked(Path(folder), Area(boundary, crs, city), severity, progress)
        zones = 0 if city is None else len(city.zones)
        return assemble_incidents(checked, kinds, zones, aoristic=self.window == "aoristic")

    def check(
        self, folder: str | Path = ".", *, boundary: Any = None, crs: Any = None, progress: Progress | None = None
    ) -> ReadReport:
        """Read the file and return the account of it, even where no row is left; parameters and errors as `read`."""
        return self._checked(Path(folder), Area(boundary, crs), None, progress)[0].report

    def unreadable(self, folder: str | Path = ".") -> tuple[str, ...]:
        """Return what is wrong with the files beside the incidents, and with opening those; empty where nothing is.

        Parameters
        ----------
        folder : path
            What relative paths are relative to.
        """
        folder = Path(folder)
        complaints = Complaints()
        for check_one in (self._mapping, self._kinds, lambda where: table_format(where / self.file)):
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

    def _checked(
        self, folder: Path, area: Area, severity: Severity | None, progress: Progress | None
    ) -> tuple[CheckedRows, KindTable]:
        mapping, kinds = self._mapping(folder), self._kinds(folder)
        if severity is not None:
            kinds = kinds.with_severity(severity)
        if self.unknown_kind not in ("least", "drop"):
            kinds.severity.position(self.unknown_kind)
        table = open_table(
            folder / self.file, sheet=self.sheet, layer=self.layer, header_row=self.header_row, encoding=self.encoding
        )
        table, mapping = with_dates(table, mapping)
        return check_rows(table, self, mapping, kinds, area=area, progress=progress), kinds


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


def read_incidents(
    path: str | Path, city: City | None = None, *, progress: Progress | None = None, **options: Any
) -> Incidents:
    r"""Read incidents from a file.

    Parameters
    ----------
    path : path
        CSV, XLSX, Parquet, GeoJSON, GeoPackage or shapefile.
    city : City, optional
        Gives the CRS, the boundary and the zones. Rows in no zone are left out.
    progress : callable, optional
        ``progress(done, total, text)``.
    **options
        Those of `IncidentSource`, such as ``mapping``, ``day_first``, ``since``, ``mend`` and ``header_row``.

    Returns
    -------
    Incidents
        With its report.

    Raises
    ------
    InputError
        Where the file cannot be read or understood, or no row is left.

    Examples
    --------
    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp()) / "thefts.csv"
    >>> _ = file.write_text("Month,Longitude,Latitude,Crime type\n2024-01,-0.1,51.5,Burglary\n")
    >>> read_incidents(file).precision
    'month'
    """
    return IncidentSource(str(path), **options).read(city=city, progress=progress)
