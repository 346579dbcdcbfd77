"""The load that calls offer by the clock: how many cars would be busy at each moment if there were always one free.

With calls lam(t) per hour that each keep a car for S hours on average, dm/dt = lam(t) - m/S. Within an hour of constant
lam this is m(t) = lam S + (m_0 - lam S) e^(-t/S), with the mean lam S + (m_0 - lam S) S (1 - e^(-1/S)). The load lags
behind the calls: it peaks after they do.

Eick, S. G., Massey, W. A. and Whitt, W. (1993). The physics of the M(t)/G/infinity queue. Operations Research 41,
731-742. Jennings, O. B., Mandelbaum, A., Massey, W. A. and Whitt, W. (1996). Server staffing to meet time-varying
demand. Management Science 42, 1383-1394.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from beatwright.base import check
from beatwright.base.errors import Complaints, ParameterError
from beatwright.queueing.queue_arguments import amounts, service_complaint

__all__ = ["OfferedLoad", "offered_load"]

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class OfferedLoad:
    """The offered load by hour, in cars.

    Parameters
    ----------
    start : array, shape (..., hours)
        At the beginning of each hour.
    mean : array, shape (..., hours)
        On average in each hour.
    peak : array, shape (..., hours)
        The most in each hour: within one hour the load only rises or only falls, so that it is at one of its ends.
    """

    start: Floats
    mean: Floats
    peak: Floats


def offered_load(rate: npt.ArrayLike, service: float) -> OfferedLoad:
    """Return the load that calls offer at each hour of a period that comes again and again, such as a week.

    Parameters
    ----------
    rate : array, shape (..., hours)
        Calls per hour, constant within each hour; the last hour is followed by the first.
    service : float
        Mean hours that a call keeps its car. For the means by hour the service times must be exponential.

    Raises
    ------
    ParameterError
        With every wrong parameter at once.

    References
    ----------
    Eick, Massey and Whitt (1993).

    Examples
    --------
    >>> load = offered_load([4.0, 0.0], service=1.0)
    >>> load.start.round(4), load.mean.round(4), load.peak.round(4)
    (array([1.0758, 2.9242]), array([2.1515, 1.8485]), array([2.9242, 2.9242]))
    """
    complaints = Complaints()
    (rates,) = amounts("offered_load", complaints, {"rate": rate})
    if rates.ndim < 1 or not rates.shape[-1]:
        complaints.add(check.sentence("offered_load", "rate", "an array [..., hour]", f"shape {rates.shape}"))
    complaints.add(service_complaint("offered_load", service))
    complaints.raise_if_any(ParameterError)
    return _load_by_hour(rates, float(service))


def _load_by_hour(rate: Floats, service: float) -> OfferedLoad:
    kept, gone = np.exp(-1 / service), -np.expm1(-1 / service)  # shares of a load after one hour
    level = rate * service
    start = np.empty_like(level)
    # What a period that begins with no load leaves at its end; the load it begins with is that, of all periods before.
    left = np.zeros(level.shape[:-1])
    for hour in range(level.shape[-1]):
        left = left * kept + level[..., hour] * gone
    load = left / -np.expm1(-level.shape[-1] / service)
    for hour in range(level.shape[-1]):
        start[..., hour] = load
        load = load * kept + level[..., hour] * gone
    mean = level + (start - level) * service * gone
    return OfferedLoad(start, mean, np.maximum(start, np.roll(start, -1, axis=-1)))
