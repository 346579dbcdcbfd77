"""Check an incident file before anything is planned."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from beatwright.base.errors import InputError, StudyError
from beatwright.base.progress import Clock, Listener, Silent
from beatwright.base.words import significant
from beatwright.core import ReadReport
from beatwright.core.step import build_step
from beatwright.data import CitySource, Frame, IncidentSource, check_incidents
from beatwright.data.geometry.middle_point import middle_of
from beatwright.study.file.overrides import read_value

__all__ = ["check_file"]


def check_file(
    file: Path,
    *,
    boundary: Path | None = None,
    options: dict[str, Any] | None = None,
    settings: Sequence[str] = (),
    listener: Listener | None = None,
) -> ReadReport:
    """Read a file as a study would and return the account of it.

    Parameters
    ----------
    file : path
        Incident records.
    boundary : path, optional
        Polygon of the city.
    options : dict, optional
        Options of IncidentSource.
    settings : sequence of str
        ``incidents.option=value``.
    listener : Listener, optional
        Told of the step.

    Raises
    ------
    InputError
        Where the file cannot be read at all.
    """
    source = incidents_asked_for(file, options, settings)
    with Clock(listener or Silent()).step(f"read {file.name}") as step:
        if boundary is None:
            return check_incidents(source, file.parent, progress=step.progress)
        frame = CitySource(boundary=str(boundary.absolute())).frame()
        report = check_incidents(source, boundary=frame.boundary, crs=frame.crs, progress=step.progress)
    notes = tuple(f"Boundary: {note.removeprefix('Boundary: ')}" for note in frame.notes)
    facts = {**report.facts, "boundary": _described(frame)}
    return replace(report, facts=facts, warnings=(*notes, *report.warnings))


def incidents_asked_for(
    file: Path, options: Mapping[str, Any] | None = None, settings: Sequence[str] = ()
) -> IncidentSource:
    """Return the file of incidents with the options that were given for it.

    Raises
    ------
    InputError
        Where it is a study file.
    StudyError
        Where a setting is not of the form ``incidents.option=value``, or an option is wrong.
    """
    if file.suffix.lower() == ".toml" and file.is_file():
        raise InputError(
            f"'{file.name}' is a study file, and 'check' reads a file of incidents. Give it that, or let "
            f"'beatwright run {file.name}' say what is wrong with the study."
        )
    table = {"file": str(file.absolute()), **(options or {})}
    for setting in settings:
        name, equals, text = setting.removeprefix("incidents.").partition("=")
        if not equals:
            raise StudyError(f"--set '{setting}' must have the form incidents.option=value.")
        table[name.strip()] = read_value(text.strip())
    source: IncidentSource = build_step(IncidentSource, table, "[incidents]")
    return source


def _described(frame: Frame) -> str:
    """Return the area of a boundary and where it lies."""
    x, y = (np.array([at]) for at in frame.boundary.representative_point().coords[0])
    return f"{significant(frame.boundary.area / 1e6)} km2 about {middle_of(x, y, frame.crs)}"
