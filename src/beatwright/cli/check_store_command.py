"""The command `check-store`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from beatwright.cli.command_options import PlannerDatabase
from beatwright.cli.web_extra import need_web

__all__ = ["check_store"]


def check_store(
    database: PlannerDatabase = None,
    backup: Annotated[
        Path | None,
        typer.Option(
            "--backup", metavar="FILE", help="Write a copy there, whole though people may be at work; SQLite alone."
        ),
    ] = None,
) -> None:
    """Ask of the planner's database whether every draft is what its log makes. Exits with 1 where one is not."""
    need_web()
    from contextlib import closing

    from beatwright.base.words import count_of
    from beatwright.web.serving.planner_folders import database_address, opened_database
    from beatwright.web.store.check_store import plans_kept, store_faults

    with closing(opened_database(database_address(database), make=False)) as opened:
        faults = list(store_faults(opened))
        for fault in faults:
            typer.echo(fault)
        kept = count_of(plans_kept(opened), "plan")
        typer.echo(f"{kept} checked: {count_of(len(faults), 'fault')}.")
        if backup is not None:
            typer.echo(f"Backup: {opened.back_up(backup)}")
    if faults:
        raise typer.Exit(1)
