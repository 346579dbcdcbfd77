"""The command `leave`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from beatwright.cli.command_options import Force

__all__ = ["leave_of_year"]


def leave_of_year(
    officers: Annotated[
        Path,
        typer.Argument(
            help="CSV or XLSX, a row for an officer: officer, seniority (1 first) or hired, squad, weeks of leave."
        ),
    ],
    wishes: Annotated[
        Path,
        typer.Argument(help="CSV or XLSX, a row for a wish: officer, rank (1 is the best), week (number, or a date)."),
    ],
    start: Annotated[str, typer.Option("--start", help="First day of the year that is planned, as 2026-01-05.")],
    most: Annotated[
        str,
        typer.Option("--most", help="Officers of a squad away in a week: a number, or a table (squad, week, most)."),
    ],
    method: Annotated[
        str,
        typer.Option(
            "--method", help="rounds, by seniority and back; total, the largest sum; max-min, the worst-off first."
        ),
    ] = "rounds",
    weeks: Annotated[int, typer.Option("--weeks", min=1, max=106, help="Weeks of the year that is planned.")] = 52,
    weeks_each: Annotated[
        int | None,
        typer.Option(
            "--weeks-each", min=0, help="Weeks of leave of every officer, where the table has no column weeks."
        ),
    ] = None,
    seconds: Annotated[float | None, typer.Option("--seconds", min=0.1, help="Time limit of max-min.")] = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FOLDER", help="Write tables, pictures and calendars there."),
    ] = None,
    force: Force = False,
) -> None:
    """Give a year's leave by what officers wish for and squads can spare, by three methods side by side."""
    from beatwright.study.wishes import award_leave

    found = award_leave(
        officers, wishes, most, start=start, weeks=weeks, weeks_each=weeks_each, method=method, seconds=seconds,
        output=output, force=force,
    )  # fmt: skip
    typer.echo(found.text)
