"""J3: a planner draws districts, by mouse and by keyboard alone."""

import pytest
from playwright.sync_api import Page, Route, expect
from tests.web.e2e.bench_hand import button, open_bench, save_version, settled, told
from tests.web.e2e.browsing import Desk
from tests.web.e2e.keyboard import press, tab_to, write
from tests.web.e2e.map_hand import MAP, click_map, paint_units, place_on_page
from tests.web.e2e.plans import DISTRICTS, new_plan
from tests.web.e2e.units import Units


def calls(page: Page, number: str) -> float:
    """Return the calls of a district, as its bar shows them."""
    value = page.get_by_test_id(f"bar-{number}-calls").get_attribute("data-value")
    assert value is not None
    return float(value)


def _opened(desk: Desk, name: str, **options: object) -> tuple[Page, Units]:
    context = desk.context()
    place = new_plan(context, desk.served.origin, name, DISTRICTS)
    return open_bench(desk, place, "districts", **options).page, Units(context, desk.served.origin, place)


def _figures_are_the_servers(page: Page, units: Units) -> None:
    settled(page)
    totals = units.draft()["tally"]["totals"]
    for number, values in totals.items():
        assert calls(page, number) == pytest.approx(values["calls"], rel=1e-9)


@pytest.mark.journey
def test_districts_are_drawn_by_mouse(desk: Desk) -> None:
    page, units = _opened(desk, "Drawn by hand")
    one, two = calls(page, "1"), calls(page, "2")
    start = units.label()
    edge = units.edge("2", "1")

    page.get_by_test_id("choose-1").click()
    page.get_by_test_id("tool-brush").click()
    paint_units(page, [units.within("1"), edge])
    told(page, "to ")
    settled(page)
    assert units.label()[edge] == "1"
    assert calls(page, "1") > one
    assert calls(page, "2") < two
    _figures_are_the_servers(page, units)
    page.get_by_test_id("undo").click()
    told(page, "Undone")
    settled(page)
    assert (calls(page, "1"), calls(page, "2")) == pytest.approx((one, two))
    assert units.label() == start

    _make_a_piece_and_mend_it(page, units)
    _lock_and_redraw(page, units)
    save_version(page, "Even districts")
    page.keyboard.press("Escape")


def _make_a_piece_and_mend_it(page: Page, units: Units) -> None:
    expect(page.get_by_test_id("pieces")).to_contain_text("Every district is in one piece.")
    island = units.within("3")
    page.get_by_test_id("choose-2").click()
    page.get_by_test_id("tool-unit").click()
    click_map(page, unit=island)
    expect(page.get_by_test_id("broken-2")).to_contain_text(island)
    settled(page)
    assert units.draft()["tally"]["pieces"]["2"] == [[island]]
    page.get_by_test_id(f"show-{island}").click()
    expect(page.get_by_test_id("unit-cursor")).to_be_focused()
    page.get_by_test_id(f"give-{island}").click()
    expect(page.get_by_test_id("pieces")).to_contain_text("Every district is in one piece.")
    settled(page)
    assert units.label()[island] == "3"


def _lock_and_redraw(page: Page, units: Units) -> None:
    held = {unit for unit, number in units.label().items() if number == "1"}
    page.get_by_test_id("lock-1").click()
    told(page, "is locked")
    page.get_by_test_id("choose-2").click()
    click_map(page, unit=units.edge("1", "2"))
    told(page, "Locked, so its units stay")
    settled(page)
    click_map(page, unit=units.edge("3", "2"))
    settled(page)
    page.get_by_test_id("tolerance").select_option("0.3")
    page.get_by_test_id("redraw-seconds").select_option("10")
    page.route("**/api/jobs", _hurry)
    page.get_by_test_id("redraw-start").click()
    expect(page.get_by_test_id("candidate")).to_be_visible()
    page.unroute("**/api/jobs", _hurry)
    page.get_by_test_id("preview").click()
    page.get_by_test_id("use-candidate").click()
    told(page, "stands on the table")
    _figures_are_the_servers(page, units)
    assert {unit for unit, number in units.label().items() if number == "1"} == held
    page.get_by_test_id("crosswalk").locator("summary").click()
    expect(page.get_by_test_id("crosswalk").locator("tbody tr").first).to_be_visible()
    assert int(page.get_by_test_id("moved-units").get_attribute("data-value") or 0) == units.draft()["tally"]["moved"]


def _hurry(route: Route) -> None:
    """Let a search that the page asks for take one second instead of the ten that were chosen."""
    if route.request.method != "POST":
        route.fallback()
        return
    asked = route.request.post_data_json
    if asked["options"].pop("seconds") != 10:
        route.abort()
        return
    route.continue_(post_data={**asked, "options": {**asked["options"], "seconds": 1}})


