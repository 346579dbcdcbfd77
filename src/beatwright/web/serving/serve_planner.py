"""Serve a planner: what it needs is put together, it answers until it is asked to end, and nothing is left running."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import select

from beatwright.base.errors import Complaints, InputError
from beatwright.base.files.leftovers import time_to_end
from beatwright.core.case import MANIFEST
from beatwright.web.accounts.tokens import new_token
from beatwright.web.app import create_app
from beatwright.web.cases.settled_heap import settle_heap
from beatwright.web.planner_server import PlannerServer
from beatwright.web.planner_settings import LOOPBACK, PlannerSettings
from beatwright.web.serving.database_lease import database_lease
from beatwright.web.serving.listening_socket import USUAL_PORT, listening_socket
from beatwright.web.serving.planner_folders import database_address, files_folder, opened_database
from beatwright.web.serving.planner_http_server import PlannerHttpServer
from beatwright.web.store.account_store import AccountStore
from beatwright.web.store.database import Database
from beatwright.web.store.tables import cases

__all__ = ["ServeOptions", "serve_planner"]

_LONGEST_END = 20.0  # seconds: a search hands in the best that it has
_ALONE = "you"  # the name of whoever works on this machine alone


@dataclass(frozen=True)
class ServeOptions:
    """What a planner is asked to serve, and how.

    Parameters
    ----------
    folders : tuple of Path, default ()
        Case folders to open.
    host : str, default "127.0.0.1"
        Where it listens.
    port : int, optional
        The first free one from 8765 on by default; with `team` 8765, which the proxy knows.
    roots : tuple of Path, default ()
        Folders below which cases may be opened. Without `team` the current folder by default.
    database : str, optional
        A file, or the address of a PostgreSQL database; a file in the user's data folder by default.
    team : bool, default False
        Whether people sign in.
    public_url : str, default ""
        With `team`: the https address that browsers use.
    proxies : tuple of str, default ()
        With `team`: addresses of the proxy; of this machine by default.
    """

    folders: tuple[Path, ...] = ()
    host: str = LOOPBACK
    port: int | None = None
    roots: tuple[Path, ...] = ()
    database: str | None = None
    team: bool = False
    public_url: str = ""
    proxies: tuple[str, ...] = ()

    def settings(self) -> PlannerSettings:
        """Return the settings of the planner; its port is not taken yet.

        Raises
        ------
        ParameterError
            With all that is wrong.
        """
        complaints = Complaints()
        address = complaints.attempt(lambda: database_address(self.database)) or "sqlite://"
        roots = self.roots or (() if self.team else (Path(),))
        made = complaints.attempt(
            lambda: PlannerSettings(
                address,
                (*roots, *self.folders),
                files_folder(address),
                host=self.host,
                port=USUAL_PORT if self.port is None else self.port,
                team=self.team,
                public_url=self.public_url,
                proxies=self.proxies,
            )
        )
        complaints.extend(f"There is no folder '{root}' to open cases in." for root in roots if not root.is_dir())
        missing = (folder for folder in self.folders if not (folder / MANIFEST).is_file())
        complaints.extend(f"'{folder}' is no case folder. Make one with: beatwright run" for folder in missing)
        complaints.raise_if_any(complaints.worst, "The planner cannot be served")
        assert made is not None  # else there was a complaint
        return made


def serve_planner(options: ServeOptions, ready: Callable[[PlannerServer], None]) -> None:
    """Serve a planner until Ctrl-C or a request to end.

    Parameters
    ----------
    options : ServeOptions
        What is served, and how.
    ready : callable
        Called with the planner once it answers.

    Raises
    ------
    ParameterError
        Where the options contradict each other.
    InputError
        Where a case or the database cannot be opened, another planner serves that database, the port is taken, or
        nobody could sign in.
    """
    settings = options.settings()
    with ExitStack() as stack:
        stack.enter_context(time_to_end(_LONGEST_END))
        port = USUAL_PORT if options.team and options.port is None else options.port
        listening = stack.enter_context(listening_socket(settings.host, port))
        settings = replace(settings, port=listening.getsockname()[1])
        stack.enter_context(database_lease(settings.database, settings.origin))
        database = stack.enter_context(closing(opened_database(settings.database)))
        people = AccountStore(database)
        _need_people(people, team=settings.team)
        settings = replace(settings, roots=_roots(settings, database))
        settings.scratch.mkdir(parents=True, exist_ok=True, mode=0o700)
        token = "" if settings.team else new_token()
        planner = PlannerServer(settings, database, people, token=token, opened=settle_heap)
        stack.callback(planner.close)
        _shelve(planner, options.folders)
        app = create_app(planner)
        PlannerHttpServer(app, settings, lambda: ready(planner), planner.jobs.end_streams).run([listening])


def _need_people(people: AccountStore, *, team: bool) -> None:
    """Make the one person of a machine; of a team, see to it that somebody can sign in."""
    if team and not people.can_anybody_sign_in():
        raise InputError("Nobody can sign in yet. Add the first admin with: beatwright user add NAME --admin")
    if not team and people.keeper_of_house() is None:
        people.add(_ALONE, None, admin=True)


def _roots(settings: PlannerSettings, database: Database) -> tuple[Path, ...]:
    """Return the folders below which cases may be opened; who works alone keeps those that were opened before."""
    return settings.roots if settings.team else (*settings.roots, *_folders_known(database))


def _folders_known(database: Database) -> Iterator[Path]:
    with database.reading() as connection:
        yield from (Path(folder) for folder in connection.scalars(select(cases.c.folder)))


def _shelve(planner: PlannerServer, folders: tuple[Path, ...]) -> None:
    complaints = Complaints()
    for folder in folders:
        complaints.attempt(lambda folder=folder: planner.shelf.shelve(folder))  # type: ignore[misc]
    complaints.raise_if_any(complaints.worst, "The planner cannot be served")
