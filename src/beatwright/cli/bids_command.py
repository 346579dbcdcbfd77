"""The command `bids`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from beatwright.cli.command_options import Force

__all__ = ["bids"]


def bids(
    case: Annotated[Path, typer.Argument(help="Case folder with a plan that has a roster of weekly lines.")],
    officers: Annotated[
        Path | None,
        typer.Option(
            "--officers", help="CSV or XLSX, a row for an officer: officer, and seniority (1 first) or hired."
        ),
    ] = None,
    wishes: Annotated[
        Path | None,
        typer.Option("--bids", help="CSV or XLSX, a row for a bid: officer, rank (1 is the best), line (its number)."),
    ] = None,
    by: Annotated[
        str,
        typer.Option("--by", help="seniority: each in turn the best line left; total: the largest preference of all."),
    ] = "seniority",
    plan: Annotated[str, typer.Option("--plan", help="Name of the plan; default: the recommended one.")] = "",
    name: Annotated[str, typer.Option("--name", help="Name of the plan to keep, in plans/NAME.json.")] = "bids",
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FOLDER", help="Write tables, roster and picture there."),
    ] = None,
    force: Force = False,
) -> None:
    """Give the lines of a roster to officers by their bids; without tables: list the lines and their numbers."""
    from beatwright.study.wishes import award_lines

    found = award_lines(case, officers, wishes, plan=plan, by=by, name=name, output=output, force=force)
    typer.echo(found.text)
