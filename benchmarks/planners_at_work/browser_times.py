"""What the browser shows when: first paint, figures, the map at rest, a drag, a stroke of the brush."""

from __future__ import annotations

import os
import shutil
import statistics
from collections.abc import Callable, Sequence
from typing import Any

from playwright.sync_api import Page, sync_playwright

__all__ = ["browser_times"]

_ROUNDS = 3
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
# Notes, by the clock of the page, when something came, and how long after the hand moved something changed.
_WATCH = """
window.__seen = {}; window.__delays = {}; window.__moved = 0;
addEventListener('pointermove', () => { window.__moved = performance.now(); }, true);
const look = () => {
  for (const [name, query] of [['figures', '[data-testid="tiles"]'], ['map', '[data-state="ready"]']])
    if (!(name in window.__seen) && document.querySelector(query)) window.__seen[name] = performance.now();
  requestAnimationFrame(look);
};
requestAnimationFrame(look);
window.__follow = query => {
  window.__delays[query] = [];
  new MutationObserver(() => window.__delays[query].push(performance.now() - window.__moved))
    .observe(document.querySelector(query), { childList: true, subtree: true, characterData: true, attributes: true });
};
"""


def browser_times(url: str) -> None:
    """Print what a browser without a graphics card shows, and when; the case is open at `url`, which opens once."""
    browser_path = os.environ.get("CHROMIUM") or shutil.which("chromium")
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=browser_path, args=_FLAGS)
        context = browser.new_context(viewport={"width": 1280, "height": 800})
        context.add_init_script(_WATCH)
        page = context.new_page()
        page.goto(url)
        page.get_by_test_id("case-1").wait_for()
        origin = url.split("/?", maxsplit=1)[0]
        posts, districts = _new_plans(page)
        _first_looks(page, f"{origin}/case/1/plan/{posts}/posts")
        _drag(page)
        page.goto(f"{origin}/case/1/plan/{districts}/districts")
        _brush(page)
        browser.close()


def _new_plans(page: Page) -> list[int]:
    return page.evaluate(
        """async () => {
          const ask = async (path, body) => (await fetch('/api' + path, body && {
            method: 'POST', headers: {'content-type': 'application/json'}, body: JSON.stringify(body)})).json();
          const first = await ask('/cases/1/first');
          const made = [];
          for (const source of [{case_plan: first.main}, {areas: true}])
            made.push((await ask('/cases/1/plans', {name: `Timed ${made.length}`, source})).id);
          return made;
        }"""
    )


def _first_looks(page: Page, url: str) -> None:
    seen: list[dict[str, float]] = []
    for _ in range(_ROUNDS):
        page.goto(url)
        page.wait_for_selector('[data-state="ready"]', timeout=120_000)
        times = page.evaluate("window.__seen")
        times["first paint"] = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
        seen.append(times)
    for name in ("first paint", "figures", "map"):
        print(f"{name:34s} {' '.join(f'{one[name] / 1e3:.2f}' for one in seen)} s")


def _drag(page: Page) -> None:
    """Drag a post over the map for some seconds; tell how long after the hand the figures change."""
    page.evaluate("window.__follow('[data-testid=\"tiles\"]')")
    mark = page.get_by_test_id("mark-1").bounding_box() or {"x": 0, "y": 0, "width": 0, "height": 0}
    x, y = mark["x"] + mark["width"] / 2, mark["y"] + mark["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    _wander(page, x, y, lambda n: (x + 6 * n * (-1) ** (n // 20), y + 3 * (n % 20)))
    page.mouse.up()
    asked = page.evaluate(
        "performance.getEntriesByType('resource').filter(e => e.name.endsWith('/judge')).map(e => e.duration)"
    )
    _told("posts judged, asked of the server", asked)
    _told("figures after the hand moved", page.evaluate("window.__delays['[data-testid=\"tiles\"]']"))


def _brush(page: Page) -> None:
    page.wait_for_selector('[data-state="ready"]', timeout=120_000)
    page.get_by_test_id("tool-brush").click()
    page.evaluate("window.__follow('[data-testid=\"bars\"]')")
    box = page.get_by_test_id("map").bounding_box() or {"x": 0, "y": 0, "width": 0, "height": 0}
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    _wander(page, x, y, lambda n: (x + 4 * n, y + 2 * (n % 30)))
    page.mouse.up()
    _told("bars after the brush moved", page.evaluate("window.__delays['[data-testid=\"bars\"]']"))


def _wander(page: Page, x: float, y: float, way: Callable[[int], tuple[float, float]]) -> None:
    for step in range(60):
        page.mouse.move(*way(step))
        page.wait_for_timeout(60)


def _told(name: str, milliseconds: Sequence[Any]) -> None:
    if len(milliseconds) < 2:
        print(f"{name:34s} nothing was seen")
        return
    parts = statistics.quantiles(milliseconds, n=20)
    print(
        f"{name:34s} {len(milliseconds):4d} times, median {statistics.median(milliseconds):6.1f} ms, "
        f"95 % within {parts[-1]:6.1f}"
    )
