"""The command `tune`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

__all__ = ["tune"]

_LINE = "by its number, or as 'D off Sat Sun'"


def tune(
    case: Annotated[Path, typer.Argument(help="Case folder with a plan that has a roster of weekly lines.")],
    plan: Annotated[
        str, typer.Option("--plan", help="Name of the plan; default: the tuned one, else the recommended one.")
    ] = "",
    unlock: Annotated[
        list[str] | None, typer.Option("--unlock", help="A line whose officers may be moved again; may repeat.")
    ] = None,
    lock: Annotated[list[str] | None, typer.Option("--lock", help="A line that has to stay; may repeat.")] = None,
    drop: Annotated[list[str] | None, typer.Option("--drop", help="A line that loses one officer; may repeat.")] = None,
    add: Annotated[
        list[str] | None, typer.Option("--add", help=f"A line that gets one officer, {_LINE}; may repeat.")
    ] = None,
    move: Annotated[
        list[str] | None,
        typer.Option("--move", metavar="LINE=LINE", help=f"One officer to another line, each {_LINE}; may repeat."),
    ] = None,
    solve: Annotated[
        bool, typer.Option("--solve", help="Find the least shortage from here; locked lines stay.")
    ] = False,
    seconds: Annotated[float | None, typer.Option("--seconds", min=0.1, help="Time limit of --solve.")] = None,
    name: Annotated[str, typer.Option("--name", help="Name of the plan to keep, in plans/NAME.json.")] = "tuned",
) -> None:
    """Change lines of a roster by hand; say what that costs, what would mend it, and which hours bind."""
    from beatwright.study.tuning import tune_roster

    found = tune_roster(
        case, plan=plan, unlock=unlock or (), lock=lock or (), drop=drop or (), add=add or (), move=move or (),
        solve=solve, seconds=seconds, name=name,
    )  # fmt: skip
    typer.echo(found.text)
