"""A mixture of forecasters whose weights punish errors, watched for drift."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from beatwright.base import check
from beatwright.core import City
from beatwright.core.criteria import HOURS_OF_YEAR
from beatwright.core.step import NO_OPTION
from beatwright.forecast.distribution.count_noise import CountNoise, fit_noise
from beatwright.forecast.forecaster_step import ForecasterStep
from beatwright.forecast.mixture.drift_watch import DriftWatch
from beatwright.forecast.mixture.exponential_weights import ExponentialWeights, rate_complaints
from beatwright.forecast.mixture.members import MEMBERS, USUAL_MEMBERS
from beatwright.forecast.series.count_series import CountSeries

__all__ = ["MixtureState", "OnlineMixture"]

Floats = npt.NDArray[np.float64]

# As in the measure of noise: the last periods are foreseen again, a year of weeks, a third of all at most.
_REHEARSED, _SHARE, _FEWEST = 52, 3, 8
# Share of the even count below which no expert's expectation of a zone falls: a count in a zone that one held
# impossible would be an infinite loss, and its weight 0 for good.
_LEAST = 1e-6


class MixtureState(NamedTuple):
    """What a mixture knows.

    Parameters
    ----------
    states : tuple
        Of each expert.
    weights : ExponentialWeights
        Before the next period.
    losses : array, shape (periods, experts + 1)
        What each expert lost in the periods foreseen so far, in nats, and what the mixture did, last.
    watch : DriftWatch
        Whether records still come as foreseen.
    noise : CountNoise
        How far counts strayed from what the mixture expected of them, when it was fitted.
    """

    states: tuple[Any, ...]
    weights: ExponentialWeights
    losses: Floats
    watch: DriftWatch
    noise: CountNoise = CountNoise()


@dataclass(frozen=True)
class OnlineMixture(ForecasterStep):
    """Foresee with several forecasters at once, weighted by how they fared.

    After each period every expert loses minus the logarithm of the probability that it gave to what came; weights are
    exponential in the losses. In the periods that it went through the mixture loses at most ln(experts) / `rate` nats
    more than the best of the experts, however they fare, where `share` is 0. It is a safeguard: rarely better than the
    best, never much worse.

    Weights at the fit come from foreseeing the last periods again; updates go on from there. A watch over the records
    says when they no longer come as any of the experts foresees: see `drift`.

    Parameters
    ----------
    members : list of str
        Names of forecasters, each with its defaults: PoissonGlm, Ewma, EmpiricalBayes, SeasonalNaive, LastPeriod,
        HistoricalMean.
    rate : float or "adaptive", default 1.0
        How fast weights follow the losses, in (0, 1]; "adaptive" learns it (AdaHedge).
    share : float, default 0.01
        Part of the weight that is dealt out anew after every period, so that another expert can take over; 0 with the
        adaptive rate.
    false_alarms : float, default 0.5
        Alarms a year that chance alone may raise.
    experts : tuple of ForecasterStep, optional
        Forecasters with options of their own, instead of `members`.

    References
    ----------
    V. Vovk, "Aggregating strategies", COLT 1990, 371-386. M. Herbster and M. K. Warmuth, "Tracking the best expert",
    Machine Learning 32 (1998), 151-178.

    Examples
    --------
    >>> from beatwright.testing import small_incidents, small_problem
    >>> city, incidents = small_problem().city, small_incidents(weeks=60)
    >>> past, later = incidents.split("2024-01-01")
    >>> mixture = OnlineMixture().fit(past, city).update(later)
    >>> round(sum(mixture.weights.values()), 9), mixture.drift.alarm
    (1.0, False)
    """

    members: tuple[str, ...] = USUAL_MEMBERS
    rate: float | str = 1.0
    share: float = 0.01
    false_alarms: float = 0.5
    experts: tuple[ForecasterStep, ...] = field(default=(), metadata=NO_OPTION)

    def complaints(self) -> Iterable[str | None]:
        """Yield what is wrong with the options."""
        yield from super().complaints()
        yield from rate_complaints("OnlineMixture", self.rate, self.share)
        yield check.number("OnlineMixture", "false_alarms", self.false_alarms, 0.01, 12)
        yield from self._member_complaints()
        yield from self._expert_complaints()

    def _member_complaints(self) -> Iterable[str | None]:
        if not isinstance(self.members, tuple) or not self.members:
            known = ", ".join(MEMBERS)
            yield check.sentence("OnlineMixture", "members", f"a list of forecasters among {known}", repr(self.members))
            return
        yield from (check.one_of("OnlineMixture", "members", name, MEMBERS) for name in self.members)
        if len(set(self.members)) < len(self.members):
            yield f"The 'members' parameter of OnlineMixture names a forecaster twice: {', '.join(self.members)}."

    def _expert_complaints(self) -> Iterable[str | None]:
        strange = [expert for expert in self.experts if not isinstance(expert, ForecasterStep)]
        if strange:
            yield f"The 'experts' parameter of OnlineMixture must hold forecasters. Got {strange[0]!r}."
            return
        labels = [expert.label for expert in self.experts]
        if len(set(labels)) < len(labels):
            yield f"The 'experts' parameter of OnlineMixture holds a forecaster twice: {', '.join(labels)}."
        for expert in self.experts:
            if expert.period != self.period:
                yield f"{expert.label} counts by {expert.period}, OnlineMixture by {self.period}: give both one period."

    @property
    def weights(self) -> dict[str, float]:
        """Weights of the experts in the next forecast, by name.

        Raises
        ------
        ParameterError
            Where nothing was fitted.
        """
        state: MixtureState = self._known().state
        return dict(zip((expert.label for expert in self._experts), state.weights.weights.tolist(), strict=True))

    @property
    def losses(self) -> pd.DataFrame:
        """Nats that each expert and the mixture lost in each period foreseen so far, the oldest first.

        Only differences between columns mean anything: what is the same for all is left out.

        Raises
        ------
        ParameterError
            Where nothing was fitted.
        """
        state: MixtureState = self._known().state
        return pd.DataFrame(state.losses, columns=[*(expert.label for expert in self._experts), "mixture"])

    @property
    def drift(self) -> DriftWatch:
        """Whether the records still come as foreseen: ``.alarm``, and ``.sentence`` in plain words.

        Raises
        ------
        ParameterError
            Where nothing was fitted.
        """
        state: MixtureState = self._known().state
        return state.watch

    @property
    def _experts(self) -> tuple[ForecasterStep, ...]:
        return self.experts or tuple(MEMBERS[name](period=self.period) for name in self.members)

    def _learn(self, series: CountSeries, city: City) -> MixtureState:
        known = self._fresh(series, city)
        first = _first_rehearsed(series)
        if first is None:
            return known
        counts, expected, rehearsed = self._rehearsal(series, city, first)
        watch = known.watch.correlated(counts, expected)
        for start, came, foreseen in zip(series.edges[first:], counts, expected, strict=False):
            watch = watch.after(pd.Timestamp(start), came, foreseen) if foreseen.any() else watch
        return rehearsed._replace(states=known.states, watch=watch, noise=fit_noise(counts, expected))

    def _advance(self, state: MixtureState, series: CountSeries) -> MixtureState:
        *_, (_, _, last) = self._steps(state, series)
        return last

    def _expected(self, state: MixtureState, periods: int) -> Floats:
        return np.asarray(state.weights.weights @ self._opinions(state, periods))

    def _noise(self, series: CountSeries, city: City, state: MixtureState) -> CountNoise:
        del series, city
        return state.noise

    def _opinions(self, state: MixtureState, periods: int) -> Floats:
        """Return what each expert expects, shape (experts, zones), nothing held impossible."""
        pairs = zip(self._experts, state.states, strict=True)
        expected = np.array([expert._expected(own, periods) for expert, own in pairs])
        # One that expects nothing at all, as last period's count may, has the floor of them all.
        even = np.maximum(expected.mean(axis=1, keepdims=True), _LEAST * expected.mean())
        return np.asarray(np.maximum(expected, _LEAST * even))

    def _fresh(self, series: CountSeries, city: City) -> MixtureState:
        """Return the experts, who learned the series, with even weights."""
        states = tuple(expert._learn(series, city) for expert in self._experts)
        return MixtureState(
            states=states,
            weights=ExponentialWeights.even(len(states), self.rate, self.share),
            losses=np.empty((0, len(states) + 1)),
            watch=DriftWatch.begin(HOURS_OF_YEAR / series.hours, self.false_alarms),
        )

    def _rehearsal(self, series: CountSeries, city: City, first: int) -> tuple[Floats, Floats, MixtureState]:
        """Return what came in the last periods, what the mixture foresaw of each, and its state after them."""
        early = self._fresh(series.part(0, first), city)
        steps = list(self._steps(early, series.part(first, series.periods)))
        return np.array([step[0] for step in steps]), np.array([step[1] for step in steps]), steps[-1][2]

    def _steps(self, state: MixtureState, series: CountSeries) -> Iterator[tuple[Floats, Floats, MixtureState]]:
        """Yield the counts of each period, what was foreseen of them, and the state after it."""
        counts = series.counts.toarray()
        for period in range(series.periods):
            part = series.part(period, period + 1)
            opinions = self._opinions(state, 1) * part.covered[0]
            foreseen = state.weights.weights @ opinions
            # Where no incident was ever seen, none of them knows anything that it could be judged by.
            if part.covered[0] > 0 and foreseen.any():
                state = _judged(state, opinions, foreseen, counts[period], pd.Timestamp(part.edges[0]))
            pairs = zip(self._experts, state.states, strict=True)
            state = state._replace(states=tuple(expert._advance(own, part) for expert, own in pairs))
            yield counts[period], np.asarray(foreseen), state


def _judged(
    state: MixtureState, opinions: Floats, foreseen: Floats, counts: Floats, start: pd.Timestamp
) -> MixtureState:
    """Return the state with the weights, the losses and the watch after a period."""
    seen = np.flatnonzero(counts)
    lost = opinions.sum(axis=1) - np.log(opinions[:, seen]) @ counts[seen]
    row = np.append(lost, state.weights.loss(lost))
    return state._replace(
        weights=state.weights.after(lost),
        losses=np.vstack((state.losses, row)),
        watch=state.watch.after(start, counts, foreseen),
    )


def _first_rehearsed(series: CountSeries) -> int | None:
    """Return the first period that is foreseen again; None where there are too few."""
    last = min(_REHEARSED, series.periods // _SHARE)
    return series.periods - last if last >= _FEWEST else None
