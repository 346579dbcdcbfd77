"""What only a team sees, for everyone: axe-core finds nothing on any screen, and 200 % loses nothing."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect
from tests.web.e2e.bench_hand import button
from tests.web.e2e.browsing import Desk
from tests.web.e2e.screen_checks import faults
from tests.web.e2e.team import PASSWORD, sign_in

pytestmark = pytest.mark.slow
TABS = ("People", "Invitations", "Members of cases", "Jobs", "Audit")


def _at_the_door(page: Page) -> Iterator[str]:
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    yield "sign-in"
    sign_in(page, "Boss", "not the password")
    expect(page.get_by_role("alert")).to_contain_text("wrong")
    yield "sign-in refused"
    sign_in(page, "Boss")


def _in_the_office(page: Page) -> Iterator[str]:
    """Walk the pages of whoever keeps the planner; an invitation stands open in the end."""
    for tab in TABS:
        page.get_by_role("tab", name=tab, exact=True).click()
        expect(page.get_by_role("tabpanel").get_by_role("table")).to_be_visible()
        expect(page.locator("[aria-busy=true]")).to_have_count(0)
        yield tab
    page.get_by_role("tab", name="People", exact=True).click()
    page.get_by_label("Name", exact=True).fill("Somebody with a name of some length, as people have")
    button(page, "Add").click()
    expect(page.get_by_test_id("invite-link")).to_be_visible()
    yield "invitation made"


def _invited(page: Page) -> Iterator[str]:
    expect(page.get_by_role("heading", name="Invitation")).to_be_visible()
    yield "invitation"
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_label("The same again").fill(PASSWORD + "?")
    page.get_by_role("button", name="Accept the invitation").click()
    expect(page.get_by_role("alert")).to_be_visible()
    yield "invitation refused"


def _new_password(page: Page) -> Iterator[str]:
    page.get_by_label("Present password").fill("not the password")
    page.get_by_label("New password").fill(PASSWORD)
    button(page, "Change the password").click()
    expect(page.get_by_role("alert")).to_be_visible()
    yield "password refused"


def test_what_a_team_sees_is_for_everyone(team: Desk) -> None:
    page = team.page("/admin", expected=(401, 403, 422)).page
    found = {name: faults(page) for name in _at_the_door(page)}
    found |= {name: faults(page) for name in _in_the_office(page)}
    link = page.get_by_test_id("invite-link").get_by_label("Link").input_value()
    guest = team.page(link.removeprefix(team.served.origin)).page
    found |= {name: faults(guest) for name in _invited(guest)}
    page.goto(f"{team.served.origin}/settings")
    found |= {name: faults(page) for name in _new_password(page)}
    page.goto(team.served.origin)
    expect(page.get_by_role("heading", name="Riverton", exact=True)).to_be_visible()
    found["library"] = faults(page)
    assert {name: lines for name, lines in found.items() if lines} == {}
