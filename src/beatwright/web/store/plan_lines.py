"""What a list says of a plan: its row without the plan that it began with, and how much its draft holds."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Select, Table, func, select

from beatwright.web.store.draft_store import plan_columns
from beatwright.web.store.tables import draft_districts, draft_posts, plans

__all__ = ["selected_plan_lines"]


def selected_plan_lines(where: ColumnElement[bool]) -> Select[Any]:
    """Return the query of the lines of plans, one query for all: their columns, and ``posts`` and ``districts``."""
    held = (_held(draft_posts).label("posts"), _held(draft_districts).label("districts"))
    return select(*plan_columns(), *held).where(where)


def _held(rows: Table) -> ScalarSelect[Any]:
    """Return how many rows a draft has of a kind."""
    return select(func.count()).where(rows.c.plan_id == plans.c.id).correlate(plans).scalar_subquery()
