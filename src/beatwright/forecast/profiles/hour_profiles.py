"""Profiles of the hours of the week by severity class or kind, from counts and how often each hour occurred."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from beatwright.base import check
from beatwright.base.errors import Complaints, ParameterError
from beatwright.core import Incidents
from beatwright.core.demand import HOURS_OF_WEEK
from beatwright.forecast.profiles.covered_hours import days_of, hours_covered, timezone_complaint
from beatwright.forecast.profiles.week_profile import shrunk_share

__all__ = ["HourProfiles", "clock_complaint", "hour_profiles", "rates_of_week"]

Floats = npt.NDArray[np.float64]

_BY = ("severity", "kind")


@dataclass(frozen=True, eq=False)
class HourProfiles:
    """The hours of a standard week, in which every hour occurs once.

    Parameters
    ----------
    share : array, shape (168, groups)
        Share of every hour of the week; columns sum to 1.
    counts : array, shape (168, groups)
        Incidents counted.
    hours : array, shape (168,)
        How many hours of real time were covered in each hour of the week.
    names : tuple of str
        The groups: severity classes or kinds.
    left_out : int
        Incidents of excluded days.
    """

    share: Floats
    counts: Floats
    hours: Floats
    names: tuple[str, ...]
    left_out: int = 0


def hour_profiles(
    incidents: Incidents, by: str = "severity", *, timezone: str = "", excluded: Iterable[datetime.date] = ()
) -> HourProfiles:
    """Return the profile of the week of every severity class or kind.

    Counts are divided by how often each hour of the week occurred in the period (`hours_covered`), so that a week
    begun, a gap, a change of the clocks or a holiday left out does not bend a profile. Each is shrunk towards that of
    the other groups, and that towards even hours, as far as chance demands. An hour of the week that never occurred has
    the rate of what it is shrunk to.

    Parameters
    ----------
    incidents : Incidents
        All of them count, in whatever zone.
    by : {"severity", "kind"}
        What there is a profile of.
    timezone : str
        IANA name of the zone of the wall time; empty: the clocks are held to be never changed.
    excluded : iterable of date
        Days that do not count, such as `holiday_dates`.

    Raises
    ------
    ParameterError
        Where no time of day is known, or no time is left.

    Examples
    --------
    >>> from beatwright.testing import small_incidents
    >>> profiles = hour_profiles(small_incidents(weeks=10), "kind")
    >>> profiles.names, profiles.share.shape, bool(np.allclose(profiles.share.sum(axis=0), 1))
    (('assault', 'robbery', 'theft'), (168, 3), True)
    """
    complaints = Complaints()
    complaints.add(check.one_of("hour_profiles", "by", by, _BY))
    complaints.add(timezone_complaint("hour_profiles", timezone))
    complaints.add(clock_complaint("hour_profiles", incidents))
    complaints.raise_if_any(ParameterError)
    days = days_of("hour_profiles", excluded)
    hours = hours_covered(incidents.start, incidents.end, incidents.gaps, timezone=timezone, excluded=days)
    if not hours.any():
        raise ParameterError(
            f"hour_profiles is to leave out all days of {incidents.period}. Exclude fewer, or give more records."
        )
    group, names = _groups(incidents, by)
    rows = (group >= 0) & ~incidents.frame["time"].dt.normalize().isin(pd.to_datetime(sorted(days))).to_numpy()
    counts = incidents.counts_by_hour(group, len(names), rows).T.copy()
    return HourProfiles(rates_of_week(counts, hours), counts, hours, names, int(len(rows) - rows.sum()))


def _groups(incidents: Incidents, by: str) -> tuple[npt.NDArray[np.int64], tuple[str, ...]]:
    """Return the group of every incident, -1 where it has none, and the names of the groups."""
    if by == "severity":
        return incidents.frame["severity"].to_numpy(dtype=np.int64), incidents.severity.names
    kind = incidents.frame["kind"].cat
    return np.asarray(kind.codes, dtype=np.int64), tuple(map(str, kind.categories))


def clock_complaint(owner: str, incidents: Incidents) -> str | None:
    """Complain of incidents whose time of day is not known: by their precision, or since all are stamped midnight.

    Parameters
    ----------
    owner : str
        Who is to learn their hours.
    incidents : Incidents
        None at all are no reason to complain.
    """
    precision = incidents.precision
    if precision in ("minute", "hour") and len(incidents):
        times = incidents.frame["time"][incidents.has_clock]
        windows = ~np.isnat(incidents.window_end)
        precision = precision if windows.any() or bool((times != times.dt.normalize()).any()) else "day"
    if precision in ("minute", "hour"):
        return None
    return f"These incidents are recorded by {precision}, so {owner} cannot learn their hours. Use slots=1."


def rates_of_week(counts: Floats, hours: Floats) -> Floats:
    """Return the share of every hour of a standard week, from counts and how often each hour occurred.

    The incidents of a group fall into the hours seen by a multinomial distribution with probabilities p_h in proportion
    to r_h e_h, r the rate and e the hours covered. p has a Dirichlet prior with mean in proportion to q_h e_h, q the
    rates that are shrunk to; its strength is found by marginal likelihood (`shrunk_share`), and r_h = p_h / e_h, or q_h
    at the same level where e_h = 0.

    Parameters
    ----------
    counts : array, shape (168, groups)
        Incidents; those of hours that did not occur are passed over.
    hours : array, shape (168,)
        Hours covered, not all 0.

    Returns
    -------
    array, shape (168, groups)
        Columns sum to 1.

    Examples
    --------
    >>> hours = np.ones(168)
    >>> hours[:24] = 2.0
    >>> bool(np.allclose(rates_of_week(np.round(1e6 * hours)[:, None], hours), 1 / 168))
    True
    """
    even = np.full(HOURS_OF_WEEK, 1 / HOURS_OF_WEEK)
    others = counts.sum(axis=1, keepdims=True) - counts
    pairs = zip(counts.T, others.T, strict=True)
    return np.column_stack([_shrunk_rate(own, hours, _shrunk_rate(other, hours, even)) for own, other in pairs])


def _shrunk_rate(counts: Floats, hours: Floats, towards: Floats) -> Floats:
    seen = hours > 0
    prior = towards[seen] * hours[seen]
    rate = towards / prior.sum()
    rate[seen] = shrunk_share(counts[seen], prior / prior.sum()) / hours[seen]
    return np.asarray(rate / rate.sum())
