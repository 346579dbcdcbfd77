"""One call for researchers: a file in, incidents in their zones out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from beatwright.core.city import City
from beatwright.core.incidents import Incidents
from beatwright.data.reading.sift import Progress
from beatwright.data.reading.source import IncidentSource

__all__ = ["read_incidents"]


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
