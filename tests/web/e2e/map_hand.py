"""The mouse on the planner's map: where a post, a zone or a site is on the screen, dragging, painting and clicking."""

from collections.abc import Sequence
from typing import Any

from playwright.sync_api import Locator, Page

MAP = ".plan-map"
_STEPS = 4  # moves of the pointer from place to place


def map_ready(page: Page, selector: str = MAP) -> Locator:
    """Wait until the map has drawn all it has; return its element."""
    page.wait_for_selector(f"{selector}[data-state=ready]")
    return page.locator(selector)


def place_on_page(page: Page, selector: str = MAP, **key: int | str) -> tuple[float, float]:
    """Return where ``post=3``, ``unit="r08c10"`` or ``site="P1"`` is on the page, in CSS pixels.

    Raises
    ------
    LookupError
        Where it is not on the map.
    """
    found: dict[str, float] | None = page.locator(selector).evaluate(
        """(map, key) => {
          const at = map.mapView.screenOf(key);
          const box = map.getBoundingClientRect();
          return at && { x: at.x + box.left, y: at.y + box.top };
        }""",
        key,
    )
    if found is None:
        raise LookupError(f"{key} is not on the map {selector}")
    return found["x"], found["y"]


def take_post(page: Page, slot: int, site: str, selector: str = MAP) -> None:
    """Take a post and move it over a site, without letting go: ``page.mouse.up()`` drops it, Escape puts it back."""
    page.mouse.move(*place_on_page(page, selector, post=slot))
    page.mouse.down()
    page.mouse.move(*place_on_page(page, selector, site=site), steps=_STEPS)


def drag_post(page: Page, slot: int, site: str, selector: str = MAP) -> None:
    """Drag a post to a site and drop it there."""
    take_post(page, slot, site, selector)
    page.mouse.up()


def paint_units(page: Page, units: Sequence[str], selector: str = MAP) -> None:
    """Paint from the middle of each unit to that of the next, in one stroke; the tool is chosen before."""
    hold_stroke(page, units, selector)
    page.mouse.up()


def hold_stroke(page: Page, units: Sequence[str], selector: str = MAP) -> None:
    """Paint as `paint_units` does, without letting go."""
    places = [place_on_page(page, selector, unit=unit) for unit in units]
    page.mouse.move(*places[0])
    page.mouse.down()
    for place in places[1:]:
        page.mouse.move(*place, steps=_STEPS)


def click_map(page: Page, selector: str = MAP, **key: Any) -> None:
    """Click a post, a unit or a site, named as for `place_on_page`."""
    page.mouse.click(*place_on_page(page, selector, **key))
