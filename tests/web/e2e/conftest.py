"""The planner in Chromium: `beatwright serve` on a generated town, and pages that fail on any complaint."""

import csv
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect
from tests.web.e2e.browsing import GRAPHICS, PATIENCE, Desk, Graphics, chromium_running, keys_of
from tests.web.e2e.riverton import write_riverton
from tests.web.e2e.served import Served, serve
from tests.web.e2e.team import PASSWORD, certificate, team_served, typed

import beatwright.web

expect.set_options(timeout=PATIENCE)
STATIC = Path(beatwright.web.__file__).parent / "static" / "index.html"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Name all tests of this folder, so that `-m e2e` and `-m "not e2e"` choose."""
    here = Path(__file__).parent
    for item in items:
        if item.path.is_relative_to(here):
            item.add_marker(pytest.mark.e2e)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run what opens pages where WebGL2 is imitated, and the journeys with a card and without WebGL2 too."""
    if "graphics" not in metafunc.fixturenames:
        return
    marks = {mark.name for mark in metafunc.definition.iter_markers()}
    chosen: list[Any] = [] if {"slow", "journey"} <= marks else ["imitated"]
    if "journey" in marks:
        chosen += [pytest.param(name, marks=pytest.mark.slow) for name in ("card", "none")]
    metafunc.parametrize("graphics", chosen, indirect=True, scope="session")


@pytest.fixture(scope="session")
def chromium() -> str:
    """Path of the browser; without it, or without the built front end, these tests skip, saying so."""
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if not STATIC.is_file():
        pytest.skip("the front end is not built: make frontend")
    if path is None:
        pytest.skip("Chromium is not installed: make test says how")
    return path


@pytest.fixture(scope="session")
def graphics(request: pytest.FixtureRequest) -> Graphics:
    """What the machine of the browser draws with."""
    return GRAPHICS[request.param]


@pytest.fixture(scope="session")
def browser(chromium: str, graphics: Graphics) -> Iterator[Browser]:
    with chromium_running(chromium, graphics.flags) as opened:
        yield opened


@pytest.fixture(scope="session")
def riverton(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The case folder of the town; tests do not change it. Beside it lies `town`, with the files it was made of."""
    return write_riverton(tmp_path_factory.mktemp("riverton"))


@pytest.fixture(scope="session")
def records(riverton: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The town's incidents under a heading that nobody knows, with a row without a place and a kind that is new."""
    with (riverton.parent / "town" / "incidents.csv").open(encoding="utf-8", newline="") as source:
        heading, *rows = csv.reader(source)
    heading[heading.index("Occurred")] = "Stamp of entry"
    rows[10][-2:] = ["", ""]
    rows[11][heading.index("Offense")] = "GOAT ON ROOF"
    path = tmp_path_factory.mktemp("records") / "records of <b>2021.csv"
    with path.open("w", encoding="utf-8", newline="") as target:
        csv.writer(target).writerows([heading, *rows])
    return path


@pytest.fixture(scope="session")
def planner(riverton: Path, tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[Served]:
    """One planner, for each browser, for all tests that only make plans of their own in it."""
    folder = tmp_path_factory.mktemp("planner")
    started = serve(folder / "planner.db", riverton, root=folder)
    yield started
    assert started.stop() == 0


@pytest.fixture(scope="session")
def keys(browser: Browser, planner: Served) -> Any:
    """The session at that planner."""
    return keys_of(browser, planner)


@pytest.fixture
def desk(browser: Browser, planner: Served, keys: Any, graphics: Graphics) -> Iterator[Desk]:
    """The planner as its one user sees it; the test fails on anything that a page complains of."""
    seated = Desk(browser, planner, keys, graphics.script)
    yield seated
    assert seated.leave() == []


def start_own(folder: Path, *cases: Path, port: int | None = None) -> Served:
    """Start a planner with the database of a folder."""
    return serve(folder / "planner.db", *cases, port=port, root=folder)


@pytest.fixture
def own_desk(browser: Browser, graphics: Graphics, riverton: Path, tmp_path: Path) -> Iterator[Desk]:
    """A planner of the test's own, at a port that stays the same: the test may end it and start it again."""
    started = start_own(tmp_path, riverton)
    seated = Desk(browser, started, keys_of(browser, started), graphics.script)
    yield seated
    assert seated.leave() == []
    assert seated.served.stop() == 0


@pytest.fixture(scope="session")
def signed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return certificate(tmp_path_factory.mktemp("certificate"))


@pytest.fixture(scope="session")
def database(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Path:
    """The database of a team, for each browser, of which nobody but the admin is in it yet."""
    path = tmp_path_factory.mktemp("team") / "planner.db"
    typed(path, "user", "add", "Boss", "--admin", said=f"{PASSWORD}\n")
    return path


@pytest.fixture(scope="session")
def house(database: Path, riverton: Path, signed: tuple[Path, Path]) -> Iterator[Served]:
    with team_served(database, riverton, signed=signed) as served:
        for name, role in (("Ana", "planner"), ("Carl", "viewer"), ("Kay", "viewer")):
            typed(database, "user", "add", name, said=f"{PASSWORD}\n")
            assert role in typed(database, "user", "role", name, "Riverton", role)
        yield served


@pytest.fixture
def team(browser: Browser, house: Served, graphics: Graphics) -> Iterator[Desk]:
    seated = Desk(browser, house, script=graphics.script)
    yield seated
    assert seated.leave() == []
