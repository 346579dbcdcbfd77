"""The command `serve`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from beatwright.cli.command_options import PlannerDatabase
from beatwright.cli.web_extra import need_web

if TYPE_CHECKING:
    from beatwright.web.planner_server import PlannerServer

__all__ = ["serve_cases"]


def serve_cases(
    cases: Annotated[
        list[Path] | None, typer.Argument(metavar="[CASE]", help="Case folders to open, as 'run' writes them.")
    ] = None,
    port: Annotated[
        int | None,
        typer.Option(help="Port to listen at; default: the first free one from 8765 on."),
    ] = None,
    host: Annotated[str, typer.Option(help="Address to listen at; any but this machine's own needs --team.")] = (
        "127.0.0.1"
    ),
    root: Annotated[
        list[Path] | None,
        typer.Option(
            metavar="FOLDER", help="Cases below it may be opened in the planner; default: the current folder, if alone."
        ),
    ] = None,
    database: PlannerDatabase = None,
    team: Annotated[bool, typer.Option("--team", help="People sign in by name; behind a proxy with https.")] = False,
    public_url: Annotated[
        str, typer.Option(metavar="URL", help="With --team: the https address that browsers use.")
    ] = "",
    proxy: Annotated[
        list[str] | None,
        typer.Option(metavar="ADDRESS", help="With --team: address or network of the proxy; default: this machine."),
    ] = None,
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Open no browser; print the address alone.")] = False,
) -> None:
    """Open cases in the browser: move posts, draw districts, see at once what that changes. Ctrl-C ends it."""
    need_web()
    from beatwright.web.serving.serve_planner import ServeOptions, serve_planner

    options = ServeOptions(
        folders=tuple(cases or ()),
        host=host,
        port=port,
        roots=tuple(root or ()),
        database=database,
        team=team,
        public_url=public_url,
        proxies=tuple(proxy or ()),
    )
    serve_planner(options, lambda planner: _tell(planner, browser=not no_browser))


def _tell(planner: PlannerServer, *, browser: bool) -> None:
    """Say where the planner is, and open a browser there."""
    from beatwright.web.serving.browser import open_browser
    from beatwright.web.serving.static_pages import HOW_TO_BUILD, StaticPages

    settings = planner.settings
    if settings.team:
        typer.echo(f"The planner of {settings.origin} listens at {settings.host}, port {settings.port}.")
    else:
        typer.echo(f"The planner is at {planner.first_address}\nIt opens once; the browser stays signed in.")
    typer.echo("Ctrl-C ends the planner; plans are kept.")
    if not StaticPages().is_built:
        typer.echo(HOW_TO_BUILD, err=True)
    sys.stdout.flush()
    if browser and not settings.team:
        open_browser(planner.first_address)
