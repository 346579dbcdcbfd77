"""The command that reads incidents from the picture of a map."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Annotated

import typer

__all__ = ["digitize"]

_NAMED = "KIND=FILE"


def digitize(
    file: Annotated[Path, typer.Argument(metavar="MAP", help="Picture of the map: PNG, JPEG or BMP.")],
    template: Annotated[
        list[str],
        typer.Option("--template", "-t", metavar=_NAMED, help="A picture of the symbol of a kind; once for each kind."),
    ],
    control_points: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="CSV with pixel_x, pixel_y and x, y or lon, lat: three rows or more."),
    ] = None,
    world_file: Annotated[
        Path | None, typer.Option(metavar="FILE", help="In place of control points; default: one beside the map.")
    ] = None,
    crs: Annotated[str | None, typer.Option(help="CRS of x and y, such as EPSG:32718.")] = None,
    output: Annotated[Path, typer.Option("--output", "-o", help="Incidents to write: .csv, .gpkg or .geojson.")] = Path(
        "incidents.csv"
    ),
    picture: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Picture to check by eye; default: OUTPUT-check.png.")
    ] = None,
    date: Annotated[
        str | None,
        typer.Option(help="What the map shows, such as 2016-05: a map has no times, and check and run need one."),
    ] = None,
    scales: Annotated[
        str | None, typer.Option(help="Sizes of symbols beside their templates. Default: 0.9,1,1.1.")
    ] = None,
    rotations: Annotated[
        str | None, typer.Option(help="Degrees by which symbols are turned. Default: -10,0,10.")
    ] = None,
    threshold: Annotated[float | None, typer.Option(help="Least score of a symbol. Default: from the scores.")] = None,
    anchor: Annotated[
        list[str] | None,
        typer.Option(
            metavar="[KIND=]PLACE", help="Where in a symbol its place is: centre, bottom (pins), top, left, right."
        ),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Overwrite files that beatwright did not write.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print results only: no progress.")] = False,
) -> None:
    """Read incidents from the picture of a map: symbols by their templates, places by control points."""
    from beatwright.cli.bars import Bars
    from beatwright.study.digitize_file import digitize_file

    with Bars(quiet=quiet) as bars:
        found, drawn = digitize_file(
            file,
            template,
            output,
            picture=picture,
            period=date,
            force=force,
            listener=bars,
            control_points=control_points,
            world_file=world_file,
            crs=crs,
            scales=scales,
            rotations=rotations,
            threshold=threshold,
            anchor=anchor,
        )
    typer.echo(found.text)
    typer.echo(f"\nIncidents: {output}\nTo check by eye: {drawn}")
    if date is None:
        typer.echo("A map has no times, and check and run need one: give --date, such as --date 2016-05.")
    else:
        typer.echo(f"Next: {shlex.join(['beatwright', 'check', str(output)])}")
