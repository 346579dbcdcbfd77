"""How good a plan is proven to be."""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import ROUND_CEILING, Context, Decimal
from fractions import Fraction
from typing import Any, Literal, get_args

from beatwright.base.errors import Complaints, ParameterError

__all__ = ["Certificate", "Status", "percent_down", "percent_up"]

Status = Literal["optimal", "feasible", "infeasible", "time limit"]

_ROUNDING = 1e-9
_FIGURES = 3
_MOST_SHARE = 1e4  # of the optimum, from which on per cents say nothing
_COARSE = 100  # per cent, from which on decimals say nothing


@dataclass(frozen=True, eq=False)
class Certificate:
    """What a planner proved about its plan's objective (minimised).

    Parameters
    ----------
    status : {"optimal", "feasible", "infeasible", "time limit"}
        "optimal" only where the gap was proven to be within the tolerance asked for. "feasible" is a
        heuristic's word: a plan, with or without a bound.
    objective : float
        Value of the plan, in `unit`. NaN where there is no plan or nothing was minimised; infinities become NaN.
    bound : float
        No plan can be better than this. -inf where nothing was proven; NaN and inf become -inf.
    seconds : float
        Wall time spent.
    method : str
        How the plan was found and the bound was proven.
    message : str
        The solver's own words.
    unit : str
        Unit of objective and bound.
    whole : float
        Where something is maximised: the whole of which objective and bound are what is missed. NaN by default.

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
    """

    status: Status
    objective: float = math.nan
    bound: float = -math.inf
    seconds: float = 0.0
    method: str = ""
    message: str = ""
    unit: str = ""
    whole: float = math.nan

    def __post_init__(self) -> None:
        object.__setattr__(self, "objective", self.objective + 0.0 if math.isfinite(self.objective) else math.nan)
        object.__setattr__(self, "bound", self.bound + 0.0 if math.isfinite(self.bound) else -math.inf)
        complaints = Complaints()
        complaints.need(
            self.status in get_args(Status),
            f"The 'status' parameter of Certificate must be one of {', '.join(get_args(Status))}. Got {self.status!r}.",
        )
        slack = 1e-9 * max(1.0, abs(self.objective))
        complaints.need(
            not self.bound > self.objective + slack,
            f"The 'bound' of a Certificate must be at most the objective {self.objective!r}. Got {self.bound!r}.",
        )
        complaints.raise_if_any(ParameterError)

    def __eq__(self, other: object) -> bool:
        # NaN, which differs from itself, stands for 'none' here, and two of those are equal.
        return isinstance(other, Certificate) and self.to_dict() == other.to_dict()

    def __hash__(self) -> int:
        return hash((self.status, self.method, self.message, self.unit))

    @property
    def gap(self) -> float:
        """How far above the optimum the plan can be, as a share of the optimum: ``(objective - bound) / |bound|``.

        0 where they meet. inf where no bound was proven, and where the optimum may be 0 or of the other sign, so that
        no share of it says anything. The stopping rule of a search, `Outcome.gap`, is relative to the objective.
        """
        if not math.isfinite(self.objective) or not math.isfinite(self.bound):
            return math.inf
        if self.objective <= self.bound:
            return 0.0
        if self.bound > 0 or (self.bound < 0 and self.objective <= 0):
            return (self.objective - self.bound) / abs(self.bound)
        return math.inf

    @property
    def most_above(self) -> str:
        """How far above the optimum the plan can be, in per cent or in its unit, rounded up; "" if unknown."""
        if not math.isfinite(self.objective) or not math.isfinite(self.bound):
            return ""
        excess = Fraction(self.objective) - Fraction(self.bound)
        if self.gap <= _MOST_SHARE:
            return percent_up(max(excess, Fraction(0)) / abs(Fraction(self.bound)) if self.gap else Fraction(0))
        return f"{_up(excess, _FIGURES):,f} {self.unit}".strip()

    @property
    def least_reached(self) -> str:
        """How much of the best possible the plan reaches at least, in per cent rounded down; "" where none is known.

        Only where something is maximised: ``(whole - objective) / (whole - bound)``.
        """
        if not all(map(math.isfinite, (self.objective, self.bound, self.whole))):
            return ""
        most, reached = (Fraction(self.whole) - Fraction(value) for value in (self.bound, self.objective))
        return percent_down(min(max(reached, Fraction(0)) / most, Fraction(1)) if most > 0 else Fraction(1))

    @property
    def text(self) -> str:
        """One line for a table: the status and what is proven."""
        if self.exact:
            return "proven optimal"
        if self.least_reached:
            reaches = f"at least {self.least_reached} of the best possible"
            return f"proven to reach {reaches}" if self.status == "optimal" else f"{self.status}, reaches {reaches}"
        if self.status == "optimal":
            return f"proven within {self.most_above}"
        if self.most_above:
            return f"{self.status}, at most {self.most_above} above the optimum"
        return f"{self.status}, nothing proven"

    @property
    def exact(self) -> bool:
        """Whether the plan is proven to be optimal but for rounding, not just within a tolerance."""
        return self.status == "optimal" and self.gap < _ROUNDING

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
