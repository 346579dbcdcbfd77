"""What a built page would load from outside: `python docs/_extensions/outside.py docs/_build/html`."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

__all__ = ["loads_of_css", "loads_of_html", "loads_of_js", "outside_loads"]

_ADDRESS = r"(?:https?:|wss?:|ftp:)?//[\w\[][^\s\"'`)>]*"
_OUTSIDE = re.compile(rf"\s*{_ADDRESS}", re.IGNORECASE)
_IN_CSS = re.compile(rf"(?:url\(|@import)\s*[\"']?\s*({_ADDRESS})", re.IGNORECASE)
_CALLS = r"fetch|import|importScripts|Worker|SharedWorker|WebSocket|EventSource|sendBeacon|getScript|getJSON|load"
_IN_JS = re.compile(
    rf"(?:\b(?:{_CALLS})\s*\(\s*|\bopen\s*\(\s*[\"'`]\w+[\"'`]\s*,\s*|\b(?:src|href|url)\s*[=:]\s*|\bfrom\s*|\bimport\s*)"
    rf"[\"'`]({_ADDRESS})",
    re.IGNORECASE,
)
# A link to follow loads nothing; neither does one that only says how pages belong together.
_FOLLOWED = {"a", "area"}
_RELATIONS = {"canonical", "alternate", "next", "prev", "index", "search", "author", "license", "help", "up", "top"}
_LOADING = {"src", "srcset", "href", "xlink:href", "data", "poster", "action", "formaction", "background", "manifest"}


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.loads: list[str] = []
        self._inside = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        self._inside = tag
        self.loads += loads_of_css(values.get("style", ""))
        if tag in _FOLLOWED or (tag == "link" and set(values.get("rel", "").lower().split()) <= _RELATIONS):
            return
        for name in _LOADING & values.keys():
            parts = values[name].split(",") if name == "srcset" else [values[name]]
            self.loads += [part.strip() for part in parts if _OUTSIDE.match(part)]

    def handle_endtag(self, tag: str) -> None:
        self._inside = ""

    def handle_data(self, data: str) -> None:
        if self._inside == "style":
            self.loads += loads_of_css(data)
        if self._inside == "script":
            self.loads += loads_of_js(data)


def loads_of_html(text: str) -> list[str]:
    """Return the addresses outside that a page in HTML loads."""
    page = _Page()
    page.feed(text)
    page.close()
    return page.loads


def loads_of_css(text: str) -> list[str]:
    """Return the addresses outside that a style sheet loads."""
    return _IN_CSS.findall(text)


def loads_of_js(text: str) -> list[str]:
    """Return the addresses outside that a script names where it loads something."""
    return _IN_JS.findall(text)


_KINDS = {".html": loads_of_html, ".svg": loads_of_html, ".css": loads_of_css, ".js": loads_of_js}


def outside_loads(folder: Path) -> Iterator[tuple[Path, str]]:
    """Go through every page, style sheet and script below a folder."""
    for path in sorted(folder.rglob("*")):
        if path.suffix in _KINDS and path.is_file():
            for load in _KINDS[path.suffix](path.read_text(encoding="utf-8")):
                yield path, load


def main() -> int:
    """Say what is loaded from outside, and end with 1 where anything is."""
    found = [f"{path}: {load}" for path, load in outside_loads(Path(sys.argv[1]))]
    print("\n".join(found) or "Nothing in the built pages asks for anything outside.")
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main())
