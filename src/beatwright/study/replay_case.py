"""Run the dispatch simulation of a case's plans again: check that it is the same, and show a day of it."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import joblib
import numpy as np

from beatwright.base.check import did_you_mean
from beatwright.base.errors import Complaints, InputError, StudyError
from beatwright.base.files.atomic_file import need_free
from beatwright.base.plain_text import clean
from beatwright.base.progress import Clock, Listener, Silent
from beatwright.base.words import count_of
from beatwright.core import Calls, Case, Measure, Plan
from beatwright.core.call_times import CallTimes, call_times, time_measures
from beatwright.core.dispatch_trace import DispatchTrace, decisions_digest
from beatwright.core.replay_days import day_name, day_number, worst_day
from beatwright.core.trace_file import is_trace_file
from beatwright.evaluate.simulation import DispatchInputs, dispatch_calls, dispatch_inputs
from beatwright.show.replay.replay_page import is_replay, write_replay
from beatwright.simulate import Policy
from beatwright.study.file.overrides import read_value
from beatwright.study.replay_words import replay_text
from beatwright.study.workers import workers

__all__ = ["Replay", "replay_case"]

_MOST_PLANS = 2


@dataclass(frozen=True, eq=False)
class Replay:
    """What was simulated again.

    Parameters
    ----------
    calls : Calls
        What every plan answered.
    traces : tuple of DispatchTrace
        One for each plan.
    measures : tuple of tuple of Measure
        Figures of each plan, worked out from its trace alone.
    day : int
        The day that the animation shows, 0 = the first.
    sentences : tuple of str
        What was checked, and what was assumed.
    """

    calls: Calls
    traces: tuple[DispatchTrace, ...]
    measures: tuple[tuple[Measure, ...], ...]
    day: int
    sentences: tuple[str, ...]

    @property
    def text(self) -> str:
        """The figures side by side, and what was checked."""
        return replay_text(self.calls, self.traces, self.measures, self.sentences)


def replay_case(
    folder: str | Path,
    *,
    plans: Sequence[str] = (),
    day: str | None = None,
    output: str | Path | None = None,
    calls: str | Path | None = None,
    weeks: int | None = None,
    seed: int | None = None,
    rules: Sequence[str] = (),
    trace: str | Path | None = None,
    jobs: int | str = 1,
    force: bool = False,
    listener: Listener | None = None,
) -> Replay:
    """Simulate the plans of a case on the same calls, check that the figures are the same, and draw a day.

    Parameters
    ----------
    folder : path
        The case folder.
    plans : sequence of str
        One or two plans by name. Default: that of today and the recommended one.
    day : str, optional
        Number of the day from 1 on, or its date. Default: the day with most waiting.
    output : path, optional
        HTML file of the animation.
    calls : path, optional
        File of calls. Default: drawn from the held-out demand.
    weeks, seed : int, optional
        Of the calls that are drawn: default 52 weeks, seed 0; or as in the trace that is checked.
    rules : sequence of str
        ``NAME=VALUE`` of `beatwright.simulate.Policy`. Default: those of the trace that is checked.
    trace : path, optional
        File of the trace, of one plan. Where it exists, what is simulated is checked against it; else it is written.
    jobs : int or str
        Plans side by side; the answer stays the same.
    force : bool, default False
        Overwrite an output that beatwright did not write.
    listener : Listener, optional
        Told of every step.

    Raises
    ------
    StudyError
        Where plans, rules or options cannot be used.
    InputError
        Where a file cannot be read or written; where a trace does not bear out the figures.
    ParameterError
        Where the plans cannot be simulated, or there is no such day.
    """
    clock, file = Clock(listener or Silent()), None if trace is None else Path(trace)
    if output is not None:
        need_free(output, ours=is_replay, inputs=tuple(each for each in (calls, file) if each is not None), force=force)
    with clock.step("read the case"):
        case = Case.load(folder)
        chosen = _chosen(case, plans, alone=file is not None)
    kept = _kept(case, chosen, file)
    options = _options(kept, weeks=weeks, seed=seed, rules=rules, given=calls is not None)
    with clock.step("calls") as step:
        answered = Calls.load(calls) if calls is not None else _drawn(case, options)
        step.result = count_of(len(answered), "call")
    number = None if day is None else day_number(answered, day)
    with clock.step("simulate"), workers(jobs):
        inputs = [dispatch_inputs(case.heldout, plan, Policy(**options["policy"])) for plan in chosen]
        tasks = (joblib.delayed(_simulate)(answered, case.heldout.digest, case.heldout.city.zone_ids, *pair, options)
                 for pair in zip(chosen, inputs, strict=True))  # fmt: skip
        made = joblib.Parallel()(tasks)
    traces, sentences = tuple(one for one, _ in made), [_borne_out(made)]
    sentences += [_compared(kept[one.plan], one) for one in traces if one.plan in kept]
    sentences += dict.fromkeys(note for one in inputs for note in one.notes)
    measures = tuple(time_measures(times, answered) for _, times in made)
    shown = worst_day(answered, traces) if number is None else number
    if file is not None and not file.exists():
        sentences.append(f"Trace: {traces[0].save(file)}")
    if output is not None:
        write_replay(case.heldout.city, answered, traces, output, day=number)
        sentences.append(f"Animation of {day_name(answered, shown)}: {output}")
    return Replay(answered, traces, measures, shown, tuple(sentences))


def _chosen(case: Case, names: Sequence[str], *, alone: bool) -> list[Plan]:
    """Return the plans to simulate; complain of all that cannot be."""
    known = [plan.name for plan in case.plans if plan.posts is not None]
    if not known:
        raise StudyError(
            f"The case '{clean(case.name, 60)}' has no plan with posts to simulate. Make one: beatwright run"
        )
    default = [case.main] if alone else list(dict.fromkeys((case.base, case.main)))
    wanted = list(names) or [name for name in default if name in known] or known[:1]
    complaints = Complaints()
    for name in wanted:
        if name not in known:
            complaints.add(f"There is no plan '{clean(name, 60)}' with posts in this case. {did_you_mean(name, known)}")
    if len(set(wanted)) < len(wanted) or len(wanted) > (1 if alone else _MOST_PLANS):
        most = "one plan, as a trace is of one plan" if alone else "one or two plans, each once"
        complaints.add(f"Give {most}. Got {len(wanted)}.")
    complaints.raise_if_any(StudyError)
    return [case.plan(name) for name in wanted]


def _kept(case: Case, chosen: Sequence[Plan], file: Path | None) -> dict[str, DispatchTrace]:
    """Return the traces to check against, by the name of the plan: that of the file, else those of the case."""
    if file is None:
        names = {plan.name for plan in chosen}
        return {trace.plan: trace for trace in reversed(case.traces) if trace.plan in names}
    if not file.exists():
        return {}
    if not is_trace_file(file):
        raise InputError(f"'{file}' exists and is no trace of a simulation. Give another name.")
    return {chosen[0].name: DispatchTrace.load(file)}


def _options(
    kept: Mapping[str, DispatchTrace], *, weeks: int | None, seed: int | None, rules: Sequence[str], given: bool
) -> dict[str, Any]:
    """Return how to simulate: as was asked for, else as the trace to be checked was."""
    if given and not (weeks is None and seed is None):
        raise StudyError("Calls of a file have their weeks and their seed: leave --weeks and --seed.")
    before: dict[str, Any] = dict(next(iter(kept.values())).options) if kept else {}
    policy = {**before.get("policy", {}), **_rules(rules)}
    if "reserve" in policy:
        policy["reserve"] = tuple(policy["reserve"]) if isinstance(policy["reserve"], list) else policy["reserve"]
    drawn = {"weeks": before.get("weeks", 52) if weeks is None else weeks,
             "seed": before.get("seed", 0) if seed is None else seed}  # fmt: skip
    per_incident = before.get("calls_per_incident", 1.0)
    return {"policy": policy, **({} if given else {**drawn, "calls_per_incident": per_incident})}


def _rules(rules: Sequence[str]) -> dict[str, Any]:
    known = [field.name for field in dataclasses.fields(Policy) if field.name not in ("exchange", "call_minutes")]
    complaints, values = Complaints(), {}
    for rule in rules:
        name, equals, text = (part.strip() for part in rule.partition("="))
        if not equals:
            complaints.add(f"--set '{rule}' must have the form NAME=VALUE, such as place=scene.")
        elif name not in known:
            complaints.add(f"--set '{rule}': there is no rule '{name}'. {did_you_mean(name, known)}")
        values[name] = read_value(text)
    complaints.raise_if_any(StudyError)
    return values


def _drawn(case: Case, options: Mapping[str, Any]) -> Calls:
    return dispatch_calls(
        case.heldout, options["weeks"], options["seed"], calls_per_incident=options["calls_per_incident"]
    )


def _simulate(
    calls: Calls, problem: str, zones: tuple[str, ...], plan: Plan, inputs: DispatchInputs, options: Mapping[str, Any]
) -> tuple[DispatchTrace, CallTimes]:
    """Return the trace of a plan, and the times of its calls as the simulation says them."""
    found = inputs.run(calls, trace=True)
    events = found.trace
    assert events is not None  # just asked for
    trace = DispatchTrace(
        **{name: getattr(events, name) for name in ("minute", "kind", "call", "car", "zone")},
        home=inputs.cars.home.astype(np.int16),
        sites=plan.site_ids,
        zones=zones,
        plan=plan.name,
        problem_digest=problem,
        calls_digest=calls.digest,
        plan_digest=decisions_digest(plan),
        options={**options, "policy": dataclasses.asdict(inputs.policy)},
    )
    return trace, CallTimes(found.ready, found.sent, found.arrived, found.cleared)


def _borne_out(made: Sequence[tuple[DispatchTrace, CallTimes]]) -> str:
    """Say that the events give the times that the simulation gave; complain where they do not."""
    for trace, times in made:
        if not call_times(trace, len(times.ready)).equals(times):
            raise InputError(
                f"The events of the plan '{clean(trace.plan, 60)}' do not give the times that the simulation gave. "
                "This is a fault of beatwright: please report it."
            )
    return "The events give the times of every call that the simulation gave, to the last digit."


def _compared(kept: DispatchTrace, trace: DispatchTrace) -> str:
    name = clean(trace.plan, 60)
    words = kept.differences(trace)
    if not words:
        return (
            f"“{name}”: same calls, same plan, same rules as in the trace that was kept; all {len(trace):,} events are "
            "the same to the last digit, and so are all figures."
        )
    return f"“{name}” is not as in the trace that was kept. {' '.join(words)}"
