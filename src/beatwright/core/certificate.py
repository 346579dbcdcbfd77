"""How good a plan is proven to be."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Literal, get_args

from beatwright.core.errors import Complaints, ParameterError

__all__ = ["Certificate", "Status"]

Status = Literal["optimal", "feasible", "infeasible", "time limit"]


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

    Examples
    --------
    >>> Certificate("feasible", objective=110.0, bound=100.0).gap
    0.09090909090909091
    """

    status: Status
    objective: float = math.nan
    bound: float = -math.inf
    seconds: float = 0.0
    method: str = ""
    message: str = ""
    unit: str = ""

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
        """Relative gap ``(objective - bound) / |objective|``; inf where no bound was proven."""
        if not math.isfinite(self.objective) or not math.isfinite(self.bound):
            return math.inf
        if self.objective <= self.bound:
            return 0.0
        return (self.objective - self.bound) / max(abs(self.objective), 1e-12)

    @property
    def text(self) -> str:
        """One line for a table: the status and what is proven."""
        if self.status == "optimal":
            return "proven optimal" if self.gap < 1e-9 else f"proven within {self.gap:.2%}"
        if math.isfinite(self.gap):
            return f"{self.status}, at most {self.gap:.2%} above the optimum"
        return f"{self.status}, nothing proven"

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
        return {k: None if isinstance(v, float) and not math.isfinite(v) else v for k, v in values.items()}

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> Certificate:
        """Read what `to_dict` wrote."""
        known = {k: v for k, v in values.items() if k != "gap" and v is not None}
        return cls(**known)
