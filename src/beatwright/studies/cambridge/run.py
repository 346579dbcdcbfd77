"""The Cambridge study by name: in a generated city, and in St. Louis where its files are."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from beatwright.base.progress import Clock, Listener, Silent
from beatwright.studies.cambridge.report import write_report
from beatwright.studies.cambridge.study import CambridgeStudy, reproduce
from beatwright.studies.folders import find_data_folder, left_out, study_folder, write_figures

__all__ = ["CambridgeResult", "reproduce_cambridge"]

_NEEDED = "police_stations_derived.parquet"


@dataclass(frozen=True, eq=False)
class CambridgeResult:
    """The study in one city or two.

    Parameters
    ----------
    cities : tuple of CambridgeStudy
        The generated city first.
    notes : tuple of str
        What was left out.
    """

    cities: tuple[CambridgeStudy, ...]
    notes: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """Tables and findings, for a terminal."""
        return "\n\n".join([*(city.text for city in self.cities), *self.notes])

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return {"cities": [city.to_dict() for city in self.cities], "notes": list(self.notes)}


def reproduce_cambridge(output: Path, data: Path | None = None, listener: Listener | None = None) -> CambridgeResult:
    """Do the study again and write ``report.html``, ``st-louis.html`` where it applies, and ``reproduce.json``.

    Parameters
    ----------
    output : Path
        Folder to make.
    data : Path, optional
        Folder of real data; default: the environment variable BEATWRIGHT_DATA.
    listener : Listener, optional
        Told of every step.
    """
    clock = Clock(listener or Silent())
    real = _st_louis(data)
    cities = []
    with study_folder(output) as staging:
        for page, folder in (("report.html", None), ("st-louis.html", real)):
            if folder is None and page != "report.html":
                continue
            with clock.step("plan and judge in " + ("a generated city" if folder is None else "St. Louis")) as step:
                cities.append(reproduce(folder, progress=step.progress))
            write_report(cities[-1], staging / page)
        result = CambridgeResult(tuple(cities), () if real else (left_out("St. Louis", data),))
        write_figures(staging, result.to_dict())
    return result


def _st_louis(data: Path | None) -> Path | None:
    data_folder = find_data_folder(data)
    if data_folder is None:
        return None
    folder = data_folder / "stlouis" if (data_folder / "stlouis").is_dir() else data_folder
    return folder if (folder / _NEEDED).is_file() else None
