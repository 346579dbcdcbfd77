"""The Pittsburgh study by name: report and figures in a folder."""

from __future__ import annotations

from pathlib import Path

from beatwright.base.progress import Clock, Listener, Silent
from beatwright.studies.folders import study_folder, write_figures
from beatwright.studies.pittsburgh.report import write_report
from beatwright.studies.pittsburgh.study import PittsburghStudy, reproduce

__all__ = ["reproduce_pittsburgh"]


def reproduce_pittsburgh(output: Path, data: Path | None = None, listener: Listener | None = None) -> PittsburghStudy:
    """Do the study again and write ``report.html`` and ``reproduce.json``.

    Parameters
    ----------
    output : Path
        Folder to make.
    data : Path, optional
        Not used: the study needs the printed tables alone.
    listener : Listener, optional
        Told of every step.
    """
    clock = Clock(listener or Silent())
    with study_folder(output) as staging:
        with clock.step("recover the formula, score the printed plans, find the optimum"):
            study = reproduce()
        with clock.step("write the report"):
            write_report(study, staging / "report.html")
            write_figures(staging, study.to_dict())
    return study
