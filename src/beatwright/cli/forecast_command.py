"""The command `forecast`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from beatwright.cli.command_options import Data, Quiet, Seed, Settings
from beatwright.cli.explore_command import folder_of, print_finding

__all__ = ["forecast"]


def forecast(
    study: Annotated[Path, typer.Argument(help="Study file (TOML), or a file of incidents alone.")],
    journal: Annotated[
        Path | None, typer.Option("--journal", "-j", help="Folder of the journal: pages are added, never changed.")
    ] = None,
    share: Annotated[
        float, typer.Option(help="Share of the area to flag, above 0 and at most 1.", show_default=True)
    ] = 0.05,
    period: Annotated[
        str | None, typer.Option(help="What is foreseen at a time: hour, day, week, month or year.")
    ] = None,
    until: Annotated[
        str | None, typer.Option(help="The records are complete before this date; later ones are left out.")
    ] = None,
    data: Data = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Case folder to write.")] = None,
    settings: Settings = None,
    seed: Seed = None,
    quiet: Quiet = False,
) -> None:
    """Foresee the next week into a journal, and say how earlier forecasts turned out."""
    from beatwright.cli.bars import Bars
    from beatwright.study import forecast_study, read_study

    base = folder_of(study)
    folder = output or base.with_name(f"{base.name}-forecast")
    kept = journal or base.with_name(f"{base.name}-journal")
    with Bars(quiet=quiet) as bars:
        parsed = read_study(study, data=data, settings=settings or (), seed=seed, listener=bars)
        case = forecast_study(parsed, folder, kept, share=share, period=period, until=until, listener=bars)
    for note in dict.fromkeys(case.problem.city.notes):
        typer.echo(note)
    for finding in case.findings:
        print_finding(finding.title, finding.sentences)
    typer.echo(f"\nJournal: {kept.resolve()}")
    typer.echo(f"Report: {(folder / 'report.html').resolve()}")
