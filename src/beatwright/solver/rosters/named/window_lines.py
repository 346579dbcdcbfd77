"""The lines of one window as a search changes them, with what they cost."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from beatwright.solver.rosters.named.pricing.line_pricing import price_lines
from beatwright.solver.rosters.named.pricing.line_rules import Floats, Ints, LineRules
from beatwright.solver.rosters.named.ruin_and_recreate import ShiftCover, fill_up, improve_in_turn

__all__ = ["WindowLines", "filled_lines"]

_TURNS = 50  # rounds of descent: it ends by itself after five or so


@dataclass(eq=False)
class WindowLines:
    """Lines (n, D) with S for a day off, their own costs (n,), and the officers on duty (D, S)."""

    rules: LineRules
    cover: ShiftCover
    lines: Ints
    own: Floats
    count: Floats

    @property
    def cost(self) -> float:
        """What is paid in all."""
        more = self.count - self.cover.need
        paid = np.where(more > 0, more * self.cover.over, -more * self.cover.under)
        return float(paid.sum() + self.own.sum())

    def copy(self) -> WindowLines:
        """Return a copy that can be changed."""
        return WindowLines(self.rules, self.cover, self.lines.copy(), self.own.copy(), self.count.copy())

    def replace(self, who: Ints, lines: Ints, own: Floats) -> None:
        """Give officers other lines."""
        self.count += counted(lines, self.count.shape) - counted(self.lines[who], self.count.shape)
        self.lines[who], self.own[who] = lines, own

    def descend(self) -> None:
        """Give officers in turn their cheapest lines until none becomes cheaper."""
        everybody = np.arange(len(self.lines))
        for _ in range(_TURNS):
            if not improve_in_turn(self.rules, self.cover, self.lines, self.own, self.count, everybody):
                return


def counted(lines: Ints, shape: tuple[int, ...]) -> Floats:
    """Count the officers on duty, shape (days, shifts)."""
    return np.stack([(lines == shift).sum(axis=0) for shift in range(shape[1])], axis=1).astype(np.float64)


def filled_lines(rules: LineRules, cover: ShiftCover) -> WindowLines | int:
    """Return first lines; or the first officer who has none."""
    n, (days, shifts) = len(rules.cost), cover.need.shape
    state = WindowLines(rules, cover, np.full((n, days), shifts), np.zeros(n), np.zeros((days, shifts)))
    without = fill_up(rules, cover, state.lines, state.own, state.count, np.arange(n))
    return state if without < 0 else int(without)


def has_lines(rules: LineRules) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Tell which officers have a line at all, shape (n,)."""
    n, days, choices = rules.cost.shape
    _, cost = price_lines(rules, np.zeros((days, choices - 1)), np.arange(n))
    return np.isfinite(cost)
