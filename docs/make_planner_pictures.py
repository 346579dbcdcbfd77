"""Take the pictures of the planner's pages from the demo: `python docs/make_planner_pictures.py` (needs Chromium)."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import APIRequestContext, Page, sync_playwright

from beatwright.study.demo import run_demo

__all__ = ["main"]

_IMAGES = Path(__file__).resolve().parent / "images"
_SIZE = {"width": 1440, "height": 900}
_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
# A browser without a graphics card draws maps all the same.
_FLAGS = ["--no-sandbox", "--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"]
_COLOURS = 256
_PATIENCE = 300.0  # seconds for a proof
_LOCKED, _MOVED = 3, 6  # posts by their numbers


@contextmanager
def _served(folder: Path, database: Path) -> Iterator[str]:
    """Serve a case; give the address that opens it."""
    command = [sys.executable, "-m", "beatwright", "serve", str(folder), "--no-browser", "--database", str(database)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as planner:
        assert planner.stdout is not None  # it was asked for
        try:
            yield planner.stdout.readline().split()[-1]
        finally:
            planner.send_signal(signal.SIGTERM)


class _Pictures:
    """Draw plans by what the API takes, and take pictures of them."""

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.origin = page, address.partition("/?")[0]
        self.api: APIRequestContext = page.context.request

    def asked(self, path: str, body: dict[str, Any] | None = None) -> Any:
        where, headers = f"{self.origin}/api{path}", {"origin": self.origin}
        answer = self.api.get(where) if body is None else self.api.post(where, data=body, headers=headers)
        assert answer.ok, answer.text()
        return answer.json()

    def drawn(self, plan: int, *commands: dict[str, Any]) -> None:
        for after, command in enumerate(commands, start=1):
            self.asked(f"/plans/{plan}/commands", {"after": after, "id": str(uuid.uuid4()), "command": command})

    def proven(self, plan: int) -> None:
        job = self.asked("/jobs", {"kind": "proof", "plan": plan, "options": {}})
        until = time.monotonic() + _PATIENCE
        while self.asked(f"/jobs/{job['id']}")["state"] in ("queued", "running"):
            assert time.monotonic() < until, "the proof takes too long"
            time.sleep(0.5)

    def taken(self, path: str, name: str) -> None:
        self.page.goto(f"{self.origin}{path}")
        self.page.wait_for_selector("[data-back-end][data-state=ready]")
        self.page.wait_for_timeout(2_000)
        picture = Image.open(BytesIO(self.page.screenshot()))
        picture.convert("RGB").quantize(_COLOURS).save(_IMAGES / f"{name}.png", optimize=True)


def _take(pictures: _Pictures) -> None:
    main = pictures.asked("/cases/1/first")["main"]
    posts = pictures.asked("/cases/1/plans", {"name": "Draft A", "source": {"case_plan": main}})["id"]
    held = pictures.asked(f"/plans/{posts}")["values"]
    city = pictures.asked("/cases/1/layers/sites.geojson")["features"]
    free = next(site for site in _near(held[f"post:{_MOVED}"]["site"], city) if site not in _sites(held))
    lock, move = {"verb": "lock_post", "slot": _LOCKED, "locked": True}, {"verb": "move_post", "slot": _MOVED}
    pictures.drawn(posts, lock, {**move, "site": free})
    pictures.proven(posts)
    pictures.taken(f"/case/1/plan/{posts}/posts", "planner-posts")
    areas = pictures.asked("/cases/1/plans", {"name": "Draft B", "source": {"areas": True}})["id"]
    numbers = [int(key.partition(":")[2]) for key in pictures.asked(f"/plans/{areas}")["values"] if "district:" in key]
    pictures.drawn(areas, {"verb": "lock_district", "number": numbers[1], "locked": True})
    pictures.taken(f"/case/1/plan/{areas}/districts", "planner-districts")
    pictures.taken(f"/case/1/compare?a=plan:today&b=draft:{posts}", "planner-compare")


def _sites(values: dict[str, Any]) -> set[str]:
    return {value["site"] for key, value in values.items() if key.startswith("post:")}


def _near(site: str, city: list[dict[str, Any]]) -> list[str]:
    """Return all sites, those near one first."""
    places = {one["properties"]["site"]: one["geometry"]["coordinates"] for one in city}
    x, y = places[site]
    return sorted(places, key=lambda name: (places[name][0] - x) ** 2 + (places[name][1] - y) ** 2)


def main() -> int:
    """Run the demo, serve it, and take the pictures."""
    browser = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, _BROWSERS)), None)
    if browser is None:
        print("There is no Chromium. Install it, or name it in the variable CHROMIUM.")
        return 1
    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as play:
        folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(scratch) / "demo"
        if len(sys.argv) == 1:
            run_demo(folder)
        with _served(folder, Path(scratch) / "planner.db") as address:
            opened = play.chromium.launch(executable_path=browser, args=_FLAGS)
            page = opened.new_page(viewport=_SIZE, locale="en-US", reduced_motion="reduce")
            page.goto(address)
            page.get_by_text("I have read this").click()
            _take(_Pictures(page, address))
            opened.close()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
