"""From the steps of a study to what a job tells."""

from __future__ import annotations

from beatwright.base.errors import BeatwrightError
from beatwright.base.progress import Progress
from beatwright.web.work.job_report import JobReport

__all__ = ["StepProgress", "WorkStoppedError"]


class WorkStoppedError(BeatwrightError):
    """Somebody asked for the end."""


class StepProgress:
    """Hears of the steps of a run, tells the job of them, and ends the run where somebody asked for it.

    Parameters
    ----------
    report : JobReport
        The job's.

    Examples
    --------
    >>> told = []
    >>> steps = StepProgress(JobReport(told.append, lambda: False))
    >>> steps.begin("read incidents")(1, 4, "")
    >>> told[0]["phase"]
    'read incidents'
    """

    def __init__(self, report: JobReport) -> None:
        self._report = report

    def begin(self, step: str) -> Progress:
        """Tell that a step begins; return who hears of its progress."""
        self._report.progress(step)

        def tell(done: int, total: int, text: str) -> None:
            if self._report.stop():
                raise WorkStoppedError("The work was stopped.")
            self._report.progress(step, done=done / total if total else None)

        tell(0, 0, "")
        return tell

    def end(self, step: str, seconds: float, result: str) -> None:
        """Hear that a step ended."""
