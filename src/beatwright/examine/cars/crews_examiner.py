"""The examiner of cars on duty: what calls need beside what there is by hour, and where help comes from outside."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from beatwright.base.plain_text import clean
from beatwright.base.quantity import amount, percent
from beatwright.base.words import count_of, significant
from beatwright.core.case import Case
from beatwright.core.chart import LineChart, ZoneMap
from beatwright.core.chart_parts import Chart, Line, Panel, Spot
from beatwright.core.evaluation import Evaluation
from beatwright.core.finding import Finding
from beatwright.core.incidents import Incidents
from beatwright.core.site_names import post_names
from beatwright.core.step import Step
from beatwright.core.table import Table
from beatwright.examine.cars.cross_beat_flow import cross_beat_flow

__all__ = ["Crews"]

_NEED = ("cars", "load by the clock", "load")  # of a table by hour of the week
_OUTSIDE, _SENT = "answered from outside", "cars sent per year"  # of a table by zone
_DAY = 24
_NOT_JUDGED = (
    "No judge said what the cars of the recommended plan meet: a plan with cars needs slots = 168 in [problem]."
)


@dataclass(frozen=True)
class Crews(Step):
    """Cars of the recommended plan: need against cars by hour, maps of workload and of who helps whom.

    It draws what judges of cars said of the plan: `Delay` by hour of the week, `Hypercube` or `Simulation` by post and
    by zone. Where none judged it, it says so.

    Examples
    --------
    >>> from beatwright.testing import small_problem
    >>> Crews().examine(Case("bare", small_problem(), small_problem())).sentences
    ('No judge said what the cars of the recommended plan meet: a plan with cars needs slots = 168 in [problem].',)
    """

    def examine(self, case: Case, incidents: Incidents | None = None) -> Finding:
        """Return what the judges of cars said, as charts; the incidents are not read."""
        said = [one for one in case.evaluations if one.plan == case.main]
        week = [one.tables["hour"] for one in said if _has(one, "hour", *_NEED)]
        flows = [one for one in said if _has(one, "zone", "beat", _OUTSIDE, _SENT) and _has(one, "post", "workload")]
        names = post_names(case.problem.city)
        sentences = [text for table in week[:1] for text in _need_sentences(table, clean(case.main, 60))]
        sentences += [text for one in flows[:1] for text in _load_sentences(one.tables["post"], names)]
        helped = [cross_beat_flow(case, one, case.plan(case.main)) for one in flows[:1] if _has(one, "flow")]
        sentences += [text for flow in helped for text in flow.sentences(case)]
        return Finding(
            name="crews",
            title="Cars on duty, and what calls need",
            short="Cars",
            sentences=tuple(sentences) or (_NOT_JUDGED,),
            charts=(
                *map(_need_chart, week[:1]),
                *(chart for one in flows[:1] for chart in _maps(case, one)),
                *(chart for flow in helped for chart in flow.charts(case)),
            ),
        )


def _has(evaluation: Evaluation, name: str, *columns: str) -> bool:
    table = evaluation.tables.get(name)
    return table is not None and set(columns) <= {column.name for column in table.columns}


def _need_sentences(table: Table, plan: str) -> Iterator[str]:
    """Yield when calls need most, when least is left, and how far the load lags behind the calls."""
    cars, lagging, load = (np.array(table[name].values, dtype=np.float64) for name in _NEED)
    most, spare = int(lagging.argmax()), cars - lagging
    yield (
        f"The load of “{plan}” is largest from {table.index[most]}: {significant(lagging[most], 3)} cars, with "
        f"{int(cars[most]):,} on duty."
    )
    least = int(spare.argmin())
    yield (
        f"It leaves fewest cars free from {table.index[least]}: a load of {significant(lagging[least], 3)} cars, with "
        f"{int(cars[least]):,} on duty."
    )
    later = (most - int(load.argmax())) % len(load)
    if 0 < later < _DAY // 2:
        yield f"The load is largest {count_of(later, 'hour')} after the calls are, since they keep cars for longer."


def _load_sentences(table: Table, known: Mapping[str, str]) -> Iterator[str]:
    work = np.array(table["workload"].values, dtype=np.float64)
    if np.isfinite(work).any():
        high, low = int(np.nanargmax(work)), int(np.nanargmin(work))
        busiest, idlest = (clean(known.get(table.index[post], table.index[post]), 60) for post in (high, low))
        yield (
            f"The cars of {busiest} are the busiest, {amount(work[high], 'share')} of their time; those of {idlest} "
            f"the least, {amount(work[low], 'share')}."
        )


def _need_chart(table: Table) -> Chart:
    hours = tuple(map(float, range(len(table.index))))
    names = ("cars on duty", "load by the clock", "load of the hour's calls")
    lines = [Line(name, hours, table[column].values) for name, column in zip(names, _NEED, strict=True)]
    return LineChart(
        name="need",
        alt="Cars on duty by hour of the week, and the cars that calls keep busy, as they come and as the load lags.",
        caption="Cars on duty and cars that calls keep busy, all posts together. Hour 0 is Monday 00:00; days have 24.",
        x_name="hour of the week",
        panels=[Panel("Cars", lines)],
    )


def _marks(case: Case, posts: pd.DataFrame, texts: Sequence[str], *, boxed: bool = False) -> list[Spot]:
    """Return what is written where each post is."""
    city = case.problem.city
    xy = city.site_xy[city.site_positions(tuple(posts.index))]
    return [Spot(float(x), float(y), text, boxed=boxed) for (x, y), text in zip(xy, texts, strict=True)]


def _maps(case: Case, evaluation: Evaluation) -> Iterator[Chart]:
    zones, posts = evaluation.tables["zone"].frame, evaluation.tables["post"].frame
    shown = zones[_SENT].to_numpy(dtype=np.float64) >= case.fewest_shown
    workload = zones["beat"].map(posts["workload"]).to_numpy(dtype=np.float64)
    outside = np.where(shown, zones[_OUTSIDE].to_numpy(dtype=np.float64), np.nan)
    both: dict[str, Any] = {"zones": tuple(zones.index), "unit": "%", "counts_calls": False}
    numbers = [str(number) for number in range(1, len(posts) + 1)]
    busy = [
        number if np.isnan(part) else f"{number}: {percent(part)}"
        for number, part in zip(numbers, posts["workload"].to_numpy(dtype=np.float64), strict=True)
    ]
    if np.isfinite(workload).any():
        yield ZoneMap(
            name="workload",
            values=(100 * workload).tolist(),
            alt="Zones by the workload of the cars of their nearest post.",
            caption="How busy the cars of the nearest post are. Each post has its number and the workload of its cars.",
            spots=_marks(case, posts, busy, boxed=True),
            legend="Per cent of its time that a car of the nearest post is busy",
            **both,
        )
    if np.isfinite(outside).any():
        yield ZoneMap(
            name="from_outside",
            values=(100 * outside).tolist(),
            alt="Zones by the share of their calls that a car from outside their beat answers.",
            caption="Where help comes from outside the beat. White: too few calls to show. Numbers are the posts'.",
            spots=_marks(case, posts, numbers),
            legend="Per cent of calls answered from outside the beat",
            **both,
        )
