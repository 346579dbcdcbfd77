"""What examiners of incidents alone have in common."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from beatwright.base import check
from beatwright.base.errors import Complaints, ParameterError
from beatwright.base.progress import Progress
from beatwright.core.case import Case
from beatwright.core.finding import Finding
from beatwright.core.incidents import Incidents
from beatwright.core.step import NO_OPTION, Step
from beatwright.core.tools import Tools
from beatwright.examine.exploration.set_aside import SetAside, with_set_aside

__all__ = ["IncidentExaminer"]


@dataclass(frozen=True, kw_only=True, repr=False)
class IncidentExaminer(Step):
    """Base of the examiners that ask nothing of plans: they work before anything is planned, and after.

    A subclass says in `look` what it finds. What cannot be said of the incidents, since they are too few or all at one
    place, is a `ParameterError` there, whose sentence becomes the finding. `finding`, `title` and `short` of the class
    are the names of what it finds, and `unasked` says whether an exploration looks at it where no examiner is named.

    Parameters
    ----------
    kinds : list of str
        The kinds of incident that count. Empty: all.
    progress : callable, optional
        Called as ``progress(done, total, text)``.
    """

    finding: ClassVar[str] = ""
    title: ClassVar[str] = ""
    short: ClassVar[str] = ""
    unasked: ClassVar[bool] = True
    kinds: tuple[str, ...] = ()
    progress: Progress | None = field(default=None, compare=False, metadata=NO_OPTION)

    def complaints(self) -> Iterable[str | None]:
        """Yield what is wrong with the options."""
        texts = isinstance(self.kinds, tuple) and all(isinstance(kind, str) for kind in self.kinds)
        if not texts:
            yield check.sentence(type(self).__name__, "kinds", "a list of kinds of incident", repr(self.kinds))

    def equipped(self, tools: Tools) -> Any:
        """Return a copy that tells its progress to whom the study tells it."""
        return dataclasses.replace(self, progress=tools.progress)

    def examine(self, case: Case, incidents: Incidents) -> Finding:
        """Return what is found in the incidents; where nothing can be said of them, the finding says why.

        Raises
        ------
        ParameterError
            With every kind that an option names and no incident is of.
        """
        chosen = self._chosen(incidents)
        try:
            return self.look(case, chosen)
        except ParameterError as reason:
            return self.found([str(reason)])

    def found(self, sentences: Sequence[str], aside: Sequence[SetAside] = (), **parts: Any) -> Finding:
        """Return a finding under the name and the titles of this examiner.

        Parameters
        ----------
        sentences : sequence of str
            The answer in words.
        aside : sequence of SetAside
            Incidents that the answer is silent on, told before it where they are many.
        **parts
            As `Finding` takes them.
        """
        return Finding(self.finding, self.title, with_set_aside(sentences, aside), short=self.short, **parts)

    def look(self, case: Case, incidents: Incidents) -> Finding:
        """Return what is found in the incidents of the kinds that count.

        Raises
        ------
        ParameterError
            Where nothing can be said of them.
        """
        raise NotImplementedError

    @property
    def kinds_named(self) -> tuple[str, ...]:
        """Every kind that an option names."""
        return self.kinds

    @property
    def kinds_needed(self) -> tuple[str, ...]:
        """The kinds whose incidents `look` is given; empty: all."""
        return self.kinds

    def unknown_kinds(self, incidents: Incidents) -> list[str]:
        """Return a complaint for each kind that an option names and no incident is of."""
        known = [str(kind) for kind in incidents.frame["kind"].cat.categories]
        return [
            f"No incident is of the kind '{kind}' that {type(self).__name__} is to look at. "
            f"{check.did_you_mean(kind, known)}"
            for kind in dict.fromkeys(self.kinds_named)
            if kind not in known
        ]

    def _chosen(self, incidents: Incidents) -> Incidents:
        complaints = Complaints()
        complaints.extend(self.unknown_kinds(incidents))
        complaints.raise_if_any(ParameterError)
        return incidents.select(kinds=self.kinds_needed) if self.kinds_needed else incidents

    def tell(self, done: int, total: int, text: str) -> None:
        """Tell whoever listens how far the work is."""
        if self.progress is not None:
            self.progress(done, total, text)
