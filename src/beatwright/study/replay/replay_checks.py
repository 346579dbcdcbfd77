"""What a replay is checked against: the trace that was kept, and the evaluation in the case."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast

from beatwright.base.errors import Complaints, InputError, StudyError
from beatwright.base.plain_text import clean
from beatwright.base.words import listed
from beatwright.core import Calls, Case, Evaluation, Plan
from beatwright.core.call_times import TracedCalls, call_times
from beatwright.core.dispatch_trace import DispatchTrace
from beatwright.core.step import build_step
from beatwright.evaluate import Simulation
from beatwright.study.file.overrides import read_value

__all__ = ["borne_out", "compared", "replay_judge"]


def replay_judge(
    case: Case, kept: Mapping[str, DispatchTrace], asked: Mapping[str, int], rules: Sequence[str], *, given: bool
) -> tuple[Simulation, bool]:
    """Return the judge as in the trace to be checked, else as in the study, with what is asked for.

    Parameters
    ----------
    case : Case
        With its study.
    kept : mapping of str to DispatchTrace
        The traces to be checked.
    asked : mapping of str to int
        ``weeks`` and ``seed``, where they are asked for.
    rules : sequence of str
        ``NAME=VALUE``, options that are asked for.
    given : bool
        Whether the calls are those of a file.

    Returns
    -------
    tuple of (Simulation, bool)
        The judge, and whether something else is asked for than what was kept.
    """
    if given and asked:
        raise StudyError("Calls of a file have their weeks and their seed: leave --weeks and --seed.")
    wanted = {**asked, **_rules(rules)}
    before = dict(next(iter(kept.values())).options) if kept else _of_study(case)
    if not kept and before.get("calibration") and "calibration" not in wanted:
        raise StudyError(
            f"The plans were judged with the calibration '{before['calibration']}', which the case does not hold. Name "
            "the file: --set calibration=FILE"
        )
    made = [build_step(Simulation, {**before, **more}, "beatwright replay") for more in ({}, wanted)]
    same = dataclasses.replace(made[0], calibration=made[1].calibration) == made[1]
    return cast("Simulation", made[1]), given or not same


def _of_study(case: Case) -> dict[str, Any]:
    """Return the options of the judge Simulation in the study of the case; nothing where it had none."""
    tables = case.manifest.get("options", {}).get("evaluate", [])
    chosen = [table for table in tables if table.get("step") == Simulation.__name__]
    if not chosen:
        return {}
    own = {name: value for name, value in chosen[0].items() if name not in ("step", "name")}
    stopped = case.manifest.get("stopped", {})
    if stopped and own.get("weeks") == stopped["of"]:
        own["weeks"] = stopped["after"]
    return {"seed": case.manifest.get("seed", Simulation.seed), **own}  # a step has the seed of its study


def _rules(rules: Sequence[str]) -> dict[str, Any]:
    complaints, values = Complaints(), {}
    for rule in rules:
        name, equals, text = (part.strip() for part in rule.partition("="))
        if not equals:
            complaints.add(f"--set '{rule}' must have the form NAME=VALUE, such as place=scene.")
        values[name] = read_value(text)
    complaints.raise_if_any(StudyError)
    return values


def compared(
    case: Case, kept: Mapping[str, DispatchTrace], made: Sequence[TracedCalls], judge: Simulation, *, evaluations: bool
) -> Iterator[tuple[str, bool]]:
    """Yield in words how every plan compares with what was kept of it, and whether that is the same.

    Parameters
    ----------
    case : Case
        With the plans and their evaluations.
    kept : mapping of str to DispatchTrace
        The traces that were kept, by plan.
    made : sequence of TracedCalls
        What was simulated now.
    judge : Simulation
        By which.
    evaluations : bool
        Whether the evaluations of the case are to be the same too.
    """
    for one in made:
        if one.trace.plan in kept:
            yield _beside(kept[one.trace.plan], one.trace)
    for one in made if evaluations else ():
        said = _judged(case, case.plan(one.trace.plan), one.calls, judge)
        if said is not None:
            yield said


def _judged(case: Case, plan: Plan, calls: Calls, judge: Simulation) -> tuple[str, bool] | None:
    """Judge a plan again and say whether an evaluation in the case is the same; None where there is none to compare."""
    mine = [each for each in case.evaluations if each.plan == plan.name and each.judge == Simulation.__name__]
    kept = [each for each in mine if each.calls]  # a mean over plans drawn at random has none
    if not kept:
        return None
    name = clean(plan.name, 60)
    if all(each.calls.split("-")[0] != calls.digest for each in kept):
        return f"“{name}”: the calls are others than those that it was judged on.", False
    figures = _figures(judge.score(case.heldout, plan))
    if figures in map(_figures, kept):
        return (
            f"“{name}”: judged again, all {len(figures)} figures of the case's evaluation are the same to the last "
            "digit."
        ), True
    before = _figures(kept[0])
    differ = [each for each in {**before, **figures} if figures.get(each) != before.get(each)]
    return f"“{name}”: judged again, figures are others than in the case: {listed(differ)}.", False


def _figures(said: Evaluation) -> dict[str, Any]:
    return {each.name: (each.to_dict()["value"], each.to_dict()["interval"]) for each in said.measures}


def borne_out(made: Sequence[TracedCalls]) -> str:
    """Say that the events give the times that the simulation gave; complain where they do not."""
    for one in made:
        if not call_times(one.trace, len(one.calls)).equals(one.times):
            raise InputError(
                f"The events of the plan '{clean(one.trace.plan, 60)}' do not give the times that the simulation gave. "
                "This is a fault of beatwright: please report it."
            )
    return "The events give the times of every call that the simulation gave, to the last digit."


def _beside(kept: DispatchTrace, trace: DispatchTrace) -> tuple[str, bool]:
    name = clean(trace.plan, 60)
    words = kept.differences(trace)
    if not words:
        return (
            f"“{name}”: same calls, same plan, same rules as in the trace that was kept; all {len(trace):,} events are "
            "the same to the last digit, and so are all figures."
        ), True
    return f"“{name}” is not as in the trace that was kept. {' '.join(words)}", False
