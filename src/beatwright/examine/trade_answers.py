"""What a trade-off says to the planner's three questions: how much better, how many fewer, which number gives both."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from beatwright.base.errors import ParameterError
from beatwright.core.evaluation import Evaluation
from beatwright.examine.trade_off import TradeOff, TradePoint

__all__ = ["TradeAnswers", "answers_of"]

_ROUNDING = 1e-9


@dataclass(frozen=True)
class TradeAnswers:
    """The answers, on one demand.

    Parameters
    ----------
    on : {"heldout", "planned"}
        The demand judged on.
    posts : int
        Number of posts today.
    today : float
        Today's value of the measure that is traded.
    same : float, optional
        The exact plan's value at as many posts as today; None where the range does not hold that number.
    level : int, optional
        Fewest posts at which the exact plan is as good as today, and so it is with every larger number in the range.
        None where even the largest number is worse.
    both : tuple of int
        Every number of posts below today's at which the exact plan is better than today on the measure that is traded,
        and on the share within the standard, where there is one, at least as good.
    """

    on: str
    posts: int
    today: float
    same: float | None
    level: int | None
    both: tuple[int, ...]

    @property
    def saved(self) -> int | None:
        """Posts that could be saved at today's level; negative where more are needed."""
        return None if self.level is None else self.posts - self.level

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return {
            "on": self.on,
            "posts": self.posts,
            "today": self.today,
            "same": self.same,
            "level": self.level,
            "saved": self.saved,
            "both": list(self.both),
        }


def answers_of(trade: TradeOff, on: str = "heldout") -> TradeAnswers:
    """Return the answers on one demand.

    Parameters
    ----------
    trade : TradeOff
        Today's practice must be in it.
    on : {"heldout", "planned"}
        The demand judged on.

    Raises
    ------
    ParameterError
        Where today's practice is unknown.
    """
    if trade.today is None:
        raise ParameterError("Today's practice is not in this trade-off, so nothing can be said against it.")
    today, curve = trade.today, trade.curve()
    value = _value(today, on, trade.measure)
    same = next((_value(point, on, trade.measure) for point in curve if point.p == today.p), None)
    both = tuple(point.p for point in curve if point.p < today.p and _gives_both(trade, point, on))
    return TradeAnswers(on=on, posts=today.p, today=value, same=same, level=_level(trade, on), both=both)


def _level(trade: TradeOff, on: str) -> int | None:
    """Walk down from the most posts for as long as today's level is kept."""
    level = None
    for point in reversed(trade.curve()):
        if not _as_good(trade, point, on, trade.measure):
            break
        level = point.p
    return level


def _gives_both(trade: TradeOff, point: TradePoint, on: str) -> bool:
    names = [trade.measure] + ([trade.share.name] if trade.share else [])
    return _better(trade, point, on) and all(_as_good(trade, point, on, name) for name in names)


def _as_good(trade: TradeOff, point: TradePoint, on: str, name: str) -> bool:
    return _lead(trade, point, on, name) >= -_ROUNDING


def _better(trade: TradeOff, point: TradePoint, on: str) -> bool:
    return _lead(trade, point, on, trade.measure) > _ROUNDING


def _lead(trade: TradeOff, point: TradePoint, on: str, name: str) -> float:
    """By how much a plan is better than today's, relative to today's; NaN, which leads nothing, where unknown."""
    assert trade.today is not None
    value, today = _value(point, on, name), _value(trade.today, on, name)
    lower = next(m.direction for m in _judged(point, on).measures if m.name == name) == "lower"
    difference = (today - value) if lower else (value - today)
    return difference / max(abs(today), 1e-12) if math.isfinite(difference) else math.nan


def _value(point: TradePoint, on: str, name: str) -> float:
    return _judged(point, on)[name]


def _judged(point: TradePoint, on: str) -> Evaluation:
    evaluation: Evaluation = getattr(point, on)
    return evaluation
