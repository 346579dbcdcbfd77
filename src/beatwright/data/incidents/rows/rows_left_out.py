"""Reasons that cost many rows: told with the column, a few of the values and the option that helps."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping

from beatwright.base.words import count_of
from beatwright.data.incidents.columns.recognised_columns import Recognised
from beatwright.data.incidents.dates.placeholder_dates import stands_for_none
from beatwright.data.incidents.files.raw_table import UNREADABLE_ROW
from beatwright.data.incidents.places.coordinates import NO_COORDINATE, OUTSIDE, OUTSIDE_WORLD, SWAPPED, ZERO
from beatwright.data.incidents.rows.row_account import RowAccount
from beatwright.data.incidents.times.unreadable_times import NO_TIME, OUT_OF_RANGE, UNREADABLE

__all__ = ["loss_warnings"]

_FEW = 20
_SHARE = 0.01

_TIME = ("time",)
_PLACE = ("lon", "lat", "x", "y", "point")
# Reason -> our columns, and what helps.
_HELP: dict[str, tuple[tuple[str, ...], str]] = {
    NO_TIME: (_TIME, 'Where another column holds their times, name it: mapping = { time = "..." }.'),
    UNREADABLE: (
        _TIME,
        "Write them as the other rows, or as 2024-01-31 14:05; the option day_first says which number of a date is "
        "the day, and mapping names another column.",
    ),
    OUT_OF_RANGE: (_TIME, "Put the years right in the file, or name another column in the option mapping."),
    NO_COORDINATE: (_PLACE, "Geocode these rows, or name other columns in the option mapping."),
    ZERO: (_PLACE, "Systems write this where the place is not known: geocode these rows."),
    OUTSIDE_WORLD: (
        _PLACE,
        "Longitudes run from -180 to 180 and latitudes from -90 to 90. Where these are metres or feet, give the option "
        'crs; where the decimal point is lost, give a boundary and mend = "coordinates".',
    ),
    OUTSIDE: (_PLACE, "Check the boundary and the option crs; a wider boundary keeps these rows."),
    SWAPPED: (_PLACE, 'swapped = "mend" puts such rows right.'),
    UNREADABLE_ROW: ((), "Export the file again, with every field that holds a comma or a quote in quotes."),
}


def loss_warnings(account: RowAccount, found: Recognised, reported: Iterable[str] = ()) -> list[str]:
    """Return a warning for every reason that left out twenty rows, or over one row in a hundred; of years, for any.

    What the user asked to leave out is no loss, and what is told elsewhere is not told again.

    Parameters
    ----------
    account : RowAccount
        The account of the rows.
    found : Recognised
        The columns.
    reported : iterable of str
        Reasons that another warning speaks of.
    """
    reported = set(reported)
    messages = []
    for reason in [reason for reason in account.reasons if reason in _HELP and reason not in reported]:
        unknown = _known_placeholders(account, reason)
        count = account.reasons[reason] - sum(unknown.values())
        if count and (reason == OUT_OF_RANGE or _many(count, account.table.read)):
            messages.append(_sentence(account, found, reason, count, but=unknown))
    return messages


def _known_placeholders(account: RowAccount, reason: str) -> Mapping[str, int]:
    """Return the dates that stand for none, with their rows: a warning of their own speaks of them."""
    if reason not in (UNREADABLE, OUT_OF_RANGE):
        return {}
    return {text: count for text, count in account.details(reason).items() if stands_for_none(text)}


def _many(count: int, read: int) -> bool:
    return count >= _FEW or count > _SHARE * read


def _sentence(account: RowAccount, found: Recognised, reason: str, count: int, but: Container[str]) -> str:
    roles, help_ = _HELP[reason]
    headings = [heading for role in roles if (heading := found.heading(role))]
    named = f" in the column{'s' * (len(headings) > 1)} {' and '.join(map(repr, headings))}" if headings else ""
    shown = [f"'{text}'" if roles == _TIME else text for text in account.examples(reason, but=but)]
    such = f" (such as {', '.join(shown)})" if shown else ""
    share = count / max(account.table.read, 1)
    return f"{count_of(count, 'row')} ({share:.1%}) left out for '{reason}'{named}{such}. {help_}"
