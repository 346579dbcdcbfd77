"""What both workbenches show, as tests read it."""

import re

from playwright.sync_api import Locator, Page, expect
from tests.web.e2e.browsing import Desk
from tests.web.e2e.map_hand import MAP, map_ready
from tests.web.e2e.watched_page import Watched

SAVED = re.compile(r"^Saved · change \d+$")


def open_bench(desk: Desk, place: str, layer: str = "posts", **options: object) -> Watched:
    """Open a workbench and wait until map and figures stand."""
    found = desk.page(f"{place}/{layer}", **options)  # type: ignore[arg-type]
    bench_ready(found.page)
    return found


def bench_ready(page: Page) -> None:
    """Wait until the map is drawn and the figures are those of the plan."""
    map_ready(page)
    settled(page)


def settled(page: Page) -> None:
    """Wait until all is saved and the figures have followed."""
    expect(page.get_by_test_id("saved-state")).to_have_text(SAVED)
    expect(page.get_by_test_id("tiles").or_(page.get_by_test_id("bars"))).to_be_visible()
    expect(page.locator("[data-testid=tiles][aria-busy=true]")).to_have_count(0)


def told(page: Page, words: str) -> None:
    """Expect the line of the workbench to say what was done."""
    expect(page.get_by_test_id("status")).to_contain_text(words)


def sites(page: Page) -> dict[int, str]:
    """Return where the posts stand, by their numbers."""
    rows = page.locator("[data-testid^=post-row-]").evaluate_all(
        "rows => rows.map((row) => [Number(row.dataset.testid.split('-')[2]), row.dataset.site])"
    )
    return {int(slot): str(site) for slot, site in rows}


def tile(page: Page, name: str) -> str:
    """Return the value of a figure beside the map."""
    card = page.get_by_test_id("tiles").locator(".tile").filter(has=page.get_by_text(name, exact=True))
    return card.locator(".value").inner_text()


def site_beside(page: Page, slot: int, direction: str) -> str:
    """Return the next free site in a direction of a post."""
    found = page.locator(MAP).evaluate(
        "(map, [site, direction, taken]) => map.mapView.siteInDirection(site, direction, new Set(taken))",
        [sites(page)[slot], direction, list(sites(page).values())],
    )
    assert found is not None, f"no free site {direction} of Post {slot}"
    return str(found)


def button(page: Page, name: str) -> Locator:
    """Return a button of the page or of the dialog that is open, by its words."""
    shown = page.locator("dialog[open]")
    return (shown if shown.count() else page.locator("main")).get_by_role("button", name=name, exact=True)


def save_version(page: Page, note: str) -> None:
    """Save a version by the mouse; the dialog stays open."""
    page.get_by_test_id("save-version").click()
    page.get_by_test_id("note").fill(note)
    button(page, "Save version").click()
    expect(page.get_by_role("article", name=note)).to_be_visible()
