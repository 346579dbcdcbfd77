"""The import wizard by mouse and by keyboard: files are given and lists chosen."""

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Locator, Page
from tests.web.e2e.keyboard import choose, press, tab_to

LAYERS = {"boundary": "boundary.gpkg", "parents": "districts.gpkg", "streets": "streets.gpkg"}
Click = Callable[[Page, Locator], None]


def by_mouse(_: Page, goal: Locator) -> None:
    goal.click()


def by_keys(page: Page, goal: Locator) -> None:
    press(page, goal)


def give_file(page: Page, click: Click, field: Locator, file: Path) -> None:
    """Choose a file; the window of the operating system itself is out of reach of both."""
    if click is by_keys:
        tab_to(page, field)
        with page.expect_file_chooser() as asked:
            page.keyboard.press("Space")
        asked.value.set_files(file)
    else:
        with page.expect_file_chooser() as asked:
            page.locator(f"label[for='{field.get_attribute('id')}']").click()
        asked.value.set_files(file)


def choose_entry(page: Page, click: Click, field: Locator, label: str) -> None:
    if click is by_keys:
        choose(page, field, label)
    else:
        field.select_option(label=label)
