"""What a run that is killed leaves for the next one: planners that take long keep their work beside the case folder."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from beatwright.base.files.leftovers import keep_told
from beatwright.core.protocols import KeepingPlanner
from beatwright.study.file.study_steps import Study

__all__ = ["keeping_unfinished"]

_ENDING = ".unfinished"


@contextmanager
def keeping_unfinished(study: Study, output: str | Path) -> Iterator[Study]:
    """Give the study with planners that keep their work in a folder beside the case folder.

    The folder is removed when the block ends without an error, since the case folder has all of it then. Otherwise the
    next run of the same study goes on from there.

    Parameters
    ----------
    study : Study
        What is run.
    output : path
        The case folder.
    """
    place = Path(output)
    folder = place.with_name(place.name + _ENDING)
    planners = tuple(
        (name, planner.keeping(folder) if isinstance(planner, KeepingPlanner) else planner)
        for name, planner in study.planners
    )
    yield dataclasses.replace(study, planners=planners)
    keep_told("")
    files = [path for _, planner in planners if isinstance(planner, KeepingPlanner) for path in planner.kept_files()]
    for path in files:
        path.unlink(missing_ok=True)
    with suppress(OSError):  # somebody else's files are in it, or there is no such folder
        folder.rmdir()
