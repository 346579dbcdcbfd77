"""What the judge of rosters breaks down: officers or lines, rules, and hours of the week."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from beatwright.core import Roster, Table
from beatwright.core.demand import HOURS_OF_WEEK
from beatwright.core.hours_of_week import hour_name
from beatwright.evaluate.roster.duty_runs import DutyRow
from beatwright.evaluate.roster.rule_breaks import RULES

__all__ = ["roster_tables"]

Floats = npt.NDArray[np.float64]
_DESCRIBED: Mapping[str, Mapping[str, Any]] = {
    "officers": {"unit": ""},
    "hours of work": {"unit": "h/week"},
    "weekends worked": {"unit": "per week"},
    "nights worked": {"unit": "per week"},
    "shortest rest": {"unit": "h", "direction": "higher"},
    "longest run of work": {"unit": "days", "direction": "lower"},
    "rule breaks": {"unit": "", "direction": "lower"},
    "officers concerned": {"unit": "", "direction": "lower"},
    "need": {"unit": ""},
    "on duty": {"unit": ""},
    "short": {"unit": "", "direction": "lower"},
    "surplus": {"unit": "", "direction": "lower"},
}


def roster_tables(
    roster: Roster, rows: list[DutyRow], breaks: list[Counter[str]], short: Floats, over: Floats
) -> dict[str, Table]:
    """Return the breakdowns by name."""
    return {
        "officer": _table("officer", _officers(rows, breaks)),
        "rule": _table("rule", _rules(rows, breaks)),
        "hour": _table("hour", _hours(roster, short, over)),
    }


def _table(name: str, frame: pd.DataFrame) -> Table:
    return Table.from_frame(name, frame, _DESCRIBED)


def _officers(rows: list[DutyRow], breaks: list[Counter[str]]) -> pd.DataFrame:
    columns = {
        "officers": [row.officers for row in rows],
        "hours of work": [row.hours / row.weeks for row in rows],
        "weekends worked": [row.weekends / row.weeks for row in rows],
        "nights worked": [row.nights / row.weeks for row in rows],
        "shortest rest": [row.shortest_rest for row in rows],
        "longest run of work": [row.longest_run for row in rows],
        "rule breaks": [sum(one.values()) for one in breaks],
        "rules broken": [", ".join(f"{rule}: {count}" for rule, count in one.items()) for one in breaks],
    }
    return pd.DataFrame(columns, index=pd.Index([row.name for row in rows], name="officer or line", dtype=object))


def _rules(rows: list[DutyRow], breaks: list[Counter[str]]) -> pd.DataFrame:
    pairs = list(zip(rows, breaks, strict=True))
    columns = {
        "rule breaks": [sum(row.officers * one[rule] for row, one in pairs) for rule in RULES],
        "officers concerned": [sum(row.officers for row, one in pairs if one[rule]) for rule in RULES],
    }
    return pd.DataFrame(columns, index=pd.Index(RULES, name="rule", dtype=object))


def _hours(roster: Roster, short: Floats, over: Floats) -> pd.DataFrame:
    need = np.resize(np.array(roster.need or [np.nan], dtype=np.float64), roster.slots)
    names = [f"{hour_name(at % HOURS_OF_WEEK)}{', second week' * (at >= HOURS_OF_WEEK)}" for at in range(roster.slots)]
    columns = {"need": need, "on duty": roster.cover, "short": short, "surplus": over}
    return pd.DataFrame(columns, index=pd.Index(names, name="hour of the week", dtype=object))
