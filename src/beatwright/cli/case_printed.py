"""What a run prints at its end."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from beatwright.cli.explore_command import print_finding

if TYPE_CHECKING:
    from beatwright.core import Case

__all__ = ["INTERRUPTED", "print_case"]

INTERRUPTED = 130
"""The exit code of a command that was interrupted."""


def print_case(case: Case, folder: Path) -> None:
    """Print what a run gave: the table, the recommended plan, and what was found; and end as it was ended."""
    stopped = case.manifest.get("stopped")
    if stopped:
        _tell_stopped(folder, stopped["after"], stopped["of"])
    typer.echo(str(case.comparison))
    certificate = case.plan(case.main).certificate
    proven = f" ({certificate.text})" if certificate else ""
    typer.echo(f"\nRecommended: {case.main}{proven}")
    _posts(case)
    for finding in case.findings:
        print_finding(finding.title, finding.sentences)
    typer.echo("")
    typer.echo(f"Report: {(folder / 'report.html').resolve()}")
    if stopped:
        raise typer.Exit(INTERRUPTED)


def _tell_stopped(folder: Path, done: int, asked: int) -> None:
    """Say from now on that the run was interrupted, and what it gave all the same."""
    from beatwright.base.files.leftovers import keep_told

    keep_told(
        f"The simulation stopped after {done:,} of {asked:,} weeks. All plans were judged on these weeks; the case is "
        f"in '{folder}'."
    )


def _posts(case: Case) -> None:
    """List the recommended posts by the names that people know, with longitude and latitude for a map."""
    from beatwright.show import post_lines

    for line in post_lines(case):
        typer.echo(line)
