"""The case folder: a run on disk, and the only serialised form."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from beatwright.base import check
from beatwright.base.digest import digest_of
from beatwright.base.errors import BeatwrightError, InputError, ParameterError
from beatwright.base.files.atomic_file import write_text
from beatwright.base.files.open_file import regular_file, reporting_damage
from beatwright.base.files.text_file import read_text
from beatwright.core.case_folder import MANIFEST, staged_case_folder
from beatwright.core.case_traces import TRACES, load_traces, save_traces
from beatwright.core.city import City
from beatwright.core.city_folder import load_city, save_city
from beatwright.core.comparison import Comparison
from beatwright.core.demand import Demand
from beatwright.core.dispatch_trace import DispatchTrace
from beatwright.core.evaluation import Evaluation
from beatwright.core.finding import Finding
from beatwright.core.plan import Plan
from beatwright.core.problem import Problem
from beatwright.core.read_report import ReadReport
from beatwright.core.severity import Severity
from beatwright.core.tour import Tour

__all__ = ["MANIFEST", "Case"]

FINDINGS = "findings"
_FORMAT = 1
# What version 0.1 kept of what it found: by the name of the finding, the file and a title.
_EARLIER = {
    "trade-off": ("tradeoff.json", "What every number of posts brings"),
    "alternatives": ("alternatives.json", "Other plans"),
}


@dataclass(frozen=True, eq=False)
class Case:
    """Everything that a run decided and measured.

    A case without plans was looked at before anything is planned: it has a city, the demand recorded, and findings.

    Parameters
    ----------
    name : str
        Title of the study.
    problem : Problem
        What was planned on.
    heldout : Problem
        What was judged on: the same city, demand that no planner has seen.
    plans : tuple of Plan
        The plans, with different names; none before anything is planned.
    evaluations : tuple of Evaluation
        One per plan (and judge).
    main : str
        Name of the plan that is recommended; empty where there is none.
    base : str
        Name of the plan of today, or the one that takes its place in comparisons; empty where there is none.
    reading : ReadReport, optional
        What was read and dropped.
    manifest : mapping
        Input checksums, versions, seeds, options, wall time per step.
    findings : tuple of Finding
        What examiners found, with different names, in the order in which the report shows them.
    fewest_shown : float, default 5
        Fewest calls a year in a zone, a post's area or a district that the report, the pictures and the files for
        spreadsheets and GIS show; 0 shows all.
    raw_rows : bool, default False
        Whether ``dropped.csv`` holds the rows left out whole, with every cell.
    traces : tuple of DispatchTrace
        Traces of dispatch simulations, for `beatwright replay`; none where none was kept.
    """

    name: str
    problem: Problem
    heldout: Problem
    plans: tuple[Plan, ...] = ()
    evaluations: tuple[Evaluation, ...] = ()
    main: str = ""
    base: str = ""
    reading: ReadReport | None = None
    manifest: Mapping[str, Any] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    fewest_shown: float = 5.0
    raw_rows: bool = False
    traces: tuple[DispatchTrace, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "plans", tuple(self.plans))
        object.__setattr__(self, "evaluations", tuple(self.evaluations))
        object.__setattr__(self, "findings", tuple(self.findings))
        object.__setattr__(self, "traces", tuple(self.traces))
        if self.problem.city != self.heldout.city:
            raise ParameterError("A case plans and judges on one city; these are two.")
        complaint = check.number("Case", "fewest_shown", self.fewest_shown, 0)
        if complaint:
            raise ParameterError(complaint)
        found = [finding.name for finding in self.findings]
        if len(set(found)) < len(found):
            raise ParameterError(f"A case has one finding of a name. Got {', '.join(found)}.")
        names = [plan.name for plan in self.plans]
        for role, name in (("main", self.main), ("base", self.base)):
            if name not in names and (names or name):
                raise ParameterError(f"The {role} plan '{name}' is not among the plans {', '.join(names)}.")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Case) and self.digest == other.digest

    def __hash__(self) -> int:
        return hash(self.digest)

    @property
    def digest(self) -> str:
        """Hash of the content; wall times, and how much of it is shown, do not count."""
        return digest_of(
            self.name,
            self.problem.digest,
            self.heldout.digest,
            [plan.timeless.to_dict() for plan in self.plans],
            [evaluation.to_dict() for evaluation in self.evaluations],
            [self.main, self.base],
            None if self.reading is None else self.reading.to_dict(),
            [finding.digest for finding in self.findings],
            *([[trace.digest for trace in self.traces]] if self.traces else []),
        )

    def finding(self, name: str) -> Finding:
        """Return the finding called `name`."""
        for finding in self.findings:
            if finding.name == name:
                return finding
        raise KeyError(f"There is no finding '{name}'. {check.did_you_mean(name, [f.name for f in self.findings])}")

    def plan(self, name: str) -> Plan:
        """Return the plan called `name`."""
        return next(plan for plan in self.plans if plan.name == name)

    @property
    def comparison(self) -> Comparison:
        """The plans side by side under the first judge; ParameterError where nothing was planned and judged."""
        if not self.evaluations:
            raise ParameterError(f"The case '{self.name}' holds no judged plan to compare. Make one: beatwright run")
        judge = self.evaluations[0].judge
        return Comparison(tuple(e for e in self.evaluations if e.judge == judge), self.base)

    def write(self, folder: Path) -> None:
        """Write into an existing folder; `save` makes one."""
        if self.plans:
            self.plan(self.main).save(folder / "plan.json")
            (folder / "plans").mkdir()
        for number, plan in enumerate(self.plans, 1):
            plan.save(folder / "plans" / f"{number:02d}.json")
        _write_json(folder / "evaluation.json", [evaluation.to_dict() for evaluation in self.evaluations])
        _write_json(folder / MANIFEST, {**self.manifest, "format": _FORMAT, "study": self._study()})
        _write_findings(folder / FINDINGS, self.findings)
        save_traces(folder / TRACES, self.traces)
        if self.reading is not None:
            self.reading.write_dropped(folder / "dropped.csv", raw=self.raw_rows)
        save_city(folder / "city", self.problem.city)
        for name, problem in (("planned", self.problem), ("heldout", self.heldout)):
            demand = problem.demand
            np.savez_compressed(folder / f"demand_{name}.npz", rate=demand.rate, weight=demand.weight)

    def _study(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "main": self.main,
            "base": self.base,
            "shown": {"fewest_shown": self.fewest_shown, "raw_rows": self.raw_rows},
            "findings": [finding.name for finding in self.findings],
            **({"traces": len(self.traces)} if self.traces else {}),
            "reading": None if self.reading is None else self.reading.to_dict(),
            "problems": {"planned": _problem_to_dict(self.problem), "heldout": _problem_to_dict(self.heldout)},
        }

    def save(self, folder: str | Path) -> Path:
        """Write the case folder, whole or not at all.

        Raises
        ------
        InputError
            Where `folder` exists and is not a case folder.
        """
        with staged_case_folder(folder) as staging:
            self.write(staging)
        return Path(folder)

    @classmethod
    def load(cls, folder: str | Path) -> Case:
        """Read a case folder back.

        Raises
        ------
        InputError
            Where the folder is missing or is no case folder.
        """
        folder = Path(folder)
        if not (folder / MANIFEST).is_file():
            raise InputError(f"'{folder}' is no case folder: it has no {MANIFEST}. Make one with: beatwright run")
        with _damaged(folder):
            return _read_case(folder)


@contextmanager
def _damaged(folder: Path) -> Iterator[None]:
    """Say of whatever a damaged case folder raises that it is damaged, and what to do."""
    try:
        with reporting_damage(folder, "Make it again with: beatwright run", own=True):
            yield
    except BeatwrightError as problem:
        raise InputError(f"The case folder '{folder}' cannot be read. {problem}") from None


def _write_findings(folder: Path, findings: tuple[Finding, ...]) -> None:
    if findings:
        folder.mkdir()
    for finding in findings:
        _write_json(folder / f"{finding.name}.json", finding.to_dict())


def _write_json(path: Path, values: object) -> None:
    write_text(path, json.dumps(values, indent=1, ensure_ascii=False, default=str, allow_nan=False) + "\n")


def _problem_to_dict(problem: Problem) -> dict[str, Any]:
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


def _read_case(folder: Path) -> Case:
    manifest = json.loads(read_text(folder / MANIFEST))
    if manifest.pop("format") != _FORMAT:
        raise InputError(f"'{folder}' was written by another version of beatwright. Run the study again.")
    study = manifest.pop("study")
    city = load_city(folder / "city")
    problems = {name: _read_problem(folder, name, city, facts) for name, facts in study["problems"].items()}
    # A user may keep plans of his own there.
    ours = [path for path in (folder / "plans").glob("*.json") if path.stem.isdecimal()]
    plans = tuple(Plan.load(path) for path in sorted(ours, key=lambda path: int(path.stem)))
    evaluations = json.loads(read_text(folder / "evaluation.json"))
    return Case(
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
