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

_PAPER = {"width": 718, "height": 1040}  # A4 with margins of 10 mm, in CSS pixels
_DRAWN = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
_ON_PAPER = """
() => {
  const seen = (element) => element.getClientRects().length > 0 && getComputedStyle(element).visibility === 'visible';
  const wrong = [...document.querySelectorAll('.button, summary, main select, .plan-map button')]
    .filter(seen)
    .map((control) => `control: ${control.textContent.trim().slice(0, 40)}`);
  const maps = [...document.querySelectorAll('.plan-map')].map((map) => map.getBoundingClientRect());
  for (const box of maps) {
    if (box.width < 100 || box.left < 0 || box.right > window.innerWidth) wrong.push(`map ${box.left} to ${box.right}`);
    for (const part of [...document.querySelectorAll('main h1, main h2, main table, main li')].filter(seen)) {
      const { top, bottom } = part.getBoundingClientRect();
      if (part.closest('.plan-map') || part.classList.contains('visually-hidden')) continue;
      const under = bottom > box.top + 1 && top < box.bottom - 1;
      if (under) wrong.push(`under the map: ${part.textContent.trim().slice(0, 40)}`);
    }
  }
  return wrong;
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


def printed_faults(page: Page) -> list[str]:
    """Return what a sheet of paper should not show: controls, maps that are cut off, text that lies under a map."""
    size = page.viewport_size
    page.set_viewport_size(_PAPER)
    page.evaluate(_DRAWN)
    page.emulate_media(media="print")
    page.evaluate(_DRAWN)
    found: list[str] = page.evaluate(_ON_PAPER)
    found += [
        f"not there: {words}"
        for words in ("Responsible use.", "Printed ")
        if not page.get_by_text(words).last.is_visible()
    ]
    if not page.get_by_role("heading", level=1).is_visible():
        found.append("not there: the title")
    page.emulate_media(media="screen")
    if size is not None:
        page.set_viewport_size(size)
    return found
