"""What cars that are free do: how often they pass, what they see, and how many cars calls and other work leave.

The measures of the Patrol Car Allocation Model. A point is passed f = speed x free cars / street kilometres times an
hour; passes come at random, so that a crime in view for T hours is seen with chance 1 - e^(-f T), and one whose time
in view is exponential with mean T with chance f T / (1 + f T). Work other than calls takes U = b1 lam S / N + b2 of a
car's time, which leaves N (1 - U) effective cars.

Chaiken, J. M. and Dormont, P. (1978). A patrol car allocation model: background; capabilities and algorithms.
Management Science 24, 1280-1290 and 1291-1300.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from beatwright.base import check
from beatwright.base.errors import Complaints, ParameterError
from beatwright.queueing.queue_arguments import amounts, broadcast, number_or_array

__all__ = ["chance_seen", "effective_cars", "patrol_hours_per_crime", "patrol_passes"]

Floats = npt.NDArray[np.float64]
_SPREADS = ("fixed", "exponential")


def patrol_passes(free_cars: npt.ArrayLike, speed: npt.ArrayLike, street_km: npt.ArrayLike) -> Any:
    """Return how often an hour a car on patrol passes a point of the streets.

    Parameters
    ----------
    free_cars : number or array
        Mean number of cars that are on patrol.
    speed : number or array
        Kilometres per hour on patrol.
    street_km : number or array
        Kilometres of streets that are patrolled, evenly. Above 0.

    Returns
    -------
    float or array
        Passes per hour.

    Raises
    ------
    ParameterError
        With every wrong parameter at once.

    Examples
    --------
    >>> patrol_passes(2.5, speed=20, street_km=200)
    0.25
    """
    free, kmh, km = _even("patrol_passes", ("street_km",), free_cars=free_cars, speed=speed, street_km=street_km)
    return number_or_array(free * kmh / km)


def chance_seen(passes: npt.ArrayLike, in_view: npt.ArrayLike, *, spread: str = "fixed") -> Any:
    """Return the chance that a car on patrol passes a crime while it can be seen.

    Parameters
    ----------
    passes : number or array
        Passes per hour, as from `patrol_passes`.
    in_view : number or array
        Hours that the crime can be seen.
    spread : {"fixed", "exponential"}, default "fixed"
        Whether every crime is in view for that time, or for a time that is exponential with that mean.

    Raises
    ------
    ParameterError
        With every wrong parameter at once.

    Examples
    --------
    >>> round(chance_seen(0.25, 0.2), 8), round(chance_seen(0.25, 0.2, spread="exponential"), 8)
    (0.04877058, 0.04761905)
    """
    wrong = check.one_of("chance_seen", "spread", spread, _SPREADS)
    each, hours = _even("chance_seen", (), wrong, passes=passes, in_view=in_view)
    times = each * hours
    return number_or_array(-np.expm1(-times) if spread == "fixed" else times / (1 + times))


def patrol_hours_per_crime(free_cars: npt.ArrayLike, hours: npt.ArrayLike, crimes: npt.ArrayLike) -> Any:
    """Return the hours of patrol for each crime that patrol could suppress.

    Parameters
    ----------
    free_cars : number or array
        Mean number of cars that are on patrol.
    hours : number or array
        Hours that are looked at.
    crimes : number or array
        Crimes in public places in these hours. Above 0.

    Raises
    ------
    ParameterError
        With every wrong parameter at once.

    Examples
    --------
    >>> patrol_hours_per_crime(2.5, hours=168, crimes=30)
    14.0
    """
    owner = "patrol_hours_per_crime"
    free, time, count = _even(owner, ("crimes",), free_cars=free_cars, hours=hours, crimes=crimes)
    return number_or_array(free * time / count)


def effective_cars(cars: npt.ArrayLike, load: npt.ArrayLike, *, b1: float = 0.0, b2: float = 0.0) -> Any:
    """Return how many cars are there for calls, once work other than calls is taken off.

    Parameters
    ----------
    cars : number or array
        Cars on duty. Above 0.
    load : number or array
        Calls per hour times hours of service.
    b1, b2 : float
        Of the share of a car's time that other work takes, U = b1 load / cars + b2, fitted to records. b1 is usually
        below 0: the busier cars are, the less else they do.

    Returns
    -------
    float or array
        cars (1 - U), U taken as 0 where it would be below. For `erlang_c`, which takes parts of a car; where it is
        not above the load the cars cannot carry the calls.

    Raises
    ------
    ParameterError
        With every wrong parameter at once, and where other work would take all of a car's time.

    References
    ----------
    Chaiken, J. M. and Dormont, P. (1978). A patrol car allocation model: background. Management Science 24, 1280-1290.

    Examples
    --------
    >>> round(effective_cars(10, 4.0, b1=-0.3, b2=0.35), 10)
    7.7
    """
    complaints = Complaints()
    complaints.add(check.number("effective_cars", "b1", b1))
    complaints.add(check.number("effective_cars", "b2", b2))
    number, loads = _even("effective_cars", ("cars",), *complaints.texts, cars=cars, load=load)
    other = np.maximum(b1 * loads / number + b2, 0.0)
    if np.any(other >= 1):
        expected = "such that other work takes less than all of a car's time with 'b1' and the load"
        raise ParameterError(check.sentence("effective_cars", "b2", expected, f"{other.max():.4g} of it"))
    return number_or_array(number * (1 - other))


def _even(owner: str, above_zero: tuple[str, ...], *wrong: str | None, **given: npt.ArrayLike) -> list[Floats]:
    complaints = Complaints()
    complaints.extend(wrong)
    arrays = amounts(owner, complaints, given, above_zero=above_zero)
    return broadcast(owner, complaints, **dict(zip(given, arrays, strict=True)))
