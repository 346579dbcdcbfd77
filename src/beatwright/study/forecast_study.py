"""Foresee the next period of a study, score what was foreseen before, and write the report."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path

import pandas as pd

from beatwright.base import check
from beatwright.base.errors import Complaints, StudyError
from beatwright.base.files.leftovers import keep_told
from beatwright.base.progress import Clock, Listener, Silent
from beatwright.base.words import count_of, listed
from beatwright.core import Case, City, Demand, Incidents, Problem, SquareCounts
from beatwright.core.case_folder import staged_case_folder
from beatwright.data import IncidentSource
from beatwright.examine.foresight.forecast_finding import forecast_finding
from beatwright.examine.foresight.record_finding import record_finding
from beatwright.forecast import ForecasterStep, ForecastJournal, default_forecaster, foresee
from beatwright.forecast.series.period_edges import HOURS_OF_PERIOD
from beatwright.show import write_exploration
from beatwright.study.file.kept_area import drawn_area, in_kept_area
from beatwright.study.file.study_steps import Study
from beatwright.study.manifest import manifest_of
from beatwright.study.read_layers import lay_out, read_framed

__all__ = ["forecast_study"]

# What is flagged where nobody says how much: the share of the area that studies of forecasts mostly judge by.
SHARE = 0.05
# How many times as long as any time without records before the last one may be; and a time that is never too long.
_SILENCE, _LEAST_SILENCE = 3, pd.Timedelta(days=2)
_COMPLETE = (
    "The records are taken as complete before {end:%Y-%m-%d %H:%M}, the day after the last of them. Where the last day "
    "or week is only partly recorded, say up to when they are: --until."
)


def forecast_study(
    study: Study,
    output: str | Path,
    journal: str | Path,
    *,
    share: float = SHARE,
    period: str | None = None,
    until: str | None = None,
    listener: Listener | None = None,
) -> Case:
    """Write down what is foreseen of the next period, and score what was foreseen before.

    Parameters
    ----------
    study : Study
        Its files, and its forecaster; where it names none, the default of the room.
    output : path
        Case folder with the report, replaced as by `run_study`.
    journal : path
        Folder of the journal: pages are added, none is changed.
    share : float, default 0.05
        Share of the city's area to flag.
    period : {"hour", "day", "week", "month", "year"}, optional
        What is foreseen at a time; default: that of the forecaster.
    until : str, optional
        A date: the records are complete before it, and those from it on are left out. Default: the day after the last
        record.
    listener : Listener, optional
        Told of every step.

    Returns
    -------
    Case
        What was written: the city, the demand foreseen and two findings.

    Raises
    ------
    StudyError
        With every complaint at once: `until` is no date, `share` lies outside (0, 1], there is no such `period`; later,
        where `until` lies before the records, or so long after them that some must be missing.
    """
    clock = Clock(listener or Silent())
    _need_sense(share, period, until)
    with staged_case_folder(output) as staging:
        study = in_kept_area(study, ForecastJournal.kept_area(journal))
        frame, incidents = read_framed(study, clock)
        incidents = incidents if until is None else _known(incidents, pd.Timestamp(until))
        forecaster = _forecaster(study, period, incidents)
        city, _ = lay_out(study, frame, incidents, clock)
        if until is None:
            city = dataclasses.replace(city, notes=(*city.notes, _COMPLETE.format(end=incidents.end)))
        city = dataclasses.replace(city, notes=(*city.notes, *_unrecorded(incidents)))
        with clock.step("put incidents into zones") as step:
            incidents = incidents.located(city)
            step.result = f"{len(incidents):,} records"
        with clock.step("open the journal") as step:
            book = ForecastJournal.opened(
                journal,
                city,
                period=forecaster.period,
                share=float(share),
                of=_which(study.incidents),
                area=drawn_area(study),
            )
            step.result = count_of(len(book.entries()), "page")
        keep_told(f"What is written in the journal '{journal}' stays: the same command goes on from there.")
        with clock.step("score what was foreseen") as step:
            step.result = f"{count_of(len(book.score(incidents)), 'page')} scored"
        with clock.step("foresee what comes") as step:
            entry = foresee(forecaster, incidents, city, share=share, seed=study.options.seed)
            new = book.add(entry)
            step.result = f"{entry.name} written down" if new else f"{entry.name} was foreseen before, which stands"
        case = _case(study, city, incidents, book, entry.name, forecaster.period)
        looked = {"forecaster": repr(forecaster), "journal": str(journal), "page": entry.name}
        case = dataclasses.replace(case, manifest={**manifest_of(study, clock.seconds), "foreseen": looked})
        with clock.step("write the report") as step:
            write_exploration(case, staging, progress=step.progress)
        case = dataclasses.replace(case, manifest={**case.manifest, "seconds": dict(clock.seconds)})
        case.write(staging)
    return case


def _unrecorded(incidents: Incidents) -> Iterator[str]:
    """Yield which days of the period have no records, if any."""
    if incidents.gaps:
        days = (f"{low:%Y-%m-%d} to {high - pd.Timedelta(1, 'us'):%Y-%m-%d}" for low, high in incidents.gaps)
        yield f"Next to no records: {listed(days)}. Nothing is learned from this time, and it is not taken for quiet."


def _forecaster(study: Study, period: str | None, incidents: Incidents) -> ForecasterStep:
    found = study.forecast[1] if study.forecast else default_forecaster(incidents)
    if not isinstance(found, ForecasterStep):
        raise StudyError(f"{type(found).__name__} counts no periods, so it can keep no journal.")
    return dataclasses.replace(found, slots=1, period=period or found.period)


def _need_sense(share: float, period: str | None, until: str | None) -> None:
    complaints = Complaints()
    complaints.add(check.number("forecast", "share", share, 0, 1, open_low=True))
    complaints.add(None if period is None else check.one_of("forecast", "period", period, HOURS_OF_PERIOD))
    complaints.need(
        until is None or _is_date(until),
        f"'{until}' is no date up to which records are known. Write it as 2024-03-31.",
    )
    complaints.raise_if_any(StudyError)


def _is_date(text: str) -> bool:
    """Return whether a text is a date, or a date and a time, in the order year, month, day; and of no time zone."""
    try:
        return datetime.fromisoformat(text).tzinfo is None and not pd.isna(pd.to_datetime(text, errors="coerce"))
    except ValueError:
        return False


def _which(source: IncidentSource) -> str:
    """Return which incidents a study counts, in the words of its table."""
    options = {name: getattr(source, name) for name in ("where", "offences", "counts")}
    plain = {name: dict(value) if isinstance(value, Mapping) else value for name, value in options.items()}
    return json.dumps(plain, ensure_ascii=False, sort_keys=True, default=str)


def _known(incidents: Incidents, moment: pd.Timestamp) -> Incidents:
    """Return the records before a moment."""
    if moment <= incidents.start:
        raise StudyError(f"The records begin on {incidents.start:%Y-%m-%d}: none is of before {moment:%Y-%m-%d}.")
    _need_no_silence(incidents, moment)
    before = incidents.frame["time"] < moment
    gaps = tuple((low, min(high, moment)) for low, high in incidents.gaps if low < moment)
    return dataclasses.replace(incidents, frame=incidents.frame[before], end=moment, gaps=gaps)


def _need_no_silence(incidents: Incidents, moment: pd.Timestamp) -> None:
    """Complain of records that end long before the moment up to which they are said to be complete."""
    times = incidents.frame["time"]
    longest = max(times.diff().max(), _LEAST_SILENCE) if len(times) > 1 else moment - times.max()
    if moment - times.max() > _SILENCE * longest:
        raise StudyError(
            f"The last record is of {times.max():%Y-%m-%d}, and --until says that they are complete before "
            f"{moment:%Y-%m-%d}; in all of them there were never more than {longest.ceil('D').days} days without one. "
            "Records that are not there yet would count as a quiet time: give the date up to which they are complete."
        )


def _case(study: Study, city: City, incidents: Incidents, book: ForecastJournal, page: str, period: str) -> Case:
    entries = book.entries()
    entry = next(one for one in entries if one.name == page)
    problem = Problem(city=city, demand=Demand.observed(incidents), severity=incidents.severity)
    options = study.options
    return Case(
        name=options.name,
        problem=problem,
        heldout=problem,
        reading=incidents.report,
        fewest_shown=options.fewest_shown,
        raw_rows=options.raw_rows,
        squares=SquareCounts.of(incidents.frame[["x", "y"]], city.boundary),
        findings=(
            forecast_finding(entry, city),
            record_finding(entries, book.scores(), book.late(), period),
        ),
    )