@pytest.mark.slow
def test_districts_are_drawn_by_rectangle_and_picked_up(desk: Desk) -> None:
    page, units = _opened(desk, "By rectangle")
    column = sorted(units.zones)[:2]
    page.get_by_test_id("choose-none").click()
    page.get_by_test_id("tool-rectangle").click()
    left, right = (place_on_page(page, MAP, unit=unit) for unit in column)
    page.mouse.move(left[0] - 5, left[1] - 5)
    page.mouse.down()
    page.mouse.move(right[0] + 5, right[1] + 5, steps=4)
    page.mouse.up()
    told(page, "out of their districts")
    settled(page)
    assert not set(column) & set(units.label())
    expect(page.get_by_test_id("unassigned")).to_have_attribute("data-value", str(units.draft()["tally"]["unassigned"]))
    page.get_by_test_id("next-unassigned").click()
    expect(page.get_by_test_id("unit-cursor")).to_be_focused()
    page.get_by_test_id("tool-pick").click()
    click_map(page, unit=units.within("3"))
    expect(page.get_by_test_id("choose-3")).to_have_attribute("aria-pressed", "true")
    page.get_by_test_id("add-district").click()
    page.get_by_test_id("district-name").fill("Harbour <b>")
    page.get_by_test_id("name-ok").click()
    expect(page.get_by_test_id("choose-4")).to_contain_text("Harbour <b>")
    page.get_by_test_id("tool-brush").click()
    page.get_by_test_id("only-from").select_option("")
    paint_units(page, column)
    told(page, "to Harbour <b>")
    settled(page)
    assert {units.label()[unit] for unit in column} == {"4"}


@pytest.mark.journey
@pytest.mark.slow
def test_districts_are_drawn_by_keyboard_alone(desk: Desk) -> None:
    page, units = _opened(desk, "Drawn by keys")
    start = units.label()
    cursor = tab_to(page, page.get_by_test_id("unit-cursor"))
    page.keyboard.press("1")
    told(page, "Painting with")
    expect(page.get_by_test_id("choose-1")).to_have_attribute("aria-pressed", "true")
    at = cursor.get_attribute("data-unit")
    page.keyboard.press("ArrowDown")
    expect(cursor).not_to_have_attribute("data-unit", at or "")
    below = cursor.get_attribute("data-unit") or ""
    page.keyboard.press("0")
    page.keyboard.press("Space")
    told(page, "1 unit out of its district")
    settled(page)
    assert below not in units.label()
    expect(page.get_by_test_id("unassigned")).to_have_attribute("data-value", "1")
    page.keyboard.press("Control+z")
    told(page, "Undone")
    settled(page)
    assert units.label() == start

    page.keyboard.press("]")
    told(page, "Middle brush")
    page.keyboard.press("2" if start[below] != "2" else "3")
    page.keyboard.press("Space")
    settled(page)
    changed = {unit for unit, number in units.label().items() if number != start[unit]}
    assert below in changed
    assert changed <= {below} | units.beside[below]
    page.keyboard.press("Control+z")
    settled(page)
    _lock_and_name_by_keys(page)
    _paint_in_the_list(page, units)


def _lock_and_name_by_keys(page: Page) -> None:
    press(page, page.get_by_test_id("lock-1"))
    told(page, "is locked")
    press(page, page.get_by_test_id("choose-2"))
    press(page, page.get_by_test_id("rename-district"), back=True)
    write(page, page.get_by_test_id("district-name"), "Hillside")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("choose-2")).to_contain_text("Hillside")
    press(page, page.get_by_test_id("crosswalk").locator("summary"))
    expect(page.get_by_test_id("crosswalk").locator("tbody tr").first).to_be_visible()


def _paint_in_the_list(page: Page, units: Units) -> None:
    press(page, page.get_by_test_id("list-view"))
    unit = units.edge("3", "2")
    tab_to(page, page.get_by_test_id(f"unit-district-{unit}"))
    page.keyboard.type("Hill")
    settled(page)
    expect(page.get_by_test_id(f"unit-district-{unit}")).to_have_value("2")
    assert units.label()[unit] == "2"
    held = units.edge("1", "2")
    expect(page.get_by_test_id(f"unit-district-{held}")).to_be_disabled()
    press(page, page.get_by_test_id("save-version"), back=True)
    write(page, page.get_by_test_id("note"), "Districts by keys")
    page.keyboard.press("Enter")
    expect(page.get_by_role("article", name="Districts by keys")).to_be_visible()
    page.keyboard.press("Escape")
    expect(button(page, "Save version")).to_be_focused()
