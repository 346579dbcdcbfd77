"""A case of a study written as a case folder with everything that is shown of it."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from beatwright.base.files.atomic_file import write_text
from beatwright.base.files.atomic_folder import staged_folder
from beatwright.base.files.ledger import Ledger
from beatwright.base.files.text_file import read_text
from beatwright.base.progress import Clock
from beatwright.core import Case, Incidents
from beatwright.show import write_outputs

__all__ = ["MARKER", "find_data_folder", "left_out", "study_folder", "write_case", "write_figures"]


def write_case(case: Case, past: Incidents, folder: Path, clock: Clock) -> None:
    """Write the case into an existing folder, as one step of the clock; `past` is shown as counts in squares."""
    with clock.step(f"{case.problem.city.name}: write the report") as step:
        points = past.frame[["x", "y"]].to_numpy(dtype=np.float64)
        replace(case, manifest={**case.manifest, "seconds": dict(clock.seconds)}).write(folder)
        hours, without_hour = past.week_counts, past.hourless
        write_outputs(case, folder, points=points, hours=hours, without_hour=without_hour, progress=step.progress)


_VARIABLE = "BEATWRIGHT_DATA"


def find_data_folder(data: Path | None) -> Path | None:
    """Return the folder that was given, else that of the environment variable BEATWRIGHT_DATA, else None."""
    named = os.environ.get(_VARIABLE)
    return data or (Path(named) if named else None)


def left_out(city: str, data: Path | None) -> str:
    """Say why a city was left out, and what to do.

    >>> left_out("St. Louis", None)
    'St. Louis was left out: no data folder was given. Give the folder with --data FOLDER or BEATWRIGHT_DATA.'
    """
    where = "no data folder was given" if data is None else f"'{data}' does not hold its files"
    return f"{city} was left out: {where}. Give the folder with --data FOLDER or {_VARIABLE}."


MARKER = "reproduce.json"


@contextmanager
def study_folder(output: Path) -> Iterator[Path]:
    """Give an empty folder; it becomes `output` when the block ends without an error."""
    with staged_folder(output, kind="reproduced study", earlier=_earlier) as staging:
        yield staging


def _earlier(folder: Path) -> Ledger | None:
    """Recognise a folder of version 0.1, which kept no list of files; all that stands in it is kept."""
    try:
        study = json.loads(read_text(folder / MARKER))["study"]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None
    return Ledger("reproduced study") if isinstance(study, str) and (folder / "report.html").is_file() else None


def write_figures(folder: Path, figures: dict[str, Any]) -> None:
    """Write the figures of a study as JSON: what the report shows, for programs."""
    write_text(folder / MARKER, json.dumps(figures, indent=1, ensure_ascii=False) + "\n")
