"""What to tell of the time of day of the rows kept: missing, a month only, at midnight, shifted, or skipped."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from beatwright.base.words import count_of
from beatwright.data.incidents.clocks.day_clocks import missing_clock_warnings
from beatwright.data.incidents.clocks.midnights import midnight_warnings
from beatwright.data.incidents.clocks.quiet_hours import shifted_clock_warnings
from beatwright.data.incidents.clocks.timezones import saving_faults
from beatwright.data.incidents.clocks.unused_clocks import unused_clocks
from beatwright.data.incidents.columns.recognised_columns import Recognised
from beatwright.data.incidents.places.coordinates import Places
from beatwright.data.incidents.rows.row_account import RowAccount
from beatwright.data.incidents.times.times_of_file import Times

__all__ = ["clock_warnings"]


def clock_warnings(
    account: RowAccount, found: Recognised, times: Times, places: Places, known: tuple[str, str, str]
) -> list[str]:
    """Return the warnings about the time of day.

    Parameters
    ----------
    account, found, times, places : RowAccount, Recognised, Times, Places
        The rows, their columns, and what was read from them.
    known : tuple of str
        Precision of the times, time zone (empty where it is not known), and the option `midnight`.
    """
    precision, zone, midnight = known
    kept = account.kept
    warnings = []
    if precision == "day":
        warnings += unused_clocks(account.table, found)
    if precision in ("minute", "hour"):
        heading = found.heading("clock") or found.heading("hour") or found.heading("time")
        clocked = times.values[kept & times.has_clock]
        without = int((kept & ~times.has_clock & ~times.month_only).sum())
        warnings += missing_clock_warnings(without, heading, midnight)
        warnings += midnight_warnings(clocked, heading)
        warnings += shifted_clock_warnings(clocked, places.x[kept], places.y[kept], places.crs, heading=heading)
    if precision != "month" and (months := int(times.month_only[kept].sum())):
        warnings.append(
            f"{count_of(months, 'row gives', 'rows give')} the month only: taken as the first midnight of the month."
        )
    if zone and precision in ("minute", "hour"):
        warnings += _saving(times.values[kept], zone)
    return warnings


def _saving(times: npt.NDArray[np.datetime64], zone: str) -> Iterator[str]:
    gap, twice = saving_faults(times, zone)
    if gap:
        yield f"{count_of(gap, 'time')} cannot have been: skipped by the clocks of {zone} in spring. Kept all the same."
    if twice:
        yield (
            f"{count_of(twice, 'time is', 'times are')} in an hour that the clocks of {zone} had twice in autumn. Kept."
        )
