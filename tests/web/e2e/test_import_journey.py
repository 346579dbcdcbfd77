"""J1: an analyst brings data, by mouse and by keyboard alone."""

from pathlib import Path

import pytest
from playwright.sync_api import expect
from tests.web.e2e.bench_hand import bench_ready, button, tile
from tests.web.e2e.browsing import Desk
from tests.web.e2e.import_hand import LAYERS, Click, by_keys, by_mouse, choose_entry, give_file
from tests.web.e2e.keyboard import write

pytestmark = pytest.mark.slow


@pytest.mark.journey
@pytest.mark.parametrize("click", [by_mouse, by_keys])
def test_data_becomes_a_case(own_desk: Desk, riverton: Path, records: Path, click: Click) -> None:
    page = own_desk.page().page
    name = "Riverton 2021" if click is by_mouse else "Riverton by keys"
    click(page, button(page, "New from files"))
    write(page, page.get_by_label("Name of the case"), name)
    click(page, button(page, "Begin"))
    give_file(page, click, page.get_by_test_id("incidents"), records)

    expect(page.get_by_role("heading", name="What the columns hold")).to_be_visible()
    expect(page.get_by_text("Choose the column of the time.")).to_be_visible()
    expect(button(page, "Next: Kinds")).to_be_disabled()
    choose_entry(page, click, page.get_by_label("What Stamp of entry holds"), "time, or date")
    click(page, button(page, "Next: Kinds"))
    choose_entry(page, click, page.get_by_label("Class of GOAT ON ROOF"), "medium")
    click(page, button(page, "Next: Quality"))

    account = page.get_by_test_id("account")
    expect(account).to_contain_text("kept")
    expect(page.get_by_role("heading", name="Left out: 1")).to_be_visible()
    with page.expect_download() as given:
        click(page, page.get_by_role("link", name="Rows left out"))
    assert len(Path(given.value.path()).read_text(encoding="utf-8").strip().splitlines()) == 2
    click(page, button(page, "Next: City"))
    for role, file in LAYERS.items():
        give_file(page, click, page.get_by_test_id(f"give-{role}"), riverton.parent / "town" / file)
        expect(page.get_by_test_id(f"layer-{role}")).to_contain_text(file)
    write(page, page.get_by_label("Squares of so many metres"), "500")
    click(page, button(page, "Next: Run"))
    write(page, page.get_by_label("Posts", exact=True), "3")
    click(page, button(page, "Run the study"))
    expect(page.get_by_test_id("import-done")).to_contain_text(name, timeout=300_000)
    click(page, page.get_by_test_id("import-done").get_by_role("link", name="To the library"))

    card = page.locator("section").filter(has=page.get_by_role("heading", name=name, exact=True))
    click(page, card.get_by_role("button", name="New plan"))
    click(page, button(page, "Make the plan"))
    bench_ready(page)
    assert tile(page, "mean distance").endswith("m")


def test_the_mapping_is_kept_for_next_month(desk: Desk, records: Path) -> None:
    page = desk.page().page
    for month in ("January", "February"):
        page.goto(desk.served.origin)
        button(page, "New from files").click()
        page.get_by_label("Name of the case").fill(month)
        button(page, "Begin").click()
        give_file(page, by_mouse, page.get_by_test_id("incidents"), records)
        stamp = page.get_by_label("What Stamp of entry holds")
        if month == "January":
            stamp.select_option(label="time, or date")
        else:
            button(page, "Use the same choices").click()
        expect(stamp).to_have_value("time")
        button(page, "Next: Kinds").click()
        goat = page.get_by_label("Class of GOAT ON ROOF")
        if month == "January":
            goat.select_option(label="medium")
            button(page, "Next: Quality").click()
            expect(page.get_by_test_id("account")).to_be_visible()
        else:
            expect(goat).to_have_value("medium")
    page.goto(desk.served.origin)
    page.get_by_role("button", name="Remove the import of January").click()
    button(page, "Remove it").click()
    expect(page.get_by_role("link", name="Go on with January")).to_have_count(0)
    page.reload()
    expect(page.get_by_role("link", name="Go on with February")).to_be_visible()
    expect(page.get_by_role("link", name="Go on with January")).to_have_count(0)
    page.get_by_role("link", name="Go on with February").click()
    expect(page.get_by_role("heading", name="New case: February")).to_be_visible()
