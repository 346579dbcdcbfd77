"""What a simulation reads of calls and of other work: arrays, drawn before it begins."""

from __future__ import annotations

from typing import NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

__all__ = ["CallArrays", "WorkArrays"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.integer]


class CallArrays(Protocol):
    """Calls, in the order in which they come. Nothing about them is drawn while they are answered."""

    @property
    def minute(self) -> Floats:
        """Minutes since the first hour, shape (calls,); they do not decrease."""

    @property
    def zone(self) -> Ints:
        """Zone of each call, shape (calls,)."""

    @property
    def priority(self) -> Ints:
        """Class of each call, 0 = the most urgent, shape (calls,)."""

    @property
    def cars(self) -> Ints:
        """Cars that each call needs, shape (calls,)."""

    @property
    def on_scene(self) -> Floats:
        """Minutes on the scene of its first, second, ... car, shape (calls, most cars)."""

    @property
    def draw(self) -> Floats:
        """Uniform numbers in [0, 1) for what a policy has to draw, shape (calls, 4)."""

    @property
    def clock(self) -> Ints:
        """Hour of the week of each hour since the first, shape (hours,)."""


class WorkArrays(NamedTuple):
    """Pieces of work that are no calls: each keeps one car, if that car is free when it comes.

    Parameters
    ----------
    minute : array, shape (pieces,)
        Minutes since the first hour; they do not decrease.
    car : array of int, shape (pieces,)
        The car.
    minutes : array, shape (pieces,)
        How long it takes.
    """

    minute: Floats
    car: Ints
    minutes: Floats
