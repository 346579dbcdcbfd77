"""The times of a file, and small helps to reckon with them."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

__all__ = ["HOUR", "Times", "micros", "since_midnight"]

HOUR = 3_600_000_000


@dataclass
class Times:
    """The times of a file.

    Parameters
    ----------
    values : array of datetime64[us], shape (n,)
        Local wall time; NaT where there is none.
    missing : array of bool, shape (n,)
        Whether the file gives no time at all.
    month_only : array of bool, shape (n,)
        Whether the text gives a month and no day.
    rule : str
        How the column was understood.
    timezone : str
        Zone that the file itself names; empty where it does not.
    warnings : list of str
        What the reader must know.
    has_clock : array of bool, shape (n,)
        Whether the time of day is known; elsewhere `values` hold the midnight that begins the day.
    """

    values: npt.NDArray[np.datetime64]
    missing: npt.NDArray[np.bool_]
    month_only: npt.NDArray[np.bool_]
    rule: str = ""
    offset: npt.NDArray[np.float64] | None = None
    timezone: str = ""
    warnings: list[str] = field(default_factory=list)
    has_clock: npt.NDArray[np.bool_] = None  # type: ignore[assignment]

    def __post_init__(self) -> None:
        if self.has_clock is None:
            self.has_clock = ~self.month_only


def micros(count: npt.NDArray[np.float64]) -> npt.NDArray[np.timedelta64]:
    """Return microseconds as spans of time; what is too long for one is cut."""
    return np.asarray(np.clip(count, -9e18, 9e18).astype(np.int64).astype("timedelta64[us]"))


def since_midnight(values: npt.NDArray[np.datetime64]) -> npt.NDArray[np.timedelta64]:
    """Return the time of day."""
    return np.asarray(values - values.astype("datetime64[D]").astype("datetime64[us]"))
