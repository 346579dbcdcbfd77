"""J2: a planner places posts, by mouse and by keyboard alone."""

import pytest
from playwright.sync_api import Page, expect
from tests.web.e2e.bench_hand import (
    bench_ready,
    button,
    open_bench,
    save_version,
    settled,
    site_beside,
    sites,
    tile,
    told,
)
from tests.web.e2e.browsing import Desk
from tests.web.e2e.keyboard import choose, press, tab_to, write
from tests.web.e2e.map_hand import click_map, drag_post
from tests.web.e2e.plans import POSTS, new_plan

MEAN = "mean distance"


@pytest.mark.journey
def test_posts_are_placed_by_mouse(desk: Desk) -> None:
    page = desk.page().page
    button(page, "New plan").click()
    page.get_by_label("Name").fill("By hand")
    page.get_by_label("Begin with").select_option(f"plan:{POSTS}")
    button(page, "Make the plan").click()
    bench_ready(page)
    goal = _drag_back_and_forth(page)

    free = site_beside(page, 1, "down")
    page.get_by_test_id("add-post").click()
    click_map(page, site=free)
    told(page, "New post at")
    settled(page)
    assert sites(page)[5] == free
    page.get_by_test_id("remove-1").click()
    told(page, "Post 1 removed")
    settled(page)
    assert sorted(sites(page)) == [2, 3, 4, 5]

    improved = _improve(page, locked=(4, goal))
    save_version(page, "Round the post at the bridge")
    button(page, "Test").click()
    tests = page.get_by_test_id("versions-dialog").get_by_test_id("tests")
    expect(tests).to_contain_text("judged on held-out incidents once")
    page.keyboard.press("Escape")
    page.reload()
    bench_ready(page)
    assert sites(page) == improved
    expect(page.get_by_test_id("tests")).to_contain_text("once")


def _drag_back_and_forth(page: Page) -> str:
    """Drag Post 4, undo, redo, lock it and try to drag it; return where it stands."""
    before, start = tile(page, MEAN), sites(page)
    goal = site_beside(page, 4, "left")
    drag_post(page, 4, goal)
    told(page, "Post 4 to")
    told(page, MEAN)
    settled(page)
    assert sites(page) == {**start, 4: goal}
    dragged = tile(page, MEAN)
    assert dragged != before

    page.get_by_test_id("undo").click()
    told(page, "Undone")
    settled(page)
    assert (sites(page), tile(page, MEAN)) == (start, before)
    page.get_by_test_id("redo").click()
    told(page, "Done again")
    settled(page)
    assert (sites(page)[4], tile(page, MEAN)) == (goal, dragged)

    page.get_by_test_id("lock-4").click()
    expect(page.get_by_test_id("post-row-4")).to_contain_text("locked")
    drag_post(page, 4, start[4])
    settled(page)
    assert sites(page)[4] == goal
    return goal


def _improve(page: Page, locked: tuple[int, str]) -> dict[int, str]:
    """Let the other posts be placed anew; nothing is applied before it is asked for."""
    by_hand = sites(page)
    page.get_by_test_id("improve-start").click()
    expect(page.get_by_test_id("candidate")).to_contain_text("Proven")
    assert sites(page) == by_hand
    page.get_by_test_id("use-candidate").click()
    told(page, "stands on the table")
    settled(page)
    improved = sites(page)
    slot, site = locked
    assert improved[slot] == site
    assert len(improved) == len(by_hand)
    assert improved != by_hand
    return improved


@pytest.mark.journey
def test_posts_are_placed_by_keyboard_alone(desk: Desk) -> None:
    page = desk.page().page
    press(page, button(page, "New plan"))
    write(page, page.get_by_label("Name"), "By keys")
    choose(page, page.get_by_label("Begin with"), "Least mean")
    press(page, button(page, "Make the plan"))
    bench_ready(page)
    before, start = tile(page, MEAN), sites(page)

    goal = site_beside(page, 4, "left")
    press(page, page.get_by_test_id("mark-4"), "ArrowLeft")
    told(page, "Post 4 to")
    settled(page)
    assert sites(page) == {**start, 4: goal}
    expect(page.get_by_test_id("mark-4")).to_be_focused()
    page.keyboard.press("Control+z")
    told(page, "Undone")
    settled(page)
    assert (sites(page), tile(page, MEAN)) == (start, before)
    page.keyboard.press("Control+Shift+z")
    told(page, "Done again")
    settled(page)
    assert sites(page)[4] == goal
    page.keyboard.press("l")
    expect(page.get_by_test_id("post-row-4")).to_contain_text("locked")
    page.keyboard.press("ArrowRight")
    told(page, "Post 4 is locked. Unlock it first.")

    page.keyboard.press("n")
    expect(page.get_by_test_id("site-cursor")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("n")
    told(page, "New post at")
    settled(page)
    assert 5 in sites(page)
    expect(page.get_by_test_id("mark-5")).to_be_focused()
    press(page, page.get_by_test_id("mark-1"), "Delete")
    told(page, "Post 1 removed")
    settled(page)
    _improve_and_keep_by_keys(page, locked=(4, goal))


def _improve_and_keep_by_keys(page: Page, locked: tuple[int, str]) -> None:
    slot, site = locked
    press(page, page.get_by_test_id("improve-start"))
    expect(page.get_by_test_id("candidate")).to_contain_text("Proven")
    press(page, page.get_by_test_id("use-candidate"))
    told(page, "stands on the table")
    settled(page)
    assert sites(page)[slot] == site
    press(page, page.get_by_test_id("save-version"))
    write(page, page.get_by_test_id("note"), "All by keys")
    page.keyboard.press("Enter")
    saved = page.get_by_role("article", name="All by keys")
    press(page, saved.get_by_role("button", name="Test", exact=True))
    expect(saved.get_by_text("tested", exact=True)).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("save-version")).to_be_focused()


@pytest.mark.slow
def test_posts_are_placed_in_the_list_alone(desk: Desk) -> None:
    place = new_plan(desk.context(), desk.served.origin, "By list")
    page = open_bench(desk, place).page
    goal = site_beside(page, 2, "up")
    press(page, page.get_by_test_id("list-view"))
    expect(page.locator(".plan-map")).to_have_count(0)
    press(page, page.get_by_test_id("move-2"))
    press(page, page.get_by_test_id(f"pick-{goal}"))
    told(page, "Post 2 to")
    settled(page)
    assert sites(page)[2] == goal
    press(page, page.get_by_test_id("add-post-list"))
    write(page, page.get_by_test_id("site-search"), "Street")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    told(page, "New post at")
    settled(page)
    assert sorted(sites(page)) == [1, 2, 3, 4, 5]
    write(page, page.get_by_test_id("officers-5"), "7")
    page.keyboard.press("Tab")
    press(page, page.get_by_test_id("lock-5"), "Space")
    expect(page.get_by_test_id("post-row-5")).to_contain_text("locked")
    press(page, page.get_by_test_id("remove-1"), "Space")
    told(page, "Post 1 removed")
    tab_to(page, page.get_by_test_id("list-view"), back=True)
    settled(page)
    page.reload()
    bench_ready(page)
    press(page, page.get_by_test_id("list-view"))
    assert sorted(sites(page)) == [2, 3, 4, 5]
    expect(page.get_by_test_id("officers-5")).to_have_value("7")
