"""Options that several commands have, written once."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

__all__ = ["Cache", "Data", "Force", "Jobs", "PlannerDatabase", "Quiet", "Seed", "Settings"]

Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print results only: no progress.")]
Jobs = Annotated[
    str,
    typer.Option("--jobs", "-j", help="Processes side by side, or dask:tcp://HOST:PORT; the answer stays the same."),
]
Seed = Annotated[int | None, typer.Option("--seed", min=0, help="Seed of every step that takes one.")]
Settings = Annotated[
    list[str] | None, typer.Option("--set", metavar="TABLE.OPTION=VALUE", help="Change an option of the study file.")
]
Data = Annotated[
    Path | None, typer.Option("--data", metavar="FOLDER", help="Folder of the input files (or: BEATWRIGHT_DATA).")
]
Force = Annotated[bool, typer.Option("--force", help="Overwrite a file that beatwright did not write.")]
Cache = Annotated[
    Path | None,
    typer.Option(
        "--cache", metavar="FOLDER", envvar="BEATWRIGHT_CACHE", help="Keep travel on roads here for the next run."
    ),
]
PlannerDatabase = Annotated[
    str | None,
    typer.Option(
        "--database",
        metavar="FILE",
        envvar="BEATWRIGHT_DATABASE",
        help="The planner's database: a file, or postgresql://USER@HOST/NAME; default: in the user's data folder.",
    ),
]
