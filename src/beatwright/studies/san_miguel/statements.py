"""The study's three statements, checked on a trade-off."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from beatwright.examine import TradeAnswers, TradeOff, answers_of

__all__ = ["Statement", "statements_of"]


@dataclass(frozen=True)
class Statement:
    """One statement of the study and what came out here.

    Parameters
    ----------
    letter : str
        a, b or c.
    claim : str
        What the study says.
    holds : bool
        Whether it does here.
    found : str
        The figures.
    on : {"planned", "heldout"}
        The demand judged on.
    """

    letter: str
    claim: str
    holds: bool
    found: str
    on: str

    @property
    def text(self) -> str:
        """One line."""
        return f"({self.letter}) {self.claim}: {'holds' if self.holds else 'DOES NOT HOLD'}. {self.found}"

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return {"letter": self.letter, "claim": self.claim, "holds": self.holds, "found": self.found, "on": self.on}


def statements_of(trade: TradeOff, on: str) -> tuple[Statement, ...]:
    """Return the three statements as they come out on one demand.

    (a) With as many posts as today the p-median brings the weighted mean distance down. (b) Today's mean distance can
    be had with fewer posts. (c) A number in between gives both: fewer posts and a better mean distance.

    Parameters
    ----------
    trade : TradeOff
        With today's practice.
    on : {"planned", "heldout"}
        The demand judged on.
    """
    answers = answers_of(trade, on)
    return (_improves(answers, on), _saves(trade, answers, on), _gives_both(trade, answers, on))


def _improves(answers: TradeAnswers, on: str) -> Statement:
    claim = "with as many posts as today the p-median lowers the mean distance"
    if answers.same is None:
        return Statement(letter="a", claim=claim, holds=False, found=f"p = {answers.posts} was not tried.", on=on)
    change = answers.same / answers.today - 1
    found = f"p = {answers.posts}: {answers.today:,.0f} m today, {answers.same:,.0f} m ({change:+.1%})."
    return Statement(letter="a", claim=claim, holds=answers.same < answers.today, found=found, on=on)


def _saves(trade: TradeOff, answers: TradeAnswers, on: str) -> Statement:
    claim = "today's mean distance can be had with fewer posts"
    if answers.level is None or answers.saved is None:
        return Statement(
            letter="b", claim=claim, holds=False, found=f"No p up to {trade.curve()[-1].p} is sure to keep it.", on=on
        )
    value = _value(trade, answers.level, on)
    found = f"p = {answers.level} ({value:,.0f} m) instead of {answers.posts}: {answers.saved} saved."
    return Statement(letter="b", claim=claim, holds=answers.saved > 0, found=found, on=on)


def _gives_both(trade: TradeOff, answers: TradeAnswers, on: str) -> Statement:
    claim = "a number in between gives an improvement and a saving, the share within the standard no worse"
    if not answers.both:
        return Statement(
            letter="c", claim=claim, holds=False, found=f"No p below {answers.posts} is better than today.", on=on
        )
    clauses = [
        f"p = {p}: {_value(trade, p, on):,.0f} m ({_value(trade, p, on) / answers.today - 1:+.1%}), "
        f"{answers.posts - p} fewer"
        for p in answers.both
    ]
    return Statement(letter="c", claim=claim, holds=True, found="; ".join(clauses) + ".", on=on)


def _value(trade: TradeOff, p: int, on: str) -> float:
    return next(float(getattr(point, on)[trade.measure]) for point in trade.curve() if point.p == p)
