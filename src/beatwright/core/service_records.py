"""Which incidents say themselves how long they kept officers, and which have the minutes of their kind or class.

Both stand in the column ``service_minutes``, for whoever sums them. A simulation needs to tell them apart: recorded
minutes scatter, and means do not.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from beatwright.core.severity import Severity

__all__ = ["SERVICE_RECORDED", "service_recorded", "with_service_recorded"]

SERVICE_RECORDED = "service_recorded"


def service_recorded(frame: pd.DataFrame, severity: Severity) -> npt.NDArray[np.bool_]:
    """Return whether the minutes on the scene of every incident are its own, shape (n,).

    Parameters
    ----------
    frame : DataFrame
        Of `Incidents`.
    severity : Severity
        Their severity table.
    """
    if SERVICE_RECORDED in frame:
        return frame[SERVICE_RECORDED].to_numpy(dtype=bool)
    return _differ(frame, severity)


def with_service_recorded(tidy: pd.DataFrame, severity: Severity) -> pd.DataFrame:
    """Keep the column ``service_recorded`` where it says more than that minutes differ from those of the class."""
    if SERVICE_RECORDED not in tidy:
        return tidy
    said = tidy[SERVICE_RECORDED].astype("boolean").fillna(False).astype(bool)
    alike = bool((said.to_numpy() == _differ(tidy, severity)).all())
    return tidy.drop(columns=SERVICE_RECORDED) if alike else tidy.assign(**{SERVICE_RECORDED: said})


def _differ(frame: pd.DataFrame, severity: Severity) -> npt.NDArray[np.bool_]:
    of_class = np.array([one.service_minutes for one in severity.classes])
    position = frame["severity"].to_numpy(dtype=np.int64).clip(0, len(severity) - 1)
    return np.asarray(frame["service_minutes"].to_numpy(dtype=np.float64) != of_class[position])
