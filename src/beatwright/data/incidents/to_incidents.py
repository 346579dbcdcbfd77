"""The rows that were kept -> incidents."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from beatwright.base.columns.number_columns import read_numbers
from beatwright.base.errors import InputError
from beatwright.base.words import count_of
from beatwright.core.incidents import Incidents
from beatwright.data.incidents.rows.incident_ids import make_ids
from beatwright.data.incidents.rows.incident_rows import CheckedRows
from beatwright.data.incidents.rows.kind_table import KindTable

__all__ = ["assemble_incidents"]


def assemble_incidents(checked: CheckedRows, kinds: KindTable, zones: int = 0, *, aoristic: bool = False) -> Incidents:
    """Make the incidents of the rows kept; `aoristic` as in `Incidents`.

    Raises
    ------
    InputError
        Where no row is left.
    """
    report, kept = checked.report, checked.incident_rows
    if not len(kept):
        reasons = ", ".join(f"{reason}: {count:,}" for reason, count in report.reasons.items()) or "it has no rows"
        begin = f"No row of '{report.source}' can be used. Of {count_of(report.read, 'row')} read: {reasons}."
        why = (*(warning for warning in report.warnings if "left out" in warning), *checked.places.warnings)
        raise InputError(" ".join((begin, *dict.fromkeys(why))))
    times = checked.times.values[kept]
    used, kind = np.unique(checked.kind[kept], return_inverse=True)
    frame = pd.DataFrame(
        {
            "id": make_ids(checked.account, checked.found, kept),
            "time": times,
            "kind": pd.Categorical.from_codes(kind, pd.Index([checked.kinds[i] for i in used])),
            "severity": checked.severity_class[kept],
            "x": checked.places.x[kept],
            "y": checked.places.y[kept],
            "zone": checked.zone[kept],
            "has_clock": checked.times.has_clock[kept],
            "officers": _per_row(checked, kinds, "officers"),
            "service_minutes": _per_row(checked, kinds, "service_minutes"),
            "service_recorded": _said(checked, "service_minutes"),
            "time_end": checked.windows.ends[kept],
            **{stage: values[kept] for stage, values in checked.stages.items()},
        }
    )
    start, end = _period(times, checked.precision)
    gaps = tuple((pd.Timestamp(one), pd.Timestamp(other)) for one, other in checked.gaps)
    return Incidents(
        frame=frame,
        severity=kinds.severity,
        zones=zones,
        start=start,
        end=end,
        precision=checked.precision,
        report=report,
        gaps=gaps,
        aoristic=aoristic,
    )


def _per_row(checked: CheckedRows, kinds: KindTable, name: str) -> npt.NDArray[np.float64]:
    """Return what the file says, else what the rule of the kind says, else NaN: that of the class."""
    by_rule = np.array([getattr(rule, name) for rule in kinds.rules] + [np.nan])[checked.rule[checked.incident_rows]]
    recorded = _recorded(checked, name)
    return np.where(recorded > 0, recorded, by_rule)


def _said(checked: CheckedRows, name: str) -> npt.NDArray[np.bool_]:
    """Return which rows have a figure of their own."""
    return np.asarray(_recorded(checked, name) > 0)


def _recorded(checked: CheckedRows, name: str) -> npt.NDArray[np.float64]:
    """Return what the file says, NaN where it says nothing."""
    kept, heading = checked.incident_rows, checked.found.heading(name)
    if not heading:
        return np.full(len(kept), np.nan)
    return np.asarray(read_numbers(checked.account.table.columns.column(heading))[kept], dtype=np.float64)


def _period(times: npt.NDArray[np.datetime64], precision: str) -> tuple[pd.Timestamp, pd.Timestamp]:
    """Return whole days, or whole months where times give no more."""
    step = np.timedelta64(1, "M") if precision == "month" else np.timedelta64(1, "D")
    whole = f"datetime64[{'M' if precision == 'month' else 'D'}]"
    return pd.Timestamp(times.min().astype(whole)), pd.Timestamp(times.max().astype(whole) + step)
