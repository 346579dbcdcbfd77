"""What a plan lost against the hindsight optimum, in sentences, a table and bars."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from beatwright.base.plain_text import clean
from beatwright.base.quantity import amount
from beatwright.base.words import count_of, joined
from beatwright.core.chart import BarChart
from beatwright.core.chart_parts import Bar
from beatwright.core.measure import Measure
from beatwright.core.plan import Plan
from beatwright.core.table import Column, Table
from beatwright.examine.hindsight.regret import Regret

__all__ = ["hindsight_sentences", "loss_amount", "regret_chart", "regret_measures", "regret_table"]

_GAP = "\u00a0"
_MINUS = "\u2212"


def hindsight_sentences(
    plan: Plan, best: Plan, regrets: Sequence[Regret], chain: Sequence[str], base: tuple[str, float] | None = None
) -> list[str]:
    """Return what the plan lost, the most important first.

    Parameters
    ----------
    plan, best : Plan
        The plan and the hindsight optimum.
    regrets : sequence of Regret
        That which is told first.
    chain : sequence of str
        The plans that were planned again, this one last.
    base : tuple of str and float, optional
        The plan that the others are compared with, and its figure of the first regret.
    """
    name = clean(plan.name, 60)
    if not regrets:
        return [f"The judge gives no figure with a better side of {name}, so nothing can be compared."]
    return [
        *(_compared(name, regrets[0]) if regrets[0].own else _beside(name, regrets[0])),
        *_other_posts(plan, best),
        *_gained(name, regrets[0], base),
        *_split(regrets[0]),
        *_proof(best, regrets[0]),
        *_replanned(chain),
    ]


def loss_amount(value: float, unit: str) -> str:
    r"""Return a loss; below zero it is a gain.

    >>> loss_amount(12.0, "m"), loss_amount(0.02, "share"), loss_amount(-3.0, "m")
    ('12\xa0m', '2.0\xa0points', '\u22123\xa0m')
    """
    text = f"{100 * abs(value):.1f}{_GAP}points" if unit == "share" else amount(abs(value), unit)
    return (_MINUS if value < 0 else "") + text


def _compared(name: str, first: Regret) -> Iterator[str]:
    unit, regret = first.measure.unit, first.total
    what = f"On the held-out demand the {first.measure.name} of {name} is {amount(first.measure.value, unit)}"
    if regret == 0:
        yield f"{what}; the same planner, had it known that demand, does no better: there is no regret."
        return
    share = f" ({100 * regret / abs(first.hindsight):.1f}{_GAP}%)" if first.hindsight and unit != "share" else ""
    yield (
        f"{what}; the same planner, had it known that demand, reaches {amount(first.hindsight, unit)}. That is a "
        f"regret of {loss_amount(regret, unit)}{share}."
    )


def _beside(name: str, first: Regret) -> Iterator[str]:
    """Compare in a figure that the planner is not known to aim at: a difference there is no regret."""
    unit, figure = first.measure.unit, first.measure.name
    yield (
        f"On the held-out demand the {figure} of {name} is {amount(first.measure.value, unit)}; the plan of the same "
        f"planner, had it known that demand, has {amount(first.hindsight, unit)}. No figure of the judge is known to "
        "be the one that this planner aims at, so the difference is not called a regret."
    )


def _other_posts(plan: Plan, best: Plan) -> Iterator[str]:
    one, other = len(plan.site_ids), len(best.site_ids)
    if one != other:
        yield (
            f"The plan in hindsight has {count_of(other, 'post')} in place of {one:,}: the figures are of unlike plans."
        )


def _gained(name: str, first: Regret, base: tuple[str, float] | None) -> Iterator[str]:
    """Say how much of what could have been gained was."""
    if base is None or not first.own or first.total == 0:
        return
    sign = 1 if first.measure.direction == "lower" else -1
    could, gained = sign * (base[1] - first.hindsight), sign * (base[1] - first.measure.value)
    if 0 < gained <= could:
        unit = first.measure.unit
        yield (
            f"Of the {loss_amount(could, unit)} that it could at best have gained on “{clean(base[0], 60)}”, {name} "
            f"gained {loss_amount(gained, unit)} ({100 * gained / could:.0f}{_GAP}%)."
        )


def _split(first: Regret) -> Iterator[str]:
    unit = first.measure.unit
    if not first.own:
        return
    if math.isnan(first.optimiser):
        yield "No bound is proven of this plan, so the regret is not split between the forecast and the optimiser."
    elif first.total > 0 and first.optimiser == 0:
        yield (
            "The plan is proven optimal on the demand that it was planned on, so all of the regret comes from the "
            "forecast and none from the optimiser."
        )
    elif first.total > 0:
        yield (
            f"Of it at most {loss_amount(first.optimiser, unit)} comes from the optimiser, by its gap on the demand "
            f"planned on, and {loss_amount(first.forecast, unit)} or more from the forecast."
        )


def _proof(best: Plan, first: Regret) -> Iterator[str]:
    text = "nothing proven" if best.certificate is None else best.certificate.text
    known = first.own and first.most > first.total * (1 + 1e-9)
    most = f"; the regret is at most {loss_amount(first.most, first.measure.unit)}" if known else ""
    yield f"The hindsight optimum: {text}{most}."
    if first.own:
        yield "What is measured is the planner's own objective, worked out on the held-out demand."


def _replanned(chain: Sequence[str]) -> Iterator[str]:
    if len(chain) > 1:
        names = joined(clean(name, 60) for name in chain)
        yield f"In hindsight every plan of the chain was planned again: {names}."


def regret_measures(first: Regret) -> Iterator[Measure]:
    """Yield the first regret and its parts as figures."""
    if not first.own:
        return
    unit = first.measure.unit
    yield Measure("regret", first.total, unit, "lower")
    if not math.isnan(first.optimiser):
        yield Measure("regret from the optimiser, at most", first.optimiser, unit, "lower")
        yield Measure("regret from the forecast, at least", first.forecast, unit, "lower")


def regret_table(regrets: Sequence[Regret]) -> Table:
    """Return the first figure of every kind beside that of the hindsight optimum; units differ, so they are words."""
    shown: dict[str, Regret] = {}
    for one in regrets:
        shown.setdefault(one.measure.about, one)
    rows = list(shown.values())
    words = {
        "plan": [amount(one.measure.value, one.measure.unit) for one in rows],
        "in hindsight": [amount(one.hindsight, one.measure.unit) for one in rows],
        "regret": [loss_amount(one.total, one.measure.unit) for one in rows],
    }
    return Table(
        name="regret",
        index=[one.measure.name for one in rows],
        columns=[Column(name, values) for name, values in words.items()],
        index_name="figure",
        caption="The plan and the hindsight optimum on the held-out demand. Below zero the plan is better.",
    )


def regret_chart(first: Regret, base: tuple[str, float] | None = None) -> BarChart | None:
    """Return the first figure as bars: of the base, the plan, and the hindsight optimum; None where one is below 0."""
    named = [] if base is None else [Bar(clean(base[0], 40), base[1])]
    bars = [*named, Bar("the plan", first.measure.value), Bar("in hindsight", first.hindsight, "better")]
    if not all(bar.value >= 0 for bar in bars):
        return None
    return BarChart(
        name="regret",
        alt=f"Bars of the {first.measure.name} of the plan and of the hindsight optimum.",
        caption=f"{first.measure.name.capitalize()} on the held-out demand.",
        bars=bars,
        axis=first.measure.name,
        unit=first.measure.unit,
    )
