"""The trade-off of cars against delay in words, as curves and as a table."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import numpy as np

from beatwright.base.plain_text import clean
from beatwright.base.quantity import amount, verdict
from beatwright.base.words import count_of, plural
from beatwright.core.chart import Line, LineChart, Panel
from beatwright.core.finding import Finding
from beatwright.core.measure import Measure
from beatwright.core.table import Column, Table, distinct
from beatwright.examine.cars.car_point import CarPoint, CarTrade

__all__ = ["finding_of_car_trade", "no_car_trade"]

_NAME, _TITLE, _SHORT = "car-trade-off", "What car-hours buy", "Car-hours"
_BEST = "shared out best"
_IN_WORDS = {"ProportionalCars": "in proportion to calls"}
_CAPTION = (
    "Judged on demand that no plan has seen. A dot is filled where the plan is proven to be the best use of so many "
    "car-hours on the demand that it was planned on. Where posts cannot keep up with their calls there is no mean wait."
)


def no_car_trade(why: str) -> Finding:
    """Return the finding where there is nothing to trade."""
    return Finding(_NAME, _TITLE, (why,), short=_SHORT)


def finding_of_car_trade(trade: CarTrade) -> Finding:
    """Return what car-hours buy."""
    proofs = {f"at most {_hours(point.budget)} a week": point.plan.certificate for point in trade.exact}
    return Finding(
        _NAME,
        _TITLE,
        tuple(_sentences(trade)),
        tables=(_table(trade),),
        charts=(_chart(trade),),
        certificates={name: proof for name, proof in proofs.items() if proof is not None},
        short=_SHORT,
    )


def _called(method: str) -> str:
    return _IN_WORDS.get(method, method)


def _value(point: CarPoint, measure: Measure) -> str:
    return amount(point.figure(measure.name), measure.unit)


def _hours(value: float) -> str:
    return f"{value:,.0f} car-hours"


def _sentences(trade: CarTrade) -> Iterator[str]:
    yield from _as_many_as_today(trade)
    yield from _level_of_today(trade)
    yield from _rule(trade)
    yield from _main(trade)
    yield _proof(trade)


def _as_many_as_today(trade: CarTrade) -> Iterator[str]:
    """Yield what today's car-hours could do, at the plan's posts and at today's own."""
    today, measure = trade.today, trade.traded
    if today is None:
        yield "Today's cars are not known: the study has no 'cars' in [today]."
        return
    same = next((point for point in trade.exact if point.budget == today.car_hours), None)
    if same is None:
        few = today.car_hours < trade.fewest
        why = f"too few to carry all calls, which takes {trade.fewest:,}" if few else "not among those tried"
        yield f"At the posts of the recommended plan today's {_hours(today.car_hours)} a week are {why}."
        return
    where = "" if today.plan.site_ids == trade.main.plan.site_ids else " at the posts of the recommended plan"
    yield (
        f"With today's {_hours(today.car_hours)} a week, {_BEST}{where}, the {measure.name} is "
        f"{_value(same, measure)}; today it is {_value(today, measure)}."
    )
    if trade.at_today is not None:
        yield f"Shared out best at today's own posts they bring it to {_value(trade.at_today, measure)}."


def _level_of_today(trade: CarTrade) -> Iterator[str]:
    """Yield how many car-hours are enough for today's figure."""
    today, measure = trade.today, trade.traded
    if today is None:
        return
    level = today.figure(measure.name)
    kept = [verdict(one.figure(measure.name), level, measure.direction) in ("better", "same") for one in trade.exact]
    # All larger numbers must keep it too: one that is lucky on the held-out demand does not count.
    enough = [one for k, one in enumerate(trade.exact) if all(kept[k:])]
    if not enough:
        return
    least = enough[0]
    apart = least.car_hours - today.car_hours
    than = f"{abs(apart):,} {'fewer' if apart < 0 else 'more'} than today" if apart else "as many as today"
    yield (
        f"Of the numbers tried, {_hours(least.car_hours)} are the fewest that keep today's {measure.name} "
        f"({_value(least, measure)} with them): {than}."
    )


def _rule(trade: CarTrade) -> Iterator[str]:
    """Yield how each rival does with the same budgets."""
    measure = trade.traded
    best = {point.budget: point.figure(measure.name) for point in trade.exact}
    for method, curve in trade.rivals.items():
        pairs = np.array([(one.figure(measure.name), best[one.budget]) for one in curve if one.budget in best])
        known = pairs[np.isfinite(pairs).all(axis=1)] if len(pairs) else pairs
        if not len(known):
            yield f"Cars {_called(method)} have no plan with any of these car-hours."
            continue
        apart = (known[:, 0] - known[:, 1]) * (-1.0 if measure.direction == "higher" else 1.0)
        low, high = (known[k] for k in (int(apart.argmin()), int(apart.argmax())))
        texts = [
            f"{amount(theirs, measure.unit)} instead of {amount(ours, measure.unit)}" for theirs, ours in (low, high)
        ]
        told = texts[0] if texts[0] == texts[1] else f"{texts[0]} at their best, and {texts[1]} at their worst"
        yield f"Cars {_called(method)}, with the same car-hours, have a {measure.name} of {told}."
        ahead = "better" in (verdict(theirs, ours, measure.direction, measure.unit) for theirs, ours in known)
        if ahead:
            yield (
                "Where they are ahead: the planner judges hours one by one, on the demand planned on; the judge "
                "follows the line of calls through the week, on held-out demand."
            )


