"""Searches on a city of a few zones, so that their kernels are compiled before somebody waits for them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from beatwright.planning import BalancedDistricts, PMedian
from beatwright.testing import small_problem

__all__ = ["WARM_UPS"]


def _place() -> None:
    PMedian(p=2).solve(small_problem())


def _draw() -> None:
    BalancedDistricts(k=4, seconds=0.01).solve(small_problem())


def _weigh() -> None:
    PMedian(p=2).post_values(small_problem(), PMedian(p=2).solve(small_problem()))


WARM_UPS: Final[tuple[Callable[[], None], ...]] = (_place, _draw, _weigh)
