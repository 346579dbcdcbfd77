"""Forecasters of kinds side by side: learned from earlier incidents, judged on later ones."""

from __future__ import annotations

import math
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from beatwright.base.errors import Complaints, ParameterError
from beatwright.base.progress import Progress, progress_or_silence
from beatwright.core import City, Incidents
from beatwright.core.table import Column, Table
from beatwright.forecast.kinds.kind_forecaster import KindForecaster
from beatwright.forecast.kinds.kind_probabilities import KindProbabilities
from beatwright.forecast.kinds.majority_kind import MajorityKind

__all__ = ["KindComparison", "KindScore", "compare_kinds", "share_interval"]

Floats = npt.NDArray[np.float64]

_NORMAL_95 = 1.6448536269514722  # the 95 % quantile: intervals are from the 5 % to the 95 %


@dataclass(frozen=True)
class KindScore:
    """How one forecaster did.

    Parameters
    ----------
    name : str
        Its label.
    accuracy : float
        Share of the incidents whose most probable kind was theirs.
    interval : (float, float)
        90 % interval of the accuracy, incidents independent.
    log_loss : float
        Minus the mean logarithm of the probability of what happened, nats an incident.
    gain : float
        Nats an incident by which that is less than the majority's.
    gain_interval : (float, float)
        90 % interval of the gain, from the differences incident by incident.
    seconds : float
        CPU time of fit and forecast.
    forecaster : KindForecaster
        Fitted.
    """

    name: str
    accuracy: float
    interval: tuple[float, float]
    log_loss: float
    gain: float
    gain_interval: tuple[float, float]
    seconds: float
    forecaster: KindForecaster


@dataclass(frozen=True, eq=False)
class KindComparison:
    """What came of a comparison.

    Parameters
    ----------
    scores : tuple of KindScore
        `MajorityKind` first.
    learned, judged : int
        Incidents learned from, and judged on.
    kinds : int
        Kinds learned.
    unseen : int
        Incidents judged on whose kind was not among them.
    """

    scores: tuple[KindScore, ...]
    learned: int
    judged: int
    kinds: int
    unseen: int

    @property
    def majority(self) -> KindScore:
        """The score of the commonest kind: what is to be beaten."""
        return self.scores[0]

    def score(self, name: str) -> KindScore:
        """Return the score of the first forecaster whose class has this name."""
        return next(score for score in self.scores if type(score.forecaster).__name__ == name)

    @cached_property
    def table(self) -> Table:
        """Scores with their units; a row for every forecaster."""
        seconds = Column("CPU time", [score.seconds for score in self.scores], "s", "lower")
        return self._table(seconds)

    @cached_property
    def table_without_times(self) -> Table:
        """Scores without CPU times: the same whenever it is made."""
        return self._table()

    def _table(self, *more: Column) -> Table:
        rows = self.scores
        columns = [
            Column("accuracy", [row.accuracy for row in rows], "share", "higher"),
            Column("from", [row.interval[0] for row in rows], "share", title="5 %"),
            Column("to", [row.interval[1] for row in rows], "share", title="95 %"),
            Column("log-loss", [row.log_loss for row in rows], "nats", "lower"),
            Column("gain over the majority", [row.gain for row in rows], "nats", "higher"),
            Column("gain at least", [row.gain_interval[0] for row in rows], "nats", "higher"),
            *more,
        ]
        return Table(
            "kinds", [row.name for row in rows], columns, "forecaster", note=self.sentence, title="Kinds of incidents"
        )

    def to_frame(self) -> pd.DataFrame:
        """Return the table as a DataFrame; index: forecaster."""
        return self.table.frame

    @property
    def sentence(self) -> str:
        """What was learned from and judged on."""
        unseen = f", {self.unseen:,} of them of kinds not seen before" if self.unseen else ""
        return (
            f"Learned from {self.learned:,} incidents of {self.kinds:,} kinds, judged on the {self.judged:,} that "
            f"followed{unseen}."
        )


