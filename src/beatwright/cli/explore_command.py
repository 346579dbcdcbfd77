"""The command `explore`, and what it has in common with `run`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from beatwright.cli.command_options import Data, Quiet, Seed, Settings

__all__ = ["explore", "folder_of", "print_finding"]


def explore(
    study: Annotated[Path, typer.Argument(help="Study file (TOML), or a file of incidents alone.")],
    kind: Annotated[list[str] | None, typer.Option("--kind", help="A kind of incident to look at; may repeat.")] = None,
    year: Annotated[list[int] | None, typer.Option("--year", help="A year to look at; may repeat.")] = None,
    data: Data = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Case folder to write.")] = None,
    settings: Settings = None,
    seed: Seed = None,
    quiet: Quiet = False,
) -> None:
    """Say where and when incidents cluster, and how sure that is, before anything is planned."""
    from beatwright.cli.bars import Bars
    from beatwright.study import explore_study, read_study

    with Bars(quiet=quiet) as bars:
        parsed = read_study(study, data=data, settings=settings or (), seed=seed, listener=bars)
        folder = output or folder_of(study).with_name(f"{folder_of(study).name}-explored")
        case = explore_study(parsed, folder, kinds=kind or (), years=year or (), listener=bars)
    for note in dict.fromkeys(parsed.frame.notes if parsed.frame else ()):
        typer.echo(note)
    for finding in case.findings:
        print_finding(finding.title, finding.sentences)
    typer.echo(f"\nReport: {(folder / 'report.html').resolve()}")


def folder_of(study: Path) -> Path:
    """Name the case folder after the study file, or after its folder where every study file is called study.toml."""
    return Path("out") / (study.resolve().parent.name if study.stem == "study" else study.stem)


def print_finding(title: str, sentences: Sequence[str]) -> None:
    """Print what an examiner says."""
    from beatwright.base.plain_text import clean

    typer.echo(f"\n{clean(title)}:")
    for sentence in sentences:
        typer.echo(f"  {clean(sentence)}")
