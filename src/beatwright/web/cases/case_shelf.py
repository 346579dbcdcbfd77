"""Cases that are open, by the number that the database knows them by; the ones used last stay in memory."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from sqlalchemy import Row, select

from beatwright.base.errors import InputError
from beatwright.core.case import MANIFEST, Case
from beatwright.core.evaluation import Evaluation
from beatwright.core.judge_protocol import Judge
from beatwright.core.plan import Plan
from beatwright.core.problem import Problem
from beatwright.examine.alternatives_finding import ALTERNATIVES
from beatwright.study.judging import judge_reading
from beatwright.web.drafts.draft import DraftGround
from beatwright.web.store.database import Database, now
from beatwright.web.store.tables import cases

__all__ = ["CaseChangedError", "CaseShelf", "OpenCase"]

_IN_MEMORY = 4  # a city of 2,000 zones takes some 70 MB


class CaseChangedError(InputError):
    """The folder holds another case than the one that plans were made for."""


@dataclass(frozen=True, eq=False)
class OpenCase:
    """A case in memory.

    Parameters
    ----------
    id : int
        Number in the database.
    case : Case
        As its folder holds it.
    ground : DraftGround
        The places that a draft may name.
    """

    id: int
    case: Case
    ground: DraftGround
    _todays: dict[tuple[str, str], Evaluation] = field(default_factory=dict, repr=False)

    def judged(self, plan: Plan, layer: str, *, unseen: bool = False) -> Case:
        """Return the case with a plan in the place of the recommended one, judged by the usual judge of a layer.

        Parameters
        ----------
        plan : Plan
            With another name than the plan of today.
        layer : {"posts", "districts"}
            What is judged.
        unseen : bool, default False
            On the held-out incidents rather than on those planned on; whoever asks counts it.
        """
        judge = _OnceForToday(judge_reading((), layer), self.case.plan(self.case.base), self._todays)
        return self.case.with_plan(plan, judge, unseen=unseen)

    @cached_property
    def alternatives(self) -> dict[str, Plan]:
        """Other plans nearly as good that it was studied for, by name; those that it came with are not among them."""
        details = next((found.details for found in self.case.findings if found.name == ALTERNATIVES), {})
        ranked = (Plan.from_dict(one["plan"]) for one in details.get("ranked", ()))
        return {plan.name: plan for plan in ranked if plan.name not in self.taken_names}

    @property
    def taken_names(self) -> frozenset[str]:
        """Names of the plans that it came with: no draft may have one of them."""
        return frozenset(plan.name for plan in self.case.plans)


@dataclass(frozen=True)
class _OnceForToday:
    """A judge that judges the plan of today once: every draft stands beside it, and it never changes.

    Parameters
    ----------
    judge : Judge
        Who judges.
    today : Plan
        The plan that is judged once on every problem.
    said : dict
        What was said of it, by judge and problem.
    """

    judge: Judge
    today: Plan
    said: dict[tuple[str, str], Evaluation]

    def score(self, problem: Problem, plan: Plan) -> Evaluation:
        """Return the evaluation of a plan."""
        if plan is not self.today:
            return self.judge.score(problem, plan)
        key = (repr(self.judge), problem.digest)
        if key not in self.said:
            self.said[key] = self.judge.score(problem, plan)
        return self.said[key]


@dataclass(frozen=True)
class CaseShelf:
    """The open cases of a planner.

    Parameters
    ----------
    database : Database
        Keeps which folder has which number.
    roots : sequence of Path
        Resolved folders below which a case may lie.
    opened : callable () -> object, optional
        Called after a case was read into memory.
    """

    database: Database
    roots: Sequence[Path]
    opened: Callable[[], object] | None = None
    _memory: OrderedDict[int, OpenCase] = field(default_factory=OrderedDict, repr=False)
    _turn: threading.RLock = field(default_factory=threading.RLock, repr=False)

    def shelve(self, folder: str | Path) -> OpenCase:
        """Open a case folder and give it a number; one that is open already keeps its own.

        Raises
        ------
        InputError
            Where it lies outside the roots, is no case folder, or holds no plan.
        CaseChangedError
            Where it was opened before and has been made anew since.
        """
        path = self._allowed(folder)
        case = Case.load(path)
        if not case.plans:
            raise InputError(f"The case '{case.name}' holds no plan. Make one with: beatwright run")
        with self.database.writing() as connection:
            known = connection.execute(select(cases).where(cases.c.folder == str(path))).one_or_none()
            if known is None:
                values = {"digest": case.digest, "folder": str(path), "name": case.name, "opened": now()}
                connection.execute(cases.insert().values(values))
                known = connection.execute(select(cases).where(cases.c.folder == str(path))).one()
        _complain_of_change(known, case)
        return self._keep(known, case)

    def __getitem__(self, number: int) -> OpenCase:
        """Return an open case; KeyError where there is none of that number."""
        with self._turn:
            found = self._memory.get(number)
            if found is not None:
                self._memory.move_to_end(number)
                return found
            with self.database.reading() as connection:
                known = connection.execute(select(cases).where(cases.c.id == number)).one_or_none()
            if known is None:
                raise KeyError(number)
            case = Case.load(self._allowed(known.folder))
            _complain_of_change(known, case)
            return self._keep(known, case)

    def folder(self, number: int) -> Path:
        """Return where a case lies; KeyError where there is none of that number."""
        with self.database.reading() as connection:
            folder = connection.scalar(select(cases.c.folder).where(cases.c.id == number))
        if folder is None:
            raise KeyError(number)
        return Path(folder)

    def _keep(self, known: Row[Any], case: Case) -> OpenCase:
        city, number = case.problem.city, known.id
        if known.zones is None:
            with self.database.writing() as connection:
                counted = cases.update().where(cases.c.id == number).values(zones=len(city.zone_ids))
                connection.execute(counted)
        with self._turn:
            kept = OpenCase(number, case, DraftGround(frozenset(city.site_ids), frozenset(city.zone_ids)))
            self._memory[number] = kept
            self._memory.move_to_end(number)
            while len(self._memory) > _IN_MEMORY:
                self._memory.popitem(last=False)
        if self.opened is not None:
            self.opened()
        return kept

    def _allowed(self, folder: str | Path) -> Path:
        """Return the folder without links and dots; what lies outside the roots is not told from what is not there."""
        try:
            path = Path(folder).resolve()
            inside = any(path.is_relative_to(root) for root in self.roots) and (path / MANIFEST).is_file()
        except (OSError, ValueError, RuntimeError):
            inside = False
        if not inside:
            raise InputError(f"There is no case folder '{folder}' below the folders that this planner may open.")
        return path


def _complain_of_change(known: Row[Any], case: Case) -> None:
    if known.digest != case.digest:
        raise CaseChangedError(
            f"The case '{case.name}' was made anew since its plans were drawn. Write the new run into another folder, "
            "or open the old one again."
        )
