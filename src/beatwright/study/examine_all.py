"""What a study finds out about its case beside judging its plans."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from beatwright import planning
from beatwright.base.errors import ParameterError, StudyError
from beatwright.base.progress import Clock, Progress
from beatwright.base.words import count_of, examiner_words
from beatwright.core import Case, Examiner, Finding, Incidents, Planner, Problem
from beatwright.core.protocols import CarSharingPlanner, Sampler
from beatwright.core.step import build_step, options_of
from beatwright.core.tools import Tools, ToolUser
from beatwright.examine import AlternativesExaminer, Backtest, Hindsight, planner_to_rank
from beatwright.examine.hindsight.hindsight_examiner import held_to_seconds
from beatwright.forecast.forecaster_step import ForecasterStep
from beatwright.forecast.rolling.rolling_backtest import label_of
from beatwright.study.file.study_steps import Study
from beatwright.study.judging import judge_reading

__all__ = ["drawn_once", "examine_all", "named_apart", "need_tools", "quick_to_rank", "tools_of"]

_QUICK = 1_000_000
_EXACT = planning.PMedian.__name__


def _has_curve(step: type[Any]) -> bool:
    """Tell planners of any number of posts: not at random, and no menu of stations, which holds for one p."""
    if not _has(step, "p") or "officers" in step.makes:
        return False
    return not isinstance(step(p=1), Sampler)


def tools_of(study: Study, progress: Progress | None = None, heldout: Incidents | None = None) -> Tools:
    """Return the steps of a study as its examiners use them."""
    by_posts = {step.__name__: _planner(step, study) for step in planning.STEPS if _has_curve(step)}
    judge = judge_reading(study.judges, "posts")
    return Tools(
        planners=study.planners,
        main=study.main,
        exact=_EXACT,
        by_posts=by_posts,
        judge=judge,
        progress=progress,
        judges=study.judges,
        holdout=str(study.options.holdout or ""),
        heldout=heldout,
        on=study.on,
        by_car_hours=_by_car_hours(study),
        shifts=_planner(planning.WeeklyShifts, study),
    )


def _by_car_hours(study: Study) -> dict[str, CarSharingPlanner]:
    """Return the planners of any number of car-hours; the rule answers the calls that the proven planner answers."""
    exact: planning.PatrolCars = _planner(planning.PatrolCars, study)
    rule: planning.ProportionalCars = _planner(planning.ProportionalCars, study)
    alike = dataclasses.replace(rule, commands=exact.commands, calls_per_incident=exact.calls_per_incident)
    return {type(one).__name__: one for one in (exact, alike)}


def _has(step: type[Any], name: str) -> bool:
    return any(option.name == name for option in options_of(step))


def _planner(step: type[Any], study: Study) -> Any:
    """Return the study's own planner of that kind, else one with the defaults and the study's seed."""
    own = [(name == study.main, planner) for name, planner in study.planners if type(planner) is step]
    if own:
        main = [planner for recommended, planner in own if recommended]
        return dataclasses.replace((main or [own[-1][1]])[0], name="")  # type: ignore[type-var]
    options = {option.name: 1 for option in options_of(step) if option.required}
    seeded = {"seed": study.options.seed} if _has(step, "seed") else {}
    return build_step(step, {**options, **seeded}, "[[examine]]")


def need_tools(study: Study) -> None:
    """Raise unless every examiner of the study finds the planners that it needs.

    Raises
    ------
    StudyError
        Where one does not.
    """
    tools = tools_of(study)
    for examiner in filter(_asked, study.examiners):
        if isinstance(examiner, ToolUser):
            try:
                examiner.equipped(tools)
            except ParameterError as problem:
                raise StudyError(f"[[examine]]: {problem}") from None


def _asked(examiner: Examiner) -> bool:
    return not (isinstance(examiner, AlternativesExaminer) and examiner.count == 0)


def quick_to_rank(problem: Problem) -> bool:
    """Whether plans are ranked without having been asked for."""
    return len(problem.city.zones) * len(problem.city.candidates) <= _QUICK


def examine_all(
    study: Study,
    case: Case,
    incidents: Incidents,
    clock: Clock,
    *,
    heldout: Incidents | None = None,
    cache: str | Path | None = None,
) -> tuple[Finding, ...]:
    """Return what the examiners of a study find, in their order.

    Parameters
    ----------
    study : Study
        Its examiners, planners and judges. Where it says nothing of alternatives and they are quick, they are ranked.
    case : Case
        Planned and judged.
    incidents : Incidents
        What it was planned on.
    clock : Clock
        Told of every examiner.
    heldout : Incidents, optional
        What its plans were judged on.
    cache : path, optional
        Folder that keeps what is done of a backtest for the next run.

    Returns
    -------
    tuple of Finding
        Of different names: a second one of a name has a number.
    """
    found: list[Finding] = []
    unasked = (*_unasked(study, case.problem), *_hindsight(study))
    for examiner in (*_backtest(study, cache), *filter(_asked, study.examiners), *unasked):
        with clock.step(f"examine: {examiner_words(type(examiner).__name__)}") as step:
            ready = _told(examiner, study)
            if isinstance(ready, ToolUser):
                ready = ready.equipped(tools_of(study, step.progress, heldout))
            made = drawn_once(ready.examine(case, incidents), found)
            step.result = _in_short(made)
        found.append(named_apart(made, [one.name for one in found]))
    return tuple(found)


def drawn_once(made: Finding, before: Sequence[Finding]) -> Finding:
    """Return a finding without the charts that one before it has: a report draws the same picture once.

    Two examiners may ask one judge for the same thing, each in case it is the only one.
    """
    drawn = [chart.to_dict() for one in before for chart in one.charts]
    charts = tuple(chart for chart in made.charts if chart.to_dict() not in drawn)
    return made if len(charts) == len(made.charts) else dataclasses.replace(made, charts=charts)


def _unasked(study: Study, problem: Problem) -> tuple[Examiner, ...]:
    """Return the examiner of alternatives where the study says nothing of them, and they are quick."""
    asked = any(isinstance(examiner, AlternativesExaminer) for examiner in study.examiners)
    ranked: tuple[str, Planner] | None = planner_to_rank(study.planners, study.main)
    fits = ranked is not None and ranked[0] == study.main and quick_to_rank(problem)
    return (AlternativesExaminer(),) if fits and not asked else ()


def _backtest(study: Study, cache: str | Path | None) -> tuple[Examiner, ...]:
    """Return the examiner that foretells the last weeks before the held-out ones again, unless the study names one.

    Its work is bounded: three forecasters at most, each fitted once, or twice for more than 13 dates, and updated.
    """
    if study.forecast is None or any(isinstance(examiner, Backtest) for examiner in study.examiners):
        return ()
    options, forecaster = study.forecast
    period = forecaster.period if isinstance(forecaster, ForecasterStep) else "week"
    if not options.backtest or period not in Backtest.PERIODS:
        return ()
    keep = "" if cache is None else str(Path(cache) / "backtest")
    seed = study.options.seed
    return (Backtest(forecasters=(), own=(forecaster,), period=period, dates=options.backtest, keep=keep, seed=seed),)


def _told(examiner: Examiner, study: Study) -> Examiner:
    """Return the examiner; a backtest knows then which forecaster the plans of the study stand on."""
    if not isinstance(examiner, Backtest):
        return examiner
    return dataclasses.replace(examiner, stands_on=label_of(study.forecast[1]) if study.forecast else "")


def _hindsight(study: Study) -> tuple[Examiner, ...]:
    """Return the examiner of hindsight where the study says nothing of it, and every search can be held to seconds."""
    asked = any(isinstance(examiner, Hindsight) for examiner in study.examiners)
    held = held_to_seconds(study.main, dict(study.planners), study.on)
    return (Hindsight(),) if study.options.hindsight and study.options.holdout and held and not asked else ()


def _in_short(finding: Finding) -> str:
    proofs = finding.certificates.values()
    proven = sum(proof.status == "optimal" for proof in proofs)
    return f"{count_of(len(proofs), 'plan')}, {proven} proven optimal" if proofs else finding.title


def named_apart(finding: Finding, taken: list[str]) -> Finding:
    """Return the finding with a number to its name where that is taken."""
    if finding.name not in taken:
        return finding
    number = next(k for k in range(2, len(taken) + 3) if f"{finding.name}-{k}" not in taken)
    return dataclasses.replace(finding, name=f"{finding.name}-{number}")
