"""Tune the roster of a case's plan: changes one after the other, each kept at once or not at all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np
import numpy.typing as npt

from beatwright.base.certificate import Certificate
from beatwright.base.errors import Complaints, StudyError
from beatwright.base.plain_text import clean
from beatwright.core import Case, Plan, Problem
from beatwright.core.demand import HOURS_OF_WEEK
from beatwright.core.pooled_cars import pooled_cars
from beatwright.planning.rosters.roster_tuning import LineKind, RosterTuning
from beatwright.study.kept.kept_plans import place_for_plan, plan_of_case
from beatwright.study.tuning.tuning_words import line_named, tuning_lines

__all__ = ["TunedRoster", "tune_roster"]

_TUNED = "tune"
_BY_HAND = "The lines of its roster were tuned by hand."
_CHANGES: dict[str, Callable[[RosterTuning, LineKind], RosterTuning]] = {
    "unlock": partial(RosterTuning.locking, locked=False),
    "lock": partial(RosterTuning.locking, locked=True),
    "drop": partial(RosterTuning.with_officers, more=-1),
    "add": partial(RosterTuning.with_officers, more=1),
}


@dataclass(frozen=True, eq=False)
class TunedRoster:
    """A roster as it was tuned.

    Parameters
    ----------
    plan : Plan
        The plan with the roster.
    tuning : RosterTuning
        Its lines beside the need.
    before : float
        Officer-hours short before.
    proof : Certificate or None
        Of the search, where it was asked for.
    path : path or None
        Where the plan is kept; None where nothing was changed.
    """

    plan: Plan
    tuning: RosterTuning
    before: float
    proof: Certificate | None
    path: Path | None

    @property
    def text(self) -> str:
        """The lines, what is short, and what would help."""
        changed = self.before if self.path is not None else None
        lines = [f"Plan '{clean(self.plan.name)}':", *tuning_lines(self.tuning, changed, self.proof)]
        return "\n".join([*lines, *([f"Kept in {self.path}"] if self.path is not None else [])])


def tune_roster(
    folder: str | Path,
    *,
    plan: str = "",
    unlock: Sequence[str] = (),
    lock: Sequence[str] = (),
    drop: Sequence[str] = (),
    add: Sequence[str] = (),
    move: Sequence[str] = (),
    solve: bool = False,
    seconds: float | None = None,
    name: str = "tuned",
) -> TunedRoster:
    """Change lines of a roster, and say what it costs and what would help.

    Lines are named by their number in the list, or by shift and days off: see `line_named`. Numbers are those of the
    list before any change. Changes are made in the order of the parameters.

    Parameters
    ----------
    folder : path
        A case folder.
    plan : str
        Name of the plan. Default: the tuned one where there is one, else the recommended one.
    unlock, lock : sequence of str
        Lines whose officers may be moved again, or have to stay.
    drop, add : sequence of str
        Lines that lose or get one officer.
    move : sequence of str
        ``LINE=LINE``: one officer from the first to the second.
    solve : bool, default False
        Whether to look for the least shortage that the same officers can have, the locked where they are.
    seconds : float, optional
        Time limit of that.
    name : str, default "tuned"
        Name of the plan to keep; it is written to ``plans/NAME.json`` in the case folder, whole or not at all.

    Raises
    ------
    StudyError
        With every complaint at once: there is no such plan or line, nobody can leave a line, a name cannot be that of
        a file, or the file is another's.
    """
    case, complaints = Case.load(folder), Complaints()
    file = complaints.attempt(lambda: place_for_plan(case, folder, name, _TUNED))
    start = complaints.attempt(lambda: plan_of_case(case, folder, plan, name))
    if start is None:
        complaints.raise_if_any(StudyError)
    assert start is not None  # else there was a complaint
    cannot = f"The roster of the plan '{clean(start.name, 60)}' cannot be tuned so"
    before = complaints.attempt(lambda: _tuning_of(start))
    if before is None:
        complaints.raise_if_any(StudyError, cannot)
    assert before is not None
    asked = {"unlock": unlock, "lock": lock, "drop": drop, "add": add}
    steps = [(_CHANGES[word], (text,)) for word, texts in asked.items() for text in texts]
    tuning = _changed(before, [*steps, *((RosterTuning.moved, text) for text in move)], complaints)
    complaints.raise_if_any(StudyError, cannot)
    assert file is not None  # else there was a complaint
    tuning, proof = tuning.solved(seconds=seconds) if solve else (tuning, None)
    if tuning is before:
        return TunedRoster(start, tuning, before.tuning.shortage, proof, None)
    made = _decided(start, tuning, case.problem, name, proof)
    path = made.save(file)
    return TunedRoster(made, tuning, before.tuning.shortage, proof, path)


def _changed(
    before: RosterTuning, steps: list[tuple[Callable[..., RosterTuning], tuple[str, ...] | str]], complaints: Complaints
) -> RosterTuning:
    """Return the roster with changes made, one after the other; what cannot be is told of every one.

    A change is given with the lines that it is of, or with a text of two lines.
    """
    now = before
    for change, given in steps:
        texts = complaints.attempt(partial(_pair, given)) if isinstance(given, str) else given
        kinds = [complaints.attempt(partial(line_named, text, before)) for text in texts or ()]
        if kinds and None not in kinds:
            now = complaints.attempt(partial(change, now, *kinds)) or now
    return now


def _tuning_of(plan: Plan) -> RosterTuning:
    if plan.roster is None:
        raise StudyError(f"The plan '{plan.name}' has no roster to tune. Name one that has with --plan.")
    return RosterTuning(plan.roster)


def _pair(text: str) -> tuple[str, str]:
    one, equal, other = text.partition("=")
    if not equal:
        raise StudyError(f"A move reads LINE=LINE, such as '3=D off Sat Sun'. Got {text!r}.")
    return one, other


def _decided(plan: Plan, tuning: RosterTuning, problem: Problem, name: str, proof: Certificate | None) -> Plan:
    """Return the plan with the roster, and the cars that its officers can take out."""
    crews = _crews(plan, tuning, problem)
    lost = plan.crews is not None and crews is None
    notes = ["Cars on duty are undecided again: its lines do not say which post they are of."] if lost else []
    notes = [note for note in (_BY_HAND, *notes) if note not in plan.notes]
    shortage = tuning.tuning.shortage
    layers = {"roster": tuning.roster, "crews": crews}
    certificate = proof or Certificate("feasible", shortage, method="by hand", unit="officer-hours short")
    made = plan.deciding(layers, name=name, made_by=_TUNED, certificate=certificate, notes=notes)
    return replace(made, on=plan.on) if plan.name == name else made


def _crews(plan: Plan, tuning: RosterTuning, problem: Problem) -> tuple[tuple[int, ...], ...] | None:
    """Return the cars by post and hour; None where they were not decided, or lines belong to other posts."""
    homes = {line.post for line in tuning.roster.lines}
    if plan.crews is None or tuning.roster.slots != HOURS_OF_WEEK:
        return None
    if homes == {""}:
        before = np.array([np.resize(row, HOURS_OF_WEEK) for row in plan.crews], dtype=np.int64)
        cars = pooled_cars(before, _cars(tuning.roster.cover, problem))
    elif homes <= set(plan.site_ids):
        cars = np.array([_cars(tuning.roster.cover_at(site), problem) for site in plan.site_ids])
    else:
        return None
    return tuple(tuple(row) for row in cars.tolist())


def _cars(officers: npt.NDArray[np.float64], problem: Problem) -> npt.NDArray[np.int64]:
    """Return the cars that officers on duty take out; sums of parts of an hour are whole numbers but for rounding."""
    return np.floor(officers + 1e-9).astype(np.int64) // problem.officers_per_car
