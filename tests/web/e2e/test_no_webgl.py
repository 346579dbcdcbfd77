"""Where WebGL2 is missing a canvas shows the map, and all is done on it."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect
from tests.web.e2e import test_districts_journey, test_posts_journey
from tests.web.e2e.bench_hand import open_bench, settled, site_beside, sites
from tests.web.e2e.browsing import Desk
from tests.web.e2e.map_hand import MAP, drag_post
from tests.web.e2e.plans import new_plan

JOURNEYS = [
    test_posts_journey.test_posts_are_placed_by_mouse,
    test_posts_journey.test_posts_are_placed_by_keyboard_alone,
    test_districts_journey.test_districts_are_drawn_by_mouse,
    test_districts_journey.test_districts_are_drawn_by_keyboard_alone,
]


def test_a_post_is_dragged_on_the_canvas(poor_desk: Desk) -> None:
    place = new_plan(poor_desk.context(), poor_desk.served.origin, "On canvas")
    page = open_bench(poor_desk, place).page
    expect(page.locator(MAP)).to_have_attribute("data-back-end", "canvas")
    goal = site_beside(page, 4, "left")
    drag_post(page, 4, goal)
    settled(page)
    assert sites(page)[4] == goal


@pytest.mark.slow
@pytest.mark.parametrize("journey", JOURNEYS)
def test_journeys_pass_on_the_canvas(poor_desk: Desk, journey: Callable[[Desk], None]) -> None:
    journey(poor_desk)
