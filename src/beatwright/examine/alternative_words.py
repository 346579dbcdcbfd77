"""Ranked alternatives in words: how near the next plans come, which post counts most, where one more would go."""

from __future__ import annotations

import math
from collections.abc import Mapping

from beatwright.base.plain_text import clean, count_word
from beatwright.base.quantity import amount_per, mean_word, verdict
from beatwright.base.words import joined, plural
from beatwright.core.measure import Measure
from beatwright.examine.alternatives import Alternatives, PostWorth, RankedPlan

__all__ = ["alternative_sentences", "alternatives_title", "moved", "percent_text"]

Names = Mapping[str, str]

_GAP = "\u00a0"
_SHOWN = 6
_EQUAL = 1.0  # percent: a mean distance is not known better than that
_FAIR = 5.0


def alternative_sentences(alternatives: Alternatives, names: Names | None = None) -> tuple[str, ...]:
    """Return how near the other plans come, what is proven, which posts count most and least, and the next one.

    Parameters
    ----------
    alternatives : Alternatives
        Without worths nothing is said of single posts.
    names : mapping of str to str, optional
        Names of sites, by id; a site without one goes by its id.
    """
    known = names or {}
    sentences = (_second(alternatives, known), _last(alternatives), _heldout(alternatives), _ranks(alternatives))
    return tuple(text for text in (*sentences, _posts(alternatives, known), _next(alternatives, known)) if text)


def alternatives_title(alternatives: Alternatives) -> str:
    """Return a heading that promises no more than the next best plan keeps."""
    close = len(alternatives.ranked) > 1 and alternatives.percent(alternatives.ranked[1]) <= _FAIR
    return "Other plans nearly as good" if close else "The next best plans"


def percent_text(percent: float) -> str:
    r"""Return a loss in percent; nothing where it has none.

    >>> percent_text(11.44), percent_text(0.004), percent_text(float("nan"))
    ('11.4\xa0%', 'less than 0.1\xa0%', '')
    """
    if not math.isfinite(percent):
        return ""
    return f"less than 0.1{_GAP}%" if 0 < abs(percent) < 0.05 else f"{abs(percent):.1f}{_GAP}%"


def moved(alternatives: Alternatives, one: RankedPlan, names: Names | None = None) -> str:
    """Return which sites of a plan stand in place of which of the best."""
    new, old = (_listed(ids, names or {}) for ids in alternatives.moves(one))
    return f"{new} in place of {old}" if new else ""


def _listed(ids: tuple[str, ...], names: Names) -> str:
    more = f" and {len(ids) - _SHOWN} more" if len(ids) > _SHOWN else ""
    shown = [f"“{_name(site, names)}”" if site in names else clean(site, 60) for site in ids[:_SHOWN]]
    return (", ".join(shown) if more else joined(shown)) + more


def _name(site: str, names: Names) -> str:
    return clean(names.get(site, site), 60)


def _loss(alternatives: Alternatives, one: RankedPlan) -> str:
    share = percent_text(alternatives.percent(one))
    return f"{amount_per(alternatives.loss(one), alternatives.unit)}{f' ({share})' if share else ''}"


def _equal(alternatives: Alternatives, one: RankedPlan) -> bool:
    return math.isclose(one.certificate.objective, alternatives.best.certificate.objective, rel_tol=1e-9, abs_tol=1e-12)


def _second(alternatives: Alternatives, names: Names) -> str:
    if len(alternatives.ranked) < 2:
        return "No other plan is ranked."
    second = alternatives.ranked[1]
    if _equal(alternatives, second):
        return f"The next plan is exactly as good, with {moved(alternatives, second, names)}."
    return f"The next best plan loses {_loss(alternatives, second)}, with {moved(alternatives, second, names)}."


def _last(alternatives: Alternatives) -> str:
    count, last = len(alternatives.ranked), alternatives.ranked[-1]
    if count < 3:
        return ""
    if alternatives.percent(last) <= _EQUAL:
        return (
            f"All {count_word(count)} ranked plans lie within {percent_text(alternatives.percent(last))} of the best: "
            f"there is room to choose by what the {mean_word(alternatives.unit)} does not show, such as ground, lease "
            "and neighbours."
        )
    return f"The last of the {count_word(count)} ranked plans loses {_loss(alternatives, last)}."


def _heldout(alternatives: Alternatives) -> str:
    """Say it when another plan does better on the demand judged on, by the first figure that has a direction."""
    measures = alternatives.best.heldout.measures
    measure: Measure | None = next((m for m in measures if m.direction == "lower"), None)
    if measure is None:
        return ""
    values = [one.heldout[measure.name] for one in alternatives.ranked]
    ahead = [rank for rank, value in enumerate(values, 1) if verdict(value, values[0], "lower") == "better"]
    if not ahead:
        return ""
    best = min(ahead, key=lambda rank: values[rank - 1])
    return (
        f"On the demand that it was judged on, rank {best} does better by {clean(measure.name, 60)}: "
        f"{amount_per(values[best - 1], measure.unit)} instead of {amount_per(values[0], measure.unit)}."
    )


def _ranks(alternatives: Alternatives) -> str:
    count, proven = len(alternatives.ranked), sum(one.proven for one in alternatives.ranked)
    posts = f"{count_word(alternatives.differ)} {plural(alternatives.differ, 'post')}"
    rule = f"no plan that differs from all ranked before it in at least {posts} is better"
    if proven == count > 1:
        return f"Every rank is proven on the demand planned on: {rule}."
    return "" if count < 2 else f"{proven} of {count} ranks are proven ({rule}); the others are the best plans found."


def _posts(alternatives: Alternatives, names: Names) -> str:
    closed = alternatives.closed
    if not closed:
        return ""
    most = f"The post that counts most is {_name(closed[0].site, names)}: without it {_worse(alternatives, closed[0])}."
    if len(closed) == 1:
        return most
    least = closed[-1]
    return f"{most} The one that counts least is {_name(least.site, names)}: without it {_worse(alternatives, least)}."


def _worse(alternatives: Alternatives, worth: PostWorth) -> str:
    if not math.isfinite(worth.difference):
        return "some calls have no post that reaches them"
    share = percent_text(worth.percent)
    grown = f"{amount_per(worth.difference, alternatives.unit)}{f' ({share})' if share else ''}"
    return f"the {mean_word(alternatives.unit)} grows by {grown}"


def _next(alternatives: Alternatives, names: Names) -> str:
    worth = alternatives.next_post
    if worth is None:
        return ""
    share = percent_text(worth.percent)
    saved = f"{amount_per(-worth.difference, alternatives.unit)}{f' ({share})' if share else ''}"
    return f"One more post would go to {_name(worth.site, names)} and save {saved}."