def compare_kinds(
    forecasters: Iterable[KindForecaster],
    past: Incidents,
    future: Incidents,
    city: City,
    *,
    progress: Progress | None = None,
) -> KindComparison:
    """Fit forecasters on past incidents and judge them on those that follow; the majority is always among them.

    Parameters
    ----------
    forecasters : iterable of KindForecaster
        Whom to compare.
    past, future : Incidents
        To learn from, and to be judged on: all of them later.
    city : City
        Its zones and sites.
    progress : callable, optional
        Told of every forecaster.

    Raises
    ------
    ParameterError
        Where a forecaster is none, the future begins before the past ends, or holds no incident with a kind.

    Examples
    --------
    >>> from beatwright.forecast.kinds import ShrunkMix
    >>> from beatwright.testing import small_incidents, small_problem
    >>> past, future = small_incidents().split("2023-12-01")
    >>> compare_kinds([ShrunkMix()], past, future, small_problem().city).to_frame().index.tolist()
    ['MajorityKind', 'ShrunkMix']
    """
    chosen = list(forecasters)
    future = _comparable(chosen, past, future)
    others = [one for one in chosen if not isinstance(one, MajorityKind)]
    tell = progress_or_silence(progress)
    truth = future.frame["kind"].astype(str).tolist()
    scores: list[KindScore] = []
    base = np.zeros(len(future))
    for done, forecaster in enumerate([MajorityKind(), *others]):
        tell(done, len(others) + 1, forecaster.label)
        fitted, foreseen, seconds = _timed(forecaster, past, future, city)
        loss = foreseen.log_loss(truth)
        base = base if scores else loss
        scores.append(_score(fitted, foreseen.hits(truth), loss, base, seconds=seconds))
    tell(len(others) + 1, len(others) + 1, "")
    known = set(scores[0].forecaster.kinds)
    unseen = sum(kind not in known for kind in truth)
    learned = int(past.frame["kind"].notna().sum())
    return KindComparison(tuple(scores), learned, len(future), len(known), unseen)


def _comparable(forecasters: Sequence[object], past: Incidents, future: Incidents) -> Incidents:
    """Complain of what cannot be compared; return the future incidents that have a kind."""
    complaints = Complaints()
    wrong = [repr(one) for one in forecasters if not isinstance(one, KindForecaster)]
    complaints.need(not wrong, f"compare_kinds compares forecasters of kinds, such as ShrunkMix(). Got {wrong[:3]}.")
    times = past.frame["time"], future.frame["time"]
    complaints.need(
        not len(past) or not len(future) or times[0].max() <= times[1].min(),
        f"compare_kinds judges on incidents that follow those learned from. Those learned from end at "
        f"{times[0].max()}, those judged on begin at {times[1].min()}. Split them: incidents.split(date).",
    )
    known = future.frame["kind"].notna()
    complaints.need(bool(known.any()), "compare_kinds judges on incidents with a kind, but none of the future has one.")
    complaints.raise_if_any(ParameterError)
    return future if known.all() else replace(future, frame=future.frame[known])


def _timed(
    forecaster: KindForecaster, past: Incidents, future: Incidents, city: City
) -> tuple[KindForecaster, KindProbabilities, float]:
    before = time.process_time()
    fitted = forecaster.fit(past, city)
    foreseen = fitted.predict(future)
    return fitted, foreseen, time.process_time() - before


def _score(
    fitted: KindForecaster, hits: npt.NDArray[np.bool_], loss: Floats, base: Floats, *, seconds: float
) -> KindScore:
    gains = base - loss
    gain = float(gains.mean())
    reach = _NORMAL_95 * float(gains.std(ddof=1)) / math.sqrt(len(gains)) if len(gains) > 1 else math.inf
    return KindScore(
        name=fitted.label,
        accuracy=float(hits.mean()),
        interval=share_interval(int(hits.sum()), len(hits)),
        log_loss=float(loss.mean()),
        gain=gain,
        gain_interval=(gain - reach, gain + reach),
        seconds=seconds,
        forecaster=fitted,
    )


def share_interval(hits: int, of: int) -> tuple[float, float]:
    """Return the 90 % interval of a share after `hits` in `of` independent trials.

    The score interval of E. B. Wilson, "Probable inference, the law of succession, and statistical inference", Journal
    of the American Statistical Association 22 (1927), 209-212.

    Parameters
    ----------
    hits, of : int
        `of` at least 1.

    Examples
    --------
    >>> low, high = share_interval(5, 10)
    >>> round(low, 4), round(high, 4)
    (0.2693, 0.7307)
    """
    square = _NORMAL_95**2
    middle = (hits + square / 2) / (of + square)
    reach = _NORMAL_95 / (of + square) * math.sqrt(hits * (of - hits) / of + square / 4)
    return max(middle - reach, 0.0), min(middle + reach, 1.0)
