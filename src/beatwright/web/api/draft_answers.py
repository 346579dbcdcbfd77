"""What is answered of a draft: its line, its log, what is judged of it, and the totals of its districts."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy import Row

from beatwright.base.errors import ParameterError
from beatwright.core.plan import Plan
from beatwright.show import headline
from beatwright.web.cases.case_shelf import OpenCase
from beatwright.web.drafts.draft import Draft
from beatwright.web.drafts.draft_log import LogEntry
from beatwright.web.drafts.draft_of_plan import BY_HAND, plan_of_draft
from beatwright.web.drafts.undo import undo_stacks
from beatwright.web.models.plan_models import CommandTaken, DraftAnswer, JudgedPlan, LayerName, LogLine, PlanLine
from beatwright.web.planner_server import PlannerServer
from beatwright.web.store.account_store import Account
from beatwright.web.store.draft_store import TableState
from beatwright.web.store.plan_lines import selected_plan_lines
from beatwright.web.store.tables import plans

__all__ = [
    "LAYERS_JUDGED",
    "draft_answer",
    "drawn_plan",
    "judged_answer",
    "judged_by_layer",
    "judged_where_it_can_be",
    "layer_of_keys",
    "line_of_plan",
    "log_line",
    "plan_line",
    "taken_answer",
    "tested",
]

LAYERS_JUDGED: tuple[LayerName, ...] = ("posts", "districts")


def taken_answer(
    planner: PlannerServer, opened: OpenCase, number: int, entry: LogEntry, state: TableState, account: Account
) -> CommandTaken:
    """Return what a command is answered: its line, and the plan as it stands then."""
    layer = layer_of_keys(entry.patch.keys) if entry.patch.keys else _first_layer(state.draft)
    stacks = undo_stacks(state.log, account.name)
    return CommandTaken(
        line=log_line(entry),
        **_figures(planner, opened, number, state.draft, layer),
        undo=bool(stacks.undo),
        redo=bool(stacks.redo),
    )


def draft_answer(
    planner: PlannerServer,
    opened: OpenCase,
    line: PlanLine,
    draft: Draft,
    state: TableState,
    account: Account,
    *,
    seq: int,
    layer: LayerName | None,
) -> DraftAnswer:
    """Return what is answered of a draft as it stood after the command `seq`."""
    stacks = undo_stacks(state.log, account.name)
    return DraftAnswer(
        plan=line,
        seq=seq,
        values=dict(draft.values),
        **_figures(planner, opened, line.id, draft, layer or _first_layer(draft)),
        undo=bool(stacks.undo),
        redo=bool(stacks.redo),
    )


def layer_of_keys(keys: frozenset[str]) -> LayerName:
    """Return the layer that is judged after these keys changed.

    >>> layer_of_keys(frozenset({"unit:a"})), layer_of_keys(frozenset({"post:1"}))
    ('districts', 'posts')
    """
    return "posts" if any(key.startswith("post:") for key in keys) else "districts"


def _first_layer(draft: Draft) -> LayerName:
    return "posts" if draft.slots else "districts"


def _figures(planner: PlannerServer, opened: OpenCase, number: int, draft: Draft, layer: LayerName) -> dict[str, Any]:
    """Return what the screen shows of a draft beside its values."""
    plan = drawn_plan(planner, number, draft)
    return {
        "judged": judged_where_it_can_be(opened, plan, layer),
        "layer": layer,
        "tally": planner.tallies.answer(opened, number, draft, planner.drafts.base(number)),
    }


def drawn_plan(planner: PlannerServer, number: int, draft: Draft) -> Plan:
    """Return the plan that a draft shows; it says what it was edited from, and how often its lineage was tested."""
    line = plan_line(planner, number)
    # Districts are the draft's own; to put those of the plan it began with in order again would take as long.
    start = tested(replace(planner.drafts.base(number), districts=None), line.tests)
    return plan_of_draft(draft, start, name=line.name, made_by=BY_HAND)


def tested(plan: Plan, tests: int) -> Plan:
    """Return a plan that was edited by hand, saying that its lineage was tested so often."""
    assert plan.edited_from is not None  # every draft begins with a plan
    return replace(plan, edited_from=replace(plan.edited_from, tests=tests))


def judged_by_layer(opened: OpenCase, plan: Plan, *, unseen: bool) -> dict[str, JudgedPlan]:
    """Return what is judged of a plan, by layer, on the demand planned on or on held-out incidents."""
    found = {layer: judged_where_it_can_be(opened, plan, layer, unseen=unseen) for layer in LAYERS_JUDGED}
    return {layer: judged for layer, judged in found.items() if judged is not None}


def judged_where_it_can_be(
    opened: OpenCase, plan: Plan, layer: LayerName, *, unseen: bool = False
) -> JudgedPlan | None:
    """Return what is judged of a plan; None where the layer is empty, or its zones are points and have no borders."""
    try:
        return judged_answer(opened, plan, layer, unseen=unseen) if layer in plan.decided else None
    except ParameterError:
        return None


def judged_answer(opened: OpenCase, plan: Plan, layer: LayerName, *, unseen: bool = False) -> JudgedPlan:
    """Return what is judged of a layer of a plan: on the demand planned on, unless `unseen`, which must be counted."""
    judged = opened.judged(plan, layer, unseen=unseen)
    evaluation = judged.evaluations[-1].to_dict()
    return JudgedPlan(headline=headline(judged).to_dict(), evaluation=evaluation)


def plan_line(planner: PlannerServer, number: int) -> PlanLine:
    """Return the line of a plan in a list."""
    with planner.database.reading() as connection:
        return line_of_plan(connection.execute(selected_plan_lines(plans.c.id == number)).one())


def line_of_plan(row: Row[Any]) -> PlanLine:
    """Return the line of a plan of its row."""
    return PlanLine(
        id=row.id,
        name=row.name,
        head=row.head,
        tests=row.tests,
        changed=row.changed,
        binned=row.binned is not None,
        posts=row.posts,
        districts=row.districts,
    )


def log_line(entry: LogEntry) -> LogLine:
    """Return an entry of the log as it goes over the wire."""
    return LogLine(
        seq=entry.seq,
        id=entry.id,
        user=entry.user,
        at=entry.at,
        verb=entry.verb,
        of=entry.of,
        patch=entry.patch.to_dict(),
    )
