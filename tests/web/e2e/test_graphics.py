"""What draws the map: MapLibre on a graphics card, a canvas where WebGL2 is imitated by the processor or missing."""

import pytest
from playwright.sync_api import expect
from tests.web.e2e.bench_hand import open_bench, settled, site_beside, sites
from tests.web.e2e.browsing import Desk, Graphics
from tests.web.e2e.map_hand import MAP, drag_post
from tests.web.e2e.plans import new_plan

_WEBGL2 = "!!document.createElement('canvas').getContext('webgl2')"


@pytest.mark.journey
def test_a_post_is_dragged_whatever_draws(desk: Desk, graphics: Graphics) -> None:
    place = new_plan(desk.context(), desk.served.origin, "Whatever draws")
    page = open_bench(desk, place).page
    expect(page.locator(MAP)).to_have_attribute("data-back-end", graphics.back_end)
    assert page.evaluate(_WEBGL2) == graphics.has_webgl2
    goal = site_beside(page, 4, "left")
    drag_post(page, 4, goal)
    settled(page)
    assert sites(page)[4] == goal
