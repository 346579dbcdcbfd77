"""What is told of jobs while they run, numbered, so that whoever lost the line can go on where it was."""

from __future__ import annotations

import threading
from collections import OrderedDict, deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

__all__ = ["JobEvent", "JobFeed"]

_KEPT = 200  # events of a job: each says all that is known, so that older ones are of no use
_REMEMBERED = 500  # jobs


@dataclass(frozen=True)
class JobEvent:
    """Something that was told of a job.

    Parameters
    ----------
    number : int
        Its place, from 1.
    name : {"progress", "end"}
        What it tells.
    data : mapping
        Plain values.
    """

    number: int
    name: str
    data: Mapping[str, Any]


@dataclass(frozen=True)
class JobFeed:
    """The events of the jobs that were told of last.

    Examples
    --------
    >>> feed = JobFeed()
    >>> feed.tell(7, "progress", {"phase": "searching"})
    >>> feed.tell(7, "progress", {"phase": "judging"})
    >>> [event.data["phase"] for event in feed.after(7, 1)]
    ['judging']
    """

    _events: OrderedDict[int, deque[JobEvent]] = field(default_factory=OrderedDict, repr=False)
    _turn: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def tell(self, job: int, name: str, data: Mapping[str, Any]) -> None:
        """Add an event of a job."""
        with self._turn:
            events = self._events.setdefault(job, deque(maxlen=_KEPT))
            events.append(JobEvent(events[-1].number + 1 if events else 1, name, data))
            self._events.move_to_end(job)
            while len(self._events) > _REMEMBERED:
                self._events.popitem(last=False)

    def after(self, job: int, number: int) -> tuple[JobEvent, ...]:
        """Return the events of a job after a place; all where that place is not known here, as after a restart."""
        with self._turn:
            events = tuple(self._events.get(job, ()))
        known = bool(events) and number <= events[-1].number
        return tuple(event for event in events if not known or event.number > number)
