"""The planner in Chromium: `beatwright serve` on a generated town, and pages that fail on any complaint."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, sync_playwright
from tests.web.e2e.riverton import write_riverton
from tests.web.e2e.served import Served, serve
from tests.web.e2e.watched_page import Watched, watched_page

import beatwright.web

STATIC = Path(beatwright.web.__file__).parent / "static" / "index.html"
_FLAGS = [
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-gl=angle",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep the tests of the browser together, so that few processes build the town."""
    here = Path(__file__).parent
    for item in items:
        if item.path.is_relative_to(here):
            item.add_marker(pytest.mark.e2e)


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
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as play:
        opened = play.chromium.launch(executable_path=chromium, args=_FLAGS)
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def riverton(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The case folder of the town; tests do not change it."""
    return write_riverton(tmp_path_factory.mktemp("riverton"))


@pytest.fixture
def served(riverton: Path, tmp_path: Path) -> Iterator[Served]:
    """A planner of one person with the town open, and a database of its own."""
    started = serve(tmp_path / "planner.db", riverton, root=tmp_path)
    yield started
    started.stop()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    opened = browser.new_context(viewport={"width": 1280, "height": 800}, locale="en-US", reduced_motion="reduce")
    opened.set_default_timeout(20_000)
    yield opened
    opened.close()


@pytest.fixture
def watched(context: BrowserContext, served: Served) -> Iterator[Watched]:
    """The page that `beatwright serve` opens; the test fails on anything that the page complains of."""
    found = watched_page(context, served.origin)
    found.page.goto(served.url)
    yield found
    assert found.finished() == []


@pytest.fixture
def one_more(context: BrowserContext, served: Served) -> Iterator[Callable[[], Watched]]:
    """Open more pages of the same session, watched as the first."""
    opened: list[Watched] = []

    def another() -> Watched:
        opened.append(watched_page(context, served.origin))
        return opened[-1]

    yield another
    for found in opened:
        assert found.finished() == []
