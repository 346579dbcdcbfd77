"""Everything that an exploration shows, written into one folder."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy.typing as npt

from beatwright.base.files.atomic_file import write_text
from beatwright.base.progress import Progress, progress_or_silence
from beatwright.core.case import Case
from beatwright.show.figures.pictures import draw_pictures
from beatwright.show.files.finding_rasters import raster_files
from beatwright.show.files.geopackage import write_geopackage
from beatwright.show.outputs import save_picture, write_frame
from beatwright.show.report.exploration import render_exploration
from beatwright.show.tables.finding_tables import data_frame_of, file_tables

__all__ = ["write_exploration"]


def write_exploration(
    case: Case,
    folder: str | Path,
    *,
    points: npt.NDArray[Any] | None = None,
    progress: Progress | None = None,
) -> tuple[Path, ...]:
    """Write the report and every export of a case without plans into a folder that exists.

    Parameters
    ----------
    case : Case
        Its city and its findings.
    folder : path
        An existing folder.
    points : array of float, shape (n, 2), optional
        Positions of incidents in the city's CRS, shown as counts in squares. Default: the squares of the case.
    progress : callable, optional
        Called as ``progress(done, total, text)``.

    Returns
    -------
    tuple of Path
        ``report.html``, ``exploration.gpkg``, ``pictures/*.png``, a CSV file for every table of a finding; a GeoTIFF
        and a GeoJSON file of contours for every map of a raster.
    """
    folder, tell = Path(folder), progress_or_silence(progress)
    tell(0, 3, "drawing pictures")
    pictures = draw_pictures(case, points)
    jobs: list[Callable[[], Path]] = [
        lambda: write_text(folder / "report.html", render_exploration(case, pictures)),
        lambda: write_geopackage(case, folder / "exploration.gpkg"),
    ]
    for file, table in file_tables(case):
        jobs.append(partial(write_frame, data_frame_of(case, table), folder / f"{file}.csv"))
    jobs += [write for _, write in raster_files(case, folder)]
    tell(1, 3, "writing the report and the files")
    written = [write() for write in jobs]
    tell(2, 3, "writing pictures")
    written += [save_picture(folder / "pictures" / f"{name}.png", picture) for name, picture in pictures.items()]
    tell(3, 3, "outputs written")
    return tuple(written)
