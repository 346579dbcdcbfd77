"""What an examiner owes: its tests, ready to be called with any examiner, one of a plug-in too."""

from __future__ import annotations

import json

import pandas as pd

from beatwright.core import Case, Examiner, Finding, Incidents, Step
from beatwright.testing.check_step import check_step, need

__all__ = ["check_examiner"]


def check_examiner(examiner: Examiner, case: Case, incidents: Incidents | None = None) -> Finding:
    """Check that an examiner keeps the promises that reports and case folders rely on.

    Parameters
    ----------
    examiner : Examiner
        What is checked.
    case : Case
        Planned and judged.
    incidents : Incidents, optional
        What it was planned on; None for an examiner that does not read them.

    Returns
    -------
    Finding
        What it finds.

    Raises
    ------
    AssertionError
        Where it has no `examine`, is a step that `check_step` finds fault with, changes what it is given, gives
        something else than a Finding, says something else when asked again, says nothing at all, or where its finding
        cannot be written as JSON and read back.
    """
    name = type(examiner).__name__
    need(isinstance(examiner, Examiner), f"{name} has no method examine(case, incidents).")
    if isinstance(examiner, Step):
        check_step(examiner)
    before, rows = case.digest, pd.DataFrame() if incidents is None else incidents.frame.copy()
    found = examiner.examine(case, incidents)  # type: ignore[arg-type]
    need(isinstance(found, Finding), f"{name} must return a Finding. Got {type(found).__name__}.")
    need(case.digest == before, f"{name} changed the case that it was given.")
    need(incidents is None or incidents.frame.equals(rows), f"{name} changed the incidents that it was given.")
    again = examiner.examine(case, incidents)  # type: ignore[arg-type]
    need(again == found, f"{name} says something else when it is asked again.")
    _check_written(found, name)
    parts = (found.sentences, found.measures, found.tables, found.charts)
    need(any(parts), f"The finding of {name} says nothing: no sentence, figure, table or chart.")
    return found


def _check_written(found: Finding, name: str) -> None:
    try:
        text = json.dumps(found.to_dict(), allow_nan=False)
    except (TypeError, ValueError) as problem:
        raise AssertionError(f"The finding of {name} cannot be written as JSON: {problem}") from None
    need(Finding.from_dict(json.loads(text)) == found, f"The finding of {name} is another one when it is read back.")
