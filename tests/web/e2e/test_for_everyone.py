"""Every screen for everyone: axe-core finds nothing, 200 % loses nothing, and numbers follow the reader."""

import io
import itertools
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from tests.web.e2e.bench_hand import bench_ready, button, open_bench, sites, tile
from tests.web.e2e.browsing import Desk
from tests.web.e2e.plans import DISTRICTS, ask, new_plan
from tests.web.e2e.screen_checks import AT_200_PERCENT, lost_controls, printed_faults, violations

_NUMBERS = itertools.count(1)


@pytest.fixture
def places(desk: Desk) -> dict[str, str]:
    """Return the addresses of all screens, with a plan of posts and one of districts"""
    context, origin = desk.context(), desk.served.origin
    posts = new_plan(context, origin, f"Seen by all {next(_NUMBERS)}")
    districts = new_plan(context, origin, f"Seen by all {next(_NUMBERS)}", DISTRICTS)
    plan = posts.split("/")[4]
    ask(context, origin, "POST", f"/plans/{plan}/versions", {"note": "To look at"})
    ask(context, origin, "POST", f"/plans/{plan}/comments", {"text": "Why here?", "on": "post:4"})
    case = posts.split("/")[2]
    return {
        "library": "/",
        "posts": f"{posts}/posts",
        "districts": f"{districts}/districts",
        "compare": f"/case/{case}/compare?a=plan:today&b=draft:{plan}",
        "review": f"{posts}/review",
        "settings": "/settings",
        "admin": "/admin",
        "missing": "/case/1/nothing",
    }


def _shown(page: Page, origin: str, name: str, address: str) -> None:
    """Go to a screen and wait until all of it stands."""
    page.goto(origin + address)
    if name in ("posts", "districts"):
        bench_ready(page)
    elif name in ("compare", "review"):
        expect(page.locator(".plan-map[data-state=ready]")).to_have_count(2)
        expect(page.get_by_test_id("measures")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.locator("[aria-busy=true]")).to_have_count(0)


def _opened_parts(page: Page, name: str) -> Iterator[str]:
    """Open what else a screen has, one after the other."""
    if name == "library":
        for words in ("New plan", "New from files", "Open a case folder"):
            button(page, words).first.click()
            expect(page.get_by_role("dialog")).to_be_visible()
            expect(page.locator("[aria-busy=true]")).to_have_count(0)
            yield words
            page.keyboard.press("Escape")
    if name in ("posts", "districts"):
        for part in ("save-version", "export", "help"):
            page.locator(f"button[data-testid={part}]").click()
            expect(page.get_by_role("dialog")).to_be_visible()
            expect(page.locator("[aria-busy=true]")).to_have_count(0)
            yield part
            page.keyboard.press("Escape")
        page.get_by_test_id("list-view").click()
        yield "list"
    if name == "posts":
        page.get_by_test_id("add-post-list").click()
        expect(page.get_by_role("dialog")).to_be_visible()
        yield "sites"
        page.keyboard.press("Escape")


def test_axe_finds_nothing_on_any_screen(desk: Desk, places: dict[str, str]) -> None:
    page = desk.page("/", expected=(404,)).page
    found = {}
    for name, address in places.items():
        _shown(page, desk.served.origin, name, address)
        found[name] = violations(page)
    assert {name: lines for name, lines in found.items() if lines} == {}


@pytest.mark.slow
def test_axe_finds_nothing_in_any_window(desk: Desk, places: dict[str, str]) -> None:
    page = desk.page().page
    found = {}
    for name in ("library", "posts", "districts"):
        _shown(page, desk.served.origin, name, places[name])
        for part in _opened_parts(page, name):
            found[name, part] = violations(page)
    outside = desk.page("/sign-in", expected=(401,), storage_state=None).page
    expect(outside.get_by_role("heading", name="Sign in")).to_be_visible()
    found["sign-in", ""] = violations(outside)
    outside.goto(f"{desk.served.origin}/invite")
    expect(outside.get_by_role("heading", name="Invitation")).to_be_visible()
    found["invite", ""] = violations(outside)
    assert {name: lines for name, lines in found.items() if lines} == {}


