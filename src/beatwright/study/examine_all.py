"""What a study finds out about its case beside judging its plans."""

from __future__ import annotations

from collections.abc import Iterator

from beatwright.base.progress import Clock
from beatwright.base.words import count_of
from beatwright.core import Case, Finding, Incidents
from beatwright.examine import finding_of_alternatives, finding_of_trade_off
from beatwright.study.alternatives_table import AlternativesOptions, make_alternatives, planner_to_rank, quick_to_rank
from beatwright.study.file.study_steps import Study
from beatwright.study.judging import judge_reading
from beatwright.study.trade_off_table import make_trade_off

__all__ = ["examine_all"]


def examine_all(study: Study, case: Case, incidents: Incidents, clock: Clock) -> tuple[Finding, ...]:
    """Return what the examiners of a study find, in their order.

    Parameters
    ----------
    study : Study
        Its examiners, planners and judges.
    case : Case
        Planned and judged.
    incidents : Incidents
        What it was planned on.
    clock : Clock
        Told of every examiner.
    """
    return (*_trade_off(study, case, clock), *_alternatives(study, case, clock))


def _trade_off(study: Study, case: Case, clock: Clock) -> Iterator[Finding]:
    if study.tradeoff is None:
        return
    today = next((plan for plan in case.plans if plan.today and plan.posts is not None), None)
    with clock.step("trade posts off") as step:
        made = make_trade_off(
            study.tradeoff,
            [planner for _, planner in study.planners],
            case.problem,
            case.heldout,
            judge_reading(study.judges, "posts"),
            today=today,
            seed=study.options.seed,
            progress=step.progress,
        )
        proven = sum(point.proven for point in made.curve())
        step.result = f"{count_of(len(made.points), 'plan')}, {proven} of {len(made.curve())} optima proven"
    yield finding_of_trade_off(made)


def _alternatives(study: Study, case: Case, clock: Clock) -> Iterator[Finding]:
    """Rank alternatives where the study asks for them, or where it says nothing and they are quick."""
    found = planner_to_rank(study.planners, study.main)
    options = study.alternatives or AlternativesOptions()
    unasked = study.alternatives is None
    if found is None or not options.count or (unasked and (found[0] != study.main or not quick_to_rank(case.problem))):
        return
    name, planner = found
    with clock.step("rank alternatives") as step:
        step.progress(0, 1, f"{options.count} plans of {name}")
        judge = judge_reading(study.judges, "posts")
        made = make_alternatives(options, planner, name, case.problem, case.heldout, judge)
        step.progress(1, 1, "")
        proven = sum(one.proven for one in made.ranked)
        step.result = f"{count_of(len(made.ranked), 'plan')}, {proven} of them proven in rank"
    yield finding_of_alternatives(made, case.problem.city)
