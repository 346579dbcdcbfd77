"""The public holidays of a country and its parts, from the package `holidays`."""

from __future__ import annotations

import datetime
import difflib
from collections.abc import Iterable, Mapping, Sequence
from numbers import Integral

from beatwright.base.errors import Complaints, ParameterError

__all__ = ["holiday_complaints", "holiday_dates"]


def holiday_dates(country: str, subdivision: str = "", *, years: Iterable[int]) -> dict[datetime.date, str]:
    """Return the public holidays of some years.

    Parameters
    ----------
    country : str
        Two letters of ISO 3166-1, such as ``US``.
    subdivision : str
        State, province or region as the package `holidays` names it, such as ``MO``; empty: what the whole country has.
    years : iterable of int
        Which years.

    Returns
    -------
    dict of date to str
        Days with their names, in order; days off in lieu are among them.

    Raises
    ------
    ParameterError
        Where the country or its part is not known, with what was likely meant, or a year is no whole number.

    Examples
    --------
    >>> days = holiday_dates("US", "MO", years=[2019])
    >>> days[datetime.date(2019, 5, 8)], len(days)
    ('Truman Day', 11)
    """
    import holidays  # noqa: PLC0415

    chosen = list(years)
    complaints = Complaints()
    complaints.extend(holiday_complaints("holiday_dates", country, subdivision))
    wrong = [year for year in chosen if not isinstance(year, Integral) or isinstance(year, bool)]
    complaints.need(not wrong, f"The 'years' parameter of holiday_dates must be whole numbers. Got {wrong[:5]!r}.")
    complaints.raise_if_any(ParameterError)
    if not chosen:
        return {}
    found = holidays.country_holidays(country, subdiv=subdivision or None, years=[int(year) for year in chosen])
    return dict(sorted(found.items()))


def holiday_complaints(owner: str, country: str, subdivision: str = "") -> Iterable[str]:
    """Yield what is wrong with the name of a country and of a part of it.

    Parameters
    ----------
    owner : str
        Whose options they are.
    country, subdivision : str
        As `holiday_dates` takes them.

    Examples
    --------
    >>> print(*holiday_complaints("EmpiricalBayes", "us"))
    EmpiricalBayes knows no holidays of the country 'us'. Did you mean 'US'? Give the two letters of ISO 3166.
    """
    import holidays  # noqa: PLC0415

    parts: Mapping[str, Sequence[str]] = holidays.list_supported_countries(include_aliases=True)
    if not isinstance(country, str) or country not in parts:
        likely = _likely(str(country), parts)
        yield f"{owner} knows no holidays of the country {country!r}. {likely}Give the two letters of ISO 3166."
    elif subdivision and subdivision not in parts[country]:
        hint = f"{_likely(str(subdivision), parts[country])}Known: {', '.join(parts[country]) or 'none'}."
        yield f"{owner} knows no holidays of the subdivision {subdivision!r} of '{country}'. {hint}"


def _likely(word: str, known: Iterable[str]) -> str:
    """Return a guess in words, in whatever letters; empty where nothing is near."""
    names = {one.casefold(): one for one in known}
    near = difflib.get_close_matches(word.casefold(), list(names), n=1)
    return f"Did you mean '{names[near[0]]}'? " if near else ""
