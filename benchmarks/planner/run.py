"""How long the planner's server takes for what a hand waits for: a post that moves, a stroke of the brush, a reload.

    python -m benchmarks planner [--case FOLDER] [--times 200]

Without a case, a large generated city of 1,939 zones is made first (a minute). Times are those of the whole
application behind its guard, from the first byte of a request to the last of its answer, without a network; they are
of one client, and the database is SQLite in a file. What passed is what somebody waits where nothing else runs; where
other work shares the machine, what the processor worked is nearer to it.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from beatwright.study.demo import write_demo
from beatwright.study.file.study_file import read_study
from beatwright.study.run_study import run_study
from beatwright.web.app import create_app
from beatwright.web.planner_server import PlannerServer
from beatwright.web.planner_settings import PlannerSettings
from beatwright.web.store.account_store import AccountStore
from beatwright.web.store.database import open_database

_ZONES = "294 m"
_TARGETS = {"move a post": 40.0, "judge without keeping": 40.0, "paint": 50.0}  # milliseconds, 95 of 100


def large_case(folder: Path) -> Path:
    """Make the case of a large generated city, with today's posts and others beside them."""
    study = write_demo(folder / "city", size="large", seed=1)
    text = study.read_text(encoding="utf-8").replace('zones = "500 m"', f'zones = "{_ZONES}"')
    text = text[: text.index('[[planning]]\nstep = "RandomPosts"')]
    study.write_text(f'{text}[[planning]]\nstep = "KMeansPosts"\np = 20\n', encoding="utf-8")
    run_study(read_study(study, data=folder / "city"), folder / "case")
    return folder / "case"


class Answered(NamedTuple):
    """An answer: milliseconds that passed, milliseconds that the processor worked, bytes, and what was said."""

    passed: float
    worked: float
    size: int
    said: Any


class Client:
    """Send requests to an application as a browser of one person does, and time them.

    Parameters
    ----------
    planner : PlannerServer
        Of one person, with a token.
    """

    def __init__(self, planner: PlannerServer) -> None:
        self._app, self._origin, self._cookie = create_app(planner), planner.settings.origin, ""
        self._host = self._origin.partition("//")[2]
        self.sent("POST", "/api/session", {"token": planner.token})

    def sent(self, method: str, path: str, body: object = None) -> Answered:
        """Return what is answered."""
        return asyncio.run(self._sent(method, path, b"" if body is None else json.dumps(body).encode()))  # noqa: TID251 - no browser

    async def _sent(self, method: str, path: str, body: bytes) -> Answered:
        path, _, query = path.partition("?")
        headers = {"host": self._host, "origin": self._origin, "cookie": self._cookie, "accept-encoding": "identity"}
        headers |= {"content-type": "application/json", "content-length": str(len(body))} if body else {}
        scope = {
            "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method, "path": path,
            "raw_path": path.encode(), "query_string": query.encode(), "scheme": "http", "client": ("127.0.0.1", 1),
            "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        }  # fmt: skip
        parts: list[bytes] = []

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: Any) -> None:
            if message["type"] == "http.response.start":
                cookies = [value for name, value in message["headers"] if name == b"set-cookie"]
                self._cookie = cookies[0].decode().partition(";")[0] if cookies else self._cookie
                assert message["status"] < 300, message
            else:
                parts.append(message.get("body", b""))

        begin, busy = time.perf_counter(), time.process_time()
        await self._app(scope, receive, send)  # type: ignore[arg-type]
        took, used = time.perf_counter() - begin, time.process_time() - busy
        text = b"".join(parts)
        return Answered(took * 1e3, used * 1e3, len(text), json.loads(text) if text else None)


def tasks(client: Client, case: int, rng: random.Random) -> Iterator[tuple[str, Callable[[], Answered]]]:
    """Yield what is timed, by name."""
    source = {"name": "Draft", "source": {"areas": True}}
    plan = client.sent("POST", f"/api/cases/{case}/plans", source).said["id"]
    sites = [
        feature["properties"]["site"]
        for feature in client.sent("GET", f"/api/cases/{case}/layers/sites.geojson").said["features"]
    ]
    values = client.sent("GET", f"/api/plans/{plan}").said["values"]
    slots = [int(key[5:]) for key in values if key.startswith("post:")]
    units = [key[5:] for key in values if key.startswith("unit:")]
    districts = [int(key[9:]) for key in values if key.startswith("district:")]
    at = [1]

    def command(**asked: object) -> Answered:
        body = {"after": at[0], "id": f"benchmark-{at[0]}", "command": asked}
        found = client.sent("POST", f"/api/plans/{plan}/commands", body)
        at[0] = found.said["line"]["seq"]
        return found

    def free() -> str:
        shown = client.sent("GET", f"/api/plans/{plan}").said["values"]
        return rng.choice(sorted(set(sites) - {shown[f"post:{slot}"]["site"] for slot in slots}))

    def stroke() -> list[str]:
        first = rng.randrange(len(units) - 12)
        return units[first : first + 12]

    yield "move a post", lambda: command(verb="move_post", slot=rng.choice(slots), site=free())
    yield (
        "judge without keeping",
        lambda: client.sent("POST", f"/api/cases/{case}/judge", {"posts": rng.sample(sites, len(slots))}),
    )
    yield "paint", lambda: command(verb="paint", units=stroke(), district=rng.choice(districts))
    yield "reload, posts", lambda: client.sent("GET", f"/api/plans/{plan}?layer=posts")
    yield "reload, districts", lambda: client.sent("GET", f"/api/plans/{plan}?layer=districts")
    yield "first look", lambda: client.sent("GET", f"/api/cases/{case}/first")


def main() -> int:
    """Print a line a request; return 1 where one of them misses its target."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--case", type=Path, help="a case folder; default: a large generated city")
    parser.add_argument("--times", type=int, default=200)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        folder = (options.case or large_case(Path(made))).resolve()
        database = open_database(f"sqlite:///{made}/planner.db")
        people = AccountStore(database)
        people.add("you", None, admin=True)
        settings = PlannerSettings(str(database.engine.url), (folder.parent,), Path(made))
        planner = PlannerServer(settings, database, people, token="once")
        opened = planner.shelf.shelve(folder)
        city = opened.case.problem.city
        print(f"{len(city.zone_ids):,} zones, {len(city.site_ids):,} sites, {options.times} times each")
        print(f"{'':24}{'passed, ms':>20}{'worked, ms':>20}")
        print(f"{'request':24}{'median':>10}{'95 %':>10}{'median':>10}{'95 %':>10}{'target':>8}{'kB':>8}")
        shown = [_shown(*task, options.times) for task in tasks(Client(planner), opened.id, random.Random(1))]
        database.close()
    return int(any(shown))


def _shown(name: str, task: Callable[[], Answered], times: int) -> bool:
    """Print a line, and return whether a target was missed."""
    for _ in range(5):  # what is made once, and what is compiled
        task()
    found = [task() for _ in range(times)]
    passed, worked = (sorted(getattr(each, what) for each in found) for what in ("passed", "worked"))
    target, figures = _TARGETS.get(name), []
    for took in (passed, worked):
        figures += [statistics.median(took), took[int(0.95 * (times - 1))]]
    size = statistics.median(each.size for each in found) / 1e3
    print(f"{name:24}{''.join(f'{figure:10.1f}' for figure in figures)}{target or '':>8}{size:8.0f}", flush=True)
    return target is not None and figures[1] > target


if __name__ == "__main__":
    raise SystemExit(main())
