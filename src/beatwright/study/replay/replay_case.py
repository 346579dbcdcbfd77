"""Run the dispatch simulation of a case's plans again: check that it is the same, and show a day of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import joblib

from beatwright.base.check import did_you_mean
from beatwright.base.errors import Complaints, InputError, StudyError
from beatwright.base.files.atomic_file import atomic_path, need_free
from beatwright.base.plain_text import clean
from beatwright.base.progress import Clock, Listener, Silent
from beatwright.base.words import count_of, listed
from beatwright.core import Calls, Case, Chart, Measure, Plan
from beatwright.core.call_times import TracedCalls, time_measures
from beatwright.core.dispatch_trace import DispatchTrace
from beatwright.core.replay_days import day_name, day_number, worst_day
from beatwright.core.trace_file import is_trace_file
from beatwright.evaluate import Simulation
from beatwright.examine.cars.cross_beat_flow import cross_beat_flow
from beatwright.examine.dispatch.dispatch_charts import dispatch_charts
from beatwright.show import draw_chart
from beatwright.show.figures.picture import png_bytes
from beatwright.show.replay.replay_page import is_replay, write_replay
from beatwright.study.replay.replay_checks import borne_out, compared, replay_judge
from beatwright.study.replay.replay_words import replay_text
from beatwright.study.workers import workers

__all__ = ["Replay", "replay_case"]

_MOST_PLANS = 2
_OTHER = "Other calls or rules than those of the case were asked for, so nothing is compared with what it holds."
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
    differences : tuple of str
        In what the answer is not what was kept; empty where it is the same.
    """

    calls: Calls
    traces: tuple[DispatchTrace, ...]
    measures: tuple[tuple[Measure, ...], ...]
    day: int
    sentences: tuple[str, ...]
    differences: tuple[str, ...] = ()

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
        ``NAME=VALUE``, options of the judge `Simulation`. Default: those of the trace that is checked, else of the
        study.
    trace : path, optional
        File of the trace, of one plan. Where it exists, what is simulated is checked against it; else it is written.
    pictures : path, optional
        Folder for pictures of each plan: response and queue by hour, what the cars did on the day, and who helps whom.
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
    asked = {name: value for name, value in {"weeks": weeks, "seed": seed}.items() if value is not None}
    judge, other = replay_judge(case, kept, asked, rules, given=calls is not None)
    given = None if calls is None else Calls.load(calls)
    with clock.step("simulate") as step, workers(jobs):
        tasks = (joblib.delayed(judge.traced)(case.heldout, plan, given) for plan in chosen)
        made: list[TracedCalls] = joblib.Parallel()(tasks)
        step.result = count_of(len(made[0].calls), "call")
    answered, counted = made[0].calls, made[0].counted
    held = bool(kept) or any(each.calls for each in case.evaluations)
    number = None if day is None else day_number(answered, day)
    found = [] if other and file is None else list(compared(case, kept, made, judge, evaluations=not other))
    sentences = [
        borne_out(made),
        *(text for text, same in found if same),
        *([_OTHER] if held and other and not found else []),
    ]
    sentences += dict.fromkeys(note for one in made for note in one.notes)
    traces = tuple(one.trace for one in made)
    shown = worst_day(answered, traces, counted) if number is None else number
    if file is not None and not file.exists():
        sentences.append(f"Trace: {traces[0].save(file)}")
    if output is not None:
        write_replay(case.heldout.city, answered, traces, output, day=shown)
        sentences.append(f"Animation of {day_name(answered, shown)}: {output}")
    if pictures is not None:
        drawn = [chart for one in made for chart in (*dispatch_charts(one, shown), *_flow(case, judge, one, given))]
        sentences.append(f"Pictures: {listed(_draw(drawn, case, Path(pictures)), 6)}")
    measures = tuple(time_measures(one.times, answered, counted) for one in made)
    return Replay(answered, traces, measures, shown, tuple(sentences), tuple(text for text, same in found if not same))


def _flow(case: Case, judge: Simulation, made: TracedCalls, given: Calls | None) -> Iterator[Chart]:
    """Yield the map of who helps whom, of the calls that are drawn: those of a file may be a few hours."""
    if given is None:
        plan = case.plan(made.trace.plan)
        yield from cross_beat_flow(case, judge.score(case.heldout, plan), plan).charts(case)


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
