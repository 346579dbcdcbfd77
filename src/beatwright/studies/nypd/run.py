"""The teaching case by name: report and figures in a folder."""

from __future__ import annotations

from pathlib import Path

from beatwright.base.progress import Clock, Listener, Silent
from beatwright.studies.folders import study_folder, write_figures
from beatwright.studies.nypd.report import write_report
from beatwright.studies.nypd.study import NypdStudy, reproduce

__all__ = ["reproduce_nypd"]


def reproduce_nypd(output: Path, data: Path | None = None, listener: Listener | None = None) -> NypdStudy:
    """Work the case out and write ``report.html`` and ``reproduce.json``.

    Parameters
    ----------
    output : Path
        Folder to make.
    data : Path, optional
        Not used: the case gives its figures itself.
    listener : Listener, optional
        Told of every step.
    """
    clock = Clock(listener or Silent())
    with study_folder(output) as staging:
        study = reproduce(clock)
        with clock.step("write the report"):
            write_report(study, staging / "report.html")
            write_figures(staging, study.to_dict())
    return study
