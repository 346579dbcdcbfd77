"""What a child process is asked to do: plain values that go over a pipe as one line of JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from beatwright.core.plan import Plan

__all__ = ["JobRequest"]


@dataclass(frozen=True)
class JobRequest:
    """A piece of work.

    Parameters
    ----------
    id : int
        Number of the job.
    kind : str
        What is done: a name of `JOB_KINDS`.
    options : mapping
        As whoever asked chose them; the job shows them.
    folder, digest : str
        The case folder, and what the case in it must be; empty where the work is about no case.
    plan : mapping, optional
        The draft that it starts from, as `Plan.to_dict` writes it.
    locked_posts, locked_districts : tuple of str
        Sites of posts, and names of districts, that stay as they are.
    inputs : mapping
        What the server adds for this kind and the job does not show, such as paths.
    """

    id: int
    kind: str
    options: Mapping[str, Any] = field(default_factory=dict)
    folder: str = ""
    digest: str = ""
    plan: Mapping[str, Any] | None = None
    locked_posts: tuple[str, ...] = ()
    locked_districts: tuple[str, ...] = ()
    inputs: Mapping[str, Any] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return asdict(self)

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> JobRequest:
        """Read what `to_dict` wrote."""
        tuples = {name: tuple(values[name]) for name in ("locked_posts", "locked_districts")}
        return cls(**{**values, **tuples})

    @property
    def draft(self) -> Plan:
        """The draft that the work starts from; only of kinds that are about one."""
        assert self.plan is not None  # the server takes no such job without a draft
        return Plan.from_dict(dict(self.plan))
