"""The Cambridge study by name: run it, write its report and its figures."""

from __future__ import annotations

import json
from pathlib import Path

from beatwright.core.files import staged_folder, write_text
from beatwright.core.progress import Clock, Listener, Silent
from beatwright.studies.cambridge.report import write_report
from beatwright.studies.cambridge.study import CambridgeStudy, reproduce

__all__ = ["reproduce_cambridge"]

MARKER = "reproduce.json"


def reproduce_cambridge(output: Path, data: Path | None = None, listener: Listener | None = None) -> CambridgeStudy:
    """Do the study again and write ``report.html`` and ``reproduce.json`` into the folder `output`.

    Parameters
    ----------
    output : Path
        Folder to make, whole or not at all.
    data : Path, optional
        Folder with the St. Louis files; default: a generated city.
    listener : Listener, optional
        Told of every step.
    """
    clock = Clock(listener or Silent())
    with staged_folder(output, marker=MARKER) as staging:
        with clock.step("plan and judge") as step:
            study = reproduce(data, progress=step.progress)
            step.result = study.city
        with clock.step("write the report"):
            write_report(study, staging / "report.html")
            write_text(staging / MARKER, json.dumps(study.to_dict(), indent=1, ensure_ascii=False) + "\n")
    return study
