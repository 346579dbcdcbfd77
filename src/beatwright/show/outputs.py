"""Everything that a run shows, written into one folder."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from beatwright.base.files.atomic_file import atomic_path, write_text
from beatwright.base.files.formula_guard import guarded
from beatwright.base.progress import Progress, progress_or_silence
from beatwright.core.case import Case
from beatwright.show.figures.picture import png_bytes
from beatwright.show.figures.pictures import Picture, draw_pictures
from beatwright.show.files.district_files import write_assignment, write_crosswalk, write_shapefiles
from beatwright.show.files.finding_rasters import raster_files
from beatwright.show.files.geojson import write_geojson
from beatwright.show.files.geopackage import write_geopackage
from beatwright.show.files.layers import layers_of
from beatwright.show.files.roster_files import write_roster_calendars, write_roster_csv, write_roster_workbook
from beatwright.show.files.workbook import write_workbook
from beatwright.show.report.html import render_report
from beatwright.show.tables.case_tables import comparisons_of
from beatwright.show.tables.comparison_table import write_comparison
from beatwright.show.tables.district_tables import has_districts
from beatwright.show.tables.finding_tables import data_frame_of, file_tables
from beatwright.show.tables.plans_shown import base_with

__all__ = ["save_picture", "write_frame", "write_outputs"]


def write_outputs(
    case: Case,
    folder: str | Path,
    *,
    points: npt.NDArray[Any] | None = None,
    hours: npt.NDArray[np.int64] | None = None,
    without_hour: int = 0,
    streets: npt.NDArray[Any] | None = None,
    progress: Progress | None = None,
) -> tuple[Path, ...]:
    """Write the report and every export of a case into a folder that exists.

    Parameters
    ----------
    case : Case
        Evaluated: the first judge must have judged the main plan and the base.
    folder : path
        An existing folder, such as the staged one that ``Case.write`` has just filled.
    points : array of float, shape (n, 2), optional
        Positions of incidents in the city's CRS, shown as counts in squares. Default: the squares of the case.
    hours : array of int, shape (168,), optional
        Incidents by hour of the week, where their times have hours.
    without_hour : int
        Incidents whose times have no hour: not in the picture of the hours, and said so beside it.
    streets : array of LineString, optional
        Streets in the city's CRS, drawn faintly on the maps of posts.
    progress : callable, optional
        Called as ``progress(done, total, text)``.

    Returns
    -------
    tuple of Path
        ``report.html``, ``comparison.csv``, ``plan.xlsx``, ``plan.gpkg``, ``plan.geojson``, ``pictures/*.png``
        and a CSV file for every table of a finding, such as ``tradeoff.csv``, ``alternatives.csv``, and a GeoTIFF and
        contours as GeoJSON for every map of a raster; of plans with
        rosters ``roster.xlsx``, ``roster.csv`` and, with dates, ``calendars/*.ics``; of plans with
        districts ``districts.csv``, ``crosswalk.csv`` (from the base's to the recommended) and ``shapefile/*``.

    Raises
    ------
    ParameterError
        Where the case has no evaluation of the main plan or of the base; nothing is written then.
    """
    folder, tell = Path(folder), progress_or_silence(progress)
    comparison = comparisons_of(case)[0]
    pictures: dict[str, Picture] = {}
    layers = cache(partial(layers_of, case))

    def page() -> str:
        return render_report(case, pictures, hours=hours, without_hour=without_hour)

    jobs: list[tuple[str, Callable[[], Path]]] = [
        ("report.html", lambda: write_text(folder / "report.html", page())),
        ("comparison.csv", lambda: write_comparison(comparison, folder / "comparison.csv")),
        ("plan.xlsx", lambda: write_workbook(case, folder / "plan.xlsx")),
        ("plan.gpkg", lambda: write_geopackage(case, folder / "plan.gpkg", made=layers())),
        ("plan.geojson", lambda: write_geojson(case, folder / "plan.geojson", made=layers())),
    ]
    for file, table in file_tables(case):
        target = folder / f"{file}.csv"
        jobs.append((target.name, partial(write_frame, data_frame_of(case, table), target)))
    jobs += raster_files(case, folder)
    if has_districts(case):
        jobs.append(("districts.csv", lambda: write_assignment(case, folder / "districts.csv")))
        jobs.append(("shapefile", lambda: write_shapefiles(case, folder / "shapefile")[-1]))
    roster = case.plan(case.main).roster
    if roster is not None:
        jobs.append(("roster.xlsx", partial(write_roster_workbook, roster, folder / "roster.xlsx")))
        jobs.append(("roster.csv", partial(write_roster_csv, roster, folder / "roster.csv")))
        if roster.duty:
            jobs.append(("calendars", lambda: write_roster_calendars(roster, folder / "calendars")[-1]))
    if base_with(case, "districts") is not None:
        jobs.append(("crosswalk.csv", lambda: write_crosswalk(case, folder / "crosswalk.csv")))
    total = len(jobs) + 2
    tell(0, total, "drawing maps")
    pictures.update(draw_pictures(case, points, hours=hours, streets=streets))
    written = []
    for number, (name, write) in enumerate(jobs, 1):
        tell(number, total, f"writing {name}")
        written.append(write())
    tell(total - 1, total, "writing pictures")
    written += [save_picture(folder / "pictures" / f"{name}.png", picture) for name, picture in pictures.items()]
    tell(total, total, "outputs written")
    return tuple(written)


def write_frame(table: pd.DataFrame, path: Path) -> Path:
    """Write a table as a CSV file, whole or not at all."""
    with atomic_path(path) as temporary:
        guarded(table).to_csv(temporary, index=False, encoding="utf-8-sig")
    return path


def save_picture(path: Path, picture: Picture) -> Path:
    """Write a picture as a PNG file, whole or not at all."""
    with atomic_path(path) as temporary:
        temporary.write_bytes(png_bytes(picture.figure))
    return path
