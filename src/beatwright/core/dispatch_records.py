"""Records of a dispatch system: which car was sent to which call, and when it did what."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from beatwright.base.errors import Complaints, ParameterError
from beatwright.base.words import count_of, listed

if TYPE_CHECKING:
    from beatwright.core.read_report import ReadReport

__all__ = ["DISPATCH_COLUMNS", "DispatchRecords"]

Floats = npt.NDArray[np.float64]
STAMPS = ("created", "dispatched", "enroute", "on_scene", "cleared")
DISPATCH_COLUMNS = ("call", "unit", "priority", *STAMPS, "x", "y", "self_initiated")
_MINUTE = pd.Timedelta(minutes=1)


@dataclass(frozen=True, eq=False)
class DispatchRecords:
    """One row for each car that was sent to a call.

    Rows are put in order of time, call and unit, so the order of the rows given never matters.

    Parameters
    ----------
    frame : DataFrame
        Columns: ``call`` and ``unit`` (text), ``priority`` (position in `priorities`, -1 where there is none, which
        self-initiated work alone may have), ``created``, ``dispatched``, ``enroute``, ``on_scene`` and ``cleared``
        (local times, NaT where one is not known), ``x`` and ``y`` (metres in `crs`, NaN where not known),
        ``self_initiated`` (bool).
    priorities : tuple of str
        The classes as the file calls them, the most urgent first.
    crs : CRS, optional
        Of the places, projected; None: no places.
    report : ReadReport, optional
        What was left out and why.

    Raises
    ------
    ParameterError
        With every fault at once.

    Examples
    --------
    >>> from beatwright.testing import generated_dispatch
    >>> rows = generated_dispatch(np.ones((1, 1)), np.zeros((1, 2)), [0, 0, 0], np.ones((3, 168), bool), weeks=1)
    >>> rows = rows.rename(columns={"call_number": "call", "en_route": "enroute"})
    >>> rows["priority"] = rows["priority"].map({"P1": 0, "P2": 1, "P3": 2}).fillna(-1).astype(int)
    >>> rows["self_initiated"] = rows["self_initiated"] == "yes"
    >>> DispatchRecords(rows, ("P1", "P2", "P3"))
    DispatchRecords(713 of 3 units, 2024-01-01 to 2024-01-08)
    """

    frame: pd.DataFrame
    priorities: tuple[str, ...]
    crs: Any = None
    report: ReadReport | None = None

    def __post_init__(self) -> None:
        complaints = Complaints()
        missing = [name for name in DISPATCH_COLUMNS if name not in self.frame]
        complaints.need(not missing, f"Dispatch records need the columns {', '.join(DISPATCH_COLUMNS)}. "
                        f"Missing: {', '.join(missing)}.")  # fmt: skip
        complaints.raise_if_any(ParameterError)
        frame = self.frame[list(DISPATCH_COLUMNS)]
        complaints.need(len(frame) > 0, "There are no dispatch records.")
        asked = ~frame["self_initiated"].to_numpy(dtype=bool)
        complaints.need(
            bool(frame["priority"].between(np.where(asked, 0, -1), len(self.priorities) - 1).all()),
            f"The priority of a call must be a position in [0, {len(self.priorities) - 1}].",
        )
        complaints.need(bool(frame["dispatched"].notna().all()), "Every dispatch record needs a time of dispatch.")
        complaints.raise_if_any(ParameterError)
        frame = frame.sort_values(["dispatched", "call", "unit", "on_scene"], kind="stable", ignore_index=True)
        object.__setattr__(self, "frame", frame)
        object.__setattr__(self, "priorities", tuple(self.priorities))

    def __len__(self) -> int:
        return len(self.frame)

    def __repr__(self) -> str:
        return f"DispatchRecords({len(self):,} of {count_of(len(self.units), 'unit')}, {self.period})"

    @cached_property
    def units(self) -> tuple[str, ...]:
        """The units in order."""
        return tuple(sorted(set(self.frame["unit"])))

    @cached_property
    def car(self) -> npt.NDArray[np.int64]:
        """Position of the unit of every row, shape (n,)."""
        return np.searchsorted(np.array(self.units), self.frame["unit"].to_numpy(dtype=str)).astype(np.int64)

    @property
    def period(self) -> str:
        """First and last day."""
        return f"{self.frame['dispatched'].min():%Y-%m-%d} to {self.frame['dispatched'].max():%Y-%m-%d}"

    @cached_property
    def start(self) -> pd.Timestamp:
        """Monday 00:00 of the week of the first time, from which minutes count."""
        first = self.frame[list(STAMPS)].min().min().floor("D")
        return pd.Timestamp(first - pd.Timedelta(days=first.day_of_week))

    @cached_property
    def hours(self) -> int:
        """Hours from `start` to the end of the last week."""
        last = self.frame[["dispatched", "cleared"]].max().max()
        return int(-(-(last - self.start) // pd.Timedelta(weeks=1))) * 168 or 168

    def minutes(self, stamp: str) -> Floats:
        """Return a time of every row as minutes since `start`, NaN where it is not known, shape (n,)."""
        return np.asarray((self.frame[stamp] - self.start) / _MINUTE, dtype=np.float64)

    @property
    def text(self) -> str:
        """The account of the reading, and what the records are."""
        account = "" if self.report is None else f"{self.report.text}\n"
        return f"{account}{len(self):,} cars sent, {self.period}; priorities, the most urgent first: " + listed(
            self.priorities
        )
