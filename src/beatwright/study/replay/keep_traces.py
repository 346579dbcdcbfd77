"""What a run keeps so that its simulations can be checked event by event later."""

from __future__ import annotations

from collections.abc import Sequence

from beatwright.base.plain_text import clean
from beatwright.base.progress import Clock
from beatwright.base.words import count_of
from beatwright.core import DispatchTrace, Plan, Problem
from beatwright.core.protocols import TracingJudge
from beatwright.study.file.study_steps import Study
from beatwright.study.judging import fits

__all__ = ["keep_traces"]

_MEGABYTE = 1e6


def keep_traces(study: Study, heldout: Problem, plans: Sequence[Plan], clock: Clock) -> tuple[DispatchTrace, ...]:
    """Return the traces of the plans that the first judge of a study that simulates has judged.

    The recommended plan comes first, then the one compared with, then the others, as long as all of them together have
    no more than ``[study] traces`` megabytes. Each plan is simulated once more for it, of more than 52 weeks the first
    52.

    Parameters
    ----------
    study : Study
        With its judges.
    heldout : Problem
        What was judged on.
    plans : sequence of Plan
        The plans.
    clock : Clock
        Told of the step, and of the size.
    """
    judge = next((each for each in study.judges if isinstance(each, TracingJudge)), None)
    if judge is None or not study.options.traces:
        return ()
    first = [study.main, study.base]
    simulated = [plan for plan in plans if fits(judge, plan.decided)]
    simulated.sort(key=lambda plan: first.index(plan.name) if plan.name in first else len(first))
    kept: list[DispatchTrace] = []
    with clock.step("keep what was simulated") as step:
        for number, plan in enumerate(simulated):
            step.progress(number, len(simulated), plan.name)
            trace = judge.traced(heldout, plan).trace
            if sum(map(_size, kept)) + _size(trace) > study.options.traces:
                step.result = (
                    f"traces of {count_of(len(kept), 'plan')} of {len(simulated)}; that of {clean(plan.name, 60)} has "
                    f"{_size(trace):.1f} MB, and all may have {study.options.traces:g} MB ([study] traces)"
                )
                break
            kept.append(trace)
        else:
            size = sum(map(_size, kept))
            step.result = f"traces of {count_of(len(kept), 'plan')}, {size:.1f} MB before they are packed"
    return tuple(kept)


def _size(trace: DispatchTrace) -> float:
    """Return the megabytes of the events of a trace, as they stand in memory; the file has about half."""
    columns = (trace.minute, trace.kind, trace.call, trace.car, trace.zone)
    return sum(column.nbytes for column in columns) / _MEGABYTE
