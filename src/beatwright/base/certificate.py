"""How good a plan is proven to be."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, Context, Decimal
from fractions import Fraction
from typing import Any, Literal, get_args

from beatwright.base.errors import Complaints, ParameterError, parameter_error

__all__ = ["Certificate", "Status", "percent_down", "percent_up"]

Status = Literal["optimal", "feasible", "infeasible", "time limit"]

_ROUNDING = 1e-9
_FIGURES = 3
_MOST_SHARE = 10.0  # of the optimum, from which on per cents say nothing
_COARSE = 100  # per cent, from which on decimals say nothing


@dataclass(frozen=True, eq=False)
class Certificate:
    """What a search proved about the objective of its plan.

    Every engine returns one, and the plan made of its answer carries it on.

    Parameters
    ----------
    status : {"optimal", "feasible", "infeasible", "time limit"}
        "optimal" only where the gap was proven to be within the tolerance asked for. "feasible": a plan, with or
        without a bound, of a heuristic or of a search that the user ended. "infeasible": proven that there is no plan.
        "time limit": the seconds ran out.
    objective : float
        Value of the plan, in `unit`. NaN where there is no plan or nothing was minimised; infinities become NaN.
    bound : float
        No plan can be better than this: below the objective, or above it where that is `maximised`. -inf (or inf)
        where nothing was proven, as NaN and the other infinity become too.
    seconds : float
        Wall-clock seconds spent.
    method : str
        How the plan was found and the bound was proven.
    message : str
        The solver's own words.
    unit : str
        Unit of objective and bound.
    whole : float
        Where something is maximised, and told by what is missed: the whole of which objective and bound are what is
        missed. NaN by default.
    maximised : bool
        Whether more is better: the bound then lies above the objective. False by default.

    Raises
    ------
    ParameterError
        Where the status is none of these, or the bound is on the wrong side of the objective.

    Examples
    --------
    >>> Certificate("feasible", objective=110.0, bound=100.0).gap
    0.1
    >>> Certificate("feasible", objective=110.0, bound=100.0).text
    'feasible, at most 10.00% above the optimum'
    >>> Certificate("feasible", objective=12.5, bound=0.0, unit="minutes").text
    'feasible, at most 12.5 minutes above the optimum'
    >>> Certificate("feasible", objective=0.3, bound=0.2, whole=1.0).text
    'feasible, reaches at least 87.50% of the best possible'
    >>> Certificate("feasible", objective=70.0, bound=80.0, maximised=True).text
    'feasible, reaches at least 87.50% of the best possible'
    """

    status: Status
    objective: float = math.nan
    bound: float = -math.inf
    seconds: float = 0.0
    method: str = ""
    message: str = ""
    unit: str = ""
    whole: float = math.nan
    maximised: bool = False

    def __post_init__(self) -> None:
        unproven = math.inf if self.maximised else -math.inf
        # Adding 0.0 takes the sign off a negative zero.
        object.__setattr__(self, "objective", self.objective + 0.0 if math.isfinite(self.objective) else math.nan)
        object.__setattr__(self, "bound", self.bound + 0.0 if math.isfinite(self.bound) else unproven)
        object.__setattr__(self, "seconds", self.seconds + 0.0)
        complaints = Complaints()
        complaints.need(
            self.status in get_args(Status),
            f"The 'status' parameter of Certificate must be one of {', '.join(get_args(Status))}. Got {self.status!r}.",
        )
        side = "at least" if self.maximised else "at most"
        complaints.need(
            not self._apart < -_ROUNDING * max(1.0, abs(self.objective)),
            f"The 'bound' of a Certificate must be {side} the objective {self.objective!r}. Got {self.bound!r}.",
        )
        complaints.raise_if_any(ParameterError)

    def __eq__(self, other: object) -> bool:
        # NaN, which differs from itself, stands for 'none' here, and two of those are equal.
        return isinstance(other, Certificate) and self.to_dict() == other.to_dict()

    def __hash__(self) -> int:
        return hash((self.status, self.method, self.message, self.unit))

    @property
    def _bounded(self) -> bool:
        return math.isfinite(self.objective) and math.isfinite(self.bound)

    @property
    def _apart(self) -> float:
        """Objective and bound apart, negative where they have crossed; NaN without an objective."""
        return self.bound - self.objective if self.maximised else self.objective - self.bound

    @property
    def gap(self) -> float:
        """How far from the optimum the plan can be, as a share of the optimum: ``|objective - bound| / |bound|``.

        0 where they meet. inf where no bound was proven, and where the optimum may be 0 or of the other sign, so that
        no share of it says anything. The option `gap` of a search, by which it stops, is relative to the objective.
        """
        if not self._bounded:
            return math.inf
        if self._apart <= 0:
            return 0.0
        low, high = sorted((self.objective, self.bound))
        # Of one sign: the optimum lies between them.
        return self._apart / abs(self.bound) if self.bound and (low >= 0 or high <= 0) else math.inf

    @property
    def far_off(self) -> bool:
        """Whether what was proven says little: a bound is known, but the gap to it is above 1,000 %.

        Examples
        --------
        >>> Certificate("feasible", 0.3, 1e-15).far_off, Certificate("feasible", 0.3, 0.2).far_off
        (True, False)
        """
        return self._bounded and self.gap > _MOST_SHARE

    @property
    def most_above(self) -> str:
        """How far above the optimum the plan can be, in per cent or in its unit, rounded up; "" if unknown.

        "" too where the objective is maximised: no plan is above the optimum.
        """
        return "" if self.maximised else self._distance

    @property
    def _distance(self) -> str:
        if not self._bounded:
            return ""
        excess = abs(Fraction(self.objective) - Fraction(self.bound)) if self._apart > 0 else Fraction(0)
        if self.gap <= _MOST_SHARE:
            return percent_up(excess / abs(Fraction(self.bound)) if self.gap else Fraction(0))
        return f"{_up(excess, _FIGURES):,f} {self.unit}".strip()

    @property
    def least_reached(self) -> str:
        """How much of the best possible the plan reaches at least, in per cent rounded down; "" where none is known.

        Only where something is maximised: ``objective / bound``, or ``(whole - objective) / (whole - bound)`` of what
        is missed.
        """
        if not self._bounded or not (self.maximised or math.isfinite(self.whole)):
            return ""
        best, reached = Fraction(self.bound), Fraction(self.objective)
        if not self.maximised:
            best, reached = Fraction(self.whole) - best, Fraction(self.whole) - reached
        elif best < 0 or reached < 0:
            return ""  # no share of what is lost at best
        return percent_down(min(max(reached, Fraction(0)) / best, Fraction(1)) if best > 0 else Fraction(1))

    @property
    def text(self) -> str:
        """One line for a table: the status and what is proven."""
        if self.exact:
            return "proven optimal"
        if self.least_reached:
            reaches = f"at least {self.least_reached} of the best possible"
            return f"proven to reach {reaches}" if self.status == "optimal" else f"{self.status}, reaches {reaches}"
        if not self._distance:
            return f"{self.status}, nothing proven"
        if self.status == "optimal":
            return f"proven within {self._distance}"
        return f"{self.status}, at most {self._distance} {'below' if self.maximised else 'above'} the optimum"

    @property
    def exact(self) -> bool:
        """Whether the plan is proven to be optimal but for rounding, not just within a tolerance."""
        return self.status == "optimal" and self.gap < _ROUNDING

    def scaled(self, factor: float = 1.0, *, unit: str | None = None) -> Certificate:
        """Return the certificate in another unit.

        Parameters
        ----------
        factor : float, default 1
            What objective, bound and whole are multiplied by, above 0.
        unit : str, optional
            The new unit; the old one by default.

        Examples
        --------
        >>> Certificate("optimal", 10.0, 10.0).scaled(0.5, unit="m per call").objective
        5.0
        """
        if not 0 < factor < math.inf:
            raise parameter_error("factor", "Certificate.scaled", "a finite number above 0", factor)
        objective, bound = self.objective * factor, self.bound * factor
        # Rounding may push a bound that equals its objective over it, and a bound must never cross.
        if not math.isnan(objective):
            bound = max(bound, objective) if self.maximised else min(bound, objective)
        named = self.unit if unit is None else unit
        return replace(self, objective=objective, bound=bound, whole=self.whole * factor, unit=named)

    def of_missed(self, missed: float, least: float, unit: str) -> Certificate:
        """Return the proof of a maximised sum, told as the share of it that is missed.

        Parameters
        ----------
        missed : float
            Share, in [0, 1], that the plan misses.
        least : float
            Share that every plan misses, by the bound.
        unit : str
            What the share is of.

        Examples
        --------
        >>> found = Certificate("time limit", 8.0, 9.0, maximised=True)
        >>> found.of_missed(0.2, 0.1, "share of calls").text
        'time limit, reaches at least 88.88% of the best possible'
        """
        exact = self.status == "optimal" and self.objective == self.bound
        # A share of what is missed, taken as 1 less a sum, has lost digits that a proof had.
        bound = missed if exact else min(max(least, 0.0), missed)
        return replace(self, objective=missed, bound=bound, unit=unit, whole=1.0, maximised=False)

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON; NaN and infinities become None."""
        values: dict[str, Any] = {
            "status": self.status,
            "objective": self.objective,
            "bound": self.bound,
            "gap": self.gap,
            "seconds": self.seconds,
            "method": self.method,
            "message": self.message,
            "unit": self.unit,
        }
        if math.isfinite(self.whole):
            values["whole"] = self.whole
        if self.maximised:
            values["maximised"] = True
        return {k: None if isinstance(v, float) and not math.isfinite(v) else v for k, v in values.items()}

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> Certificate:
        """Read what `to_dict` wrote."""
        known = {k: v for k, v in values.items() if k != "gap" and v is not None}
        return cls(**known)


def percent_up(share: Fraction | float) -> str:
    """Return a share in per cent, never less than it is: two decimals, none from 100% on.

    Examples
    --------
    >>> percent_up(0.1), percent_up(1 / 3), percent_up(1e-9), percent_up(181.5)
    ('10.01%', '33.34%', '0.01%', '18,150%')
    """
    percent = 100 * Fraction(share)
    digits = 0 if percent >= _COARSE else 2
    whole, part = divmod(math.ceil(percent * 10**digits), 10**digits)
    return f"{whole:,}.{part:02d}%" if digits else f"{whole:,}%"


def percent_down(share: Fraction | float) -> str:
    """Return a share in per cent, never more than it is, with two decimals.

    Examples
    --------
    >>> percent_down(0.5), percent_down(2 / 3), percent_down(1 - 1e-9)
    ('50.00%', '66.66%', '99.99%')
    """
    whole, part = divmod(math.floor(100 * 100 * Fraction(share)), 100)
    return f"{whole:,}.{part:02d}%"


def _up(value: Fraction, figures: int) -> Decimal:
    """Round up to so many significant figures."""
    rounded = Context(prec=figures, rounding=ROUND_CEILING)
    return rounded.divide(Decimal(value.numerator), Decimal(value.denominator))
