"""The case folder: a run on disk, and the only serialised form."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from beatwright.base import check
from beatwright.base.digest import digest_of
from beatwright.base.errors import BeatwrightError, InputError, ParameterError
from beatwright.base.files.atomic_file import write_text
from beatwright.base.files.open_file import reporting_damage
from beatwright.core.case_folder import MANIFEST, staged_case_folder
from beatwright.core.case_parts import CASE_FORMAT, FINDINGS, problem_to_dict, read_case_parts
from beatwright.core.case_traces import TRACES, save_traces
from beatwright.core.city_folder import save_city
from beatwright.core.comparison import Comparison
from beatwright.core.dispatch_trace import DispatchTrace
from beatwright.core.evaluation import Evaluation
from beatwright.core.finding import Finding
from beatwright.core.judge_protocol import Judge
from beatwright.core.plan import Plan
from beatwright.core.problem import Problem
from beatwright.core.read_report import ReadReport

__all__ = ["MANIFEST", "Case"]


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

    def with_plan(self, plan: Plan, judge: Judge, *, unseen: bool = True) -> Case:
        """Return the case with `plan` recommended and judged beside the base, as if the run had made it.

        The base is judged again by the same judge, so that both figures mean the same. Where it does not decide what
        the judge reads, the plan stands alone. Evaluations by other judges, and of other plans, are left out: they say
        nothing of this plan. What examiners found stays as it was.

        Parameters
        ----------
        plan : Plan
            A draft, such as one that was dragged by hand. It takes the place of a plan of its name.
        judge : Judge
            Who judges, such as ``evaluate.Coverage()``.
        unseen : bool, default True
            Judge on the held-out demand. False: on the demand planned on, as it should be while a plan is still being
            changed; the case then says that this is no independent test.

        Raises
        ------
        ParameterError
            Where `plan` has the name of the base and is another plan, or the judge cannot judge it.

        Examples
        --------
        >>> from beatwright.core import Post
        >>> from beatwright.evaluate import Coverage
        >>> from beatwright.testing import small_problem
        >>> today, problem = Plan(posts=(Post("s2"),), name="today", today=True), small_problem()
        >>> heldout = replace(problem, demand=small_problem(1).demand)
        >>> case = Case("small", problem, heldout, (today,), main="today", base="today")
        >>> drafted = case.with_plan(Plan(posts=(Post("s3"),), name="draft"), Coverage())
        >>> drafted.main, drafted.comparison.differences["draft"].round()["mean distance"].item()
        ('draft', -57.0)
        """
        base = next((known for known in self.plans if known.name == self.base), plan)
        if base.name == plan.name and base != plan:
            raise ParameterError(
                f"The plan '{plan.name}' has the name of the plan that all others are compared with. Give it another."
            )
        judged = self.heldout if unseen else self.problem
        found = judge.score(judged, plan)
        beside = base.name != plan.name and set(found.read) <= set(base.decided)
        others = tuple(known for known in self.plans if known.name != plan.name)
        return replace(
            self,
            heldout=judged,
            plans=(*others, plan),
            evaluations=(judge.score(judged, base), found) if beside else (found,),
            main=plan.name,
            base=base.name if beside else plan.name,
        )

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
        _write_json(folder / MANIFEST, {**self.manifest, "format": CASE_FORMAT, "study": self._study()})
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
            "problems": {"planned": problem_to_dict(self.problem), "heldout": problem_to_dict(self.heldout)},
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
            return cls(**read_case_parts(folder))


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
