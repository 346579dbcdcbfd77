"""The demand that plans are made on, foreseen: how much, where, how unsure, and how the held-out time turned out."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from beatwright.core import City, Finding, Incidents, Measure
from beatwright.core.chart import Chart, ZoneMap
from beatwright.core.criteria import HOURS_OF_YEAR
from beatwright.core.demand import HOURS_OF_WEEK
from beatwright.examine.foresight.calibration_chart import calibration_chart
from beatwright.forecast import CountForecast
from beatwright.forecast.series.zone_counts import zone_counts

__all__ = ["demand_finding"]

Floats = npt.NDArray[np.float64]

_LOW, _HIGH = 0.05, 0.95
_AS_LONG = 0.005  # relative: a year and 52 weeks are as long


def demand_finding(forecast: CountForecast, city: City, heldout: Incidents | None) -> Finding:
    """Return what a forecast says, beside the incidents that were held out.

    Parameters
    ----------
    forecast : CountForecast
        What plans are made on.
    city : City
        Its zones.
    heldout : Incidents, optional
        What came afterwards, in the same zones; None where nothing was held out.

    Returns
    -------
    Finding
        Sentences, a map of what is expected and one of how unsure that is, and the picture of calibration.
    """
    charts: list[Chart] = [_mean_map(forecast, city), _doubt_map(forecast, city)]
    if heldout is not None:
        charts.append(calibration_chart(_as_long(forecast, heldout), zone_counts(heldout)))
    low, high = _interval(forecast)
    return Finding(
        name="foreseen_demand",
        title="The demand foreseen",
        short="Demand foreseen",
        sentences=tuple(_sentences(forecast, heldout)),
        measures=(Measure("calls expected", float(forecast.expected.sum()), "count", interval=(low, high)),),
        charts=tuple(charts),
    )


def _interval(forecast: CountForecast) -> tuple[float, float]:
    whole = forecast.aggregate()
    return float(whole.quantile(_LOW)[0]), float(whole.quantile(_HIGH)[0])


def _as_long(forecast: CountForecast, heldout: Incidents) -> Floats:
    """Return what is expected of a time as long as the one held out, shape (zones,)."""
    return np.asarray(forecast.totals.expected * (heldout.hours / forecast.hours))


def _sentences(forecast: CountForecast, heldout: Incidents | None) -> Iterator[str]:
    low, high = _interval(forecast)
    yield (
        f"{forecast.source} expects {forecast.expected.sum():,.0f} calls in {forecast.hours / HOURS_OF_WEEK:,.0f} "
        f"weeks; with a probability of 90\u00a0% between {low:,.0f} and {high:,.0f}{_as_long_as(forecast)}."
    )
    if heldout is None:
        return
    expected, came = _as_long(forecast, heldout).sum(), float(zone_counts(heldout).sum())
    yield (
        f"In the {heldout.hours / HOURS_OF_WEEK:,.0f} weeks held out {came:,.0f} came; it "
        f"expected {expected:,.0f} of a time as long."
    )
    # The interval is of the time foreseen: it says nothing of a longer or a shorter one.
    if math.isclose(heldout.hours, forecast.hours, rel_tol=_AS_LONG) and not low <= came <= high:
        yield (
            f"That is {'fewer' if came < low else 'more'} than the interval allows: the rates have changed, or the "
            "interval is too narrow."
        )


def _as_long_as(forecast: CountForecast) -> str:
    """Say what the interval takes for granted where nothing is known of how the level of the city moves."""
    return "" if forecast.spread.city_sd > 0 else ", as long as the rates stay what they were"


def _mean_map(forecast: CountForecast, city: City) -> ZoneMap:
    return ZoneMap(
        name="demand_foreseen",
        alt="Map of the calls expected in every zone.",
        caption="Calls expected a year in every zone.",
        zones=city.zone_ids,
        values=(forecast.totals.expected * (HOURS_OF_YEAR / forecast.hours)).tolist(),
        legend="Calls expected a year",
        unit="count",
        counts_calls=True,
    )


def _doubt_map(forecast: CountForecast, city: City) -> ZoneMap:
    """Draw the standard deviation beside the mean: how unsure a zone is for its size."""
    totals = forecast.totals
    part = np.divide(
        100 * np.sqrt(totals.variance), totals.expected, out=np.full(len(city.zones), np.nan), where=totals.expected > 0
    )
    return ZoneMap(
        name="demand_unsure",
        alt="Map of the standard deviation of the calls of every zone, in per cent of what is expected.",
        caption="How unsure that is: the standard deviation of the count, in per cent of what is expected.",
        zones=city.zone_ids,
        values=part.tolist(),
        legend="Standard deviation, % of calls expected",
        unit="%",
        counts_calls=False,
    )