def _main(trade: CarTrade) -> Iterator[str]:
    """Yield where the recommended plan stands, which holds bounds that the curve does not know."""
    main, measure = trade.main, trade.traded
    same = next((point for point in trade.exact if point.budget == main.car_hours), None)
    if same is not None:
        yield (
            f"The recommended plan has {_hours(main.car_hours)} and a {measure.name} of {_value(main, measure)}; "
            f"the best use of as many has {_value(same, measure)}. The curve knows no bounds that hours must hold."
        )


def _proof(trade: CarTrade) -> str:
    curve = trade.exact
    number = sum(point.proven for point in curve)
    unit = next((one.plan.certificate.unit for one in curve if one.plan.certificate is not None), "")
    by = f", by the planner's own objective ({unit})" if unit else ""
    if number == len(curve):
        all_of = plural(number, "The plan of the curve is", f"All {number} plans of the curve are")
        return f"{all_of} proven to be the best use of so many car-hours on the demand planned on{by}."
    rest = len(curve) - number
    of = f"{number} of the {count_of(len(curve), 'plan')} of the curve {plural(number, 'is', 'are')}"
    return (
        f"{of} proven to be the best use of so many car-hours on the demand planned on{by}; {rest} "
        f"{plural(rest, 'was', 'were')} not proven in time."
    )


def _chart(trade: CarTrade) -> LineChart:
    return LineChart(
        name="cars_against_delay",
        alt=f"Curves of the {trade.traded.name} over car-hours a week, beside the recommended plan and today's cars.",
        caption=_CAPTION,
        x_name="Car-hours a week",
        panels=[Panel(measure.name, list(_lines(trade, measure)), measure.unit) for measure in trade.measures],
        hollow_name="filled: proven optimal",
    )


def _lines(trade: CarTrade, measure: Measure) -> Iterator[Line]:
    for method, curve in trade.curves.items():
        first = curve is trade.exact
        hollow = [k for k, point in enumerate(curve) if not point.proven] if first else []
        yield _line(_BEST if first else _called(method), curve, measure, hollow)
    yield _line(f"{trade.main.plan.name} (recommended)", [trade.main], measure)
    if trade.today is not None:
        yield _line(trade.today.plan.name, [trade.today], measure)


def _line(name: str, curve: Sequence[CarPoint], measure: Measure, hollow: Sequence[int] = ()) -> Line:
    points = curve or [None]  # type: ignore[list-item]
    x = [math.nan if one is None else one.car_hours for one in points]
    y = [math.nan if one is None else one.figure(measure.name) for one in points]
    return Line(clean(name, 60), x, y, hollow)


def _table(trade: CarTrade) -> Table:
    known = [(trade.main, "recommended, as it is"), *([(trade.today, "today, as it is")] if trade.today else [])]
    points = [*(point for point, _ in known), *trade.exact]
    blank = len(known)
    proofs = [one.plan.certificate.text if one.plan.certificate else "nothing proven" for one in trade.exact]
    columns = [
        *(_column(measure.name, measure, points) for measure in trade.measures),
        Column("proven", ["" for _ in known] + proofs),
    ]
    for method, curve in trade.rivals.items():
        of = {one.budget: one for one in curve}
        found = [None] * blank + [of.get(one.budget) for one in trade.exact]
        columns += [_column(f"{_called(method)}: {one.name}", one, found) for one in trade.measures]
    return Table(
        "by car-hours",
        [f"{point.car_hours:,}" for point in points],
        distinct(columns),
        index_name="car-hours a week",
        caption=f"Judged by {trade.main.judged.judge} on the demand {clean(trade.main.judged.on, 200)}",
        roles=[*(role for _, role in known), *(_role(trade, point) for point in trade.exact)],
        strong=[0],
        place="report",
    )


def _role(trade: CarTrade, point: CarPoint) -> str:
    if trade.today is not None and point.budget == trade.today.car_hours:
        return "as many as today"
    return "as many as recommended" if point.budget == trade.main.car_hours else ""


def _column(name: str, measure: Measure, points: Sequence[CarPoint | None]) -> Column:
    values = [math.nan if point is None else point.figure(measure.name) for point in points]
    return Column(name, values, measure.unit, measure.direction)
