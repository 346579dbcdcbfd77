"""The rasters of findings as files for a GIS: GeoTIFF, and their contours as GeoJSON."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from beatwright.core.case import Case
from beatwright.core.chart import RasterMap
from beatwright.show.files.contours import write_contours
from beatwright.show.files.geotiff import write_geotiff
from beatwright.show.tables.finding_tables import chart_names

__all__ = ["raster_files"]


def raster_files(case: Case, folder: Path) -> list[tuple[str, Callable[[], Path]]]:
    """Return what writes each file, with the file's name: one GeoTIFF for every map of a raster, and its contours.

    Parameters
    ----------
    case : Case
        Its findings; of small maps side by side there are no files.
    folder : Path
        Where they are written.
    """
    names = chart_names(case)
    jobs: list[tuple[str, Callable[[], Path]]] = []
    for finding in case.findings:
        for chart in finding.charts:
            raster = chart.raster if isinstance(chart, RasterMap) else None
            if not isinstance(chart, RasterMap) or raster is None:
                continue
            name = names[finding.name, chart.name]
            target, lines = folder / f"{name}.tif", folder / f"{name}_contours.geojson"
            jobs.append((target.name, partial(write_geotiff, raster, target, case.problem.city.crs, name=chart.legend)))
            if chart.levels:
                write = partial(write_contours, raster, lines, chart.levels, case.problem.city.crs)
                jobs.append((lines.name, write))
    return jobs
