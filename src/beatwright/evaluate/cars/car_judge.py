"""What judges of cars share: layers that they read, and what one recorded incident stands for."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from beatwright.base import check
from beatwright.core import Step

__all__ = ["CarJudge"]


@dataclass(frozen=True, kw_only=True, repr=False)
class CarJudge(Step):
    """Base of the judges of the cars of a plan.

    Parameters
    ----------
    calls_per_incident : float, default 1.0
        Calls for service that one recorded incident stands for. Records of crimes hold a part of the calls only.
    """

    needs: ClassVar[tuple[str, ...]] = ("posts", "crews")
    reads: ClassVar[tuple[str, ...]] = ("posts", "crews")
    by_hour: ClassVar[bool] = True

    calls_per_incident: float = 1.0

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.by_districts:
            for name in ("needs", "reads"):
                object.__setattr__(self, name, ("posts", "crews", "districts"))

    @property
    @abstractmethod
    def by_districts(self) -> bool:
        """Whether the districts of the plan say whose calls are whose."""

    def complaints(self) -> Iterable[str | None]:
        """Yield what is wrong with the options that judges of cars share."""
        yield check.number(type(self).__name__, "calls_per_incident", self.calls_per_incident, 0, open_low=True)
