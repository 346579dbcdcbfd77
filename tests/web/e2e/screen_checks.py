"""What is wanted of every screen: axe-core finds nothing, and at 200 % nothing lies outside the window."""

from playwright.sync_api import Page
from tests.web.e2e.map_page import FRONTEND

_AXE = FRONTEND / "node_modules" / "axe-core" / "axe.min.js"
AT_200_PERCENT = {"width": 640, "height": 400}
_VIOLATIONS = """
async () => {
  const found = await axe.run(document, { resultTypes: ['violations'] });
  return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(' ')).join(', ')}`);
}
"""
_LOST = """
() => {
  const wide = window.innerWidth;
  const lost = [];
  if (document.documentElement.scrollWidth > wide) lost.push('the page');
  for (const control of document.querySelectorAll('button, a[href], input, select, textarea, summary')) {
    const box = control.getBoundingClientRect();
    const moved = control.closest('.scroll, .plan-map, .overlay, .visually-hidden, [data-testid=map]');
    if (box.width === 0 || moved || (box.left >= -1 && box.right <= wide + 1)) continue;
    if (getComputedStyle(control).clipPath !== 'none') continue;
    lost.push(`${control.tagName} ${control.textContent.trim().slice(0, 40)} ${box.left} to ${box.right}`);
  }
  return lost;
}
"""


def violations(page: Page) -> list[str]:
    """Return what axe-core finds on the page as it stands."""
    page.evaluate(_AXE.read_text(encoding="utf-8"))
    found: list[str] = page.evaluate(_VIOLATIONS)
    return found


def lost_controls(page: Page) -> list[str]:
    """Return the controls that lie outside the window, and "the page" where it must be moved sideways."""
    found: list[str] = page.evaluate(_LOST)
    return found


def faults(page: Page) -> list[str]:
    """Return what axe-core finds at the size of the page, then what is lost at 200 %; the size comes back."""
    found, size = violations(page), page.viewport_size
    page.set_viewport_size(AT_200_PERCENT)
    found += lost_controls(page)
    if size is not None:
        page.set_viewport_size(size)
    return found
