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
from beatwright.data.incidents.rows.incident_rows import Sifted
from beatwright.data.incidents.rows.kind_table import KindTable

__all__ = ["assemble"]


def assemble(sifted: Sifted, kinds: KindTable, zones: int = 0) -> Incidents:
    """Make the incidents of the rows kept.

    Raises
    ------
    InputError
        Where no row is left.
    """
    report, kept = sifted.report, sifted.incident_rows
    if not len(kept):
        reasons = ", ".join(f"{reason}: {count:,}" for reason, count in report.reasons.items()) or "it has no rows"
        begin = f"No row of '{report.source}' can be used. Of {count_of(report.read, 'row')} read: {reasons}."
        why = (*(said for said in report.warnings if "left out" in said), *sifted.places.warnings)
        raise InputError(" ".join((begin, *dict.fromkeys(why))))
    times = sifted.times.values[kept]
    used, kind = np.unique(sifted.kind[kept], return_inverse=True)
    frame = pd.DataFrame(
        {
            "id": make_ids(sifted.sieve, sifted.found, kept),
            "time": times,
            "kind": pd.Categorical.from_codes(kind, pd.Index([sifted.kinds[i] for i in used])),
            "severity": sifted.severity_class[kept],
            "x": sifted.places.x[kept],
            "y": sifted.places.y[kept],
            "zone": sifted.zone[kept],
            "has_clock": sifted.times.has_clock[kept],
            "officers": _per_row(sifted, kinds, "officers"),
            "service_minutes": _per_row(sifted, kinds, "service_minutes"),
            **{stage: values[kept] for stage, values in sifted.stages.items()},
        }
    )
    start, end = _period(times, sifted.precision)
    gaps = tuple((pd.Timestamp(one), pd.Timestamp(other)) for one, other in sifted.gaps)
    return Incidents(frame, kinds.severity, zones, start, end, sifted.precision, report, gaps)


def _per_row(sifted: Sifted, kinds: KindTable, name: str) -> npt.NDArray[np.float64]:
    """Return what the file says, else what the rule of the kind says, else NaN: that of the class."""
    kept = sifted.incident_rows
    by_rule = np.array([getattr(rule, name) for rule in kinds.rules] + [np.nan])[sifted.rule[kept]]
    heading = sifted.found.heading(name)
    if not heading:
        return np.asarray(by_rule)
    given = read_numbers(sifted.sieve.table.columns.column(heading))[kept]
    return np.where(given > 0, given, by_rule)


def _period(times: npt.NDArray[np.datetime64], precision: str) -> tuple[pd.Timestamp, pd.Timestamp]:
    """Return whole days, or whole months where times give no more."""
    step = np.timedelta64(1, "M") if precision == "month" else np.timedelta64(1, "D")
    whole = f"datetime64[{'M' if precision == 'month' else 'D'}]"
    return pd.Timestamp(times.min().astype(whole)), pd.Timestamp(times.max().astype(whole) + step)
