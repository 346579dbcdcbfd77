"""Leave out strays, and tell the period: first and last date, rows by year, strays, holes."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from beatwright.base.words import count_of, plural
from beatwright.data.incidents.dates.date_steps import later
from beatwright.data.incidents.rows.row_account import Detail, RowAccount
from beatwright.data.incidents.times.dense_period import Period, dense_period

__all__ = ["OUTSIDE", "Gaps", "chart", "keep_period"]

OUTSIDE = "stray date"

Gaps = tuple[tuple[np.datetime64, np.datetime64], ...]

_WIDTH = 30
_MOST_LINES = 40
_THIN = 0.5
_ENOUGH = 20


def keep_period(
    account: RowAccount, values: npt.NDArray[np.datetime64], limits: tuple[Any, Any], detail: Detail
) -> tuple[Gaps, list[str], dict[str, Any]]:
    """Leave out the rows far from the period of the others, where the user gave no limit on that side.

    Parameters
    ----------
    account : RowAccount
        The account of the rows.
    values : array of datetime64, shape (n,)
        Times of all rows.
    limits : pair
        The options `since` and `until`; None where not given.
    detail : str or callable
        As for `RowAccount.drop`.

    Returns
    -------
    gaps : tuple of pairs of datetime64[D]
        Stretches without records, which do not count as time covered.
    warnings : list of str
    facts : dict
        The period and the rows by year or month.
    """
    if not account.kept.any():
        return (), [], {}
    kept = values[account.kept]
    facts = {"period": _span(kept), **chart(kept)}
    found = dense_period(kept)
    days = values.astype("datetime64[D]")
    out = np.zeros(len(days), dtype=bool)
    if limits[0] is None:
        out |= days < found.start
    if limits[1] is None:
        out |= days >= found.end
    for one, other in found.gaps:
        out |= (days >= one) & (days < other)
    dropped = account.drop(out, OUTSIDE, detail)
    warnings = _stray_warnings(found, limits)
    if dropped or found.gaps:
        facts["period planned on"] = f"{found.start} to {later(found.end, -1)}" + _without(found.gaps)
    return found.gaps, [*warnings, *_thin_end(values[account.kept])], facts


def _stray_warnings(found: Period, limits: tuple[Any, Any]) -> list[str]:
    warnings = []
    for rows, side, day, option, asked in (
        (found.before, "before", found.start, "since", limits[0]),
        (found.after, "from", found.end, "until", limits[1]),
    ):
        if rows:
            warnings.append(_stray_words(rows, side, day, option, asked=asked is not None))
    if found.gaps:
        also = f", and {count_of(found.inside, 'row')} in them {plural(found.inside, 'is', 'are')} left out"
        warnings.append(
            f"There are next to no records in {_listed(found.gaps)}: this time does not count as covered"
            f"{also if found.inside else ''}. If nothing happened there, divide by the longer time yourself; "
            "if records are missing, add them, or plan on one side with since or until."
        )
    if found.seasons:
        warnings.append(
            f"There are next to no records in {_listed(found.seasons)}. It may be the season, so the time counts as "
            "covered. Check that no records are missing."
        )
    return warnings


def _stray_words(rows: int, side: str, day: np.datetime64, option: str, asked: bool) -> str:
    begin = f"{count_of(rows, 'row lies', 'rows lie')} {side} {day} {'on, ' if option == 'until' else ''}".rstrip(", ")
    thin = f"{begin}, where there are far fewer than in the rest of the period"
    if asked:
        return (
            f"{thin}; kept, because {option} was given, so calls are divided by more time than has records. "
            f"{option} = {day} leaves them out."
        )
    return (
        f"{thin} (wrong dates, late reports, or another system): left out, so that they do not thin the calls of a "
        f"year. Give {option} = {day} to say so, or {'an earlier' if option == 'since' else 'a later'} {option} to "
        "keep them."
    )


def _thin_end(values: npt.NDArray[np.datetime64]) -> list[str]:
    """Tell a last month that has far fewer records a day than the year before it: reports that are not in yet."""
    if not len(values):
        return []
    months = values.astype("datetime64[M]")
    last, end = months.max(), later(values.max().astype("datetime64[D]"), 1)
    begin = last.astype("datetime64[D]")
    year_before = begin - np.timedelta64(365, "D")
    earlier = values[(values < begin) & (values >= year_before)]
    if not len(earlier):
        return []
    length = int((begin - max(year_before, values.min().astype("datetime64[D]"))).astype(np.int64))
    full = later(last, 1).astype("datetime64[D]")
    by_month = bool((values == months.astype(values.dtype)).all())
    covered = int(((full if by_month else end) - begin).astype(np.int64))
    rows, usual = int((months == last).sum()), len(earlier) / max(length, 1) * covered
    if usual < _ENOUGH or rows >= _THIN * usual:
        return []
    return [
        f"The last month, {last}, has {count_of(rows, 'row')} where {usual:,.0f} would be usual: reports may not be in "
        f"yet. until = {begin} leaves it out."
    ]


def _span(values: npt.NDArray[np.datetime64]) -> str:
    return f"{values.min().astype('datetime64[D]')} to {values.max().astype('datetime64[D]')}"


def _listed(gaps: Gaps) -> str:
    return ", ".join(f"{one} to {later(other, -1)}" for one, other in gaps)


def _without(gaps: Gaps) -> str:
    return f", without {_listed(gaps)}" if gaps else ""


def chart(values: npt.NDArray[np.datetime64]) -> dict[str, str]:
    """Return the rows by year, or by month where the period is under two years, as a chart of text.

    >>> print(chart(np.array(["1990-01-01", "2023-01-05", "2024-03-01", "2024-04-01"], dtype="M8[s]"))["rows by year"])
    1990 1 ###############
    1991-2022 0
    2023 1 ###############
    2024 2 ##############################
    """
    unit = "Y" if values.max() - values.min() > np.timedelta64(731, "D") else "M"
    bins = values.astype(f"datetime64[{unit}]")
    first = bins.min()
    counts = np.bincount((bins - first).astype(np.int64))
    lines = _lines([str(later(first, i)) for i in range(len(counts))], counts)
    return {f"rows by {'year' if unit == 'Y' else 'month'}": "\n".join(lines)}


def _lines(names: list[str], counts: npt.NDArray[np.int64]) -> list[str]:
    """Write a line for each; runs of next to nothing share one."""
    most = int(counts.max())
    low = counts * 100 < most if len(counts) > _MOST_LINES else counts == 0
    lines, position = [], 0
    while position < len(counts):
        end = position + 1
        while low[position] and end < len(counts) and low[end]:
            end += 1
        rows = int(counts[position:end].sum())
        name = names[position] if end == position + 1 else f"{names[position]}-{names[end - 1]}"
        bar = "" if low[position] else "#" * max(1, round(_WIDTH * rows / most))
        lines.append(f"{name} {rows:,} {bar}".rstrip())
        position = end
    return lines
