"""The challenge by name: report and figures in a folder."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from beatwright.base.progress import Clock, Listener, Silent
from beatwright.forecast.rolling.kept_blocks import forget_blocks
from beatwright.studies.folders import find_data_folder, left_out, study_folder, write_figures
from beatwright.studies.nij_portland.entries import Dates, Entries
from beatwright.studies.nij_portland.place import generated_place, portland
from beatwright.studies.nij_portland.published import CHALLENGES, Challenge
from beatwright.studies.nij_portland.report import write_report
from beatwright.studies.nij_portland.study import PortlandResult, examine

__all__ = ["reproduce_nij_portland"]

# A generated city is small: two challenges show the rules.
_SMALL: tuple[Challenge, ...] = (CHALLENGES[1], CHALLENGES[6])


def reproduce_nij_portland(
    output: Path,
    data: Path | None = None,
    listener: Listener | None = None,
    *,
    challenges: Sequence[Challenge] | None = None,
    forecasters: Sequence[Any] | None = None,
    dates: Dates | None = None,
    size: str | float = "small",
    jobs: int | None = -1,
) -> PortlandResult:
    """Run the challenge again and write ``report.html`` and ``reproduce.json``.

    What is done is kept in a folder beside `output`, named as it with ``.scores`` behind, until the report is written:
    a run that was stopped goes on from there.

    Parameters
    ----------
    output : Path
        Folder to make.
    data : Path, optional
        Folder of real data; default: the environment variable BEATWRIGHT_DATA. Without Portland's files in it a city is
        generated.
    listener : Listener, optional
        Told of every step.
    challenges, dates : see `examine`
    forecasters : sequence of forecasters, optional
        Default: every one that needs no extra.
    size : see `beatwright.data.generate_city`
    jobs : int, optional, default -1
        Processes for the real city; -1 for one on each processor. Scores do not depend on it. A generated city is small
        and takes one.
    """
    clock = Clock(listener or Silent())
    data = find_data_folder(data)
    keep = output.with_name(f"{output.name}.scores")
    with study_folder(output) as staging:
        with clock.step("read the records") as step:
            real = portland(data) if data else None
            place = real or generated_place(size=size)
            step.result = f"{place.name}: {len(place.records):,} incidents"
        chosen = challenges or (CHALLENGES if real else _SMALL)
        entries = Entries(forecasters, jobs if real else 1, keep)
        study = examine(place, chosen, clock, entries=entries, dates=dates)
        if not real:
            study = replace(study, skipped=(left_out("Portland", data),))
        with clock.step("write the report"):
            write_report(study, staging / "report.html")
            write_figures(staging, study.to_dict())
    forget_blocks(keep)
    return study
