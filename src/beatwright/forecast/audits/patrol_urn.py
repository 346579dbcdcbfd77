"""Pólya's urn as a police department: patrols go where the records are, and records come from where patrols go.

Every day one patrol goes to a place, chosen with the place's share of the records. What it finds there, a Poisson
number (or one incident or none), joins the records; so does what citizens report, wherever the patrol is. With the
filter an incident that the patrol found is kept with probability (1 - c) c / P, P the probability with which the place
was chosen and c the least of these: 1 - P with two places, as Ensign et al. 2018 have it, and unbiased with more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from beatwright.base import check
from beatwright.base.errors import Complaints, ParameterError
from beatwright.forecast.audits.rejection_filter import kept

__all__ = ["UrnRuns", "patrol_urn"]

Floats = npt.NDArray[np.float64]
Generator = np.random.Generator

# Days between which the course of the runs is kept: enough for a smooth picture.
_MOMENTS = 60


@dataclass(frozen=True, eq=False)
class UrnRuns:
    """Many runs of one urn.

    Parameters
    ----------
    days : array of int, shape (moments,)
        Days after which the shares are kept, 0 first.
    share : array, shape (moments, runs, places)
        Probability with which the next patrol goes to each place: its share of the records.
    truth : array, shape (places,)
        Share of the incidents that happen there.
    """

    days: npt.NDArray[np.int64]
    share: Floats
    truth: Floats

    @property
    def final(self) -> Floats:
        """Shares on the last day, shape (runs, places)."""
        return np.asarray(self.share[-1])

    def interval(self, level: float = 0.9) -> Floats:
        """Return between what bounds the last share of each place lies in `level` of the runs, shape (2, places).

        Raises
        ------
        ParameterError
            Where `level` is not in (0, 1].
        """
        complaint = check.number("interval", "level", level, 0, 1, open_low=True)
        if complaint:
            raise ParameterError(complaint)
        return np.asarray(np.quantile(self.final, [(1 - level) / 2, (1 + level) / 2], axis=0))


def patrol_urn(
    rates: npt.ArrayLike,
    *,
    records: npt.ArrayLike = 10.0,
    reported: npt.ArrayLike = 0.0,
    days: int = 1000,
    runs: int = 1000,
    filtered: bool = False,
    found: str = "poisson",
    seed: int | Generator = 0,
) -> UrnRuns:
    """Send a patrol day after day to where the records point, and record what comes of it.

    Parameters
    ----------
    rates : array, shape (places,)
        Incidents a day in each place, which a patrol there finds. With found="one", probabilities.
    records : array, shape (places,), or one number, default 10
        Records there are of each place before the first day; above 0.
    reported : array, shape (places,), or one number, default 0
        Share of each place's incidents that citizens report. They are recorded once, wherever the patrol is: a patrol
        adds only what was not reported.
    days, runs : int, default 1000
        Patrols of each run, and independent runs.
    filtered : bool, default False
        Whether what patrols find passes the filter of Ensign et al. 2018. Reports do not: they do not depend on where
        patrols go.
    found : {"poisson", "one"}, default "poisson"
        How many incidents there are in a place on a day: a Poisson number, or one with the probability `rates`.
    seed : int or Generator, default 0
        The same seed gives the same runs.

    Raises
    ------
    ParameterError
        With every fault at once.

    References
    ----------
    D. Ensign, S. A. Friedler, S. Neville, C. Scheidegger and S. Venkatasubramanian, "Runaway feedback loops in
    predictive policing", Proceedings of Machine Learning Research 81 (2018), 160-171.

    Examples
    --------
    Two places that are alike: where patrols end up is an accident of the first days.

    >>> patrol_urn([6.0, 6.0]).interval()[:, 0].round(2)
    array([0.1, 0.9])
    >>> patrol_urn([6.0, 6.0], filtered=True).interval()[:, 0].round(2)
    array([0.47, 0.53])
    """
    rate = np.asarray(rates, dtype=np.float64)
    complaints = Complaints()
    complaints.extend(_rate_complaints(rate, found))
    complaints.extend(_start_complaints(records, reported, rate.size))
    complaints.add(check.integer("patrol_urn", "days", days, 1))
    complaints.add(check.integer("patrol_urn", "runs", runs, 1))
    complaints.add(check.boolean("patrol_urn", "filtered", filtered))
    complaints.raise_if_any(ParameterError)
    first = np.tile(check.spread(records, rate.size, np.float64), (runs, 1))
    told = check.spread(reported, rate.size, np.float64)
    rng = np.random.default_rng(seed)
    return _run(first, _Days(rate, told, _FOUND[found], filtered, rng), days)


def _rate_complaints(rate: Floats, found: str) -> Iterable[str | None]:
    yield check.one_of("patrol_urn", "found", found, _FOUND)
    if rate.ndim != 1 or len(rate) < 2:
        yield check.sentence(
            "patrol_urn", "rates", "an array with one rate for each of 2 places or more", rate.tolist()
        )
        return
    most = 1.0 if found == "one" else np.inf
    if not (np.isfinite(rate).all() and (rate >= 0).all() and (rate <= most).all() and rate.any()):
        asked = "probabilities in [0, 1]" if found == "one" else "finite numbers of at least 0"
        yield check.sentence("patrol_urn", "rates", f"{asked}, not all 0", rate.tolist())


def _start_complaints(records: npt.ArrayLike, reported: npt.ArrayLike, places: int) -> Iterable[str | None]:
    for name, values in (("records", records), ("reported", reported)):
        yield check.spreads("patrol_urn", name, values, places)
    first, told = np.asarray(records, dtype=np.float64), np.asarray(reported, dtype=np.float64)
    if not (np.isfinite(first).all() and (first > 0).all()):
        yield check.sentence("patrol_urn", "records", "finite and above 0: without records nobody is sent", records)
    if not ((told >= 0) & (told <= 1)).all():
        yield check.sentence("patrol_urn", "reported", "shares in [0, 1]", reported)


def _poisson(rng: Generator, rate: Floats, runs: int) -> Floats:
    return rng.poisson(rate, (runs, len(rate))).astype(np.float64)


def _one(rng: Generator, rate: Floats, runs: int) -> Floats:
    return (rng.random((runs, len(rate))) < rate).astype(np.float64)


_FOUND: MappingProxyType[str, Callable[[Generator, Floats, int], Floats]] = MappingProxyType(
    {"poisson": _poisson, "one": _one}
)


@dataclass(frozen=True, eq=False)
class _Days:
    """What a day brings."""

    rate: Floats
    reported: Floats
    happens: Callable[[Generator, Floats, int], Floats]
    filtered: bool
    rng: Generator

    def records(self, share: Floats) -> Floats:
        """Return the records of one day, shape (runs, places), where patrols go by `share`."""
        runs = len(share)
        counts = self.happens(self.rng, self.rate, runs)
        told = self._told(counts)
        row = np.arange(runs)
        place = (self.rng.random((runs, 1)) > share.cumsum(axis=1)[:, :-1]).sum(axis=1)
        silent = counts[row, place] - told[row, place]
        if self.filtered:
            silent = self.rng.binomial(silent.astype(np.int64), self._kept(share)[row, place])
        told[row, place] += silent
        return told

    def _told(self, counts: Floats) -> Floats:
        if not self.reported.any():
            return np.zeros_like(counts)
        return self.rng.binomial(counts.astype(np.int64), self.reported).astype(np.float64)

    @staticmethod
    def _kept(share: Floats) -> Floats:
        """With two places this is 1 - P: the factor only makes it the formula of the paper."""
        return np.asarray(kept(share) * (1 - share.min(axis=1, keepdims=True)))


def _run(records: Floats, day: _Days, days: int) -> UrnRuns:
    kept_days = np.unique(np.linspace(0, days, _MOMENTS + 1).round().astype(np.int64))
    shares = [records / records.sum(axis=1, keepdims=True)]
    wanted = set(kept_days.tolist())
    share = shares[0]
    for number in range(1, days + 1):
        records = records + day.records(share)
        share = records / records.sum(axis=1, keepdims=True)
        if number in wanted:
            shares.append(share)
    return UrnRuns(kept_days, np.stack(shares), day.rate / day.rate.sum())
