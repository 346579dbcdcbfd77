"""The keyboard alone: Tab to a control, as somebody without a mouse does."""

from playwright.sync_api import Locator, Page, expect

_MOST = 400  # presses of Tab; more than any page has controls


def tab_to(page: Page, goal: Locator, back: bool = False) -> Locator:
    """Press Tab until a control has the focus.

    Raises
    ------
    AssertionError
        Where Tab never comes there.
    """
    expect(goal).to_be_visible()
    expect(goal).to_be_enabled()
    for _ in range(_MOST):
        if goal.evaluate("element => element === document.activeElement"):
            return goal
        page.keyboard.press("Shift+Tab" if back else "Tab")
    raise AssertionError(f"Tab does not come to {goal}")


def press(page: Page, goal: Locator, key: str = "Enter", back: bool = False) -> None:
    """Go to a control by Tab and press a key there."""
    tab_to(page, goal, back)
    page.keyboard.press(key)


def write(page: Page, goal: Locator, text: str) -> None:
    """Go to a field by Tab, and put a text in the place of what it holds."""
    tab_to(page, goal)
    page.keyboard.press("Control+a")
    page.keyboard.type(text)


def choose(page: Page, goal: Locator, label: str) -> None:
    """Go to a list by Tab and choose by typing how the entry begins."""
    tab_to(page, goal)
    page.keyboard.type(label)
    assert goal.evaluate("list => list.selectedOptions[0].label.trim()").startswith(label)
