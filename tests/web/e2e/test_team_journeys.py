"""J4: a commander decides by a link, and another role approves. J5: whoever keeps the planner runs it for a team."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect
from tests.web.e2e.bench_hand import button
from tests.web.e2e.browsing import Desk
from tests.web.e2e.keyboard import choose, press, tab_to, write
from tests.web.e2e.map_hand import place_on_page
from tests.web.e2e.plans import ask, new_plan
from tests.web.e2e.team import PASSWORD, sign_in, team_served, typed

pytestmark = pytest.mark.slow


def _session(team: Desk, name: str) -> BrowserContext:
    """Open a profile in which somebody is signed in already."""
    context = team.context()
    ask(context, team.served.origin, "POST", "/session", {"name": name, "password": PASSWORD})
    return context


def _version_of_ana(team: Desk, name: str) -> str:
    """Make a plan and save a version of it; return the address of its pages."""
    context, origin = _session(team, "Ana"), team.served.origin
    place = new_plan(context, origin, name)
    plan = place.split("/")[4]
    ask(context, origin, "POST", f"/plans/{plan}/versions", {"note": "For the council"})
    return place


def _who_is_worse_off(page: Page) -> None:
    """Expect what a commander asks: today and the plan side by side, who gains, who loses."""
    expect(page.get_by_test_id("headline")).to_contain_text("mean distance")
    expect(page.locator(".plan-map[data-state=ready]")).to_have_count(2)
    expect(page.get_by_test_id("measures")).to_contain_text("better")
    expect(page.get_by_role("heading", name="Who is worse off")).to_be_visible()
    expect(page.get_by_test_id("losers").or_(page.get_by_test_id("losing-zones")).first).to_be_visible()
    expect(page.get_by_test_id("tests")).to_contain_text("never judged on held-out incidents")


@pytest.mark.journey
def test_a_commander_decides_by_mouse(team: Desk) -> None:
    place = _version_of_ana(team, "For the meeting")
    page = team.page(f"{place}/review", expected=(401,)).page
    sign_in(page, "Carl")
    _who_is_worse_off(page)
    expect(page.get_by_test_id("approve")).to_have_count(0)
    one, other = page.locator(".plan-map").all()
    page.locator(".plan-map").nth(1).scroll_into_view_if_needed()
    assert one.bounding_box() != other.bounding_box()
    _click_post(page, 4)
    expect(page.get_by_test_id("comment-on")).to_have_value("post:4")
    page.get_by_test_id("comment-text").fill("Why here? <script>alert(1)</script>")
    button(page, "Send").click()
    expect(page.get_by_test_id("comments")).to_contain_text("Why here? <script>alert(1)</script>")

    _approve_as_planner(team, place, by_mouse)
    page.reload()
    expect(page.get_by_test_id("approved")).to_contain_text("Approved by Ana")
    expect(page.get_by_test_id("comments")).to_contain_text("settled")
    page.goto(f"{team.served.origin}{place}/posts")
    expect(page.get_by_test_id("read-only")).to_contain_text("You may look and comment")
    expect(page.get_by_test_id("add-post")).to_have_count(0)


@pytest.mark.journey
def test_a_commander_decides_by_keyboard_alone(team: Desk) -> None:
    place = _version_of_ana(team, "By keys")
    page = team.page(f"{place}/review", expected=(401,)).page
    write(page, page.get_by_label("Name"), "Kay")
    write(page, page.get_by_label("Password"), PASSWORD)
    page.keyboard.press("Enter")
    _who_is_worse_off(page)
    choose(page, page.get_by_test_id("comment-on"), "Post 4")
    write(page, page.get_by_test_id("comment-text"), "Fine by me")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("comments")).to_contain_text("Fine by me")
    _approve_as_planner(team, place, by_keys)
    page.reload()
    expect(page.get_by_test_id("approved")).to_contain_text("Approved by Ana")


def by_mouse(_: Page, goal: Locator) -> None:
    goal.click()


def by_keys(page: Page, goal: Locator) -> None:
    press(page, goal)


def _approve_as_planner(team: Desk, place: str, click: Callable[[Page, Locator], None]) -> None:
    page = team.page_of(_session(team, "Ana"), f"{place}/review").page
    click(page, page.get_by_test_id("comments").get_by_role("button", name="Settle"))
    expect(page.get_by_test_id("comments")).to_contain_text("settled")
    click(page, page.get_by_test_id("approve"))
    expect(page.get_by_test_id("approved")).to_contain_text("Approved by Ana")
    expect(page.get_by_test_id("approve")).to_have_count(0)


def _click_post(page: Page, slot: int) -> None:
    maps = page.locator(".plan-map")
    maps.nth(1).evaluate("map => { map.id = 'plan-side'; }")
    page.mouse.click(*place_on_page(page, "#plan-side", post=slot))


@pytest.mark.journey
@pytest.mark.parametrize("click", [by_mouse, by_keys])
def test_a_team_is_run(
    team: Desk, database: Path, signed: tuple[Path, Path], click: Callable[[Page, Locator], None]
) -> None:
    name = "Dora" if click is by_mouse else "Dirk"
    page = team.page("/admin", expected=(401,)).page
    sign_in(page, "Boss")
    _tab(page, click, "People")
    write(page, page.get_by_label("Name", exact=True), name)
    click(page, button(page, "Add"))
    link = page.get_by_test_id("invite-link").get_by_label("Link").input_value()
    click(page, button(page, "Close").last)

    guest = team.page(link.removeprefix(team.served.origin), expected=(401, 403, 404)).page
    write(guest, guest.get_by_label("Password", exact=True), PASSWORD)
    write(guest, guest.get_by_label("The same again"), PASSWORD)
    click(guest, guest.get_by_role("button", name="Accept the invitation"))
    expect(guest.get_by_role("heading", name="No case is open yet")).to_be_visible()
    _give_role(page, click, name, "viewer")
    guest.reload()
    expect(guest.get_by_text("You may read and comment")).to_be_visible()
    expect(guest.get_by_role("button", name="New plan")).to_have_count(0)
    _give_role(page, click, name, "planner")
    guest.reload()
    click(guest, button(guest, "New plan"))
    write(guest, guest.get_by_label("Name"), f"Plan of {name}")
    click(guest, button(guest, "Make the plan"))
    expect(guest.get_by_role("heading", name=f"Plan of {name}", level=1)).to_be_visible()

    _invite(page, click, f"{name} the second")
    _read_audit(page, click, name)
    _tab(page, click, "People")
    click(page, page.get_by_role("button", name=f"Keep out ({name})"))
    expect(page.get_by_role("row", name=name).first).to_contain_text("kept out")
    guest.goto(team.served.origin)
    expect(guest.get_by_role("heading", name="Sign in")).to_be_visible()
    _restore_from_backup(team, database, signed, name)


def _tab(page: Page, click: Callable[[Page, Locator], None], name: str) -> None:
    goal = page.get_by_role("tab", name=name, exact=True)
    if click is by_keys:
        tab_to(page, page.get_by_role("tab", selected=True))
        for _ in range(5):
            if goal.get_attribute("aria-selected") == "true":
                break
            page.keyboard.press("ArrowRight")
    else:
        goal.click()
    expect(goal).to_have_attribute("aria-selected", "true")


def _give_role(page: Page, click: Callable[[Page, Locator], None], name: str, role: str) -> None:
    _tab(page, click, "Members of cases")
    field = page.get_by_label(f"Role of {name}", exact=True)
    if click is by_keys:
        choose(page, field, role)
    else:
        field.select_option(role)
    expect(page.get_by_test_id("live")).to_contain_text(f"{name} was changed.")
    _tab(page, click, "People")


def _invite(page: Page, click: Callable[[Page, Locator], None], name: str) -> None:
    _tab(page, click, "Invitations")
    write(page, page.get_by_label("Name", exact=True), name)
    click(page, button(page, "Invite"))
    click(page, button(page, "Close").last)
    expect(page.get_by_role("row", name=name)).to_contain_text("viewer")
    click(page, page.get_by_role("button", name=f"Withdraw ({name})"))
    expect(page.get_by_role("row", name=name)).to_have_count(0)


def _read_audit(page: Page, click: Callable[[Page, Locator], None], name: str) -> None:
    _tab(page, click, "Audit")
    table = page.get_by_test_id("audit")
    expect(table).to_contain_text("Boss")
    expect(table).to_contain_text(name)
    write(page, page.get_by_label("Find in what is shown"), "role")
    expect(table.get_by_role("row").nth(1)).to_contain_text("role")
    with page.expect_download() as given:
        click(page, page.get_by_role("link", name="All of it as CSV"))
    assert name in Path(given.value.path()).read_text(encoding="utf-8")


def _restore_from_backup(team: Desk, database: Path, signed: tuple[Path, Path], name: str) -> None:
    """Copy the database while it is in use, and serve the copy: what was drawn is there, whoever is out stays out."""
    copy = database.parent / f"copy of {name}.db"
    typed(database, "check-store", "--backup", str(copy))
    with team_served(copy, signed=signed) as restored:
        desk = Desk(team.browser, restored)
        page = desk.page("/sign-in", expected=(401,)).page
        sign_in(page, name)
        expect(page.get_by_role("alert")).to_contain_text("wrong")
        sign_in(page, "Ana")
        expect(page.get_by_role("link", name=f"Plan of {name}", exact=True)).to_be_visible()
        assert desk.leave() == []
