"""Explore a study: files to incidents and city, to findings of where and when, before anything is planned."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from beatwright import examine
from beatwright.base.errors import StudyError
from beatwright.base.progress import Clock, Listener, Silent
from beatwright.base.words import examiner_words
from beatwright.core import Case, Demand, Finding, Incidents, Problem, SquareCounts
from beatwright.core.case_folder import staged_case_folder
from beatwright.core.step import build_step, options_of
from beatwright.examine import IncidentExaminer
from beatwright.show import write_exploration
from beatwright.study.examine_all import named_apart
from beatwright.study.file.study_steps import Study
from beatwright.study.known_kinds import need_known
from beatwright.study.manifest import manifest_of
from beatwright.study.read_layers import lay_out, read_framed

__all__ = ["explore_study", "explorers"]


def explore_study(
    study: Study,
    output: str | Path,
    *,
    kinds: Sequence[str] = (),
    years: Sequence[int] = (),
    listener: Listener | None = None,
) -> Case:
    """Look at the incidents of a study, plan nothing, and write the case folder.

    Parameters
    ----------
    study : Study
        Its files, and those of its examiners that ask nothing of plans; where it names none, all of them with their
        defaults. All incidents are looked at, held out or not.
    output : path
        Case folder, replaced as by `run_study`.
    kinds : sequence of str
        Kinds of incident to look at; none: all.
    years : sequence of int
        Years to look at; none: all.
    listener : Listener, optional
        Told of every step.

    Returns
    -------
    Case
        What was written: a city, the demand recorded and the findings, without plans.

    Raises
    ------
    StudyError
        With every complaint at once: kinds and years that no incident is of, with what was likely meant; or where none
        is of both.
    """
    clock = Clock(listener or Silent())
    with staged_case_folder(output) as staging:
        frame, incidents = read_framed(study, clock)
        need_known(incidents, kinds=kinds, years=years, examiners=explorers(study))
        chosen = _of_years(incidents.select(kinds=list(kinds)) if kinds else incidents, years)
        if not len(chosen):
            raise StudyError(f"No incident of {_listed(kinds)} is of {_listed(map(str, years))}. Ask for less at once.")
        city, _ = lay_out(study, frame, chosen, clock)
        with clock.step("put incidents into zones") as step:
            chosen = chosen.located(city)
            step.result = f"{len(chosen):,} to look at"
        problem = Problem(city=city, demand=Demand.observed(chosen), severity=chosen.severity)
        options = study.options
        case = Case(
            name=options.name, problem=problem, heldout=problem, reading=incidents.report,
            fewest_shown=options.fewest_shown, raw_rows=options.raw_rows,
            squares=SquareCounts.of(chosen.frame[["x", "y"]], city.boundary),
        )  # fmt: skip
        case = dataclasses.replace(case, findings=_find(study, case, chosen, clock))
        looked_at = {"kinds": list(kinds), "years": list(years), "examiners": [repr(one) for one in explorers(study)]}
        case = dataclasses.replace(case, manifest={**manifest_of(study, clock.seconds), "explored": looked_at})
        with clock.step("write the report") as step:
            write_exploration(case, staging, progress=step.progress)
        case = dataclasses.replace(case, manifest={**case.manifest, "seconds": dict(clock.seconds)})
        case.write(staging)
    return case


def explorers(study: Study) -> tuple[IncidentExaminer, ...]:
    """Return the study's examiners that ask nothing of plans; where it names none, all of them with its seed."""
    own = tuple(one for one in study.examiners if isinstance(one, IncidentExaminer))
    steps: tuple[type[Any], ...] = examine.STEPS
    looking = [step for step in steps if issubclass(step, IncidentExaminer)]
    return own or tuple(_with_seed(step, study.options.seed) for step in looking if step.unasked)


def _with_seed(step: type[Any], seed: int) -> IncidentExaminer:
    takes = any(option.name == "seed" for option in options_of(step))
    made: IncidentExaminer = build_step(step, {"seed": seed} if takes else {}, "[[examine]]")
    return made


def _find(study: Study, case: Case, incidents: Incidents, clock: Clock) -> tuple[Finding, ...]:
    found: list[Finding] = []
    for examiner in explorers(study):
        with clock.step(f"explore: {examiner_words(type(examiner).__name__)}") as step:
            made = dataclasses.replace(examiner, progress=step.progress).examine(case, incidents)
            step.result = made.title
        found.append(named_apart(made, [one.name for one in found]))
    return tuple(found)


def _listed(words: Iterable[str]) -> str:
    return " or ".join(f"'{word}'" for word in words)


def _of_years(incidents: Incidents, years: Sequence[int]) -> Incidents:
    """Return the incidents of these years, the time between them a gap in their period."""
    if not years:
        return incidents
    of = incidents.frame["time"].dt.year.to_numpy()
    spans = [(pd.Timestamp(year, 1, 1), pd.Timestamp(year + 1, 1, 1)) for year in sorted(set(years))]
    start, end = max(incidents.start, spans[0][0]), min(incidents.end, spans[-1][1])
    between = [(one[1], other[0]) for one, other in pairwise(spans)]
    frame = incidents.frame[np.isin(of, list(years))]
    return dataclasses.replace(
        incidents, frame=frame, start=start, end=end, gaps=tuple(_joined([*incidents.gaps, *between]))
    )


def _joined(gaps: list[tuple[pd.Timestamp, pd.Timestamp]]) -> Iterator[tuple[pd.Timestamp, pd.Timestamp]]:
    """Yield stretches of time in order, those that overlap as one, empty ones not at all."""
    open_one: tuple[pd.Timestamp, pd.Timestamp] | None = None
    for low, high in sorted(gaps):
        if open_one is not None and low <= open_one[1]:
            open_one = open_one[0], max(open_one[1], high)
        elif low < high:
            if open_one is not None:
                yield open_one
            open_one = low, high
    if open_one is not None:
        yield open_one
