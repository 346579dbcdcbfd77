"""Write a line of the audit for what a request does."""

from __future__ import annotations

from fastapi import Request

from beatwright.web.api.access import account_of, planner_of

__all__ = ["address_of", "write_audit", "write_audit_of_edit"]


def write_audit(request: Request, what: str, on: str = "") -> None:
    """Note that whoever a request is from does something, and on what."""
    planner_of(request).audit.write(account_of(request).name, what, on, address_of(request))


def write_audit_of_edit(request: Request, plan: int) -> None:
    """Note that whoever a request is from edits a plan: once an hour."""
    planner_of(request).audit.write_edit(account_of(request).name, f"plan:{plan}", address_of(request))


def address_of(request: Request) -> str:
    """Return the address that a request comes from; empty where it is not known."""
    return request.client.host if request.client else ""
