"""A page with the planner's map and nothing else, on a made-up board of zones: the map without the server."""

import functools
import json
import math
import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from beatwright.web.guard import _CONTENT

FRONTEND = Path(__file__).parents[3] / "frontend"
COLUMNS, ROWS = 12, 8
_WEST, _SOUTH, _SIDE = -93.66, 37.76, 0.005  # degrees of longitude


def build_map_page(folder: Path) -> None:
    """Build the page and write its layers."""
    npx = shutil.which("npx") or "npx"
    command = [npx, "vite", "build", "--config", "test-pages/vite.config.ts", "--outDir", str(folder)]
    subprocess.run(command, cwd=FRONTEND, check=True, capture_output=True, timeout=120)
    for name, features in _board().items():
        text = json.dumps({"type": "FeatureCollection", "features": features})
        (folder / f"{name}.geojson").write_text(text, encoding="utf-8")


def _board() -> dict[str, list[dict[str, Any]]]:
    cells = [(row, column) for row in range(ROWS) for column in range(COLUMNS)]
    zones = [_feature(_square(column, row), zone_id=f"r{row}c{column}") for row, column in cells]
    sites = [_feature(_middle(column, row), site=f"s{row}-{column}", candidate=True) for row, column in cells]
    squares = [_feature(_square(column + 0.75, row + 0.75, 0.25), incidents=1 + row) for row, column in cells]
    ring = [_place(*corner) for corner in ((0, 0), (COLUMNS, 0), (COLUMNS, ROWS), (0, ROWS), (0, 0))]
    boundary = [_feature({"type": "Polygon", "coordinates": [ring]})]
    return {"zones": zones, "sites": sites, "squares": squares, "boundary": boundary}


def _feature(geometry: dict[str, Any], **properties: Any) -> dict[str, Any]:
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def _square(column: float, row: float, side: float = 1) -> dict[str, Any]:
    corners = ((0, 0), (side, 0), (side, side), (0, side), (0, 0))
    return {"type": "Polygon", "coordinates": [[_place(column + x, row + y) for x, y in corners]]}


def _middle(column: int, row: int) -> dict[str, Any]:
    return {"type": "Point", "coordinates": _place(column + 0.5, row + 0.5)}


def _place(column: float, row: float) -> list[float]:
    return [_WEST + column * _SIDE, _SOUTH + row * _SIDE * math.cos(math.radians(_SOUTH))]


class _Pages(SimpleHTTPRequestHandler):
    def end_headers(self) -> None:
        """Answer under the policy of the planner: a map that needs more would not draw there."""
        self.send_header("content-security-policy", _CONTENT)
        super().end_headers()

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@contextmanager
def hosted(folder: Path) -> Iterator[str]:
    """Serve a folder on the loopback; give its origin."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Pages, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()
