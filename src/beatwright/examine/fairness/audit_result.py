"""What an audit of a forecaster found, as figures."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from beatwright.forecast import FeedbackRuns

__all__ = ["AuditResult", "PlanUnderDoubt"]


@dataclass(frozen=True)
class PlanUnderDoubt:
    """What a plan is worth where a group reports less than the others.

    Parameters
    ----------
    plan : str
        Its name.
    metres : float
        Mean distance from the nearest post by the demand as recorded.
    fewer, more : float
        The same where the group reports less than the others, and where the others do.
    """

    plan: str
    metres: float
    fewer: float
    more: float


@dataclass(frozen=True, eq=False)
class AuditResult:
    """Figures of an audit.

    Parameters
    ----------
    forecaster : str
        Who was audited.
    groups : str
        What zones are grouped by, in words.
    focus : str
        The group on which flags fall heaviest beside its incidents.
    since, weeks : Timestamp, int
        When the time foreseen began, and how long it was.
    share : float
        Share of the area that was flagged.
    flags : DataFrame
        Of `flagged_share`.
    reporting : DataFrame
        Of `reporting_sensitivity` for the focus.
    ratio : float
        How much less a group might report.
    loops : mapping of str to FeedbackRuns
        The feedback loops, by what they are.
    member : array of bool, shape (zones,)
        The zones of the focus.
    plan : PlanUnderDoubt, optional
        The recommended plan.
    """

    forecaster: str
    groups: str
    focus: str
    since: pd.Timestamp
    weeks: int
    share: float
    flags: pd.DataFrame
    reporting: pd.DataFrame
    ratio: float
    loops: dict[str, FeedbackRuns]
    member: npt.NDArray[np.bool_]
    plan: PlanUnderDoubt | None = None

    def row(self, label: object) -> dict[str, float]:
        """Return the figures of a group."""
        found = self.flags.iloc[list(self.flags.index).index(label)]
        return {str(name): float(value) for name, value in found.items()}

    def recorded_share(self, of: str) -> float:
        """Return a share of the focus by the records as they are."""
        return float(self.reporting[of].to_numpy()[list(self.reporting.index).index(1.0)])

    def patrols(self, loop: str) -> npt.NDArray[np.float64]:
        """Return the share of the patrols in the focus over a loop, the mean of its runs, shape (moments,)."""
        return np.asarray(self.loops[loop].group_share(self.member).mean(axis=0))

    def truth(self, loop: str) -> float:
        """Return the share of the incidents that happen in the focus."""
        return float(self.loops[loop].truth[self.member].sum())
