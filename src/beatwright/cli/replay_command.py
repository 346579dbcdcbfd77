"""The command `replay`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from beatwright.cli.command_options import Force, Jobs, Quiet

__all__ = ["replay_dispatch"]


def replay_dispatch(
    case: Annotated[Path, typer.Argument(help="Case folder with plans that have posts.")],
    plan: Annotated[
        list[str] | None,
        typer.Option("--plan", help="A plan by its name, once or twice; default: today's and the recommended one."),
    ] = None,
    day: Annotated[
        str | None, typer.Option("--day", help="Number of the day from 1 on, or its date; default: the worst.")
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Animation to write, such as replay.html.")
    ] = None,
    calls: Annotated[
        Path | None, typer.Option("--calls", help="File of calls to answer; default: drawn from held-out demand.")
    ] = None,
    weeks: Annotated[
        int | None, typer.Option("--weeks", min=1, help="Weeks of calls to draw, after the warm-up; default: 52.")
    ] = None,
    seed: Annotated[int | None, typer.Option("--seed", min=0, help="Seed of the calls; default: 1.")] = None,
    rules: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="NAME=VALUE", help="An option of the judge Simulation, such as place=scene."),
    ] = None,
    trace: Annotated[
        Path | None,
        typer.Option(
            "--trace", metavar="FILE", help="Check against this trace; where it does not exist, write it (Parquet)."
        ),
    ] = None,
    pictures: Annotated[
        Path | None,
        typer.Option("--pictures", metavar="FOLDER", help="Write charts there: by hour, the cars, who helps whom."),
    ] = None,
    jobs: Jobs = "1",
    force: Force = False,
    quiet: Quiet = False,
) -> None:
    """Simulate the dispatch of a case's plans on the same calls, check that it is the same again, and show a day."""
    from beatwright.base.errors import InputError
    from beatwright.cli.bars import Bars
    from beatwright.study.replay.replay_case import replay_case

    with Bars(quiet=quiet) as bars:
        found = replay_case(
            case, plans=plan or (), day=day, output=output, calls=calls, weeks=weeks, seed=seed, rules=rules or (),
            trace=trace, pictures=pictures, jobs=jobs, force=force, listener=bars,
        )  # fmt: skip
    typer.echo(found.text)
    if found.differences:
        raise InputError(f"The answer is not the one that was kept. {' '.join(found.differences)}")
