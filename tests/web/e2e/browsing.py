"""Chromium, and pages of a planner in it that are watched."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, BrowserContext, sync_playwright
from tests.web.e2e.served import Served
from tests.web.e2e.watched_page import Watched, watched_page

QUIET = [
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
DRAWN_BY_THE_PROCESSOR = [
    "--use-gl=angle",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
]
NO_WEBGL2 = """
const getContext = HTMLCanvasElement.prototype.getContext;
HTMLCanvasElement.prototype.getContext = function (kind, ...rest) {
  return kind.startsWith('webgl') ? null : getContext.call(this, kind, ...rest);
};
"""
_WINDOW = {"width": 1280, "height": 800}


@contextmanager
def chromium_running(path: str, flags: list[str]) -> Iterator[Browser]:
    """Start the browser; close it in the end."""
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=path, args=QUIET + flags)
        try:
            yield browser
        finally:
            browser.close()


class Desk:
    """A browser at which tests sit down: every page it opens is watched, and every complaint counts in the end.

    Parameters
    ----------
    browser : Browser
    served : Served
        The planner that pages show.
    keys : object
        Cookies of a session (`storage_state`); without them pages are those of nobody.
    script : str
        Run in every page before its own.
    """

    def __init__(self, browser: Browser, served: Served, keys: Any = None, script: str = "") -> None:
        self.browser, self.served, self.keys, self.script = browser, served, keys, script
        self.mark = " on the canvas" if script else ""  # at the end of names: the desks share a planner
        self._contexts: list[BrowserContext] = []
        self._pages: list[Watched] = []

    def context(self, **options: Any) -> BrowserContext:
        """Open a profile of its own, with the session of the desk."""
        usual = {"viewport": _WINDOW, "locale": "en-US", "reduced_motion": "reduce", "storage_state": self.keys}
        made = self.browser.new_context(ignore_https_errors=True, **{**usual, **options})
        made.set_default_timeout(60_000)
        if self.script:
            made.add_init_script(self.script)
        self._contexts.append(made)
        return made

    def page(self, path: str = "/", expected: tuple[int, ...] = (), **options: Any) -> Watched:
        """Open an address of the planner in a profile of its own."""
        return self.page_of(self.context(**options), path, expected)

    def page_of(self, context: BrowserContext, path: str = "/", expected: tuple[int, ...] = ()) -> Watched:
        """Open an address in a profile that stands; ``expected``: statuses that the test brings about."""
        found = watched_page(context, self.served.origin)
        found.expected = expected
        self._pages.append(found)
        found.page.goto(self.served.origin + path)
        return found

    def leave(self) -> list[str]:
        """Close all; return what the pages complained of."""
        complaints = [line for found in self._pages for line in found.finished()]
        for context in self._contexts:
            context.close()
        return complaints


def keys_of(browser: Browser, served: Served) -> Any:
    """Use the address that the planner printed, which opens it once; return the cookies of the session."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(served.url)
    page.get_by_role("heading", name="Library", level=1).wait_for()
    keys = context.storage_state()
    context.close()
    return keys
