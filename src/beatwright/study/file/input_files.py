"""Every file that a study names, read and checked before anything is planned."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from beatwright.base.errors import BeatwrightError, Complaints, InputError
from beatwright.base.files.open_file import regular_file
from beatwright.base.vector.vector_files import split_layer
from beatwright.core.city import City
from beatwright.core.protocols import (
    FileReadingPlanner,
    InputCheckingJudge,
    InputCheckingPlanner,
    Judge,
    Planner,
    ShiftCheckingPlanner,
)
from beatwright.data import CitySource, Frame, IncidentSource, TodaySource
from beatwright.data.geometry.layer_distance import away_from, degrees_of
from beatwright.network import RoadGraph, RoadSource
from beatwright.planning.rosters.shifts_to_come import KnownShifts, shifts_to_come
from beatwright.study.judging import layers_made

__all__ = ["Layers", "check_city_of_planners", "check_files", "check_streets", "every_complaint"]

_HEADING = "The files of the study cannot be used"
# Without an area any plane will do to read streets for their complaints alone.
_ANY_PLANE = 3857


class Layers(Protocol):
    """What a study says of its incidents, of the layers of its city and of today's practice."""

    @property
    def folder(self) -> Path:
        """Folder of the files."""

    @property
    def incidents(self) -> IncidentSource:
        """The incidents."""

    @property
    def city(self) -> CitySource:
        """The layers of the city."""

    @property
    def today(self) -> TodaySource | None:
        """Today's practice."""


class Files(Layers, Protocol):
    """All steps of a study that read files."""

    @property
    def network(self) -> RoadSource:
        """The streets."""

    @property
    def planners(self) -> tuple[tuple[str, Planner], ...]:
        """The planners by name, some with files of their own."""

    @property
    def on(self) -> Mapping[str, str]:
        """The plan that each is built on, by name."""

    @property
    def judges(self) -> tuple[Judge, ...]:
        """The judges, some with files of their own."""

    @property
    def frame(self) -> Frame | None:
        """The area, where no file gives it."""


def check_files(study: Files) -> None:
    """Read what is quick to read: the layers of the city, the files of planners, the tables beside the incidents.

    Incidents and streets are opened later; where anything is wrong, they are read too, so that all is told at once.

    Parameters
    ----------
    study : Files
        A study, as read.

    Raises
    ------
    InputError
        With every complaint about every file.
    """
    complaints = _quick(study)
    if len(complaints):
        complaints.extend(_slow(study, complaints.texts))
    complaints.raise_if_any(InputError, _HEADING)


@contextmanager
def every_complaint(study: Files) -> Iterator[None]:
    """Add what is wrong with the files not read yet to an error of the block."""
    try:
        yield
    except BeatwrightError as problem:
        others = [text for text in _slow(study, ()) if str(problem) not in text]
        if not others:
            raise
        complaints = Complaints()
        complaints.extend((str(problem), *others))
        complaints.raise_if_any(InputError, _HEADING)


def check_city_of_planners(study: Files, city: City) -> None:
    """Check what planners are given, such as the posts and districts of today, against the city.

    Parameters
    ----------
    study : Files
        A study, as read.
    city : City
        With its zones and sites.

    Raises
    ------
    InputError
        With the complaints of every planner.
    """
    complaints = Complaints()
    if study.today is not None:
        with _collecting(complaints, "[today]"):
            study.today.read(city, study.folder)
    for name, planner in study.planners:
        if isinstance(planner, InputCheckingPlanner):
            with _collecting(complaints, f"[[planning]] {name}"):
                planner.check_city(city)
    complaints.raise_if_any(InputError, _HEADING)


def check_streets(roads: RoadGraph | None, frame: Frame) -> None:
    """Check that streets, where there are any, are those of the city.

    Parameters
    ----------
    roads : RoadGraph or None
        In the CRS of the frame.
    frame : Frame
        The area.

    Raises
    ------
    InputError
        Where no street is as near to the boundary as the city is wide.
    """
    if roads is None:
        return
    text, _ = away_from(degrees_of(roads.xy, frame.crs), frame.boundary, frame.crs)
    if text:
        raise InputError(f"[network] edges: lies {text}")


def _quick(study: Files) -> Complaints:
    complaints = Complaints()
    complaints.extend(study.incidents.unreadable(study.folder))
    complaints.extend(study.city.unreadable(study.folder))
    for option, file in study.network.files.items():
        with _collecting(complaints, f"[network] {option}:"):
            regular_file(study.folder / split_layer(file)[0])
    if study.today is not None:
        with _collecting(complaints, "[today]"):
            study.today.check_files(study.folder)
    for name, planner in study.planners:
        if isinstance(planner, FileReadingPlanner):
            with _collecting(complaints, f"[[planning]] {name}"):
                planner.check_file()
    if not len(complaints):
        _check_shifts(study, complaints)
    for judge in study.judges:
        if isinstance(judge, InputCheckingJudge):
            with _collecting(complaints, f"[[evaluate]] {type(judge).__name__}:"):
                judge.check_file()
    return complaints


def _check_shifts(study: Files, complaints: Complaints) -> None:
    """Check the shifts that planners name against those that the plans below can have."""
    planners = dict(study.planners)
    for name, planner in study.planners:
        shifts = _shifts_below(study.on.get(name, ""), planners, study.on)
        if isinstance(planner, ShiftCheckingPlanner) and shifts is not None:
            with _collecting(complaints, f"[[planning]] {name}"):
                planner.check_shifts(shifts.names, by_post=shifts.by_post)


def _shifts_below(below: str, planners: Mapping[str, Planner], on: Mapping[str, str]) -> KnownShifts | None:
    """Return what is known of the shifts of a plan; planners that name shifts themselves leave them as they are.

    None where nothing is known.
    """
    while below in planners:
        shifts = shifts_to_come(planners[below])
        decides = "roster" in layers_made(planners[below]) and not isinstance(planners[below], ShiftCheckingPlanner)
        if shifts is not None or decides:
            return shifts
        below = on.get(below, "")
    return None


def _slow(study: Files, known: Iterable[str]) -> tuple[str, ...]:
    """Read incidents and streets for their complaints alone; what is known is not told again."""
    complaints, known = Complaints(), tuple(known)
    frame = _frame(study)
    with _collecting(complaints, "[incidents]"):
        whole = study.incidents.without_broken_tables(study.folder)
        whole.read(study.folder, boundary=frame and frame.boundary, crs=frame and frame.crs)
    if not any(text.startswith("[network]") for text in known):
        with _collecting(complaints, ""):
            roads = study.network.read(study.folder, frame.crs if frame else _ANY_PLANE)
            if frame is not None:
                check_streets(roads, frame)
    return tuple(text for text in complaints.texts if text not in known)


def _frame(study: Files) -> Frame | None:
    try:
        return study.frame or study.city.frame(study.folder)
    except BeatwrightError:
        return None


@contextmanager
def _collecting(complaints: Complaints, where: str) -> Iterator[None]:
    try:
        yield
    except BeatwrightError as problem:
        complaints.add(f"{where} {problem}".strip())
