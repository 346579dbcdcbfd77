"""The examiner of simulated dispatch: when answers are slow, when calls wait, what cars do, who helps whom."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from beatwright.base import check
from beatwright.base.check import did_you_mean
from beatwright.base.errors import ParameterError
from beatwright.base.plain_text import clean
from beatwright.base.quantity import amount
from beatwright.base.words import count_of
from beatwright.core.call_times import TracedCalls
from beatwright.core.case import Case
from beatwright.core.chart_parts import Chart
from beatwright.core.evaluation import Evaluation
from beatwright.core.finding import Finding
from beatwright.core.incidents import Incidents
from beatwright.core.protocols import TracingJudge
from beatwright.core.replay_days import MINUTES_OF_DAY, day_begin, day_name, day_number, worst_day
from beatwright.core.step import NO_OPTION, Step
from beatwright.core.table import Place, Table
from beatwright.core.tools import Tools
from beatwright.core.trace_stretches import longest_queue, wait_stretches
from beatwright.examine.cars.cross_beat_flow import cross_beat_flow
from beatwright.examine.dispatch.dispatch_charts import (
    car_timeline,
    hourly_responses,
    queue_by_hour,
    response_by_hour,
)

__all__ = ["Dispatch"]

_MOST_PLANS = 2
_WORST = (", when most minutes were waited", ", when most minutes were waited under both plans together")
_BREAKDOWNS = {
    "severity": "By class of calls",
    "minutes": "Minutes by class of calls",
    "post": "By post",
    "beat": "By beat",
    "zone": "By zone",
    "hour": "By hour of the week",
}
_IN_REPORT = ("severity", "post")
_NOT_SIMULATED = 'No judge simulated the dispatch of these plans: add [[evaluate]] with step = "Simulation".'


@dataclass(frozen=True)
class Dispatch(Step):
    """Simulated dispatch in pictures: response and queue by hour, cars on the worst day, and who helps whom.

    It asks the judge `Simulation` of the study what happens to the calls of its first year. Where the study has none,
    it says so. The breakdowns of the recommended plan by class, post, beat, zone and hour of the week become files.
    `beatwright replay` shows a day as an animation.

    Parameters
    ----------
    plans : list of str
        One or two plans by name. Default: that of today, or the one compared with, and the recommended one.
    day : str
        Day of the cars, by its number from 1 on. Default: the day after the warm-up on which most minutes were waited.

    Examples
    --------
    >>> from beatwright.testing import small_problem
    >>> Dispatch().examine(Case("bare", small_problem(), small_problem())).sentences
    ('No judge simulated the dispatch of these plans: add [[evaluate]] with step = "Simulation".',)
    """

    plans: tuple[str, ...] = ()
    day: str = ""
    judge: TracingJudge | None = field(default=None, compare=False, metadata=NO_OPTION)

    def complaints(self) -> Iterable[str | None]:
        """Yield what is wrong with the options."""
        named = isinstance(self.plans, tuple) and all(isinstance(one, str) for one in self.plans)
        if not named or len(self.plans) > _MOST_PLANS or len(set(self.plans)) < len(self.plans):
            yield check.sentence("Dispatch", "plans", "a list of one or two names of plans", repr(self.plans))
        if not isinstance(self.day, str):
            yield check.sentence("Dispatch", "day", "the number of a day as a text", repr(self.day))

    def equipped(self, tools: Tools) -> Dispatch:
        """Return a copy that asks the judge of a study that simulates, if it has one."""
        judges = (judge for judge in tools.judges if isinstance(judge, TracingJudge))
        return dataclasses.replace(self, judge=next(judges, None))

    def examine(self, case: Case, incidents: Incidents | None = None) -> Finding:
        """Return what happens to the calls, as charts; the incidents are not read.

        Raises
        ------
        ParameterError
            Where there is no such plan with posts, or no such day.
        """
        chosen = [] if self.judge is None else self._chosen(case)
        if self.judge is None or not chosen:
            return _finding((_NOT_SIMULATED,))
        made = [self.judge.traced(case.heldout, case.plan(name)) for name in chosen]
        shown, calls = made[-1], made[0].calls
        worst = worst_day(calls, [one.trace for one in made], made[0].counted)
        day = day_number(calls, self.day, "Dispatch") if self.day else worst
        judged = _simulated(case, shown)
        flows = [cross_beat_flow(case, said, case.plan(chosen[-1])) for said in judged]
        return _finding(
            (
                *(text for one in made for text in _sentences(one)),
                *(text for flow in flows for text in flow.sentences(case)),
                f"The cars are those of “{clean(chosen[-1], 60)}” on {day_name(calls, day)}"
                f"{'' if self.day else _WORST[len(made) - 1]}.",
            ),
            (
                response_by_hour(made),
                queue_by_hour(made),
                car_timeline(shown.calls, shown.trace, day),
                *(chart for flow in flows for chart in flow.charts(case)),
            ),
            (table for said in judged for table in _tables(case, said)),
        )

    def _chosen(self, case: Case) -> list[str]:
        """Return the names of the plans to show, the recommended one last."""
        known = [plan.name for plan in case.plans if plan.posts is not None]
        missing = [name for name in self.plans if name not in known]
        if missing:
            raise ParameterError(
                f"There is no plan '{clean(missing[0], 60)}' with posts to show the dispatch of. "
                f"{did_you_mean(missing[0], known)}"
            )
        return list(self.plans) or [name for name in dict.fromkeys((case.base, case.main)) if name in known]


def _tables(case: Case, said: Evaluation) -> Iterator[Table]:
    """Yield the breakdowns of a plan: in files, and in the report what its breakdowns do not hold already."""
    shown = case.evaluations[0].judge == said.judge
    for name, title in _BREAKDOWNS.items():
        place: Place = "everywhere" if name in _IN_REPORT and not shown else "files"
        table = _without_small(said.tables[name], case.fewest_shown)
        yield dataclasses.replace(table, name=f"dispatch_{name}", title=title, place=place)


def _without_small(table: Table, fewest: float) -> Table:
    """Return a table without the places of which a small count would be told: a finding is made to be shared."""
    counts = [column.values for column in table.columns if column.suppression == "count"]
    rows = [row for row in range(len(table.index)) if all(values[row] >= fewest for values in counts)]
    if not table.of_places or len(rows) == len(table.index):
        return table
    left_out = count_of(len(table.index) - len(rows), "place")
    return dataclasses.replace(
        table,
        index=[table.index[row] for row in rows],
        columns=[dataclasses.replace(one, values=[one.values[row] for row in rows]) for one in table.columns],
        caption=f"{left_out} with fewer than {fewest:g} a year left out.",
    )


def _finding(sentences: Sequence[str], charts: Sequence[Chart] = (), tables: Iterable[Table] = ()) -> Finding:
    return Finding(
        name="dispatch",
        title="What happens to calls, simulated one by one",
        short="Dispatch",
        sentences=tuple(sentences),
        charts=tuple(charts),
        tables=tuple(tables),
    )


def _simulated(case: Case, made: TracedCalls) -> list[Evaluation]:
    """Return the evaluation of a plan by simulation, which says who answers whom; empty where there is none."""
    said = [one for one in case.evaluations if one.plan == made.trace.plan and one.calls and "flow" in one.tables]
    return said[:1]


def _sentences(made: TracedCalls) -> Iterator[str]:
    """Yield the slowest hour of a plan, and the longest queue."""
    name, groups = f"“{clean(made.trace.plan, 60)}”", hourly_responses(made)
    means = np.array([each.mean() if len(each) else -np.inf for each in groups])
    slow = int(means.argmax())
    if np.isfinite(means[slow]):
        late = amount(float(np.quantile(groups[slow], 0.9)), "min")
        yield (
            f"{name} answers calls that come from {slow:02d}:00 to {slow + 1:02d}:00 slowest: in "
            f"{amount(means[slow], 'min')} on average, nine in ten within {late}."
        )
    most, minute = longest_queue(wait_stretches(made.trace), made.counted, 60.0 * len(made.calls.clock))
    first = day_begin(made.calls, 0)
    day = int((minute - first) // MINUTES_OF_DAY)
    at = int(minute - day_begin(made.calls, day))
    if most:
        yield (
            f"Under {name} at most {count_of(most, 'call')} waited at once, on {day_name(made.calls, day)} at "
            f"{at // 60:02d}:{at % 60:02d}."
        )
    else:
        yield f"Under {name} no call ever waited for a car."
