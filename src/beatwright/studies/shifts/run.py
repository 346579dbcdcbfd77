"""The study of shifts by name: report and figures in a folder."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from beatwright.base.progress import Clock, Listener, Silent
from beatwright.studies.folders import find_data_folder, study_folder, write_figures
from beatwright.studies.shifts.report import write_report
from beatwright.studies.shifts.study import ShiftsStudy, reproduce

__all__ = ["reproduce_shifts"]


def reproduce_shifts(
    output: Path, data: Path | None = None, listener: Listener | None = None, **options: Any
) -> ShiftsStudy:
    """Work the study out and write ``report.html`` and ``reproduce.json``.

    Parameters
    ----------
    output : Path
        Folder to make.
    data : Path, optional
        Folder of real data; default: the environment variable BEATWRIGHT_DATA. The instances of the shift scheduling
        benchmark are read from it, ``Instance2.txt`` and so on, in the folder itself or in ``shift_scheduling``.
    listener : Listener, optional
        Told of every step.
    **options
        See `beatwright.studies.shifts.study.reproduce`.
    """
    clock = Clock(listener or Silent())
    with study_folder(output) as staging:
        study = reproduce(clock, find_data_folder(data), **options)
        with clock.step("write the report"):
            write_report(study, staging / "report.html")
            write_figures(staging, study.to_dict())
    return study
