"""What a backtest says, in words and in a table that fits a page."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

from beatwright.base.quantity import percent
from beatwright.base.words import count_of
from beatwright.core.table import Table
from beatwright.forecast import BacktestResult

__all__ = ["backtest_sentences", "best_of", "full_table", "short_table"]

_SURE = 1.96  # standard errors beyond which chance explains a difference one time in twenty
_GOOD = (0.87, 0.93)  # coverage of a 90 % interval that is as good as its name


def best_of(found: BacktestResult) -> str:
    """Return the forecaster with the highest log score, the first of those that are level."""
    nats = {label: found.nats(label, found.baselines[0])[0] for label in found.labels}
    nats[found.baselines[0]] = 0.0
    known = {label: value for label, value in nats.items() if not math.isnan(value)}
    return max(known, key=lambda label: known[label]) if known else found.labels[0]


def backtest_sentences(found: BacktestResult, period: str, stands_on: str | None = None) -> list[str]:
    """Return what the backtest says, the most important first.

    Parameters
    ----------
    found : BacktestResult
        What it found.
    period : str
        What was foretold at each date.
    stands_on : str, optional
        The forecaster that the plan stands on, empty where it stands on the records themselves. Default: there is no
        plan.
    """
    best = best_of(found)
    return [
        *_hit_sentences(found, best, period),
        *_difference_sentences(found, best),
        *_plan_sentences(found, best, stands_on),
        *_interval_sentences(found, best, period),
        *_calibration_sentences(found, best),
    ]


def _hit_sentences(found: BacktestResult, best: str, period: str) -> Iterator[str]:
    area = found.areas[len(found.areas) // 2]
    dates = len(found.bins[best])
    yield (
        f"{count_of(len(found.labels), 'forecaster')} foretold {count_of(dates, period)} one by one, each from what "
        f"was known before; {count_of(int(found.came.sum()), 'incident')} came. {best} was the best by the log score."
    )
    times, caught = found.figure(best, f"PAI at {area}"), found.figure(best, f"PEI at {area}")
    if math.isnan(times):
        yield f"No zone is so small that it fits into {area} of the area, so nothing could be flagged there."
        return
    yield (
        f"The {area} of the area that {best} flagged had {times:.2g} times as many incidents as an "
        f"even share (PAI), {percent(caught)} of the most that could have been caught there (PEI)."
    )


def _plan_sentences(found: BacktestResult, best: str, stands_on: str | None) -> Iterator[str]:
    """Say which forecaster the plan stands on, and how far that lay behind the best."""
    if stands_on is None:
        return
    if not stands_on:
        yield "The plan stands on the incidents as they were recorded, not on a forecast."
    elif stands_on == best:
        yield f"The plan stands on the forecast of {stands_on}, the best of them."
    elif stands_on not in found.labels:
        yield f"The plan stands on the forecast of {stands_on}, which was not judged here."
    else:
        yield f"The plan stands on the forecast of {stands_on}, {_behind(found, best, stands_on)}."


def _behind(found: BacktestResult, best: str, other: str) -> str:
    nats, error = found.nats(best, other)
    if not math.isfinite(nats):
        return "which held for impossible what came"
    return f"which lies {nats:.3f} nats per event behind {best} (standard error {error:.3f}), {_verdict(nats, error)}"


def _verdict(nats: float, error: float) -> str:
    return "more than chance explains" if abs(nats) > _SURE * error else "which chance could explain"


def _difference_sentences(found: BacktestResult, best: str) -> Iterator[str]:
    for baseline in found.baselines:
        nats, error = found.nats(best, baseline)
        if baseline == best or math.isnan(nats):
            continue
        if math.isinf(nats):
            yield f"{baseline} held for impossible what came, so {best} is beyond compare with it by the log score."
            continue
        verdict = _verdict(nats, error)
        yield f"Over {baseline} that is {nats:+.3f} nats per event (standard error {error:.3f}), {verdict}."


def _interval_sentences(found: BacktestResult, best: str, period: str) -> Iterator[str]:
    zones, city = (float(found.scores(best, name).mean()) for name in ("coverage", "city_coverage"))
    exact = float(found.scores(best, "pit_coverage").mean())
    yield (
        f"Its 90 % intervals held what came {percent(zones)} of the time in a zone ({percent(exact)} where the steps "
        f"of whole counts are taken out) and in {percent(city)} of the {period}s in the city."
    )
    if not _GOOD[0] <= exact <= _GOOD[1]:
        yield f"Its intervals of zones are too {'narrow' if exact < _GOOD[0] else 'wide'}."


def _calibration_sentences(found: BacktestResult, best: str) -> Iterator[str]:
    table = found.calibration(best)
    low, high = table.iloc[0], table.iloc[-1]
    if low["came"] > 0 and high["came"] > 0:
        yield (
            f"In the tenth of the zones where it expected least it expected {low['ratio']:.2g} incidents for each that "
            f"came, in the tenth where it expected most {high['ratio']:.2g}."
        )


def full_table(found: BacktestResult) -> Table:
    """Return every column that is the same when the backtest is run again: seconds and memory are not."""
    return replace(found.table, columns=[column for column in found.table.columns if column.unit not in ("s", "MB")])


def short_table(found: BacktestResult) -> Table:
    """Return the columns of the table that fit a page, for the report."""
    first = found.baselines[0]
    area = found.areas[len(found.areas) // 2]
    kept = [f"PAI at {each}" for each in found.areas]
    kept += [f"PEI at {area}", f"nats per event over {first}", f"nats per event over {first}, se"]
    kept += ["90 % interval of zones holds", "90 % interval of the city holds"]
    columns = [found.table[name] for name in kept]
    return replace(found.table, name="forecasters", columns=columns, place="report")
