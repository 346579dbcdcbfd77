"""The command `user`: who may sign in to a planner of a team."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from beatwright.cli.command_options import PlannerDatabase
from beatwright.cli.web_extra import need_web

if TYPE_CHECKING:
    from beatwright.web.store.account_store import AccountStore

__all__ = ["user"]

user = typer.Typer(
    help="Add people to a planner of a team, list them, give them roles and passwords.", no_args_is_help=True
)
_Name = Annotated[str, typer.Argument(help="Name that the person signs in by.")]


class _CaseRole(StrEnum):
    VIEWER = "viewer"
    PLANNER = "planner"
    NONE = "none"


@contextmanager
def _people(database: str | None, *, make: bool = False) -> Iterator[AccountStore]:
    need_web()
    from contextlib import closing

    from beatwright.web.serving.planner_folders import database_address, opened_database
    from beatwright.web.store.account_store import AccountStore

    with closing(opened_database(database_address(database), make=make)) as opened:
        yield AccountStore(opened)


def _asked_password() -> str:
    """Ask for a password, twice and unseen; where nobody sits at a keyboard, take the first line."""
    if sys.stdin.isatty():
        return str(typer.prompt("Password", hide_input=True, confirmation_prompt=True))
    return sys.stdin.readline().rstrip("\r\n")


@user.command("add")
def add_person(
    name: _Name,
    admin: Annotated[bool, typer.Option("--admin", help="Keeps people, roles and every case.")] = False,
    database: PlannerDatabase = None,
) -> None:
    """Add somebody. The password is asked for, or read from the first line of standard input."""
    with _people(database, make=True) as people:
        account = people.add(name, _asked_password(), admin=admin)
        typer.echo(f"'{account.name}' may sign in{' as admin' if admin else ''}.")
        if not admin:
            typer.echo("Give a role in a case with: beatwright user role NAME CASE ROLE")


@user.command("list")
def list_people(database: PlannerDatabase = None) -> None:
    """List everybody, with what they may do."""
    with _people(database) as people:
        from beatwright.web.store.case_members import roles_of

        for account in people.everybody():
            words = ["may not sign in"] if account.disabled else list(roles_of(people.database, account))
            typer.echo(f"{account.name}: {', '.join(words) or 'no case yet'}")


@user.command("disable")
def disable_person(
    name: _Name,
    enable: Annotated[bool, typer.Option("--enable", help="Let the person in again.")] = False,
    database: PlannerDatabase = None,
) -> None:
    """Let somebody in no more; every session ends. What they drew stays."""
    with _people(database) as people:
        people.disable(people.named(name), not enable)
        typer.echo(f"'{name}' may {'sign in again' if enable else 'not sign in any more'}.")


@user.command("password")
def set_password(name: _Name, database: PlannerDatabase = None) -> None:
    """Give somebody another password; every session ends."""
    with _people(database) as people:
        account = people.named(name)
        people.set_password(account, _asked_password())
        typer.echo(f"'{name}' has another password.")


@user.command("role")
def set_role(
    name: _Name,
    case: Annotated[str, typer.Argument(help="Name of a case, or its number.")],
    role: Annotated[_CaseRole, typer.Argument(help="viewer reads and comments; planner edits too; none sees nothing.")],
    database: PlannerDatabase = None,
) -> None:
    """Give somebody a role in a case, or take it away."""
    with _people(database) as people:
        from beatwright.web.accounts.roles import role_named
        from beatwright.web.store.case_members import case_called, roles_of

        account = people.named(name)
        given = None if role is _CaseRole.NONE else role_named(role.value)
        people.set_role(account, case_called(people.database, case), given)
        typer.echo(f"{account.name}: {', '.join(roles_of(people.database, account)) or 'no case yet'}")
