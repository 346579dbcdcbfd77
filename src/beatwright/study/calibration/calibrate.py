"""Calibrate a dispatch simulation by a file of a dispatch system: read, fit, back-test, write."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from beatwright.base import check
from beatwright.base.errors import InputError, ParameterError
from beatwright.base.files.atomic_file import need_free
from beatwright.base.progress import Clock, Listener, Silent
from beatwright.base.words import count_of
from beatwright.core import Case, Demand, Problem
from beatwright.core.city import City
from beatwright.core.dispatch_calibration import Calibration, is_calibration
from beatwright.core.finding import Finding
from beatwright.core.incidents import Incidents
from beatwright.core.read_report import ReadReport
from beatwright.data import DispatchSource, read_incidents
from beatwright.show import write_calibration
from beatwright.study.calibration.back_test import BackTest, back_test
from beatwright.study.calibration.calibration_finding import back_test_text, calibration_finding, calibration_text
from beatwright.study.calibration.fit_records import Fitted, fit_records

__all__ = ["Calibrated", "calibrate_simulation"]

_TITLE = "<title>Calibration of the dispatch simulation</title>"


@dataclass(frozen=True, eq=False)
class Calibrated:
    """What a calibration came to.

    Parameters
    ----------
    calibration : Calibration
        The figures.
    back_test : BackTest or None
        None where there is no fit of travel.
    finding : Finding
        All of it in words, tables and charts.
    reading : ReadReport
        What was left out and why.
    """

    calibration: Calibration
    back_test: BackTest | None
    finding: Finding
    reading: ReadReport

    @property
    def text(self) -> str:
        """All of it in plain words."""
        parts = [self.reading.text, "Fitted figures, each with its standard error:", calibration_text(self.calibration)]
        if self.back_test is not None:
            parts += ["Back-test, the recorded calls simulated with the recorded cars on duty:"]
            parts += [back_test_text(self.back_test)]
        return "\n".join([*parts, *(f"  {sentence}" for sentence in self.finding.sentences)])


def calibrate_simulation(
    source: DispatchSource,
    *,
    case: str | Path | None = None,
    incidents: str | Path | None = None,
    output: str | Path | None = None,
    report: str | Path | None = None,
    gap_hours: float = 4.0,
    seed: int = 0,
    force: bool = False,
    listener: Listener | None = None,
) -> Calibrated:
    """Fit the parameters of a dispatch simulation to dispatch records, and test the simulation on them.

    Parameters
    ----------
    source : DispatchSource
        The file, and how to read it.
    case : path, optional
        Case folder whose city has the zones, the candidate posts and the travel. Default: squares under the calls.
    incidents : path, optional
        Incident records of the same time, for calls per incident.
    output : path, optional
        TOML file to write the figures to.
    report : path, optional
        HTML page to write.
    gap_hours : float, default 4.0
        Hours without a record after which the tour of a car has ended.
    seed : int, default 0
        Of what the back-test draws.
    force : bool, default False
        Overwrite files that beatwright did not write.
    listener : Listener, optional
        Told of every step.

    Raises
    ------
    InputError
        Where a file cannot be used, or an output would overwrite something else.
    ParameterError
        Where an option is wrong.
    """
    wrong = check.number("calibrate_simulation", "gap_hours", gap_hours, 0, open_low=True)
    if wrong:
        raise ParameterError(wrong)
    inputs = tuple(path for path in (source.file, incidents) if path is not None)
    if output is not None:
        need_free(output, ours=is_calibration, inputs=inputs, force=force)
    if report is not None:
        need_free(
            report,
            ours=lambda text: "Made with beatwright" in text or "Calibration ·" in text,
            inputs=inputs,
            force=force,
        )
    clock = Clock(listener or Silent())
    city = None if case is None else Case.load(case).problem.city
    with clock.step("read the dispatch records") as step:
        records = source.read(city)
        step.result = count_of(len(records), "record")
    others = _incidents(incidents, city)
    with clock.step("fit"):
        fitted = fit_records(records, city, others, gap=60.0 * gap_hours)
    tested = None
    if fitted.trips is not None:
        with clock.step("back-test") as step:
            tested = back_test(fitted, seed)
            step.result = "within the limits" if tested.passed else "beyond the limits"
    finding = calibration_finding(fitted, tested)
    assert records.report is not None
    done = Calibrated(fitted.calibration, tested, finding, records.report)
    if output is not None:
        fitted.calibration.save(output)
    if report is not None:
        with clock.step("write the report"):
            write_calibration(_case(fitted, finding), report)
    return done


def _incidents(path: str | Path | None, city: City | None) -> Incidents | None:
    return None if path is None else read_incidents(path, city)


def _case(fitted: Fitted, finding: Finding) -> Case:
    """Return a case that holds the finding, for the page."""
    if fitted.city is None:
        raise InputError("The page needs the places of calls. Name their columns with --column, or leave --report.")
    problem = Problem(fitted.city, Demand(np.full((1, len(fitted.city.zones), 1, 3), 1e-9), source="records"))
    return Case(
        "Calibration of the dispatch simulation", problem, problem, reading=fitted.records.report, findings=(finding,)
    )
