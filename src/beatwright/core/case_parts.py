"""The parts of a case, read back from its folder."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from beatwright.base.errors import InputError
from beatwright.base.files.open_file import regular_file
from beatwright.base.files.text_file import read_text
from beatwright.core.case_folder import MANIFEST
from beatwright.core.case_traces import TRACES, load_traces
from beatwright.core.city import City
from beatwright.core.city_folder import load_city
from beatwright.core.demand import Demand
from beatwright.core.evaluation import Evaluation
from beatwright.core.finding import Finding
from beatwright.core.plan import Plan
from beatwright.core.problem import Problem
from beatwright.core.read_report import ReadReport
from beatwright.core.severity import Severity
from beatwright.core.tour import Tour

__all__ = ["CASE_FORMAT", "FINDINGS", "problem_to_dict", "read_case_parts"]

CASE_FORMAT = 1
FINDINGS = "findings"
# What version 0.1 kept of what it found: by the name of the finding, the file and a title.
_EARLIER = {
    "trade-off": ("tradeoff.json", "What every number of posts brings"),
    "alternatives": ("alternatives.json", "Other plans"),
}


def problem_to_dict(problem: Problem) -> dict[str, Any]:
    """Return what a problem says beside its city and its rates, as plain values."""
    return {
        "officers": problem.officers,
        "within": problem.within,
        "within_minutes": problem.within_minutes,
        "severity": problem.severity.to_list(),
        "officers_per_car": problem.officers_per_car,
        "delayed_share": problem.delayed_share,
        "tours": [[tour.start, tour.hours] for tour in problem.tours],
        "call_minutes": problem.call_minutes,
        "hours": problem.demand.hours,
        "source": problem.demand.source,
    }


def _read_problem(folder: Path, name: str, city: City, facts: Mapping[str, Any]) -> Problem:
    severity = Severity.from_list(facts["severity"])
    with np.load(regular_file(folder / f"demand_{name}.npz")) as arrays:
        demand = Demand(
            rate=arrays["rate"],
            weight=arrays["weight"],
            severity=severity.names,
            hours=facts["hours"],
            source=facts["source"],
        )
    return Problem(
        city=city,
        demand=demand,
        officers=facts["officers"],
        within=facts["within"],
        within_minutes=facts["within_minutes"],
        severity=severity,
        officers_per_car=facts.get("officers_per_car", 2),
        delayed_share=facts.get("delayed_share"),
        tours=tuple(Tour(start, hours) for start, hours in facts.get("tours", ())),
        call_minutes=facts.get("call_minutes", 0.0),
    )


def _read_reading(folder: Path, facts: Mapping[str, Any] | None) -> ReadReport | None:
    if facts is None:
        return None
    try:
        dropped = pd.read_csv(regular_file(folder / "dropped.csv"), dtype=str, keep_default_na=False)
    except pd.errors.EmptyDataError:
        dropped = pd.DataFrame()
    return ReadReport(
        source=facts["source"],
        read=facts["read"],
        kept=facts["kept"],
        reasons=facts["reasons"],
        dropped=dropped,
        warnings=tuple(facts["warnings"]),
        facts=facts["facts"],
    )


def _read_findings(folder: Path, names: Sequence[str] | None) -> tuple[Finding, ...]:
    """Read the findings in their order; of a folder that version 0.1 wrote, those that it kept in other forms."""
    if names is None:
        return tuple(_read_earlier(folder))
    return tuple(Finding.from_dict(json.loads(read_text(folder / FINDINGS / f"{name}.json"))) for name in names)


def _read_earlier(folder: Path) -> Iterator[Finding]:
    note = ("An earlier version of beatwright found this and kept its figures. Run the study again to see them here.",)
    for name, (file, title) in _EARLIER.items():
        if (folder / file).exists():
            yield Finding(name, title, note, details=json.loads(read_text(folder / file)))


def read_case_parts(folder: Path) -> dict[str, Any]:
    """Return what `Case` is made of, read from its folder."""
    manifest = json.loads(read_text(folder / MANIFEST))
    if manifest.pop("format") != CASE_FORMAT:
        raise InputError(f"'{folder}' was written by another version of beatwright. Run the study again.")
    study = manifest.pop("study")
    city = load_city(folder / "city")
    problems = {name: _read_problem(folder, name, city, facts) for name, facts in study["problems"].items()}
    # A user may keep plans of his own there.
    ours = [path for path in (folder / "plans").glob("*.json") if path.stem.isdecimal()]
    plans = tuple(Plan.load(path) for path in sorted(ours, key=lambda path: int(path.stem)))
    evaluations = json.loads(read_text(folder / "evaluation.json"))
    return dict(
        name=study["name"],
        problem=problems["planned"],
        heldout=problems["heldout"],
        plans=plans,
        evaluations=tuple(Evaluation.from_dict(values) for values in evaluations),
        main=study["main"],
        base=study["base"],
        reading=_read_reading(folder, study["reading"]),
        manifest=manifest,
        findings=_read_findings(folder, study.get("findings")),
        traces=load_traces(folder / TRACES, study.get("traces", 0)),
        **study.get("shown", {}),
    )
