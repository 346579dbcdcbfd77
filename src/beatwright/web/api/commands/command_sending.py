"""Carry a command out on a draft, and answer what became of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from beatwright.web.api.draft_answers import log_line, taken_answer
from beatwright.web.cases.case_shelf import OpenCase
from beatwright.web.drafts.draft_editing import TakeBack
from beatwright.web.drafts.draft_errors import DraftConflictError, DraftError, DraftLockedError
from beatwright.web.drafts.draft_log import DraftCommand
from beatwright.web.models.plan_models import CommandTaken
from beatwright.web.planner_server import PlannerServer
from beatwright.web.problem_answers import RequestProblem
from beatwright.web.store.account_store import Account
from beatwright.web.store.draft_store import BinnedPlanError, StaleError

__all__ = ["carry_out"]


def carry_out(
    planner: PlannerServer,
    opened: OpenCase,
    plan: int,
    command: DraftCommand | TakeBack,
    *,
    after: int,
    id: str,
    account: Account,
) -> CommandTaken:
    """Carry a command out, and return its line and the plan as it stands then.

    Raises
    ------
    RequestProblem
        409 where it comes too late, conflicts or the plan is in the bin; 423 where something is locked; else 422.
    """
    with _telling(command):
        entry, state = planner.drafts.append(plan, command, opened.ground, after=after, id=id, account=account.id)
    return taken_answer(planner, opened, plan, entry, state, account)


@contextmanager
def _telling(command: DraftCommand | TakeBack) -> Iterator[None]:
    try:
        yield
    except StaleError as stale:
        details = {
            "seq": stale.since[-1].seq,
            "since": [log_line(entry).model_dump() for entry in stale.since],
            "same": [entry.seq for entry in stale.same],
        }
        raise RequestProblem(409, "stale", str(stale), details) from None
    except BinnedPlanError as problem:
        raise RequestProblem(409, "binned", str(problem)) from None
    except DraftLockedError as problem:
        raise RequestProblem(423, "locked", str(problem)) from None
    except DraftConflictError as problem:
        raise RequestProblem(409, "conflict", str(problem), {"keys": sorted(problem.keys)}) from None
    except DraftError as problem:
        status = 409 if isinstance(command, TakeBack) else 422
        raise RequestProblem(status, "refused", str(problem)) from None
