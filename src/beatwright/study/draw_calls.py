"""Calls drawn for a study or a case, or read from a file of them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from beatwright.base.errors import StudyError
from beatwright.base.files.atomic_file import need_free
from beatwright.base.progress import Clock, Listener, Silent
from beatwright.base.words import count_of
from beatwright.core import Calls, Case, Problem
from beatwright.core.calls_file import is_calls_file
from beatwright.study.file.study_file import read_study
from beatwright.study.file.study_steps import Study
from beatwright.study.known_kinds import need_known
from beatwright.study.manifest import input_files
from beatwright.study.problems_of_study import problems_of
from beatwright.study.read_layers import lay_out, read_framed

__all__ = ["calls_of"]


def calls_of(
    source: str | Path,
    output: str | Path | None = None,
    *,
    weeks: int = 52,
    seed: int = 0,
    calls_per_incident: float = 1.0,
    data: str | Path | None = None,
    settings: Sequence[str] = (),
    force: bool = False,
    listener: Listener | None = None,
) -> Calls:
    """Return the calls of a file, or draw them from the demand that a study or a case plans on.

    Parameters
    ----------
    source : path
        A study file, a file of incidents, a case folder, or a file of calls.
    output : path, optional
        File to write the drawn calls to.
    weeks, seed, calls_per_incident
        As for `beatwright.Calls.drawn`.
    data : path, optional
        Folder of the input files of a study.
    settings : sequence of str
        Options of the study, ``TABLE.OPTION=VALUE``.
    force : bool, default False
        Overwrite a file that holds no calls.
    listener : Listener, optional
        Told of every step.

    Raises
    ------
    StudyError
        Where a file of calls is to be written anew.
    InputError
        Where the output would overwrite something else, or the source cannot be used.
    ParameterError
        Where no calls can be drawn: see `beatwright.Calls.drawn`.
    """
    clock, source = Clock(listener or Silent()), Path(source)
    if source.is_file() and is_calls_file(source):
        if output is not None:
            raise StudyError(f"'{source}' holds calls already. Give a study or a case to draw some, or leave --output.")
        return Calls.load(source)
    study = None if source.is_dir() else read_study(source, data=data, settings=settings, listener=clock.listener)
    if output is not None:
        inputs = (source, *(() if study is None else input_files(study)))
        need_free(output, ours=lambda _: is_calls_file(output), inputs=inputs, force=force)
    problem = _case_problem(source, data, settings) if study is None else _study_problem(study, clock)
    with clock.step("draw calls") as step:
        calls = Calls.drawn(
            problem.demand, weeks, seed, severity=problem.severity, officers_per_car=problem.officers_per_car,
            calls_per_incident=calls_per_incident,
        )  # fmt: skip
        step.result = count_of(len(calls), "call")
    if output is not None:
        with clock.step("write the calls"):
            calls.save(output)
    return calls


def _case_problem(folder: Path, data: str | Path | None, settings: Sequence[str]) -> Problem:
    if settings or data is not None:
        raise StudyError(f"'{folder}' is a case: it has its data and options. Leave --set and --data.")
    return Case.load(folder).problem


def _study_problem(study: Study, clock: Clock) -> Problem:
    """Return what a study plans on; its travel is not measured, since calls need none."""
    frame, incidents = read_framed(study, clock)
    need_known(incidents, examiners=study.examiners)
    past, future = incidents.split(study.options.holdout) if study.options.holdout else (incidents, incidents)
    city, _ = lay_out(study, frame, past, clock)
    with clock.step("foresee demand") as step:
        problem, _, _ = problems_of(study, city, past.located(city), future.located(city))
        step.result = f"{problem.demand.calls:,.0f} calls, {problem.demand.source}"
    return problem
