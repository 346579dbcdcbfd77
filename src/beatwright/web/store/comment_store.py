"""Comments in the database: on a plan, or pinned to one of its posts, districts or units."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, select

from beatwright.base.errors import BeatwrightError
from beatwright.web.store.database import Database, inserted_id, now
from beatwright.web.store.tables import accounts, comments

__all__ = ["Comment", "CommentStore", "EditedCommentError"]


class EditedCommentError(BeatwrightError):
    """Somebody changed the comment meanwhile."""


@dataclass(frozen=True)
class Comment:
    """A comment.

    Parameters
    ----------
    id, plan_id : int
        Its number, and that of its plan.
    on : str
        ``plan``, or the key of a post, a district or a unit.
    text, by, at : str
        What, who and when.
    done : bool
        Whether it is settled.
    rev : int
        Grows with every change.
    """

    id: int
    plan_id: int
    on: str
    text: str
    by: str
    at: str
    done: bool
    rev: int


@dataclass(frozen=True)
class CommentStore:
    """The comments of a database.

    Parameters
    ----------
    database : Database
        Opened and migrated.
    """

    database: Database

    def add(self, plan_id: int, text: str, *, on: str, account: int) -> Comment:
        """Write a comment."""
        values = {"plan_id": plan_id, "target": on, "text": text, "account": account, "at": now()}
        with self.database.writing() as connection:
            number = inserted_id(connection.execute(comments.insert().values(values)))
        return self[number]

    def __getitem__(self, number: int) -> Comment:
        """Return a comment; KeyError where there is none of that number."""
        with self.database.reading() as connection:
            row = connection.execute(_asked().where(comments.c.id == number)).one_or_none()
        if row is None:
            raise KeyError(number)
        return _comment(row)

    def of_plan(self, plan_id: int) -> tuple[Comment, ...]:
        """Return the comments on a plan, the first one first."""
        asked = _asked().where(comments.c.plan_id == plan_id).order_by(comments.c.id)
        with self.database.reading() as connection:
            return tuple(_comment(row) for row in connection.execute(asked))

    def change(self, number: int, rev: int, values: Mapping[str, Any]) -> Comment:
        """Change the text of a comment, or whether it is settled.

        Raises
        ------
        EditedCommentError
            Where it is no longer at revision `rev`.
        """
        which = (comments.c.id == number) & (comments.c.revision == rev)
        with self.database.writing() as connection:
            changed = connection.execute(comments.update().where(which).values(**values, revision=rev + 1))
            if changed.rowcount != 1:
                raise EditedCommentError("The comment was changed meanwhile. Read it again before you change it.")
        return self[number]


def _asked() -> Any:
    return select(comments, accounts.c.name).join(accounts, accounts.c.id == comments.c.account)


def _comment(row: Row[Any]) -> Comment:
    return Comment(row.id, row.plan_id, row.target, row.text, row.name, row.at, row.done, row.revision)
