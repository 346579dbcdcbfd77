"""Run a study: files to incidents and city, to demand, to plans, to judgements, to a case folder."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import numpy.typing as npt

from beatwright.base.progress import Clock, Listener, Silent
from beatwright.core import Case, City, Finding, Forecast, Incidents, SquareCounts
from beatwright.core.case_folder import staged_case_folder
from beatwright.examine.foresight.demand_finding import demand_finding
from beatwright.forecast import CountForecast
from beatwright.show import write_outputs
from beatwright.study.examine_all import examine_all
from beatwright.study.file.standard_doubts import standard_doubts, unjudged_cars
from beatwright.study.file.study_steps import Study
from beatwright.study.judge_all import judge_all
from beatwright.study.kept.keep_unfinished import keeping_unfinished
from beatwright.study.known_kinds import need_known
from beatwright.study.make_plans import make_plans
from beatwright.study.manifest import manifest_of
from beatwright.study.problems_of_study import problems_of
from beatwright.study.read_layers import lay_out, read_framed, street_lines
from beatwright.study.replay.keep_traces import keep_traces
from beatwright.study.workers import workers

__all__ = ["run_study"]


def run_study(
    study: Study,
    output: str | Path,
    *,
    jobs: int | str = 1,
    cache: str | Path | None = None,
    listener: Listener | None = None,
) -> Case:
    """Run a study and write its case folder.

    Parameters
    ----------
    study : Study
        What to run.
    output : path
        Case folder; an earlier case folder of that name is replaced once the new one is complete. Files in it that
        are not ours stay, and what somebody changed is kept in ``kept/``.
    jobs : int or str
        Processes that work side by side, or ``dask:ADDRESS`` of a cluster; the answer does not depend on it.
    cache : path, optional
        Folder that keeps travel on roads for the next run.
    listener : Listener, optional
        Told of every step.

    Returns
    -------
    Case
        What was written.
    """
    clock = Clock(listener or Silent())
    with keeping_unfinished(study, output) as kept, workers(jobs), staged_case_folder(output) as staging:
        case, past, streets = _decide(kept, clock, cache)
        with clock.step("write the report") as step:
            hours, without_hour = past.week_counts, past.hourless
            write_outputs(
                case, staging, hours=hours, without_hour=without_hour, streets=streets,
                progress=step.progress,
            )  # fmt: skip
        case = dataclasses.replace(case, manifest={**case.manifest, "seconds": dict(clock.seconds)})
        case.write(staging)
    return case


def _decide(study: Study, clock: Clock, cache: str | Path | None) -> tuple[Case, Incidents, npt.NDArray[Any] | None]:
    past, future, city, streets = _read(study, clock, cache)
    with clock.step("foresee demand") as step:
        problem, heldout, forecast = problems_of(study, city, past, future)
        step.result = f"{problem.demand.calls:,.0f} calls, {problem.demand.source}"
    solved = make_plans(study, problem, clock)
    judged = judge_all(study, heldout, solved, future, clock)
    study = dataclasses.replace(study, judges=judged.judges)  # what follows asks those that were stopped no more weeks
    case = Case(
        name=study.options.name,
        problem=problem,
        heldout=heldout,
        plans=tuple(drawn[0] for drawn in solved),
        evaluations=judged.evaluations,
        main=study.main,
        base=study.base,
        reading=past.report,
        fewest_shown=study.options.fewest_shown,
        raw_rows=study.options.raw_rows,
        squares=SquareCounts.of(past.frame[["x", "y"]], city.boundary),
        traces=keep_traces(study, heldout, [drawn[0] for drawn in solved], clock),
    )
    findings = (
        *_foreseen(forecast, city, future if study.options.holdout else None),
        *examine_all(study, case, past, clock, heldout=future if study.options.holdout else None, cache=cache),
    )
    stopped = {"stopped": judged.stopped} if judged.stopped else {}
    case = dataclasses.replace(case, findings=findings, manifest={**manifest_of(study, clock.seconds), **stopped})
    return case, past, streets


def _read(
    study: Study, clock: Clock, cache: str | Path | None
) -> tuple[Incidents, Incidents, City, npt.NDArray[Any] | None]:
    frame, incidents = read_framed(study, clock)
    need_known(incidents, examiners=study.examiners)
    past, future = incidents.split(study.options.holdout) if study.options.holdout else (incidents, incidents)
    city, roads = lay_out(study, frame, past, clock)
    with clock.step("measure travel") as step:
        travel = study.network.travel(city.site_xy, city.zone_xy, roads, jobs=None, cache=cache, progress=step.progress)
        city = dataclasses.replace(city, travel=travel)
        doubts = (*standard_doubts(study.problem, city), *unjudged_cars(study.problem, study.layers))
        city = dataclasses.replace(city, notes=(*city.notes, *doubts))
        step.result = " ".join((f"{travel.kind}, {travel.shape[0]} x {travel.shape[1]}", *doubts))
    with clock.step("put incidents into zones") as step:
        past, future = past.located(city), future.located(city)
        step.result = f"{len(past):,} to plan on, {len(future):,} held out"
    return past, future, city, street_lines(roads)


def _foreseen(forecast: Forecast | None, city: City, heldout: Incidents | None) -> tuple[Finding, ...]:
    return (demand_finding(forecast, city, heldout),) if isinstance(forecast, CountForecast) else ()
