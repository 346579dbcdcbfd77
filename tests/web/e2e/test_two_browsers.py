"""Two browsers at one plan; lost answers, a reload in the middle of a gesture, and a planner that is killed."""

from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Route, expect
from tests.web.e2e.bench_hand import bench_ready, open_bench, settled, site_beside, sites, told
from tests.web.e2e.browsing import Desk
from tests.web.e2e.conftest import start_own
from tests.web.e2e.map_hand import MAP, drag_post, hold_stroke, take_post
from tests.web.e2e.plans import DISTRICTS, POSTS, ask, draft_of, new_plan
from tests.web.e2e.units import Units

pytestmark = pytest.mark.slow

BEHIND = "Object.defineProperty(document, 'visibilityState', { get: () => 'hidden', configurable: true })"
IN_FRONT = "delete document.visibilityState"


def _two(desk: Desk, name: str) -> tuple[str, Page, Page]:
    """Open a plan in two browsers, the second behind other windows: it does not look for what the first does."""
    place = new_plan(desk.context(), desk.served.origin, name)
    first = open_bench(desk, place).page
    second = open_bench(desk, place, expected=(409,)).page
    second.evaluate(BEHIND)
    return place, first, second


def _posts(desk: Desk, place: str) -> dict[int, str]:
    values = draft_of(desk.context(), desk.served.origin, place)["values"]
    return {int(key[5:]): post["site"] for key, post in values.items() if key.startswith("post:") and post}


def test_different_posts_merge_without_a_word(desk: Desk) -> None:
    place, first, second = _two(desk, "Both at once")
    one, two = site_beside(first, 1, "left"), site_beside(second, 4, "left")
    drag_post(first, 1, one)
    settled(first)
    drag_post(second, 4, two)
    settled(second)
    assert (sites(second)[1], sites(second)[4]) == (one, two)
    expect(second.get_by_test_id("draft-notices")).to_have_count(0)
    assert _posts(desk, place) == sites(second)
    expect(first.get_by_test_id("post-row-4")).to_have_attribute("data-site", two)
    told(first, "moved Post 4 at")


def test_the_second_to_move_a_post_is_told_who_came_first(desk: Desk) -> None:
    place, first, second = _two(desk, "The same post")
    one, two = site_beside(first, 4, "left"), site_beside(second, 4, "right")
    drag_post(first, 4, one)
    settled(first)
    drag_post(second, 4, two)
    notice = second.get_by_test_id("notice-overtaken")
    expect(notice).to_contain_text("moved Post 4 at")
    expect(notice).to_contain_text("yours was not applied")
    settled(second)
    assert sites(second)[4] == one
    second.get_by_test_id("mine-on-top").click()
    expect(notice).to_have_count(0)
    settled(second)
    assert _posts(desk, place)[4] == sites(second)[4] == two
    expect(first.get_by_test_id("post-row-4")).to_have_attribute("data-site", two)


def test_an_answer_that_is_lost_is_asked_for_again_and_carried_out_once(desk: Desk) -> None:
    place = new_plan(desk.context(), desk.served.origin, "Lost answer")
    found = open_bench(desk, place)
    found.cut_off = True
    page, lost = found.page, []

    def lose(route: Route) -> None:
        if lost:
            route.continue_()
            return
        lost.append(route.fetch().status)
        route.abort()

    page.route("**/commands", lose)
    goal = site_beside(page, 4, "left")
    drag_post(page, 4, goal)
    expect(page.get_by_test_id("saved-state")).to_contain_text("Not saved yet")
    settled(page)
    assert lost == [201]
    assert _posts(desk, place)[4] == goal
    assert draft_of(desk.context(), desk.served.origin, place)["plan"]["head"] == 2


def test_the_map_keeps_its_place_while_a_change_is_saved(desk: Desk) -> None:
    page = open_bench(desk, new_plan(desk.context(), desk.served.origin, "Kept still")).page
    held: list[Route] = []
    before = page.locator(MAP).bounding_box()

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/commands", hold)
    drag_post(page, 1, site_beside(page, 1, "left"))
    expect(page.get_by_test_id("saved-state")).to_have_text("Saving…")
    assert page.locator(MAP).bounding_box() == before
    held.pop().continue_()
    settled(page)
    assert page.locator(MAP).bounding_box() == before


def test_a_reload_in_mid_drag_loses_the_gesture_and_no_more(desk: Desk) -> None:
    place = new_plan(desk.context(), desk.served.origin, "Reloaded")
    page = open_bench(desk, place).page
    drag_post(page, 1, kept := site_beside(page, 1, "left"))
    settled(page)
    take_post(page, 4, site_beside(page, 4, "left"))
    told(page, "Post 4 to")
    before = _posts(desk, place)
    page.reload()
    bench_ready(page)
    page.mouse.up()
    assert sites(page) == before == _posts(desk, place)
    assert sites(page)[1] == kept
    drag_post(page, 4, goal := site_beside(page, 4, "left"))
    settled(page)
    assert sites(page)[4] == goal


def test_a_reload_in_mid_stroke_paints_nothing(desk: Desk) -> None:
    context = desk.context()
    place = new_plan(context, desk.served.origin, "Reloaded stroke", DISTRICTS)
    page = open_bench(desk, place, "districts").page
    units = Units(context, desk.served.origin, place)
    before = units.label()
    page.get_by_test_id("choose-1").click()
    hold_stroke(page, [units.within("1"), units.edge("2", "1")])
    told(page, "to ")
    page.reload()
    bench_ready(page)
    page.mouse.up()
    settled(page)
    assert units.label() == before


def test_a_planner_that_is_killed_loses_nothing_that_was_saved(own_desk: Desk, riverton: Path, tmp_path: Path) -> None:
    context, served = own_desk.context(), own_desk.served
    place, districts = (new_plan(context, served.origin, f"Power cut of {kind}", kind) for kind in (POSTS, DISTRICTS))
    found = open_bench(own_desk, place)
    found.cut_off = True
    page = found.page
    drag_post(page, 4, kept := site_beside(page, 4, "left"))
    settled(page)
    order = {"kind": "redraw", "plan": int(districts.split("/")[4]), "options": {"tolerance": 0.3, "seconds": 300}}
    job = ask(context, served.origin, "POST", "/jobs", order)
    _wait_until_it_runs(page, served.origin, job["id"])

    served.kill()
    goal = site_beside(page, 4, "down")
    drag_post(page, 4, goal)
    expect(page.get_by_test_id("saved-state")).to_contain_text("Not saved yet")
    assert sites(page)[4] == goal
    own_desk.served = start_own(tmp_path, riverton, port=urlsplit(served.origin).port)
    settled(page)
    values = draft_of(context, served.origin, place)["values"]
    assert values["post:4"]["site"] == goal != kept
    assert ask(context, served.origin, "GET", f"/jobs/{job['id']}")["state"] == "interrupted"
    page.goto(f"{served.origin}{districts}/districts")
    expect(page.get_by_test_id("problem-redraw")).to_contain_text("The server went down meanwhile")


def _wait_until_it_runs(page: Page, origin: str, job: int) -> None:
    """Follow the job's events until it tells of its progress."""
    page.evaluate(
        """(address) => new Promise((tell) => {
          const events = new EventSource(address);
          events.addEventListener('progress', () => { events.close(); tell(); });
        })""",
        f"{origin}/api/jobs/{job}/events",
    )
