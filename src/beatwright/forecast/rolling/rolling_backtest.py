"""Judge forecasters on what came after each of many dates, each seeing what was known at the date alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import joblib

from beatwright.base import check
from beatwright.base.errors import Complaints, ParameterError
from beatwright.base.files.leftovers import keep_told
from beatwright.base.progress import Progress, progress_or_silence
from beatwright.core import City, Forecaster, Incidents, Step
from beatwright.forecast.empirical_bayes import EmpiricalBayes
from beatwright.forecast.rates.last_period import LastPeriod
from beatwright.forecast.rolling.backtest_result import BacktestResult
from beatwright.forecast.rolling.flagged_area import FlaggedArea, area_name
from beatwright.forecast.rolling.kept_blocks import block_key, keep_block, kept_block
from beatwright.forecast.rolling.origin_block import BlockScores, Ground, score_block
from beatwright.forecast.rolling.rolling_origins import RollingOrigin, RollingOrigins

__all__ = ["backtest", "label_of"]


def backtest(
    forecasters: Sequence[Forecaster],
    incidents: Incidents,
    city: City,
    *,
    origins: RollingOrigins | int = 52,
    flagged: Sequence[float | FlaggedArea] = (0.01, 0.05, 0.10),
    baselines: Sequence[Forecaster] | None = None,
    jobs: int | None = 1,
    seed: int = 0,
    progress: Progress | None = None,
    keep: str | Path | None = None,
) -> BacktestResult:
    """Judge forecasters by rolling-origin evaluation.

    At each date every forecaster is given the records that were known then and no other, foretells the stretch that
    follows, and is scored on what came. At the first date of a block it is fitted, at the others updated; where a step
    from date to date is no whole number of its periods it is fitted at each.

    Parameters
    ----------
    forecasters : sequence of Forecaster
        With labels of their own: two of one class differ in an option.
    incidents : Incidents
        All records, located in the zones of `city`.
    city : City
        Its zones. Where they are points each counts as one square kilometre.
    origins : RollingOrigins or int, default 52
        The dates; a number: so many weeks, the last that there are.
    flagged : sequence of float or FlaggedArea, default (.01, .05, .10)
        Shares of the area that are flagged, or areas.
    baselines : sequence of Forecaster, optional
        What every forecaster is compared with, judged and shown too. Default: `EmpiricalBayes` and `LastPeriod`,
        which count by the `period` of the dates.
    jobs : int, optional, default 1
        Processes; None takes what a surrounding ``joblib.parallel_config`` says. The scores do not depend on it;
        seconds and memory are those of each process.
    seed : int, default 0
        Breaks ties between zones of which as much is expected, at each date for all forecasters alike.
    progress : callable (done, total, text), optional
        Told of every block that is done.
    keep : path, optional
        Folder for the scores of every block that is done. Run again with the same forecasters, records, city and
        settings, the backtest takes what it finds there and goes on; what is damaged is done again.

    Returns
    -------
    BacktestResult

    Raises
    ------
    ParameterError
        With every fault at once, before anything is fitted.

    Notes
    -----
    A date without incidents has no PAI, PEI and RRI, and means over dates leave it out.

    References
    ----------
    L. J. Tashman, "Out-of-sample tests of forecasting accuracy: an analysis and review", International Journal of
    Forecasting 16 (2000), 437-450.

    Examples
    --------
    >>> from beatwright.testing import small_incidents, small_problem
    >>> found = backtest([], small_incidents(weeks=30), small_problem().city, origins=4)
    >>> found
    BacktestResult(EmpiricalBayes, LastPeriod; 4 dates from 2023-07-03 00:00:00 to 2023-07-24 00:00:00)
    >>> found.labels, found.to_frame().shape[0]
    (('EmpiricalBayes', 'LastPeriod'), 8)
    """
    rolling = origins if isinstance(origins, RollingOrigins) else RollingOrigins(count=origins)
    against = (
        tuple(one(period=rolling.period) for one in (EmpiricalBayes, LastPeriod))
        if baselines is None
        else _several(baselines)
    )
    entrants = _entrants(_several(forecasters), against)
    areas = _several(flagged)
    complaints = Complaints()
    complaints.extend(_complaints(entrants, incidents, city, areas))
    complaints.add(check.processes("backtest", jobs))
    complaints.add(check.integer("backtest", "seed", seed, 0))
    complaints.raise_if_any(ParameterError)
    ground = Ground(incidents, city, rolling, areas, int(seed))
    dates = rolling.of(incidents)
    blocks = tuple(rolling.blocks(dates))
    tasks = [(label, forecaster, block) for label, forecaster in entrants.items() for block in blocks]
    done = _run(tasks, ground, jobs, progress_or_silence(progress), keep=None if keep is None else Path(keep))
    by_label = {label: done[at * len(blocks) : (at + 1) * len(blocks)] for at, label in enumerate(entrants)}
    return BacktestResult.of(ground, dates, by_label, tuple(label_of(one) for one in against))


def label_of(forecaster: Any) -> str:
    """Return what a forecaster is called in a backtest."""
    return forecaster.label if isinstance(forecaster, Step) else type(forecaster).__name__


def _several(given: Any) -> tuple[Any, ...]:
    """Return what may be one thing or a sequence of them."""
    return tuple(given) if isinstance(given, Iterable) and not isinstance(given, str) else (given,)


def _entrants(forecasters: Sequence[Any], baselines: Sequence[Any]) -> dict[str, Any]:
    """Return forecasters by label, the baselines last; one that is both stands once."""
    complaints = Complaints()
    entrants: dict[str, Any] = {}
    for one in (*forecasters, *baselines):
        if isinstance(one, type) or not isinstance(one, Forecaster):
            complaints.add(check.sentence("backtest", "forecasters", "objects with fit, update and predict", repr(one)))
        elif label_of(one) in entrants and entrants[label_of(one)] != one:
            complaints.add(f"Two forecasters of a backtest have the label '{label_of(one)}'. Give them other options.")
        else:
            entrants.setdefault(label_of(one), one)
    complaints.need(bool(baselines), "A backtest needs at least one of the 'baselines'. Got none.")
    complaints.raise_if_any(ParameterError)
    return entrants


def _complaints(
    entrants: dict[str, Any], incidents: Incidents, city: City, flagged: Sequence[Any]
) -> Iterable[str | None]:
    if incidents.zones != len(city.zones):
        yield (
            f"The incidents are of {incidents.zones} zones, the city '{city.name}' has {len(city.zones)}. "
            "Locate them first: incidents.located(city)."
        )
    names = []
    for much in flagged:
        wrong = (
            None if isinstance(much, FlaggedArea) else check.number("backtest", "flagged", much, 0, 1, open_low=True)
        )
        yield wrong
        names += [] if wrong else [area_name(much)]
    if len(set(names)) < len(names):
        yield check.sentence("backtest", "flagged", "areas that differ", ", ".join(names))


def _run(
    tasks: Sequence[tuple[str, Any, Sequence[RollingOrigin]]],
    ground: Ground,
    jobs: int | None,
    progress: Progress,
    *,
    keep: Path | None,
) -> list[BlockScores]:
    parallel = joblib.Parallel(n_jobs=jobs if len(tasks) > 1 else 1, return_as="generator")
    done: list[BlockScores] = []
    for scores in parallel(joblib.delayed(_one)(forecaster, ground, block, keep) for _, forecaster, block in tasks):
        done.append(scores)
        if keep is not None:
            keep_told(f"The scores so far are kept in '{keep}': the same command goes on from there.")
        progress(len(done), len(tasks), f"backtest: {tasks[len(done) - 1][0]}")
    return done


def _one(forecaster: Any, ground: Ground, block: Sequence[RollingOrigin], keep: Path | None) -> BlockScores:
    """Score a block, or take it from the folder."""
    if keep is None:
        return score_block(forecaster, ground, block)
    key = block_key(forecaster, ground, block)
    kept = kept_block(keep, key)
    if kept is not None:
        return kept
    scores = score_block(forecaster, ground, block)
    keep_block(keep, key, scores)
    return scores
