"""Kinds and years that are asked for, held against the records before any long work."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from beatwright.base import check
from beatwright.base.errors import Complaints, StudyError
from beatwright.core import Examiner, Incidents
from beatwright.examine import IncidentExaminer

__all__ = ["need_known"]


def need_known(
    incidents: Incidents, *, kinds: Sequence[str] = (), years: Sequence[int] = (), examiners: Iterable[Examiner] = ()
) -> None:
    """Raise where no incident is of one of the kinds or years, or of a kind that an examiner names.

    Parameters
    ----------
    incidents : Incidents
        The records.
    kinds : sequence of str
        Kinds asked for.
    years : sequence of int
        Years asked for.
    examiners : iterable of Examiner
        Of these, those that look at incidents name kinds in their options.

    Raises
    ------
    StudyError
        With every complaint at once, and what was likely meant.
    """
    known = [str(kind) for kind in incidents.frame["kind"].cat.categories]
    of = sorted(set(incidents.frame["time"].dt.year))
    complaints = Complaints()
    for kind in dict.fromkeys(kinds):
        if kind not in known:
            complaints.add(f"No incident is of the kind '{kind}'. {check.did_you_mean(kind, known)}")
    for year in dict.fromkeys(years):
        if year not in of:
            listed = ", ".join(map(str, of)) or "none"
            complaints.add(f"No incident is of the year {year}. The years are: {listed}.")
    for examiner in examiners:
        if isinstance(examiner, IncidentExaminer):
            complaints.extend(examiner.unknown_kinds(incidents))
    complaints.raise_if_any(StudyError)
