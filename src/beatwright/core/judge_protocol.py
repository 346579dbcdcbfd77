"""The one method of a judge; the other protocols know a case, and a case knows a judge."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from beatwright.core.evaluation import Evaluation
from beatwright.core.plan import Plan
from beatwright.core.problem import Problem

__all__ = ["Judge"]


@runtime_checkable
class Judge(Protocol):
    """Measures a plan; it never knows who made it."""

    def score(self, problem: Problem, plan: Plan) -> Evaluation:
        """Return the evaluation of `plan` on `problem`."""
        ...
