"""From a fitted forecaster to a page of the journal."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from beatwright.base.errors import ParameterError
from beatwright.base.words import significant
from beatwright.core import City, Incidents
from beatwright.forecast.forecaster_step import ForecasterStep
from beatwright.forecast.journal.calendar_period import begun_period
from beatwright.forecast.journal.journal_entry import JournalEntry
from beatwright.forecast.scores.flag_zones import flag_zones
from beatwright.forecast.series.zone_areas import zone_areas
from beatwright.forecast.series.zone_counts import zone_counts

__all__ = ["foresee"]

Floats = npt.NDArray[np.float64]

# The interval that is written down holds nine counts in ten.
_LOW, _HIGH = 0.05, 0.95


def foresee(forecaster: ForecasterStep, incidents: Incidents, city: City, *, share: float, seed: int) -> JournalEntry:
    """Return what `forecaster` foresees of the period that begins where the records end.

    The period is one of the calendar: the first that is not over in the records. It is foreseen from what was recorded
    before it began, also where a part of it is on record already.

    Parameters
    ----------
    forecaster : ForecasterStep
        Not fitted; its ``period`` is that of the journal.
    incidents : Incidents
        The records, in the zones of `city`.
    city : City
        Its zones.
    share : float
        Share of the area to flag.
    seed : int
        Decides between zones of which as much is expected.

    Raises
    ------
    ParameterError
        Where no whole period is on record before it, or no zone is as small as the area to flag.
    """
    start, end = begun_period(incidents.end, forecaster.period)
    if start <= incidents.start:
        raise ParameterError(
            f"The records run from {incidents.period}: no {forecaster.period} of the calendar is over in them, so none "
            "can be foreseen. Give more records, or a shorter period."
        )
    past, _ = incidents.split(start) if start < incidents.end else (incidents, None)
    fitted = forecaster.fit(past, city)
    forecast = fitted.predict()
    totals, whole = forecast.totals, forecast.aggregate()
    begun, _ = begun_period(past.end - pd.Timedelta(1, "us"), forecaster.period)
    area, last = zone_areas(city), zone_counts(past, begun)
    flagged = _flagged(totals.expected, area, share, seed)
    if not flagged.any():
        raise ParameterError(
            f"No zone is as small as {100 * share:g} % of the area: the smallest has "
            f"{significant(100 * area.min() / area.sum(), 2)} %. Flag a larger share, or plan on smaller zones."
        )
    return JournalEntry(
        start=start,
        end=end,
        forecaster=forecast.source,
        zones=tuple(city.zone_ids),
        expected=totals.expected,
        low=totals.quantile(_LOW),
        high=totals.quantile(_HIGH),
        last=last,
        flagged=flagged,
        flagged_last=_flagged(last, area, share, seed),
        share=float(area[flagged].sum() / area.sum()),
        city_expected=float(whole.expected[0]),
        city_low=float(whole.quantile(_LOW)[0]),
        city_high=float(whole.quantile(_HIGH)[0]),
    )


def _flagged(expected: Floats, area: Floats, share: float, seed: int) -> npt.NDArray[np.bool_]:
    """Flag the densest zones that fit into the share of the area, none that lies below the mean of the city.

    Slivers at the border, of which nothing is expected, would else fill what is left of the area.
    """
    dense = expected * area.sum() >= expected.sum() * area
    return np.asarray(flag_zones(expected, area, share=share, seed=seed) & dense)
