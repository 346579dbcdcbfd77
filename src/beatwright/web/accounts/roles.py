"""What the roles may do: a viewer reads and comments, a planner edits and runs jobs, an admin also keeps the house."""

from __future__ import annotations

from enum import IntEnum

__all__ = ["Role", "role_named"]


class Role(IntEnum):
    """Roles, each with all that those before it may do.

    >>> Role.PLANNER >= Role.VIEWER
    True
    """

    VIEWER = 1
    PLANNER = 2
    ADMIN = 3

    @property
    def word(self) -> str:
        """Its name in the database and on the screen."""
        return self.name.lower()


def role_named(word: str) -> Role:
    """Return the role of a name; ValueError where there is none.

    >>> role_named("viewer").name
    'VIEWER'
    """
    try:
        return Role[word.upper()]
    except KeyError:
        raise ValueError(f"There is no role '{word}'. Choose viewer, planner or admin.") from None
