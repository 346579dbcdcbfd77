"""The command `calls`."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Annotated

import typer

from beatwright.cli.command_options import Data, Force, Quiet, Settings

__all__ = ["calls"]


def calls(
    source: Annotated[
        Path, typer.Argument(help="Study file (TOML) or case folder to draw calls for; or a file of calls to show.")
    ],
    weeks: Annotated[int, typer.Option("--weeks", min=1, help="How many weeks to draw.")] = 52,
    seed: Annotated[int, typer.Option("--seed", min=0, help="The same seed gives the same calls.")] = 0,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="File to write, such as calls.parquet; without it: show only.")
    ] = None,
    calls_per_incident: Annotated[
        float, typer.Option(help="Calls for service that one recorded incident stands for.", show_default=True)
    ] = 1.0,
    data: Data = None,
    settings: Settings = None,
    force: Force = False,
    quiet: Quiet = False,
) -> None:
    """Draw calls for service from the demand of a study or a case, once, for simulations; or show those of a file."""
    from beatwright.cli.bars import Bars
    from beatwright.study import calls_of

    with Bars(quiet=quiet) as bars:
        found = calls_of(
            source, output, weeks=weeks, seed=seed, calls_per_incident=calls_per_incident,
            data=data, settings=settings or (), force=force, listener=bars,
        )  # fmt: skip
    typer.echo(found.text)
    if output is not None:
        typer.echo(f"\nCalls: {output}\nTo show them again: {shlex.join(['beatwright', 'calls', str(output)])}")
