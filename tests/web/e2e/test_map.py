"""The planner's map in the browser: both ways of drawing it show and do the same. Looks at pixels, under the CSP."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect
from tests.web.e2e.map_hand import click_map, drag_post, hold_stroke, map_ready, paint_units, place_on_page, take_post
from tests.web.e2e.map_page import COLUMNS, FRONTEND, ROWS, build_map_page, hosted
from tests.web.e2e.watched_page import Watched, watched_page

ONE, OTHER = "#one", "#other"
GREEN, BROWN = (1, 102, 94), (140, 81, 10)
BLUE, INK = (11, 102, 195), (22, 50, 79)
NO_WEBGL2 = """
const getContext = HTMLCanvasElement.prototype.getContext;
HTMLCanvasElement.prototype.getContext = function (kind, ...rest) {
  return kind === 'webgl2' ? null : getContext.call(this, kind, ...rest);
};
"""
DRAWN = """{
  const { map } = view.ground.active;
  if (map) {
    const idle = map.once('idle');
    map.triggerRepaint();
    await idle;
  }
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
}"""
# What the wheel began goes on for a while: until the camera has stood still for half a second.
AT_REST = """
(async () => {
  let [camera, since] = ['', performance.now()];
  while (performance.now() - since < 500) {
    const now = JSON.stringify(view.camera());
    if (now !== camera) [camera, since] = [now, performance.now()];
    await new Promise((done) => requestAnimationFrame(done));
  }
})()"""
SHOW = """
async ([id, canvas, readonly]) => {
  const kept = document.getElementById(id).mapView;
  const view = kept ?? (await mapTests.make(id, { canvas, readonly }));
  const { zones, squares } = (window.layers ??= await mapTests.layers());
  const ids = zones.features.map(({ properties }) => properties.zone_id);
  const green = (zone) => Number(zone.split('c')[1]) < 6;
  view.setZoneColours(
    new Map(ids.map((zone) => [zone, green(zone) ? '#01665e' : '#8c510a'])),
    [{ colour: '#01665e', label: 'nearer' }, { colour: '#8c510a', label: 'farther' }],
  );
  view.setPosts(
    [
      { slot: 1, site: 's2-2', locked: false },
      { slot: 2, site: 's2-8', locked: true },
      { slot: 3, site: 's5-5', locked: false, worse: true },
    ],
    ['s2-2', 's6-9'],
  );
  view.setTool('pan');
  view.setHatched(new Set());
  view.setSquares(squares);
  view.setDistricts(null, new Map());
  view.setSelected(null);
  view.setPaintColour(null);
  view.fit();
  mapTests.told.length = 0;
}
"""


@dataclass
class Maps:
    """A page with a map, and what its tests ask of it."""

    page: Page
    canvas: bool

    def show(self, map_id: str = "one", readonly: bool = False) -> None:
        """Show the board as every test finds it, on the map that is there already or on a new one."""
        self.page.evaluate(SHOW, [map_id, self.canvas, readonly])
        map_ready(self.page, f"#{map_id}")

    def end(self, map_id: str = "one") -> None:
        self.call("view?.destroy()", map_id)

    def anew(self, readonly: bool) -> "Maps":
        self.end()
        self.show(readonly=readonly)
        return self

    def call(self, code: str, map_id: str = "one") -> Any:
        return self.page.evaluate(f"(async (view) => {code})(document.getElementById('{map_id}').mapView)")

    def wait_for(self, code: str, map_id: str = "one") -> None:
        view = f"document.getElementById('{map_id}').mapView"
        self.page.wait_for_function(f"() => ((view) => {code})({view})")  # a bare expression would need eval

    def told(self, *events: str) -> list[list[Any]]:
        told: list[list[Any]] = self.page.evaluate("mapTests.told.splice(0)")
        return [line for line in told if not events or line[0] in events]

    def pixels(self, map_id: str = "one") -> npt.NDArray[np.int64]:
        self.call(DRAWN, map_id)
        image = Image.open(io.BytesIO(self.page.locator(f"#{map_id}").screenshot()))
        return np.asarray(image.convert("RGB")).astype(np.int64)

    def colour_at(self, dx: float = 0, dy: float = 0, **key: Any) -> tuple[int, ...]:
        place = self.call(f"view.screenOf({key!r})")
        return tuple(int(part) for part in self.pixels()[round(place["y"] + dy), round(place["x"] + dx)])

    def near(self, colour: tuple[int, int, int], reach: int = 26, **key: Any) -> int:
        """How many pixels of a colour are near a place."""
        place = self.call(f"view.screenOf({key!r})")
        x, y = round(place["x"]), round(place["y"])
        part = self.pixels()[max(y - reach, 0) : y + reach, max(x - reach, 0) : x + reach]
        return int((np.abs(part - np.array(colour)).max(axis=2) <= 12).sum())


@pytest.fixture(scope="module")
def origin(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    if not (FRONTEND / "node_modules").is_dir():
        pytest.skip("the packages of the front end are not installed: make frontend")
    folder = tmp_path_factory.mktemp("map") / "page"
    build_map_page(folder)
    with hosted(folder) as found:
        yield found


@pytest.fixture(scope="module", params=["webgl", "canvas"])
def opened(request: pytest.FixtureRequest, browser: Browser, origin: str) -> Iterator[tuple[Watched, bool]]:
    context = browser.new_context(viewport={"width": 960, "height": 960}, locale="en-US")
    watched = watched_page(context, origin)
    watched.page.goto(f"{origin}/map.html")
    yield watched, request.param == "canvas"
    context.close()


@pytest.fixture
def maps(opened: tuple[Watched, bool]) -> Iterator[Maps]:
    watched, canvas = opened
    yield Maps(watched.page, canvas)
    watched.page.mouse.up()
    watched.page.mouse.move(1, 1)
    assert watched.finished() == []


@pytest.fixture
def shown(maps: Maps) -> Maps:
    maps.show()
    return maps


def test_the_map_is_drawn_as_asked(shown):
    assert shown.call("view.backEnd") == ("canvas" if shown.canvas else "webgl")
    assert shown.colour_at(unit="r1c4", dy=-12) == GREEN
    assert shown.colour_at(unit="r1c9", dy=-12) == BROWN
    shown.call("view.setZoneColours(new Map([['r1c4', '#8c510a']]), [])")
    assert shown.colour_at(unit="r1c4", dy=-12) == BROWN
    assert shown.colour_at(unit="r1c9", dy=-12) == (255, 255, 255)


@pytest.mark.slow
def test_squares_lie_on_the_zones_and_can_be_taken_away(shown):
    with_squares = shown.pixels()
    shown.call("view.setSquares(null)")
    assert np.abs(with_squares - shown.pixels()).max(axis=2).astype(bool).sum() > COLUMNS * ROWS * 4


@pytest.mark.slow
def test_hatching_shows_on_the_zones_named(shown):
    shown.call("view.setSquares(null)")
    assert shown.near((255, 255, 255), unit="r6c2", reach=15) == 0
    shown.call("view.setHatched(new Set(['r6c2']))")
    plain, hatched = shown.near(GREEN, unit="r6c1", reach=15), shown.near(GREEN, unit="r6c2", reach=15)
    assert hatched < 0.9 * plain
    shown.call("view.setHatched(new Set())")
    assert shown.near(GREEN, unit="r6c2", reach=15) == plain


@pytest.mark.slow
def test_outlines_and_names_stand_where_the_district_changes(shown):
    before = shown.pixels()
    shown.call("view.setDistricts(new Map([['r6c1', '1'], ['r6c2', '1'], ['r6c3', '2']]), new Map([['1', 'North']]))")
    changed = np.abs(before - shown.pixels()).max(axis=2) > 40
    place, right = shown.call("[view.screenOf({unit: 'r6c2'}), view.screenOf({unit: 'r6c3'})]")
    border = round((place["x"] + right["x"]) / 2)
    assert changed[round(place["y"]) - 10 : round(place["y"]) + 10, border - 1 : border + 2].any()
    shown.call("view.setDistricts(null, new Map())")
    assert np.array_equal(before, shown.pixels())


@pytest.mark.slow
def test_a_post_is_a_disc_a_locked_one_a_square_and_todays_a_ring(shown):
    corner = {"dx": 9, "dy": 9}
    assert shown.colour_at(post=2, **corner) == INK
    assert shown.colour_at(post=1, **corner) != INK
    assert shown.near(BROWN, reach=20, post=3) > 20  # the broken ring of the worse off, on green
    assert shown.colour_at(site="s6-9") == BROWN
    assert shown.near(INK, reach=10, site="s6-9") > 20


def test_a_dragged_post_snaps_to_the_next_site_and_drops_there(shown):
    take_post(shown.page, 1, "s4-4", ONE)
    assert shown.near(BLUE, site="s4-4") > 60
    assert shown.call("view.camera()") == (camera := shown.call("view.camera()"))
    shown.page.mouse.up()
    told = shown.told()
    assert told[-1] == ["dragpost", 1, "s4-4", "drop"]
    assert [line[3] for line in told[:-1]] == ["move"] * (len(told) - 1)
    assert len({line[2] for line in told[:-1]}) == len(told) - 1  # each site once
    assert shown.near(BLUE, site="s4-4") == 0
    assert shown.call("view.camera()") == camera


def test_escape_puts_a_dragged_post_back(shown):
    take_post(shown.page, 1, "s4-4", ONE)
    shown.page.keyboard.press("Escape")
    shown.page.mouse.up()
    told = shown.told()
    assert told[-1] == ["dragpost", 1, None, "cancel"]
    assert [line for line in told if line[-1] == "drop"] == []
    assert shown.near(BLUE, site="s4-4") == 0


@pytest.mark.slow
def test_a_drop_outside_or_where_it_stood_is_none(shown):
    take_post(shown.page, 1, "s4-4", ONE)
    shown.page.mouse.move(940, 20)
    shown.page.mouse.up()
    assert [line[2:] for line in shown.told()][-2:] == [[None, "move"], [None, "cancel"]]
    take_post(shown.page, 1, "s4-4", ONE)
    shown.page.mouse.move(*place_on_page(shown.page, ONE, site="s2-2"))
    shown.page.mouse.up()
    assert shown.told()[-1] == ["dragpost", 1, None, "cancel"]


@pytest.mark.slow
def test_no_post_snaps_to_the_site_of_another(shown):
    drag_post(shown.page, 1, "s5-5", ONE)
    assert "s5-5" not in [line[2] for line in shown.told()]


@pytest.mark.slow
def test_a_locked_post_is_clicked_not_dragged(shown):
    drag_post(shown.page, 2, "s4-4", ONE)
    assert shown.told() == []
    click_map(shown.page, ONE, post=2)
    click_map(shown.page, ONE, post=1)
    assert shown.told() == [["clickpost", "2"], ["clickpost", "1"]]


@pytest.mark.slow
def test_nothing_is_dragged_or_painted_where_it_is_read_only(shown):
    maps = shown.anew(readonly=True)
    drag_post(maps.page, 1, "s4-4", ONE)
    maps.call("view.setTool('brush', 300)")
    paint_units(maps.page, ["r4c4", "r4c6"], ONE)
    assert maps.told("dragpost", "paint") == []
    click_map(maps.page, ONE, post=1)
    assert maps.told()[-1] == ["clickpost", "1"]
    maps.end()


@pytest.mark.slow
def test_add_clicks_the_nearest_free_site(shown):
    shown.call("view.setTool('add')")
    x, y = place_on_page(shown.page, ONE, site="s6-6")
    shown.page.mouse.move(x + 8, y + 6)
    assert shown.near(BLUE, site="s6-6") > 60
    shown.page.mouse.click(x + 8, y + 6)
    assert shown.told() == [["clicksite", "s6-6"]]


def test_a_brush_paints_what_it_runs_over(shown):
    shown.call("view.setTool('brush', 0)")
    shown.call("view.setPaintColour('#ff0000')")
    before = shown.call("view.camera()")
    hold_stroke(shown.page, ["r4c1", "r4c4", "r6c4"], ONE)
    assert shown.colour_at(unit="r4c2", dy=-12) == (255, 0, 0)
    shown.page.mouse.up()
    told = shown.told()
    assert told[-1] == ["paint", ["r4c1", "r4c2", "r4c3", "r4c4", "r5c4", "r6c4"], "end"]
    assert all(line[1] == told[-1][1][: len(line[1])] for line in told)
    assert shown.colour_at(unit="r4c2", dy=-12) == GREEN
    assert shown.call("view.camera()") == before


@pytest.mark.slow
def test_a_wide_brush_takes_the_neighbours_too(shown):
    shown.call("view.setTool('brush', 500)")
    paint_units(shown.page, ["r4c4", "r4c4"], ONE)
    assert sorted(shown.told()[-1][1]) == ["r3c4", "r4c3", "r4c4", "r4c5", "r5c4"]


@pytest.mark.slow
def test_a_rectangle_takes_the_zones_whose_middle_it_holds(shown):
    shown.call("view.setTool('rectangle')")
    x, y = place_on_page(shown.page, ONE, unit="r5c2")
    to = place_on_page(shown.page, ONE, unit="r4c4")
    shown.page.mouse.move(x - 10, y - 10)
    shown.page.mouse.down()
    shown.page.mouse.move(to[0] + 10, to[1] + 10, steps=4)
    shown.page.mouse.up()
    assert sorted(shown.told()[-1][1]) == ["r4c2", "r4c3", "r4c4", "r5c2", "r5c3", "r5c4"]


@pytest.mark.slow
def test_escape_takes_a_stroke_back(shown):
    for tool in ("brush", "rectangle", "unit"):
        shown.call(f"view.setTool('{tool}', 300)")
        hold_stroke(shown.page, ["r4c1", "r5c4"], ONE)
        shown.page.keyboard.press("Escape")
        shown.page.mouse.up()
        told = shown.told()
        assert told[-1] == ["paint", [], "cancel"]
        assert [line for line in told if line[2] == "end"] == []


@pytest.mark.slow
def test_one_unit_is_the_one_where_the_pointer_is_let_go(shown):
    shown.call("view.setTool('unit')")
    paint_units(shown.page, ["r4c1", "r4c4"], ONE)
    assert shown.told()[-1] == ["paint", ["r4c4"], "end"]


@pytest.mark.slow
def test_a_click_tells_the_unit_and_dragging_the_ground_does_not(shown):
    for tool in ("pan", "pick"):
        shown.call(f"view.setTool('{tool}')")
        click_map(shown.page, ONE, unit="r4c4")
        assert shown.told() == [["clickunit", "r4c4"]]
    before = place_on_page(shown.page, ONE, unit="r4c4")
    hold_stroke(shown.page, ["r4c4", "r4c6"], ONE)
    shown.page.mouse.up()
    box = shown.page.locator(ONE).bounding_box()
    shown.wait_for(f"view.screenOf({{ unit: 'r4c4' }}).x > {before[0] - box['x'] + 40}")
    assert shown.told() == []


@pytest.mark.slow
def test_a_ground_let_go_outside_takes_the_next_click(shown):
    x, y = place_on_page(shown.page, ONE, unit="r4c4")
    shown.page.mouse.move(x, y)
    shown.page.mouse.down()
    shown.page.mouse.move(x + 60, 900, steps=4)
    shown.page.mouse.up()
    shown.call("view.fit()")
    click_map(shown.page, ONE, unit="r4c4")
    assert shown.told() == [["clickunit", "r4c4"]]


@pytest.mark.slow
def test_two_fingers_zoom_and_take_back_what_the_first_began(shown):
    shown.call("view.setTool('brush', 300)")
    touch = shown.page.context.new_cdp_session(shown.page)
    x, y = place_on_page(shown.page, ONE, unit="r4c4")

    def fingers(kind: str, *places: tuple[float, float]) -> None:
        points = [{"x": px, "y": py, "id": number} for number, (px, py) in enumerate(places)]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    fingers("touchStart", (x, y))
    fingers("touchMove", (x + 30, y))
    fingers("touchStart", (x + 30, y), (x + 90, y))
    assert shown.told()[-1] == ["paint", [], "cancel"]
    fingers("touchEnd")
    shown.call("view.setTool('pan')")
    start = shown.call("view.camera()")["zoom"]
    fingers("touchStart", (x, y))
    fingers("touchStart", (x, y), (x + 40, y))
    for step in range(1, 6):
        fingers("touchMove", (x - 20 * step, y), (x + 40 + 20 * step, y))
    fingers("touchEnd")
    shown.wait_for(f"view.camera().zoom > {start + 1}")
    assert shown.told() == []
    touch.detach()


@pytest.mark.slow
def test_buttons_keys_and_wheel_move_the_camera(shown):
    start = shown.call("view.camera()")
    for name in ("zoom-in", "zoom-out", "fit"):
        box = shown.page.get_by_test_id(f"map-{name}").bounding_box()
        assert min(box["width"], box["height"]) >= 24
    shown.page.get_by_test_id("map-zoom-in").click()
    assert shown.call("view.camera()")["zoom"] == pytest.approx(start["zoom"] + 1)
    shown.page.locator(ONE).focus()
    shown.page.keyboard.press("-")
    shown.page.keyboard.press("-")
    shown.page.keyboard.press("Shift+ArrowRight")
    moved = shown.call("view.camera()")
    assert moved["zoom"] == pytest.approx(start["zoom"] - 1)
    assert moved["center"][0] > start["center"][0]
    shown.page.get_by_test_id("map-fit").click()
    assert shown.call("view.camera()")["center"] == pytest.approx(start["center"])
    shown.page.mouse.move(*place_on_page(shown.page, ONE, unit="r4c4"))
    shown.page.mouse.wheel(0, -240)
    shown.wait_for(f"view.camera().zoom > {start['zoom']}")
    shown.call(AT_REST)


@pytest.mark.slow
def test_the_whole_city_stays_in_sight_until_the_map_is_moved(shown):
    resized = "(high) => document.querySelector('#one .plan-map-overlay').style.height === high"
    shown.page.evaluate("document.getElementById('one').style.height = '300px'")
    shown.page.wait_for_function(resized, arg="300px")
    top, bottom = "view.screenOf({ unit: 'r7c3' }).y", "view.screenOf({ unit: 'r0c3' }).y"
    shown.wait_for(f"0 < {top} && {top} < {bottom} && {bottom} < 300")
    shown.page.get_by_test_id("map-zoom-in").click()
    zoom = shown.call("view.camera()")["zoom"]
    # Chromium leaves an empty attribute where it was not read before it is removed.
    given_back = "(map) => map.getAttribute('style') && map.removeAttribute('style')"
    shown.page.locator(ONE).evaluate(given_back)
    shown.page.wait_for_function(resized, arg="480px")
    assert shown.call("view.camera()")["zoom"] == pytest.approx(zoom)


@pytest.mark.slow
def test_two_maps_follow_each_other(maps):
    maps.show("one")
    maps.show("other")
    follow = """{
      const [one, other] = ['one', 'other'].map((id) => document.getElementById(id).mapView);
      window.moves = 0;
      one.onCamera((camera) => { window.moves += 1; other.setCamera(camera); });
      other.onCamera((camera) => { window.moves += 1; one.setCamera(camera); });
    }"""
    maps.call(follow)
    maps.page.locator(OTHER).get_by_test_id("map-zoom-in").click()
    one, other = maps.call("view.camera()", "one"), maps.call("view.camera()", "other")
    assert one["zoom"] == pytest.approx(other["zoom"])
    assert one["center"] == pytest.approx(other["center"])
    maps.call(DRAWN, "other")
    assert maps.page.evaluate("window.moves") <= 2
    maps.end("other")


@pytest.mark.slow
def test_an_imitated_card_is_left_alone_unless_asked_for(shown):
    shown.page.evaluate("mapTests.make('other').then(() => null)")
    map_ready(shown.page, OTHER)
    assert shown.call("view.backEnd", "other") == "canvas"
    assert shown.page.locator(f"{OTHER} .plan-map-gl").count() == 0
    shown.end("other")


@pytest.mark.slow
def test_arrows_walk_sites_and_units(shown):
    assert shown.call("view.siteInDirection('s2-2', 'up', new Set())") == "s3-2"
    assert shown.call("view.siteInDirection('s2-2', 'up', new Set(['s3-2']))") == "s4-2"
    assert shown.call("view.siteInDirection('s2-0', 'left', new Set())") is None
    assert shown.call("view.unitInDirection('r2c2', 'right')") == "r2c3"
    assert shown.call("view.unitInDirection('r0c2', 'down')") is None
    assert shown.call("view.nearestSite([-93.66, 37.76])") == "s0-0"


@pytest.mark.slow
def test_what_is_not_on_the_map_has_no_place(shown):
    assert shown.call("[view.screenOf({post: 9}), view.screenOf({unit: 'x'}), view.screenOf({})]") == [None] * 3


@pytest.mark.slow
def test_the_element_has_its_name_and_gives_everything_back(shown):
    assert shown.page.get_by_role("application", name="Map of the test").get_attribute("tabindex") == "0"
    legend = shown.page.get_by_test_id("map-legend")
    entries = legend.get_by_role("listitem")
    expect(entries.last).to_have_text("post of today")
    assert entries.all_inner_texts()[-2:] == ["locked post", "post of today"]
    legend.get_by_role("button").click()
    expect(entries).to_have_count(0)
    shown.end()
    assert shown.page.locator("canvas").count() == 0
    assert shown.page.evaluate("document.getElementById('one').outerHTML") == '<div id="one" data-testid="map"></div>'
    for _ in range(18):  # a browser ends the oldest of more than 16 contexts, and says so
        shown.page.evaluate(f"mapTests.make('one', {{ canvas: {str(shown.canvas).lower()} }}).then((v) => v.destroy())")


@pytest.mark.slow
def test_a_lost_context_that_returns_draws_the_same(shown):
    if shown.canvas:
        pytest.skip("a canvas has no context to lose")
    before = shown.pixels()
    lose = "document.querySelector('#one .maplibregl-canvas').getContext('webgl2').getExtension('WEBGL_lose_context')"
    shown.page.evaluate(f"(window.extension = {lose}).loseContext()")
    shown.wait_for("!view.ground.active.map.style")
    shown.page.evaluate("extension.restoreContext()")
    state = "map.getFeatureState({ source: 'zones', id: 0 }).fill"
    shown.wait_for(f"(map => map.style?._loaded && map.getSource('zones') && {state})(view.ground.active.map)")
    assert shown.call("view.backEnd") == "webgl"
    assert np.array_equal(before, shown.pixels())


@pytest.mark.slow
def test_a_lost_context_that_does_not_return_is_followed_by_the_canvas(shown):
    if shown.canvas:
        pytest.skip("a canvas has no context to lose")
    camera = shown.call("view.camera()")
    lose = "document.querySelector('#one .maplibregl-canvas').getContext('webgl2').getExtension('WEBGL_lose_context')"
    shown.page.evaluate(f"{lose}.loseContext()")
    shown.page.wait_for_selector("#one[data-back-end=canvas]", timeout=10_000)
    assert shown.colour_at(unit="r1c4", dy=-12) == GREEN
    assert shown.call("view.camera()")["zoom"] == pytest.approx(camera["zoom"])
    drag_post(shown.page, 1, "s4-4", ONE)
    assert shown.told()[-1] == ["dragpost", 1, "s4-4", "drop"]


@pytest.mark.slow
def test_without_webgl2_the_canvas_is_loaded_and_nothing_else(browser: Browser, origin: str) -> None:
    context = browser.new_context(viewport={"width": 960, "height": 960})
    watched = watched_page(context, origin)
    asked: list[str] = []
    watched.page.on("request", lambda request: asked.append(Path(request.url).name))
    watched.page.add_init_script(NO_WEBGL2)
    watched.page.goto(f"{origin}/map.html")
    maps = Maps(watched.page, canvas=False)
    maps.show()
    assert maps.call("view.backEnd") == "canvas"
    assert maps.colour_at(unit="r1c9", dy=-12) == BROWN
    assert [name for name in asked if name.startswith("maplib")] == []
    assert watched.finished() == []
    context.close()
