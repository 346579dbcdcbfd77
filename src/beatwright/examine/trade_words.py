"""A trade-off in words: how much better at today's number of posts, how many can be saved, which number gives both."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from beatwright.base.certificate import Certificate
from beatwright.base.plain_text import clean, count_word
from beatwright.base.quantity import amount, change, verdict
from beatwright.base.words import plural, significant
from beatwright.examine.trade_answers import TradeAnswers, answers_of
from beatwright.examine.trade_off import TradeOff, TradePoint

__all__ = ["posts_word", "trade_sentences"]

_GAP = "\u00a0"


def trade_sentences(trade: TradeOff, on: str = "heldout") -> tuple[str, ...]:
    """Return the answers to the planner's questions, then how the rivals do and what is proven.

    Parameters
    ----------
    trade : TradeOff
        Without today's practice in it nothing is said against today.
    on : {"heldout", "planned"}
        The demand whose figures are told.
    """
    against = (
        _against_today(trade, on) if trade.today else ["Today's practice is not known: the study has no table [today]."]
    )
    return tuple(text for text in (*against, *_rivals(trade, on), _proof(trade)) if text)


def _against_today(trade: TradeOff, on: str) -> list[str]:
    answers = answers_of(trade, on)
    sentences = [_same(trade, answers), _level(trade, answers), _both(trade, answers)]
    return [*sentences, _elsewhere(trade, answers)] if on == "heldout" else sentences


def posts_word(count: int) -> str:
    """Return a number of posts in words.

    >>> posts_word(1), posts_word(14)
    ('one post', '14 posts')
    """
    return f"{count_word(count)} {'post' if count == 1 else 'posts'}"


def _name(text: str) -> str:
    return clean(text, 60)


def _value(trade: TradeOff, p: int, on: str, name: str | None = None) -> float:
    return next(float(getattr(point, on)[name or trade.measure]) for point in trade.curve() if point.p == p)


def _today(trade: TradeOff, on: str, name: str) -> float:
    assert trade.today is not None
    return float(getattr(trade.today, on)[name])


def _same(trade: TradeOff, answers: TradeAnswers) -> str:
    measure, ps = trade.traded, [point.p for point in trade.curve()]
    if answers.same is None:
        return (
            f"Today has {posts_word(answers.posts)}; the numbers tried go from {ps[0]} to {ps[-1]} without it, "
            "so the two cannot be compared at the same number."
        )
    start = f"At today's number, {posts_word(answers.posts)}, the best plan"
    word = verdict(answers.same, answers.today, measure.direction)
    before, after = amount(answers.today, measure.unit), amount(answers.same, measure.unit)
    if word != "better":
        sentence = f"{start} is no better than today: its {_name(measure.name)} is {after}, today's {before}."
    else:
        sentence = (
            f"{start} brings the {_name(measure.name)} from {before} to {after}{_relative(answers, measure.unit)}."
        )
    return f"{sentence} {_share(trade, answers)}".strip()


def _relative(answers: TradeAnswers, unit: str) -> str:
    assert answers.same is not None
    text = change(answers.same, answers.today, unit)
    return f" ({text.rstrip(')').split('(')[-1]})" if text else ""


def _share(trade: TradeOff, answers: TradeAnswers) -> str:
    share = trade.share
    if share is None:
        return ""
    before, after = _today(trade, answers.on, share.name), _value(trade, answers.posts, answers.on, share.name)
    return f"The {_name(share.name)} goes from {amount(before, share.unit)} to {amount(after, share.unit)}."


def _level(trade: TradeOff, answers: TradeAnswers) -> str:
    measure, ps = trade.traded, [point.p for point in trade.curve()]
    level = f"today's {_name(measure.name)} of {amount(answers.today, measure.unit)}"
    if answers.level is None or answers.saved is None:
        return f"No number of posts tried, up to {posts_word(ps[-1])}, is sure to keep {level}."
    kept = f"To keep {level} takes {posts_word(answers.level)} placed best"
    reached = amount(_value(trade, answers.level, answers.on), measure.unit)
    if answers.saved < 0:
        return f"{kept} ({reached}): {count_word(-answers.saved)} more than today."
    fewer = f"{count_word(answers.saved)} fewer than today" if answers.saved else "as many as today"
    untried = "; fewer were not tried" if answers.level == ps[0] > 1 else ""
    return f"{kept} ({reached}): {fewer}{untried}."


def _both(trade: TradeOff, answers: TradeAnswers) -> str:
    name, share = _name(trade.measure), trade.share
    besides = f", with a {_name(share.name)} at least as good," if share else ""
    if not any(point.p < answers.posts for point in trade.curve()):
        return "No number of posts below today's was tried."
    if not answers.both:
        return f"No number of posts below today's gives a better {name}{besides.rstrip(',')}."
    gains = ", and ".join(_gain(trade, answers, p) for p in sorted({answers.both[0], answers.both[-1]}))
    return f"Both a saving and a better {name}{besides} come with {_listed(answers.both)}: {gains}."


def _gain(trade: TradeOff, answers: TradeAnswers, p: int) -> str:
    value = _value(trade, p, answers.on)
    better = _percent(abs(value - answers.today) / max(abs(answers.today), 1e-12))
    with_p = "" if len(answers.both) == 1 else f" with {count_word(p)}"
    return f"{better} better{with_p}, {count_word(answers.posts - p)} fewer than today"


def _percent(share: float) -> str:
    return f"{significant(100 * share, 2)}{_GAP}%" if abs(share) < 0.001 else f"{100 * share:.1f}{_GAP}%"


def _listed(ps: Sequence[int]) -> str:
    if len(ps) == 1:
        return posts_word(ps[0])
    if len(ps) > 2 and ps[-1] - ps[0] + 1 == len(ps):
        return f"{count_word(ps[0])} to {posts_word(ps[-1])}"
    return f"{', '.join(count_word(p) for p in ps[:-1])} or {posts_word(ps[-1])}"


def _elsewhere(trade: TradeOff, answers: TradeAnswers) -> str:
    """Say it where the demand that was planned on gives other numbers than the one judged on."""
    planned = answers_of(trade, "planned")
    if planned.level == answers.level:
        return ""
    level = "no number tried" if planned.level is None else posts_word(planned.level)
    return (
        f"On the demand that was planned on the level of today takes {level}; the figures here are of held-out demand."
    )


def _rivals(trade: TradeOff, on: str) -> Iterable[str]:
    """Say how far each rival stays behind at the same numbers of posts."""
    table = trade.table(on=on)
    sign = 1.0 if trade.traded.direction == "lower" else -1.0
    for method in trade.methods[1:]:
        behind = (sign * (table[method] - table[trade.exact]) / table[trade.exact].abs().clip(lower=1e-12)).dropna()
        known = behind.to_numpy()[np.isfinite(behind.to_numpy())]
        if len(known):
            span = _span(float(known.min()), float(known.max()))
            yield f"{_name(method)} with as many posts, by {_name(trade.measure)}: {span}."


def _span(low: float, high: float) -> str:
    if high - low < 1e-9:
        return _behind(low)
    return f"from {_behind(low)} to {_behind(high)}"


def _behind(share: float) -> str:
    if abs(share) < 5e-6:
        return "as good as the optimum"
    return f"{_percent(abs(share))} {'worse' if share > 0 else 'better'}"


def _proof(trade: TradeOff) -> str:
    curve = trade.curve()
    open_ones = [point for point in curve if not point.proven]
    loose = [point for point in curve if point.proven and not _certificate(point).exact]
    within = f" to within {_above(loose)}" if loose else ""
    if not open_ones:
        all_of = plural(len(curve), "The plan", f"All {len(curve)} plans")
        verb = plural(len(curve), "is", "are")
        return f"{all_of} of {_name(trade.exact)} {verb} proven optimal{within} on the demand planned on."
    bounded = all(_certificate(point).most_above for point in open_ones)
    rest = f"the others are at most {_above(open_ones)} above the optimum" if bounded else "nothing is proven of others"
    proven = len(curve) - len(open_ones)
    return f"{proven} of {len(curve)} plans of {_name(trade.exact)} are proven optimal{within}; {rest}."


def _certificate(point: TradePoint) -> Certificate:
    return point.plan.certificate or Certificate("feasible")


def _above(points: Sequence[TradePoint]) -> str:
    """How far above the optimum the worst of these plans can be, its per cent, or else its unit, rounded up."""
    seen = [_certificate(point) for point in points]
    worst = max(seen, key=lambda one: (one.gap, one.objective - one.bound))
    return worst.most_above.replace("%", f"{_GAP}%")