@pytest.mark.slow
def test_nothing_is_lost_at_200_percent(desk: Desk, places: dict[str, str]) -> None:
    page = desk.page("/", expected=(404,), viewport=AT_200_PERCENT, device_scale_factor=2).page
    found = {}
    for name, address in places.items():
        _shown(page, desk.served.origin, name, address)
        found[name, ""] = lost_controls(page)
        for part in _opened_parts(page, name):
            found[name, part] = lost_controls(page)
    assert {name: lines for name, lines in found.items() if lines} == {}


@pytest.mark.slow
def test_what_is_printed_can_be_handed_on(desk: Desk, places: dict[str, str]) -> None:
    page = desk.page("/").page
    found = {}
    for name in ("posts", "districts", "compare", "review"):
        _shown(page, desk.served.origin, name, places[name])
        found[name] = printed_faults(page)
    assert {name: lines for name, lines in found.items() if lines} == {}


@pytest.mark.slow
def test_single_keys_are_switched_off(own_desk: Desk) -> None:
    place = new_plan(own_desk.context(), own_desk.served.origin, "No keys")
    page = open_bench(own_desk, place).page
    page.goto(f"{own_desk.served.origin}/settings")
    page.get_by_label("Single keys do something on the map").uncheck()
    expect(page.get_by_test_id("toasts")).to_contain_text("Kept.")
    page.goto(f"{own_desk.served.origin}{place}/posts")
    bench_ready(page)
    page.get_by_test_id("mark-4").focus()
    page.keyboard.press("l")
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_test_id("status")).to_contain_text("Post 4 to")
    expect(page.get_by_test_id("post-row-4")).not_to_contain_text("locked")


def _chosen(page: Page, origin: str, locale: str, lengths: str) -> None:
    page.goto(f"{origin}/settings")
    page.get_by_test_id("locale").select_option(locale)
    page.get_by_test_id("lengths").select_option(lengths)
    expect(page.get_by_test_id("toasts")).to_contain_text("Kept.")


def _exported(page: Page) -> dict[str, bytes]:
    """Export the tables by the page; return the files in the archive."""
    page.locator("button[data-testid=export]").click()
    dialog = page.get_by_role("dialog")
    for box in dialog.get_by_role("checkbox").all():
        box.uncheck()
    dialog.get_by_role("checkbox", name="Tables as CSV").check()
    dialog.get_by_role("button", name="Export").click()
    with page.expect_download() as given:
        page.get_by_test_id("exported").get_by_role("link", name=".zip").click()
    page.keyboard.press("Escape")
    with zipfile.ZipFile(io.BytesIO(Path(given.value.path()).read_bytes())) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.slow
def test_numbers_follow_the_reader_and_files_do_not(own_desk: Desk) -> None:
    origin = own_desk.served.origin
    place = new_plan(own_desk.context(), origin, "Read everywhere")
    page = own_desk.page().page
    shown, files = {}, {}
    for locale, lengths in (("en-US", "metres"), ("de-DE", "metres"), ("fr-FR", "metres"), ("en-US", "miles")):
        _chosen(page, origin, locale, lengths)
        sample = page.get_by_test_id("sample").inner_text()
        page.goto(f"{origin}{place}/posts")
        bench_ready(page)
        shown[locale, lengths] = (sample, tile(page, "mean distance"))
        files[locale, lengths] = _exported(page)
        assert len(sites(page)) == 4
    assert "1.640" in shown["de-DE", "metres"][0]
    assert "1,640" in shown["en-US", "metres"][0]
    assert len({words for words, *_ in shown.values()}) == 4
    assert "mi" in shown["en-US", "miles"][1]
    first, *others = files.values()
    assert first
    assert all(other == first for other in others)
