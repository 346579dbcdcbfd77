"""Every file that a study names, read and checked before anything is planned."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from beatwright.core.apart import away_from, degrees_of
from beatwright.core.city import City
from beatwright.core.errors import BeatwrightError, Complaints, InputError
from beatwright.core.opening import regular_file
from beatwright.core.protocols import GivenPlanner
from beatwright.core.vector import split_layer
from beatwright.data import Frame
from beatwright.network import RoadGraph
from beatwright.study.file import Study

__all__ = ["check_city_of_planners", "check_files", "check_streets", "every_complaint"]

_HEADING = "The files of the study cannot be used"


def check_files(study: Study) -> None:
    """Read what is quick to read: the layers of the city, the files of planners, the tables beside the incidents.

    Incidents and streets are opened later; where anything is wrong, they are read too, so that all is told at once.

    Parameters
    ----------
    study : Study
        As read.

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
def every_complaint(study: Study) -> Iterator[None]:
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


def check_city_of_planners(study: Study, city: City) -> None:
    """Check what planners are given, such as the posts and districts of today, against the city.

    Parameters
    ----------
    study : Study
        As read.
    city : City
        With its zones and sites.

    Raises
    ------
    InputError
        With the complaints of every planner.
    """
    complaints = Complaints()
    for name, planner in study.planners:
        if isinstance(planner, GivenPlanner):
            with _told(complaints, f"[[planning]] {name}"):
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


def _quick(study: Study) -> Complaints:
    complaints = Complaints()
    complaints.extend(study.incidents.unreadable(study.folder))
    complaints.extend(study.city.unreadable(study.folder))
    for option, file in study.network.files.items():
        with _told(complaints, f"[network] {option}:"):
            regular_file(study.folder / split_layer(file)[0])
    for name, planner in study.planners:
        if isinstance(planner, GivenPlanner):
            with _told(complaints, f"[[planning]] {name}"):
                planner.check_file()
    return complaints


def _slow(study: Study, known: Iterable[str]) -> tuple[str, ...]:
    """Read incidents and streets for their complaints alone, where nothing about them is known yet."""
    complaints = Complaints()
    frame = _frame(study)
    if not any(text.startswith("[incidents]") for text in known):
        with _told(complaints, "[incidents]"):
            study.incidents.read(study.folder, boundary=frame and frame.boundary, crs=frame and frame.crs)
    if frame is not None and not any(text.startswith("[network]") for text in known):
        with _told(complaints, ""):
            check_streets(study.network.read(study.folder, frame.crs), frame)
    return complaints.texts


def _frame(study: Study) -> Frame | None:
    try:
        return study.frame or study.city.frame(study.folder)
    except BeatwrightError:
        return None


@contextmanager
def _told(complaints: Complaints, where: str) -> Iterator[None]:
    try:
        yield
    except BeatwrightError as problem:
        complaints.add(f"{where} {problem}".strip())
