"""A city that patrols where it foresees incidents and records what patrols find: what becomes of forecast and patrols.

Every week incidents happen in each zone, a Poisson number of its true rate. Citizens report each with the zone's
probability. Of the others a patrol finds each with a probability of its own where it is; with the filter an incident
that it found is kept as `kept_share` says. The records go to the forecaster, which says where patrols go next.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import joblib
import numpy as np
import numpy.typing as npt
import pandas as pd

from beatwright.base import check
from beatwright.base.errors import Complaints, ParameterError
from beatwright.base.progress import Progress, progress_or_silence
from beatwright.core import City, Forecaster, Incidents, Severity
from beatwright.core.severity import SeverityClass
from beatwright.forecast.audits.patrol_policy import PatrolPolicy
from beatwright.forecast.audits.rejection_filter import kept
from beatwright.forecast.series.zone_areas import zone_areas

__all__ = ["FeedbackRuns", "PatrolledCity", "feedback_loop"]

Floats = npt.NDArray[np.float64]

_WEEK = pd.Timedelta(days=7)
_START = pd.Timestamp("2024-01-01")  # a Monday; the date means nothing
_SEVERITY = Severity((SeverityClass("any", 1, 0.0, 0.0),))


@dataclass(frozen=True, eq=False)
class PatrolledCity:
    """A city whose true rates are known, since they are made up.

    Parameters
    ----------
    city : City
        Its zones.
    truth : array, shape (zones,)
        Incidents that happen in a week, in the mean.
    reported : array, shape (zones,), or one number, default 0.5
        Share of them that citizens report.
    found : float, default 0.3
        Share of the others that a patrol finds in a week in which it is there.

    Raises
    ------
    ParameterError
        With every fault at once.
    """

    city: City
    truth: npt.ArrayLike
    reported: npt.ArrayLike = 0.5
    found: float = 0.3

    def __post_init__(self) -> None:
        complaints = Complaints()
        complaints.extend(self._complaints())
        complaints.raise_if_any(ParameterError)
        zones = len(self.city.zones)
        object.__setattr__(self, "truth", np.asarray(self.truth, dtype=np.float64))
        object.__setattr__(self, "reported", check.spread(self.reported, zones, np.float64))

    def _complaints(self) -> Iterable[str | None]:
        zones = len(self.city.zones)
        truth, told = np.asarray(self.truth, dtype=np.float64), np.asarray(self.reported, dtype=np.float64)
        yield check.shape_is("PatrolledCity", "truth", truth.shape, (zones,), axes="zone")
        yield check.at_least_zero("PatrolledCity", "truth", truth, "zone")
        if not truth.any():
            yield "The 'truth' parameter of PatrolledCity is 0 everywhere: nothing would happen."
        yield check.spreads("PatrolledCity", "reported", self.reported, zones)
        if not ((told >= 0) & (told <= 1)).all():
            yield check.sentence("PatrolledCity", "reported", "shares in [0, 1]", told)
        yield check.number("PatrolledCity", "found", self.found, 0, 1)

    def week(self, sent: Floats, keep: Floats, rng: np.random.Generator) -> npt.NDArray[np.int64]:
        """Return the records of a week by zone: what was reported, and what patrols found and kept."""
        happened = rng.poisson(np.asarray(self.truth))
        told = rng.binomial(happened, np.asarray(self.reported))
        return told + rng.binomial(happened - told, self.found * keep * _visited(sent, rng))


@dataclass(frozen=True, eq=False)
class FeedbackRuns:
    """Runs of a feedback loop.

    Parameters
    ----------
    weeks : array of int, shape (moments,)
        Weeks from the beginning of each stretch of patrols.
    patrols : array, shape (runs, moments, zones)
        Share of the patrols that go to each zone in it.
    records : array, shape (runs, moments, zones)
        Records made of it.
    truth : array, shape (zones,)
        Share of the incidents that happen there.
    """

    weeks: npt.NDArray[np.int64]
    patrols: Floats
    records: Floats
    truth: Floats

    def group_share(self, member: npt.NDArray[np.bool_]) -> Floats:
        """Return the share of the patrols that go to zones of a group, shape (runs, moments)."""
        return np.asarray(self.patrols[:, :, member].sum(axis=2))

    def distance(self) -> Floats:
        """Return how much of the patrols would have to move to stand where incidents happen, shape (runs, moments)."""
        return np.asarray(np.abs(self.patrols - self.truth).sum(axis=2) / 2)


@dataclass(frozen=True, eq=False)
class _Loop:
    """One way to run the loop."""

    forecaster: Forecaster
    patrolled: PatrolledCity
    policy: PatrolPolicy
    weeks: int
    every: int
    history: int
    filtered: bool

    def run(self, seed: np.random.SeedSequence) -> tuple[Floats, Floats]:
        """Return patrols and records, each of shape (moments, zones)."""
        rng = np.random.default_rng(seed)
        city, area = self.patrolled.city, zone_areas(self.patrolled.city)
        spread_evenly = self.policy.sent(np.ones(len(area)), area, rng).mean() * np.ones(len(area))
        past = self._records(self.history, spread_evenly, np.ones(len(area)), rng)
        fitted = self.forecaster.fit(_incidents(past, city, 0), city)
        patrols, records = [], []
        for week in range(0, self.weeks, self.every):
            sent = self.policy.sent(fitted.predict(weeks=self.every).expected.sum(axis=1), area, rng)
            keep = kept(sent) if self.filtered else np.ones(len(area))
            found = self._records(min(self.every, self.weeks - week), sent, keep, rng)
            fitted = fitted.update(_incidents(found, city, self.history + week))
            patrols.append(sent / sent.sum())
            records.append(found.sum(axis=0))
        return np.array(patrols), np.array(records, dtype=np.float64)

    def _records(self, weeks: int, sent: Floats, keep: Floats, rng: np.random.Generator) -> npt.NDArray[np.int64]:
        return np.array([self.patrolled.week(sent, keep, rng) for _ in range(weeks)])


def feedback_loop(
    forecaster: Forecaster,
    patrolled: PatrolledCity,
    policy: PatrolPolicy,
    *,
    weeks: int = 52,
    every: int = 4,
    history: int = 52,
    filtered: bool = False,
    runs: int = 10,
    seed: int = 0,
    progress: Progress | None = None,
) -> FeedbackRuns:
    """Let a forecaster send patrols and learn from what they find, and see where they end up.

    Parameters
    ----------
    forecaster : Forecaster
        Any, not fitted.
    patrolled : PatrolledCity
        What happens, and what of it becomes a record.
    policy : PatrolPolicy
        Where patrols go.
    weeks : int, default 52
        Length of the loop.
    every : int, default 4
        Weeks from one forecast to the next.
    history : int, default 52
        Weeks of records before, with as many patrols spread evenly.
    filtered : bool, default False
        Whether what patrols find passes `kept_share`.
    runs : int, default 10
        Independent runs. They run beside each other inside ``joblib.parallel_config``, with the same results.
    seed : int, default 0
        The same seed gives the same runs.
    progress : callable, optional
        Called as ``progress(done, total, text)``.

    Raises
    ------
    ParameterError
        With every fault at once.

    Examples
    --------
    >>> import numpy as np
    >>> from beatwright.forecast import EmpiricalBayes
    >>> from beatwright.forecast.audits.patrol_policy import ProportionalPatrols
    >>> from beatwright.testing import small_problem
    >>> city = PatrolledCity(small_problem().city, np.linspace(1, 8, 24))
    >>> found = feedback_loop(EmpiricalBayes(prior="moments"), city, ProportionalPatrols(share=0.2), weeks=8, runs=2)
    >>> found.patrols.shape, found.distance().shape
    ((2, 2, 24), (2, 2))
    """
    complaints = Complaints()
    for name, value in (("weeks", weeks), ("every", every), ("history", history), ("runs", runs)):
        complaints.add(check.integer("feedback_loop", name, value, 1))
    complaints.add(check.boolean("feedback_loop", "filtered", filtered))
    complaints.add(check.integer("feedback_loop", "seed", seed, 0))
    for name, step, kind in (("forecaster", forecaster, Forecaster), ("policy", policy, PatrolPolicy)):
        complaints.need(isinstance(step, kind), check.sentence("feedback_loop", name, f"a {kind.__name__}", repr(step)))
    complaints.raise_if_any(ParameterError)
    tell = progress_or_silence(progress)
    loop = _Loop(forecaster, patrolled, policy, weeks=weeks, every=every, history=history, filtered=filtered)
    tasks = (joblib.delayed(loop.run)(one) for one in np.random.SeedSequence(seed).spawn(runs))
    found = []
    for pair in joblib.Parallel(return_as="generator")(tasks):
        found.append(pair)
        tell(len(found), runs, "feedback between patrols and records")
    truth = np.asarray(patrolled.truth)
    return FeedbackRuns(
        weeks=np.arange(0, weeks, every),
        patrols=np.array([pair[0] for pair in found]),
        records=np.array([pair[1] for pair in found]),
        truth=truth / truth.sum(),
    )


def _visited(sent: Floats, rng: np.random.Generator) -> npt.NDArray[np.bool_]:
    """Draw zones, each with its probability and as many as these sum to (systematic sampling)."""
    edges = np.concatenate(([0.0], sent.cumsum())) + rng.random()
    return np.asarray(np.diff(np.floor(edges + 1e-12)) > 0)


def _incidents(records: npt.NDArray[np.int64], city: City, first: int) -> Incidents:
    """Return records by week and zone as incidents from week `first` on, in the middle of their week and zone."""
    week, zone = np.nonzero(records)
    times = records[week, zone]
    week, zone = np.repeat(week, times), np.repeat(zone, times)
    frame = pd.DataFrame(
        {
            "id": [f"{first}-{number}" for number in range(len(week))],
            "time": (_START + (first + week) * _WEEK + _WEEK / 2).astype("datetime64[us]"),
            "kind": "any",
            "severity": 0,
            "x": city.zone_xy[zone, 0],
            "y": city.zone_xy[zone, 1],
            "zone": zone,
        }
    )
    start = _START + first * _WEEK
    return Incidents(frame, _SEVERITY, zones=len(city.zones), start=start, end=start + len(records) * _WEEK)
