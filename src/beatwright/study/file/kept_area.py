"""The area that was drawn around incidents when a journal began, kept for the runs that follow."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

import shapely

from beatwright.base.errors import InputError
from beatwright.base.vector.crs import crs_of
from beatwright.data import Frame
from beatwright.study.file.guesses import zones_note
from beatwright.study.file.study_steps import Study

__all__ = ["drawn_area", "in_kept_area"]

_TOLD = (
    "The area is the one that the journal began with, drawn around the incidents of that time. Incidents outside it "
    "are left out; a new journal takes them in."
)


def drawn_area(study: Study) -> dict[str, str]:
    """Return the hull that a study drew around its incidents and how that was divided; nothing where it drew none.

    Parameters
    ----------
    study : Study
        As it was read.
    """
    if study.frame is None:
        return {}
    boundary = shapely.to_wkb(study.frame.boundary, hex=True)
    return {"boundary": boundary, "crs": study.frame.crs.to_wkt(), "divided": study.divided}


def in_kept_area(study: Study, area: Mapping[str, Any]) -> Study:
    """Return the study in the area that `drawn_area` returned before, where it draws one itself.

    Parameters
    ----------
    study : Study
        As it was read.
    area : mapping
        What was kept; empty where nothing was, or the area came from a file.

    Raises
    ------
    InputError
        Where what was kept cannot be read.
    """
    if study.frame is None or not area:
        return study
    try:
        boundary, crs, divided = (str(area[name]) for name in ("boundary", "crs", "divided"))
        frame = Frame(shapely.from_wkb(boundary), crs_of(crs, "The CRS of the area that the journal keeps"), (_TOLD,))
        told = zones_note(divided) if divided else ""
    except (KeyError, TypeError, ValueError, shapely.errors.ShapelyError) as problem:
        raise InputError(
            f"The area that the journal keeps cannot be read ({type(problem).__name__}: {problem}). Bring its file "
            "journal.json back from a copy, or begin another journal."
        ) from None
    if not (study.divided and divided):  # the study file says how: where it says so anew, the journal complains
        return dataclasses.replace(study, frame=frame)
    notes = tuple(note for note in study.notes if note != zones_note(study.divided))
    city = dataclasses.replace(study.city, zones=divided)
    return dataclasses.replace(study, frame=frame, city=city, notes=(*notes, told))
