"""Run the dispatch simulation of a case's plans again: check that it is the same, and show a day of it."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import joblib
import numpy as np

from beatwright.base.check import did_you_mean
from beatwright.base.errors import Complaints, InputError, StudyError
from beatwright.base.files.atomic_file import atomic_path, need_free
from beatwright.base.plain_text import clean
from beatwright.base.progress import Clock, Listener, Silent
from beatwright.base.words import count_of, listed
from beatwright.core import Calls, Case, Chart, Measure, Plan
from beatwright.core.call_times import CallTimes, call_times, time_measures
from beatwright.core.demand import HOURS_OF_WEEK
from beatwright.core.dispatch_trace import DispatchTrace, decisions_digest
from beatwright.core.replay_days import day_name, day_number, worst_day
from beatwright.core.step import build_step
from beatwright.core.trace_file import is_trace_file
from beatwright.evaluate import Simulation
from beatwright.evaluate.simulation import DispatchInputs, dispatch_inputs
from beatwright.examine.dispatch.dispatch_charts import dispatch_charts
from beatwright.show import draw_chart
from beatwright.show.figures.picture import png_bytes
from beatwright.show.replay.replay_page import is_replay, write_replay
from beatwright.study.file.overrides import read_value
from beatwright.study.replay_words import replay_text
from beatwright.study.workers import workers

__all__ = ["Replay", "replay_case"]

_MOST_PLANS = 2
_PNG = ".png"


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
        Figures of each plan, worked out from its trace alone, without the weeks of the warm-up.
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
    pictures: str | Path | None = None,
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
        Of the calls that are drawn. Default: those of the trace that is checked, else of the judge `Simulation`
        in the study, else its defaults; of more than 52 weeks the first 52.
    rules : sequence of str
        ``NAME=VALUE``, options of the judge `Simulation`. Default: those of the trace that is checked.
    trace : path, optional
        File of the trace, of one plan. Where it exists, what is simulated is checked against it; else it is written.
    pictures : path, optional
        Folder for pictures of each plan: response and queue by hour, and what the cars did on the day.
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
    if pictures is not None:
        _need_no_pictures(Path(pictures), force=force)
    with clock.step("read the case"):
        case = Case.load(folder)
        chosen = _chosen(case, plans, alone=file is not None)
    kept = _kept(case, chosen, file)
    judge = _judge(case, kept, weeks=weeks, seed=seed, rules=rules, given=calls is not None)
    with clock.step("calls") as step:
        answered = Calls.load(calls) if calls is not None else judge.calls(case.heldout)
        step.result = count_of(len(answered), "call")
    number = None if day is None else day_number(answered, day)
    with clock.step("simulate"), workers(jobs):
        inputs = [dispatch_inputs(case.heldout, plan, judge.policy) for plan in chosen]
        tasks = (
            joblib.delayed(_simulate)(answered, case, plan, one, judge)
            for plan, one in zip(chosen, inputs, strict=True)
        )
        made = joblib.Parallel()(tasks)
    traces, sentences = tuple(one for one, _ in made), [_borne_out(made)]
    sentences += [_compared(kept[one.plan], one) for one in traces if one.plan in kept]
    if calls is None:
        sentences += filter(None, (_judged(case, plan, answered, judge) for plan in chosen))
    sentences += dict.fromkeys(note for one in inputs for note in one.notes)
    counted = 0.0 if calls is not None else judge.warm_up * 60.0 * HOURS_OF_WEEK
    measures = tuple(time_measures(times, answered, counted) for _, times in made)
    shown = worst_day(answered, traces) if number is None else number
    if file is not None and not file.exists():
        sentences.append(f"Trace: {traces[0].save(file)}")
    if output is not None:
        write_replay(case.heldout.city, answered, traces, output, day=number)
        sentences.append(f"Animation of {day_name(answered, shown)}: {output}")
    if pictures is not None:
        every = zip(traces, (times for _, times in made), strict=True)
        drawn = [chart for one, times in every for chart in dispatch_charts(answered, one, times, shown)]
        sentences.append(f"Pictures: {listed(_draw(drawn, case, Path(pictures)), 6)}")
    return Replay(answered, traces, measures, shown, tuple(sentences))


def _need_no_pictures(folder: Path, *, force: bool) -> None:
    """Raise where pictures would take the place of files that stand there."""
    if folder.exists() and not folder.is_dir():
        raise InputError(f"'{folder}' is a file. Give the name of a folder for the pictures.")
    there = sorted(path.name for path in folder.glob(f"[0-9]*-*{_PNG}"))
    if there and not force:
        raise InputError(
            f"'{folder}' holds {listed(there, 3)}, which pictures could take the place of. Give another folder, or "
            "--force."
        )


def _draw(charts: Sequence[Chart], case: Case, folder: Path) -> list[Path]:
    """Write every chart as a PNG file, numbered, and return the files."""
    folder.mkdir(parents=True, exist_ok=True)
    files = []
    for number, chart in enumerate(charts, 1):
        files.append(folder / f"{number}-{chart.name}{_PNG}")
        with atomic_path(files[-1]) as temporary:
            temporary.write_bytes(png_bytes(draw_chart(chart, case)))
    return files


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


def _judge(
    case: Case,
    kept: Mapping[str, DispatchTrace],
    *,
    weeks: int | None,
    seed: int | None,
    rules: Sequence[str],
    given: bool,
) -> Simulation:
    """Return the judge with its options: as was asked for, else as in the trace to be checked, else as in the study."""
    if given and not (weeks is None and seed is None):
        raise StudyError("Calls of a file have their weeks and their seed: leave --weeks and --seed.")
    before = dict(next(iter(kept.values())).options) if kept else _of_study(case)
    asked = {name: value for name, value in {"weeks": weeks, "seed": seed}.items() if value is not None}
    return cast("Simulation", build_step(Simulation, {**before, **asked, **_rules(rules)}, "beatwright replay"))


def _of_study(case: Case) -> dict[str, Any]:
    """Return the options of the judge Simulation in the study of the case; nothing where it had none."""
    tables = case.manifest.get("options", {}).get("evaluate", [])
    chosen = next((dict(table) for table in tables if table.get("step") == Simulation.__name__), {})
    return {name: value for name, value in chosen.items() if name not in ("step", "name")}


def _rules(rules: Sequence[str]) -> dict[str, Any]:
    complaints, values = Complaints(), {}
    for rule in rules:
        name, equals, text = (part.strip() for part in rule.partition("="))
        if not equals:
            complaints.add(f"--set '{rule}' must have the form NAME=VALUE, such as place=scene.")
        values[name] = read_value(text)
    complaints.raise_if_any(StudyError)
    return values


def _simulate(
    calls: Calls, case: Case, plan: Plan, inputs: DispatchInputs, judge: Simulation
) -> tuple[DispatchTrace, CallTimes]:
    """Return the trace of a plan, and the times of its calls as the simulation says them."""
    found = inputs.run(calls, trace=True)
    events = found.trace
    assert events is not None  # just asked for
    trace = DispatchTrace(
        **{name: getattr(events, name) for name in ("minute", "kind", "call", "car", "zone")},
        home=inputs.cars.home.astype(np.int16),
        sites=plan.site_ids,
        zones=case.heldout.city.zone_ids,
        plan=plan.name,
        problem_digest=case.heldout.digest,
        calls_digest=calls.digest,
        plan_digest=decisions_digest(plan),
        options=_told(judge),
    )
    return trace, CallTimes(found.ready, found.sent, found.arrived, found.cleared)


def _told(judge: Simulation) -> dict[str, Any]:
    """Return the options of the judge that are not at their defaults, as plain values."""
    values = {field.name: (getattr(judge, field.name), field.default) for field in dataclasses.fields(judge)}
    return {
        name: list(value) if isinstance(value, tuple) else value
        for name, (value, default) in values.items()
        if value != default
    }


def _judged(case: Case, plan: Plan, calls: Calls, judge: Simulation) -> str | None:
    """Judge a plan again and say whether the evaluation in the case is the same; None where there is none of it."""
    kept = next(
        (
            e
            for e in case.evaluations
            if e.plan == plan.name and e.judge == Simulation.__name__ and e.calls == calls.digest
        ),
        None,
    )
    if kept is None:
        return None
    again = judge.score(case.heldout, plan)
    figures = {each.name: (each.to_dict()["value"], each.to_dict()["interval"]) for each in again.measures}
    before = {each.name: (each.to_dict()["value"], each.to_dict()["interval"]) for each in kept.measures}
    name = clean(plan.name, 60)
    if figures == before:
        return (
            f"“{name}”: judged again, all {len(figures)} figures of the case's evaluation are the same to the last "
            "digit."
        )
    differ = [each for each in before if figures.get(each) != before[each]]
    return (
        f"“{name}”: judged again, figures of the case's evaluation differ: {listed(differ)}. The rules may be others."
    )


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
