"""A post: where officers and cars stand."""

from __future__ import annotations

from dataclasses import dataclass

from beatwright.base import check
from beatwright.base.errors import Complaints, ParameterError

__all__ = ["Post"]


@dataclass(frozen=True)
class Post:
    """One post.

    Parameters
    ----------
    site : str
        Id of the site where it stands.
    size : str, optional
        Name of its size, such as ``large``.
    reach : float, optional
        How far it serves on time, in metres; None: the problem's standard holds.
    """

    site: str
    size: str | None = None
    reach: float | None = None

    def __post_init__(self) -> None:
        complaints = Complaints()
        complaints.add(check.text("Post", "site", self.site))
        if self.size is not None:
            complaints.add(check.text("Post", "size", self.size))
        complaints.add(check.number("Post", "reach", self.reach, 0, open_low=True, optional=True))
        complaints.raise_if_any(ParameterError)
