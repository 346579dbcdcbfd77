"""The period that has records: a few stray dates must not stretch it, and a hole in it must not thin it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from beatwright.data.incidents.dates.date_steps import later

__all__ = ["Period", "dense_period"]

Days = npt.NDArray[np.datetime64]
Counts = npt.NDArray[np.int64]

# A month or year is sparse where it has less than this share of the records of the month of the middle record.
_SPARSE = 0.05
# Records begin, or end, where their number jumps: the twelve months before have less than this share of those after.
# A city that grows, however fast, does not jump so.
_JUMP = 0.1
# More than this share of the records are never strays.
_MOST_STRAY = 0.1
# Under so many records a month, months say nothing; under so many a year, years neither.
_FEW = 10
# A hole is one only where so many records would have been expected.
_EXPECTED = 20
_MOST_GAPS = 3
_SEASON = 3
_LATE_DAYS = 14


@dataclass(frozen=True)
class Period:
    """Where records are dense.

    Parameters
    ----------
    start, end : datetime64[D]
        First day, and first day not covered any more.
    before, after : int
        Records before `start`, and from `end` on.
    gaps : tuple of (datetime64[D], datetime64[D])
        Stretches inside that have next to no records; the second day is not in it any more.
    inside : int
        Records in the gaps.
    seasons : tuple of (datetime64[D], datetime64[D])
        Stretches without records that may be the season: the same months have records in no year.
    """

    start: np.datetime64
    end: np.datetime64
    before: int = 0
    after: int = 0
    gaps: tuple[tuple[np.datetime64, np.datetime64], ...] = ()
    inside: int = 0
    seasons: tuple[tuple[np.datetime64, np.datetime64], ...] = ()


def dense_period(values: npt.NDArray[np.datetime64]) -> Period:
    """Find the period that has records.

    Parameters
    ----------
    values : array of datetime64, shape (n,)
        Times, none missing; n is 1 or more.

    Examples
    --------
    >>> days = np.arange("2022-01-01", "2024-01-01", dtype="datetime64[D]")
    >>> found = dense_period(np.append(days, np.datetime64("1966-05-01")))
    >>> str(found.start), str(found.end), found.before
    ('2022-01-01', '2024-01-01', 1)
    """
    days = np.sort(values.astype("datetime64[D]"))
    whole = Period(days[0], later(days[-1], 1))
    for unit in ("M", "Y"):
        bins = days.astype(f"datetime64[{unit}]")
        counts = np.bincount((bins - bins[0]).astype(np.int64))
        level = _level(counts)
        if level >= _FEW and _steady(days, counts, unit):
            return _judged(days, bins[0], counts, level, year=12 if unit == "M" else 1)
    return whole


def _level(counts: Counts) -> int:
    """Return the records in the month or year in which the middle record lies, months in order of their size."""
    ordered = np.sort(counts)
    return int(ordered[np.searchsorted(np.cumsum(ordered), counts.sum() / 2)])


def _steady(days: Days, counts: Counts, unit: str) -> bool:
    """Say whether dates are fine enough for the unit: dates by quarter leave most months empty."""
    if unit == "Y" or len(days) < 2:
        return True
    steps = np.diff(np.unique(days)).astype(np.int64)
    return not len(steps) or float(np.median(steps)) <= 32


def _judged(days: Days, first: np.datetime64, counts: Counts, level: int, year: int) -> Period:
    sparse = counts < _SPARSE * level
    head = _stray_head(days, first, counts, sparse, level=level, year=year)
    tail = _stray_tail(days, first, counts, sparse, level=level, year=year)
    edges = later(first, np.arange(len(counts) + 1)).astype("datetime64[D]")
    low = days[0] if head == 0 else edges[head]
    high = later(days[-1], 1) if tail == 0 else edges[len(counts) - tail]
    body = days[(days >= low) & (days < high)]
    start, end = body[0], later(body[-1], 1)
    runs = _sparse_runs(counts, sparse, head, len(counts) - tail, year=year)
    gaps = [_stretch(days, edges[one], edges[other]) for one, other in runs]
    season = [_is_season(counts, sparse, first, one, other=other, year=year) for one, other in runs]
    missing = tuple(gap for gap, known in zip(gaps, season, strict=True) if not known)
    known = tuple(gap for gap, known in zip(gaps, season, strict=True) if known)
    inside = sum(int(((days >= one) & (days < other)).sum()) for one, other in missing)
    before, after = int((days < start).sum()), int((days >= end).sum())
    if len(missing) > _MOST_GAPS:
        return Period(start=start, end=end, before=before, after=after, gaps=(), inside=0, seasons=(*missing, *known))
    return Period(start=start, end=end, before=before, after=after, gaps=missing, inside=inside, seasons=known)


def _stray_head(
    days: Days, first: np.datetime64, counts: Counts, sparse: npt.NDArray[np.bool_], level: int, year: int
) -> int:
    """Return how many months or years at the beginning hold strays alone."""
    head = int(np.argmin(sparse))
    edge = later(first, 1).astype("datetime64[D]")
    covered = (edge - days[0]).astype(np.int64) / (edge - first.astype("datetime64[D]")).astype(np.int64)
    return _stray(counts, head, float(covered), level, year=year)


def _stray_tail(
    days: Days, first: np.datetime64, counts: Counts, sparse: npt.NDArray[np.bool_], level: int, year: int
) -> int:
    tail = int(np.argmin(sparse[::-1]))
    last = later(first, len(counts) - 1)
    begin, edge = last.astype("datetime64[D]"), later(last, 1).astype("datetime64[D]")
    covered = (later(days[-1], 1) - begin).astype(np.int64) / (edge - begin).astype(np.int64)
    return _stray(counts[::-1], tail, float(covered), level, year=year)


def _stray(counts: Counts, head: int, covered: float, level: int, year: int) -> int:
    """Return `head` where the records jump behind it, else 0; `covered` is the share of the first month on file."""
    few = counts[:head].sum() <= _MOST_STRAY * counts.sum()
    if head == 0 or not few or (head == 1 and counts[0] >= _SPARSE * level * covered):
        return 0
    before = counts[max(0, head - year) : head].mean()
    after = counts[head : head + year].mean()
    return head if before < _JUMP * after else 0


def _sparse_runs(
    counts: Counts, sparse: npt.NDArray[np.bool_], low: int, high: int, year: int
) -> list[tuple[int, int]]:
    """Return the runs of sparse months between dense ones in which many records would have been expected."""
    flags = np.concatenate([[0], sparse[low:high].astype(np.int8), [0]])
    begins, ends = np.flatnonzero(np.diff(flags) == 1) + low, np.flatnonzero(np.diff(flags) == -1) + low
    found = []
    for one, other in zip(begins, ends, strict=True):
        sides = counts[max(low, one - year) : one], counts[other : min(high, other + year)]
        if not all(len(side) for side in sides):
            continue
        usual = min(float(side.mean()) for side in sides)
        expected = usual * (other - one)
        if expected >= _EXPECTED and counts[one:other].sum() < _SPARSE * expected:
            found.append((int(one), int(other)))
    return found


def _is_season(
    counts: Counts, sparse: npt.NDArray[np.bool_], first: np.datetime64, one: int, other: int, year: int
) -> bool:
    if year == 1 or not _SEASON <= other - one < year or len(counts) < 2 * year:
        return False
    month = (first.astype(np.int64) + np.arange(len(counts))) % year
    return not bool((~sparse[np.isin(month, month[one:other])]).any())


def _stretch(days: Days, begin: np.datetime64, end: np.datetime64) -> tuple[np.datetime64, np.datetime64]:
    """Widen a run of months to the days where records stop and begin again, unless dates are those of months."""
    if bool((days == days.astype("datetime64[M]").astype("datetime64[D]")).all()):
        return begin, end
    stop = later(days[np.searchsorted(days, begin) - 1], 1)
    again = days[np.searchsorted(days, end)]
    late = np.timedelta64(_LATE_DAYS, "D")
    return (stop if begin - stop > late else begin), (again if again - end > late else end)
