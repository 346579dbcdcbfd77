"""The import wizard for everyone: axe-core finds nothing at any step, and 200 % loses nothing."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from tests.web.e2e.bench_hand import button
from tests.web.e2e.browsing import Desk
from tests.web.e2e.import_hand import LAYERS, by_mouse, give_file
from tests.web.e2e.screen_checks import faults

pytestmark = pytest.mark.slow


def _walk(page: Page, town: Path, records: Path) -> Iterator[str]:
    """Go through the wizard; give the name of each step, and of what else it may show, as it stands."""
    button(page, "New from files").click()
    page.get_by_label("Name of the case").fill("Imported by all")
    button(page, "Begin").click()
    yield _at(page, "File")
    give_file(page, by_mouse, page.get_by_test_id("incidents"), _picture(records.parent))
    expect(page.get_by_test_id("problem")).to_contain_text("picture")
    yield "a file that is refused"
    give_file(page, by_mouse, page.get_by_test_id("incidents"), records)
    expect(page.get_by_text("Choose the column of the time.")).to_be_visible()
    page.get_by_text("How the file is read").click()
    yield _at(page, "Columns")
    page.get_by_label("What Stamp of entry holds").select_option(label="time, or date")
    yield from _to(page, "Kinds")
    expect(page.get_by_label("Class of goat on roof")).to_be_visible()
    yield from _to(page, "Quality")
    expect(page.get_by_role("heading", name="Left out: 1")).to_be_visible()
    yield from _to(page, "City")
    for role, file in LAYERS.items():
        give_file(page, by_mouse, page.get_by_test_id(f"give-{role}"), town / file)
        expect(page.get_by_test_id(f"layer-{role}")).to_contain_text(file)
    page.get_by_label("Squares of so many metres").fill("500")
    yield "City with its layers"
    yield from _to(page, "Run")
    page.get_by_label("Posts", exact=True).fill("3")
    button(page, "Run the study").click()
    expect(button(page, "Cancel")).to_be_visible()
    yield "a study that runs"
    expect(page.get_by_test_id("import-done")).to_be_visible(timeout=300_000)
    yield "a study that is done"


def _picture(folder: Path) -> Path:
    path = folder / "scan of records.csv"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(200))
    return path


def _to(page: Page, step: str) -> Iterator[str]:
    button(page, f"Next: {step}").click()
    yield _at(page, step)


def _at(page: Page, step: str) -> str:
    """Expect the page and the bar of the steps to agree where one is."""
    expect(page.locator("nav [aria-current=step]")).to_contain_text(step)
    expect(page.locator("[aria-busy=true]")).to_have_count(0)
    return step


def test_every_step_of_the_import_is_for_everyone(own_desk: Desk, riverton: Path, records: Path) -> None:
    page = own_desk.page("/", expected=(415,)).page
    found = {step: faults(page) for step in _walk(page, riverton.parent / "town", records)}
    assert {"File", "Columns", "Kinds", "Quality", "City", "Run"} < set(found)
    assert {step: lines for step, lines in found.items() if lines} == {}
