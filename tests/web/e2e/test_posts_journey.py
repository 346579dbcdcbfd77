"""J2: a planner places posts, by mouse and by keyboard alone."""

from playwright.sync_api import expect
from tests.web.e2e.bench_hand import (
    bench_ready,
    button,
    save_version,
    settled,
    site_beside,
    sites,
    tile,
    told,
)
from tests.web.e2e.browsing import Desk
from tests.web.e2e.map_hand import click_map, drag_post
from tests.web.e2e.plans import POSTS

MEAN = "mean distance"


def test_posts_are_placed_by_mouse(desk: Desk) -> None:
    page = desk.page().page
    button(page, "New plan").click()
    page.get_by_label("Name").fill("By hand")
    page.get_by_label("Begin with").select_option(f"plan:{POSTS}")
    button(page, "Make the plan").click()
    bench_ready(page)
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
    settled(page)
    assert (sites(page)[4], tile(page, MEAN)) == (goal, dragged)

    page.get_by_test_id("lock-4").click()
    expect(page.get_by_test_id("post-row-4")).to_contain_text("locked")
    drag_post(page, 4, start[4])
    settled(page)
    assert sites(page)[4] == goal

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
    by_hand = sites(page)

    page.get_by_test_id("improve-start").click()
    expect(page.get_by_test_id("candidate")).to_contain_text("Proven")
    assert sites(page) == by_hand
    page.get_by_test_id("use-candidate").click()
    told(page, "stands on the table")
    settled(page)
    improved = sites(page)
    assert improved[4] == goal
    assert len(improved) == 4
    assert improved != by_hand

    save_version(page, "Round the post at the bridge")
    button(page, "Test").click()
    expect(page.get_by_test_id("versions").get_by_test_id("tests")).to_contain_text("judged on held-out incidents once")
    page.keyboard.press("Escape")
    page.reload()
    bench_ready(page)
    assert sites(page) == improved
    expect(page.get_by_test_id("tests")).to_contain_text("once")
