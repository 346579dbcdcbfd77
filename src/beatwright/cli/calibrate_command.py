"""The command `calibrate`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from beatwright.cli.command_options import Force, Quiet

__all__ = ["calibrate"]


def calibrate(
    file: Annotated[Path, typer.Argument(help="Dispatch records (CAD), a row for each unit sent: CSV, XLSX, Parquet.")],
    case: Annotated[
        Path | None,
        typer.Option(help="Case folder with zones, posts, travel; without it: squares, straight."),
    ] = None,
    incidents: Annotated[
        Path | None, typer.Option(help="Incident records of the same time, for calls per incident.")
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="File to write the figures to, such as calibration.toml.")
    ] = None,
    report: Annotated[Path | None, typer.Option(help="HTML page to write, with pictures.")] = None,
    column: Annotated[
        list[str] | None,
        typer.Option("--column", metavar="OURS=HEADING", help="Name a column, such as on_scene=ARRIVED; may repeat."),
    ] = None,
    priorities: Annotated[
        str, typer.Option(help="Priorities in the file, the most urgent first, with commas between: E,1,2,3.")
    ] = "",
    crs: Annotated[str, typer.Option(help="CRS of x and y, such as EPSG:32615.")] = "auto",
    day_first: Annotated[str, typer.Option(help="Order of 03/04/2024: auto, yes, no or ymd.")] = "auto",
    encoding: Annotated[str, typer.Option(help="How letters of a text file are written, such as cp1252.")] = "auto",
    gap: Annotated[float, typer.Option(help="Hours without a record after which a tour has ended.")] = 4.0,
    dropped: Annotated[
        Path | None, typer.Option(help="Write the rows left out to this CSV: number, reason and cause of each.")
    ] = None,
    seed: Annotated[int, typer.Option("--seed", min=0, help="Of what the back-test draws.")] = 0,
    force: Force = False,
    quiet: Quiet = False,
) -> None:
    """Fit the parameters of a dispatch simulation to dispatch records, and test the simulation on them."""
    from beatwright.base.files.atomic_file import need_free
    from beatwright.cli.bars import Bars
    from beatwright.core.read_report import is_dropped
    from beatwright.data import DispatchSource
    from beatwright.study import calibrate_simulation

    source = DispatchSource(
        file, columns=_columns(column or ()), priorities=[one.strip() for one in priorities.split(",") if one.strip()],
        crs=crs, day_first=day_first, encoding=encoding,
    )  # fmt: skip
    if dropped is not None:
        need_free(dropped, ours=is_dropped, inputs=(file,), force=force)
    with Bars(quiet=quiet) as bars:
        found = calibrate_simulation(
            source, case=case, incidents=incidents, output=output, report=report, gap_hours=gap, seed=seed, force=force,
            listener=bars,
        )  # fmt: skip
    typer.echo(found.text)
    if dropped is not None:
        found.reading.write_dropped(dropped)
    for name, path in {"Figures": output, "Report": report, "Rows left out": dropped}.items():
        if path is not None:
            typer.echo(f"{name}: {path}")


def _columns(texts: list[str] | tuple[str, ...]) -> dict[str, str]:
    from beatwright.base.errors import StudyError

    columns = {}
    for text in texts:
        name, equals, heading = text.partition("=")
        if not equals:
            raise StudyError(f"--column '{text}' must have the form OURS=HEADING, such as on_scene=ARRIVED.")
        columns[name.strip()] = heading.strip()
    return columns
