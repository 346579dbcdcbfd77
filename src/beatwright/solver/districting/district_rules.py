"""`DistrictRules`: what a division into districts must keep, checked when it is made."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import KW_ONLY, dataclass
from typing import Any

from beatwright.base.check import integer, number
from beatwright.base.errors import Complaints, ParameterError

__all__ = ["DistrictRules"]

OWNER = "DistrictRules"


@dataclass(frozen=True, eq=False)
class DistrictRules:
    """How many districts there are, and what they must keep beside being contiguous, which they always are.

    Parameters
    ----------
    k : int
        Number of districts, at least 1 and at most the number of units.
    tolerance : float or mapping of str to float, optional
        Hard limits: 0.05 keeps every district within 5 % of the target; for all criteria, or by name.
    locked : array_like of int, shape (n,), or mapping of int to int, optional
        District that a unit must be in, -1 where free; or unit -> district for those that are not free.
    closed : iterable of int, default empty
        Districts that consist of their locked units and take no other.
    max_moved : int, optional
        How many units may leave their present district; the search then starts from the present plan.

    Raises
    ------
    ParameterError
        With every complaint about the rules at once. Whether they fit the units is checked by the function that is
        given both.

    Examples
    --------
    >>> DistrictRules(2, tolerance={"calls": 0.1}, closed=[1]).closed
    (1,)
    """

    k: int
    _: KW_ONLY
    tolerance: float | Mapping[str, float] | None = None
    locked: Any = None
    closed: Iterable[int] = ()
    max_moved: int | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "closed", tuple(self.closed))
        complaints = Complaints()
        complaints.extend(self._complaints())
        complaints.raise_if_any(ParameterError)

    def _complaints(self) -> Iterable[str | None]:
        yield integer(OWNER, "k", self.k, 1)
        by_name = isinstance(self.tolerance, Mapping)
        limits = self.tolerance if isinstance(self.tolerance, Mapping) else {"": self.tolerance}
        for name, value in limits.items():
            yield number(OWNER, f"tolerance[{name!r}]" if by_name else "tolerance", value, 0.0, optional=True)
        for district in self.closed:
            yield integer(OWNER, "closed", district, 0)
        yield None if self.max_moved is None else integer(OWNER, "max_moved", self.max_moved, 0)
