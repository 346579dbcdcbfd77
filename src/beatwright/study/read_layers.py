"""The files of a study read: its incidents in their frame, then its streets, zones and sites."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy.typing as npt

from beatwright.base.progress import Clock
from beatwright.base.words import count_of
from beatwright.core import City, Incidents
from beatwright.data import Frame, name_sites
from beatwright.network import RoadGraph
from beatwright.study.file.input_files import check_city_of_planners, check_files, check_streets, every_complaint
from beatwright.study.file.study_steps import Study

__all__ = ["lay_out", "read_framed", "street_lines"]


def read_framed(study: Study, clock: Clock) -> tuple[Frame, Incidents]:
    """Return what frames the city, and the incidents in it; every file of the study is checked before."""
    with clock.step("check the files"):
        check_files(study)
    with clock.step("read the boundary"):
        frame = study.frame or study.city.frame(study.folder)
    with clock.step("read incidents") as step, every_complaint(study):
        incidents = study.incidents.read(study.folder, boundary=frame.boundary, crs=frame.crs, progress=step.progress)
        step.result = _in_short(incidents)
    return frame, incidents


def _in_short(incidents: Incidents) -> str:
    report = incidents.report
    if report is None:
        return count_of(len(incidents), "incident")
    return f"{report.kept:,} of {report.read:,} rows kept, {count_of(len(report.warnings), 'warning')}"


def lay_out(study: Study, frame: Frame, past: Incidents, clock: Clock) -> tuple[City, RoadGraph | None]:
    """Return the city with zones, named sites and streets, its travel not measured yet, and its roads where it has any.

    Parameters
    ----------
    study : Study
        How layers are read.
    frame : Frame
        Boundary and CRS.
    past : Incidents
        Those that may be looked at to lay out zones.
    clock : Clock
        Told of every step.
    """
    with clock.step("read the streets") as step:
        roads = study.network.read(study.folder, frame.crs, progress=step.progress)
        check_streets(roads, frame)
        step.result = "no streets: straight lines" if roads is None else str(roads)
    with clock.step("lay out zones and sites") as step:
        nodes = None if roads is None else roads.xy
        city = study.city.build(study.folder, frame, past, nodes_xy=nodes, progress=step.progress)
        streets = None if roads is None else roads.streets
        city = name_sites(city) if streets is None else name_sites(city, streets.corner_xy, streets.corners)
        if streets is not None and streets.segments is not None:
            city = city.with_streets(streets.segments)
        check_city_of_planners(study, city)
        step.result = f"{count_of(len(city.zones), 'zone')}, {count_of(len(city.candidates), 'candidate site')}"
    return dataclasses.replace(city, notes=(*city.notes, *study.notes)), roads


def street_lines(roads: RoadGraph | None) -> npt.NDArray[Any] | None:
    """Return the streets as lines, for maps; None where there are none or their course is not known."""
    return None if roads is None or roads.streets is None else roads.streets.lines
