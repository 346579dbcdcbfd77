"""Chromium, and pages of a planner in it that are watched."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
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
_PROCESSOR = ["--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"]
_TAKEN_FOR_A_CARD = """
const { getParameter } = WebGL2RenderingContext.prototype;
WebGL2RenderingContext.prototype.getParameter = function (name) {
  return name === 0x9246 || name === this.RENDERER ? 'a card' : getParameter.call(this, name);
};
"""


@dataclass(frozen=True)
class Graphics:
    """What a machine draws with.

    Parameters
    ----------
    flags : sequence of str
        With them Chromium starts.
    script : str
        Run in every page before its own.
    back_end : str
        What the planner's map is drawn by then.
    has_webgl2 : bool, default True
        Whether pages get a context of WebGL2.
    """

    flags: Sequence[str]
    script: str
    back_end: str
    has_webgl2: bool = True


GRAPHICS = {
    "imitated": Graphics(_PROCESSOR, "", "canvas"),  # as a virtual desktop: WebGL2 by the processor, too slow for maps
    "card": Graphics(_PROCESSOR, _TAKEN_FOR_A_CARD, "webgl"),
    "none": Graphics(["--disable-gpu", "--disable-3d-apis"], "", "canvas", has_webgl2=False),
}
PATIENCE = 180_000  # ms: a state that never comes fails a test; a slow machine, or a job that must compile, does not
_WINDOW = {"width": 1280, "height": 800}


@contextmanager
def chromium_running(path: str, flags: Sequence[str]) -> Iterator[Browser]:
    """Start the browser; close it in the end."""
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=path, args=[*QUIET, *flags])
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
        self._contexts: list[BrowserContext] = []
        self._pages: list[Watched] = []

    def context(self, **options: Any) -> BrowserContext:
        """Open a profile of its own, with the session of the desk."""
        usual = {"viewport": _WINDOW, "locale": "en-US", "reduced_motion": "reduce", "storage_state": self.keys}
        made = self.browser.new_context(ignore_https_errors=True, **{**usual, **options})
        made.set_default_timeout(PATIENCE)
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
