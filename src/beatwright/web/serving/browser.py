"""Open the planner in the browser of whoever started it."""

from __future__ import annotations

import os
import sys
import threading
import webbrowser

__all__ = ["open_browser"]

_SCREENS = ("DISPLAY", "WAYLAND_DISPLAY")


def open_browser(address: str) -> bool:
    """Show an address in a browser, where somebody sits at a screen; return whether it was tried.

    A browser in the terminal would take the place of what is printed there, and over a remote connection there is none.
    """
    seated = sys.stdout is not None and sys.stdout.isatty()
    screen = sys.platform in ("win32", "darwin") or any(os.environ.get(name) for name in _SCREENS)
    if not (seated and screen):
        return False
    threading.Thread(target=webbrowser.open_new_tab, args=(address,), daemon=True).start()
    return True
