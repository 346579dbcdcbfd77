"""A browser opens where somebody sits at a screen, and nowhere else."""

import sys
from threading import Thread

import pytest

from beatwright.web.serving import browser


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    found: list[str] = []
    monkeypatch.setattr("webbrowser.open_new_tab", found.append)
    monkeypatch.setattr(Thread, "start", Thread.run)
    monkeypatch.setattr(sys, "platform", "linux")
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    return found


@pytest.mark.parametrize(
    ("seated", "screen", "platform", "tried"),
    [
        (True, "DISPLAY", "linux", True),
        (True, "WAYLAND_DISPLAY", "linux", True),
        (True, "", "linux", False),
        (True, "", "win32", True),
        (False, "DISPLAY", "linux", False),
        (False, "", "darwin", False),
    ],
)
def test_it_opens_at_a_screen_alone(
    seated: bool, screen: str, platform: str, tried: bool, opened: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: seated, raising=False)
    monkeypatch.setattr(sys, "platform", platform)
    if screen:
        monkeypatch.setenv(screen, ":0")
    assert browser.open_browser("http://127.0.0.1:8765/") is tried
    assert opened == ["http://127.0.0.1:8765/"] * tried
