"""A case of a study written as a case folder with everything that is shown of it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np

from beatwright.core import Case, Incidents
from beatwright.core.progress import Clock
from beatwright.show import write_outputs

__all__ = ["write_case"]


def write_case(case: Case, past: Incidents, folder: Path, clock: Clock) -> None:
    """Write the case into an existing folder, as one step of the clock; `past` is shown as counts in squares."""
    with clock.step(f"{case.problem.city.name}: write the report") as step:
        points = past.frame[["x", "y"]].to_numpy(dtype=np.float64)
        replace(case, manifest={**case.manifest, "seconds": dict(clock.seconds)}).write(folder)
        hours, without_hour = past.week_counts, int((~past.has_clock).sum())
        write_outputs(case, folder, points=points, hours=hours, without_hour=without_hour, progress=step.progress)
