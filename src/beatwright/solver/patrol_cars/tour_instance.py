"""What is known before cars are put on tours: when tours are on duty, what they cost, what cars do in every block."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from beatwright.base import check
from beatwright.base.errors import Complaints, ParameterError
from beatwright.base.words import listed

__all__ = ["Floats", "Ints", "TourInstance"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
_OWNER = "TourInstance"
_ROUNDING = 1e-12  # of a curve's largest value: how far a difference may be off by rounding


@dataclass(frozen=True, eq=False)
class TourInstance:
    """Commands, the blocks of hours in which their cars stay the same, and the tours that cars can be on.

    Parameters
    ----------
    cover : array of bool, shape (blocks, tours)
        Whether a car of the tour is on duty in the block.
    cost : array, shape (tours,)
        Car-hours of one car on the tour, or what else it costs; above 0.
    least : array of int, shape (commands, blocks)
        Fewest cars that must be on duty.
    curve : array, shape (commands, blocks, cars + 1)
        What is lost in the block with 0, 1, ... cars, such as delayed calls: never rising from `least` on, where it
        must be finite. Beyond its last column a curve goes on level.

    Raises
    ------
    ParameterError
        With every complaint.

    Examples
    --------
    >>> TourInstance([[True, False], [True, True]], [8, 4], [[1, 1]], [[[9, 3, 1], [9, 4, 2]]]).on_duty([[1, 1]])
    array([[1, 2]])
    """

    cover: npt.NDArray[np.bool_]
    cost: Floats
    least: Ints
    curve: Floats

    def __post_init__(self) -> None:
        kinds: dict[str, Any] = {"cover": bool, "cost": np.float64, "least": np.int64, "curve": np.float64}
        for name, kind in kinds.items():
            object.__setattr__(self, name, np.asarray(getattr(self, name), dtype=kind))
        complaints = Complaints()
        complaints.extend(self._shape_complaints())
        complaints.raise_if_any(ParameterError)
        complaints.extend(self._value_complaints())
        complaints.raise_if_any(ParameterError)

    def _shape_complaints(self) -> Iterable[str | None]:
        if self.cover.ndim != 2 or self.curve.ndim != 3 or 0 in self.cover.shape or 0 in self.curve.shape:
            yield (
                f"{_OWNER} needs 'cover' [block, tour] and 'curve' [command, block, cars], neither empty. Got the "
                f"shapes {self.cover.shape} and {self.curve.shape}."
            )
            return
        (blocks, tours), commands = self.cover.shape, len(self.curve)
        yield check.shape_is(_OWNER, "cost", self.cost.shape, (tours,), "tour")
        yield check.shape_is(_OWNER, "least", self.least.shape, (commands, blocks), "command, block")
        yield check.shape_is(_OWNER, "curve", self.curve.shape[:2], (commands, blocks), "command, block")

    def _value_complaints(self) -> Iterable[str | None]:
        if not (np.isfinite(self.cost) & (self.cost > 0)).all():
            yield check.sentence(_OWNER, "cost", "finite numbers above 0", listed(self.cost.tolist()))
        if (self.least < 0).any():
            yield check.sentence(_OWNER, "least", "whole numbers of at least 0", int(self.least.min()))
            return
        bare = np.flatnonzero(~self.cover.any(axis=1) & (self.least > 0).any(axis=0))
        if bare.size:
            yield f"No tour is on duty in blocks {listed(bare)}, which must have cars."
        known = np.arange(self.curve.shape[2]) >= np.minimum(self.least, self.most)[:, :, None]
        wrong = known & ~np.isfinite(self.curve)
        if wrong.any():
            yield check.sentence(_OWNER, "curve", "finite from 'least' on", _first(wrong, self.curve))
        elif (self.falls < -self.rounding[:, :, None]).any():
            yield check.sentence(_OWNER, "curve", "never rising from 'least' on", _first(self.falls < 0, self.falls))

    @property
    def commands(self) -> int:
        """Number of commands."""
        return len(self.curve)

    @property
    def most(self) -> int:
        """Cars from which on a curve is level."""
        return int(self.curve.shape[2]) - 1

    @property
    def most_lost(self) -> Floats:
        """What every command loses with the fewest cars in every block, shape (commands,)."""
        at = np.minimum(self.least, self.most)[:, :, None]
        return np.asarray(np.take_along_axis(self.curve, at, axis=2)[:, :, 0].sum(axis=1))

    @property
    def rounding(self) -> Floats:
        """How far differences of each curve may be off, shape (commands, blocks)."""
        known = np.where(np.isfinite(self.curve), np.abs(self.curve), 0.0)
        return np.asarray(_ROUNDING * known.max(axis=2))

    @property
    def falls(self) -> Floats:
        """What the next car saves with 0, 1, ... cars, from `least` on; 0 before. Shape (commands, blocks, cars)."""
        ahead = np.arange(self.most) >= np.minimum(self.least, self.most)[:, :, None]
        curve = np.where(np.isfinite(self.curve), self.curve, 0.0)
        return np.where(ahead, -np.diff(curve, axis=2), 0.0)

    @property
    def bent(self) -> npt.NDArray[np.bool_]:
        """Which curves a further car brings down by more than the one before: not convex. Shape (commands, blocks)."""
        falls = self.falls
        # Before `least` falls are 0, so that the first real one would seem to bend.
        real = np.arange(self.most - 1) >= np.minimum(self.least, self.most)[:, :, None]
        return np.asarray((real & (np.diff(falls, axis=2) > self.rounding[:, :, None])).any(axis=2))

    def on_duty(self, cars: npt.ArrayLike) -> Ints:
        """Return the cars on duty, shape (commands, blocks), of `cars` on tours, shape (commands, tours)."""
        return np.asarray(np.asarray(cars, dtype=np.int64) @ self.cover.T.astype(np.int64))

    def lost(self, cars: npt.ArrayLike) -> Floats:
        """Return what every command loses, shape (commands,), with `cars` on tours, shape (commands, tours)."""
        number = np.minimum(self.on_duty(cars), self.most)
        return np.asarray(np.take_along_axis(self.curve, number[:, :, None], axis=2)[:, :, 0].sum(axis=1))


def _first(wrong: npt.NDArray[np.bool_], values: Floats) -> str:
    command, block, number = (int(at[0]) for at in np.nonzero(wrong))
    return f"{values[command, block, number]:g} for command {command}, block {block}, {number} cars"
