"""The forecaster where nobody names one."""

from __future__ import annotations

from typing import Any

from beatwright.core import Incidents
from beatwright.core.criteria import HOURS_OF_YEAR
from beatwright.forecast.forecaster_step import ForecasterStep
from beatwright.forecast.rates.ewma import Ewma
from beatwright.forecast.rates.poisson_glm import PoissonGlm

__all__ = ["default_forecaster"]

# With less than two years on record no season has come twice, and the weights of the regression rest on little.
_YEARS = 2


def default_forecaster(incidents: Incidents, **options: Any) -> ForecasterStep:
    """Return the forecaster to start with: `PoissonGlm`, or `Ewma` where there are less than two years to learn from.

    Parameters
    ----------
    incidents : Incidents
        The past.
    **options
        Those that all forecasters have, such as ``period``.

    Examples
    --------
    >>> from beatwright.testing import small_incidents
    >>> default_forecaster(small_incidents(weeks=60), period="day").label
    'Ewma(period=day)'
    """
    enough = incidents.hours >= _YEARS * HOURS_OF_YEAR * 0.99
    return PoissonGlm(**options) if enough else Ewma(**options)
