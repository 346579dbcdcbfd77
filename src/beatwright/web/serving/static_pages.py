"""The planner's pages: built files of the package, sent as they are, packed where the browser can unpack them.

Only files that were there at the start are sent, looked up by their path as a whole: no path leads elsewhere. Paths of
views that the page itself draws (``/case/3/plan/8/posts``) get the page; so does whoever opens an address that is none,
for the page then says so and shows the way to the library.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.types import Receive, Scope, Send

__all__ = ["HOW_TO_BUILD", "STATIC", "VIEWS", "StaticPages"]

STATIC = Path(__file__).resolve().parents[1] / "static"
HOW_TO_BUILD = "The planner's pages are not built. Build them with: make frontend (it needs Node 20 and npm)."
# How the paths of the views begin that the page draws.
VIEWS = frozenset({"", "admin", "case", "import", "invite", "settings", "sign-in"})
_INDEX = "/index.html"
_PACKED = {"br": ".br", "gzip": ".gz"}  # the smaller first
# Not asked of the system: on Windows another program may have changed what it says of scripts.
_KINDS = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".ico": "image/x-icon",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".mjs": "text/javascript; charset=utf-8",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".webmanifest": "application/manifest+json",
    ".woff2": "font/woff2",
}
_NOT_BUILT = f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>beatwright planner</title></head>
<body><h1>beatwright planner</h1><p>{HOW_TO_BUILD}</p></body></html>
"""


@dataclass(frozen=True)
class StaticPages:
    """Answer with the planner's pages; everything below ``/api`` that comes here does not exist.

    Parameters
    ----------
    folder : Path
        Built by ``make frontend``; without its ``index.html`` a page says how.
    """

    folder: Path = STATIC

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            return
        await self._answer(scope)(scope, receive, send)

    @property
    def is_built(self) -> bool:
        """Whether there are pages."""
        return _INDEX in self._files

    @cached_property
    def _files(self) -> dict[str, Path]:
        found = (path for path in self.folder.rglob("*") if path.is_file())
        return {f"/{path.relative_to(self.folder).as_posix()}": path for path in found}

    def _answer(self, scope: Scope) -> Response:
        path = scope["path"]
        if path == "/api" or path.startswith("/api/"):
            raise HTTPException(404)
        if scope["method"] not in ("GET", "HEAD"):
            raise HTTPException(405, headers={"allow": "GET, HEAD"})
        name, headers = self._named(path), Headers(scope=scope)
        if name is None and not _opens_a_page(path, headers):
            raise HTTPException(404)
        if not self.is_built:
            return HTMLResponse(_NOT_BUILT, status_code=503, headers={"cache-control": "no-store"})
        return self._file(_INDEX, headers, status=404) if name is None else self._file(name, headers)

    def _named(self, path: str) -> str | None:
        """Return the file that a path gets: its own, or the page that draws the views; None where neither is meant."""
        if path in self._files and PurePosixPath(path).suffix not in _PACKED.values():
            return path
        return _INDEX if path.split("/")[1] in VIEWS else None

    def _file(self, name: str, headers: Headers, status: int = 200) -> Response:
        kind = _KINDS.get(PurePosixPath(name).suffix, "application/octet-stream")
        told = {"cache-control": _keeping(name), "vary": "accept-encoding"}
        for packing in _accepted(headers.get("accept-encoding", "")):
            packed = self._files.get(name + _PACKED[packing])
            if packed is not None:
                return FileResponse(packed, status, {**told, "content-encoding": packing}, media_type=kind)
        return FileResponse(self._files[name], status, told, media_type=kind)


def _opens_a_page(path: str, headers: Headers) -> bool:
    """Return whether somebody opens an address in a browser, rather than a page asking for a part of itself."""
    return "text/html" in headers.get("accept", "") and not path.startswith("/assets/")


def _keeping(name: str) -> str:
    """Return how long a browser may keep a file: the names of assets change with what is in them."""
    if name == _INDEX:
        return "no-store"
    return "public, max-age=31536000, immutable" if name.startswith("/assets/") else "no-cache"


def _accepted(accepts: str) -> Iterator[str]:
    """Yield the packings that a browser accepts, the best first.

    >>> list(_accepted("gzip, deflate, br;q=0"))
    ['gzip']
    """
    said = dict(_accepted_packing(part) for part in accepts.split(","))
    yield from (packing for packing in _PACKED if said.get(packing, 0.0) > 0)


def _accepted_packing(part: str) -> tuple[str, float]:
    name, _, weight = part.replace(" ", "").lower().partition(";q=")
    try:
        return name, float(weight or 1)
    except ValueError:
        return name, 0.0
