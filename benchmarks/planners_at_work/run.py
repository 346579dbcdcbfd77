"""The web planner as people see it, on a large generated city: many planners at once, and a browser.

    python -m benchmarks planners_at_work [load] [browser] [--case FOLDER] [--seconds 600] [--planners 10]
                                                                       (default: load for 60 seconds)

load     so many planners, each with three drags a second for so many seconds, every third of them a command:
         milliseconds, answers that failed, and memory of the server at the start and at the end
browser  first paint, figures, map at rest; a drag and a stroke of the brush: needs Chromium and the built front end

Answers of the server to one client are timed by the benchmark `planner`. Without a case the city of that one is made
first, and kept below out/.
"""

from __future__ import annotations

import argparse
import random
import runpy
import statistics
import tempfile
import threading
import time
import uuid
from collections.abc import Sequence
from pathlib import Path

from browser_times import browser_times
from served_case import Client, ServedCase, served_case

_DRAGS = 3  # a second


def main() -> None:
    """Run what is asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", nargs="*", choices=["load", "browser", []])
    parser.add_argument("--case", type=Path)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--planners", type=int, default=10)
    given = parser.parse_args()
    case = given.case or _kept_case()
    for what in given.what or ["load"]:
        with tempfile.TemporaryDirectory() as folder, served_case(case, Path(folder)) as served:
            if what == "browser":
                browser_times(served.url)
            else:
                _load(served, given.planners, given.seconds)


def _kept_case() -> Path:
    folder = Path("out") / "benchmark-planner"
    case = folder / "case"
    if (case / "manifest.json").is_file():
        return case
    planner = runpy.run_path(str(Path(__file__).parents[1] / "planner" / "run.py"))
    made: Path = planner["large_case"](folder)
    return made


def _told(name: str, milliseconds: Sequence[float]) -> None:
    """Print the median, the 95th percentile and the slowest of some answers."""
    parts = statistics.quantiles(milliseconds, n=20)
    print(
        f"{name:34s} {len(milliseconds):6d} answers, median {statistics.median(milliseconds):6.1f} ms, "
        f"95 % within {parts[-1]:6.1f}, slowest {max(milliseconds):6.1f}",
        flush=True,
    )


class Hand:
    """Somebody who moves posts at random."""

    def __init__(self, served: ServedCase, cookie: str, seed: int) -> None:
        self.client = Client(served.address, cookie)
        self.random = random.Random(seed)
        first = self.client.ask("GET", "/api/cases/1/first").body
        self.sites = _names(self.client, "sites", "site")
        self.plan = self._new(f"Posts {seed}", {"case_plan": first["main"]})
        self.seq = 1
        self.posts = dict(enumerate(p["site"] for p in _plan(first, first["main"])["posts"]))

    def _new(self, name: str, source: dict[str, object]) -> int:
        answer = self.client.ask("POST", "/api/cases/1/plans", {"name": name, "source": source})
        assert answer.status == 201, answer.body
        return int(answer.body["id"])

    def drag(self) -> tuple[int, float]:
        """Judge the posts with one of them elsewhere."""
        posts = [*self.posts.values()]
        posts[self.random.randrange(len(posts))] = self._free()
        answer = self.client.ask("POST", "/api/cases/1/judge", {"posts": posts})
        return answer.status, answer.milliseconds

    def move(self) -> tuple[int, float]:
        """Move a post by a command."""
        slot, site = self.random.randrange(len(self.posts)), self._free()
        answer = self._command({"verb": "move_post", "slot": slot + 1, "site": site})
        if answer[0] == 201:
            self.posts[slot] = site
        return answer

    def _command(self, command: dict[str, object]) -> tuple[int, float]:
        body = {"after": self.seq, "id": uuid.UUID(int=self.random.getrandbits(128)).hex, "command": command}
        answer = self.client.ask("POST", f"/api/plans/{self.plan}/commands", body)
        if answer.status == 201:
            self.seq += 1
        return answer.status, answer.milliseconds

    def _free(self) -> str:
        return self.random.choice([site for site in self.sites if site not in self.posts.values()])


def _plan(first: dict[str, object], name: str) -> dict[str, object]:
    return next(plan for plan in first["case_plans"] if plan["name"] == name)  # type: ignore[attr-defined]


def _names(client: Client, layer: str, key: str) -> list[str]:
    client._headers["accept-encoding"] = "identity"
    features = client.ask("GET", f"/api/cases/1/layers/{layer}.geojson").body["features"]
    client._headers["accept-encoding"] = "gzip"
    return [feature["properties"][key] for feature in features]


def _load(served: ServedCase, planners: int, seconds: float) -> None:
    cookie = served.sign_in()
    hands = [Hand(served, cookie, seed) for seed in range(1, planners + 1)]
    for hand in hands:
        hand.move()
    took: list[tuple[int, float]] = []
    before, until = served.memory(), time.monotonic() + seconds

    def draw(hand: Hand) -> None:
        turn = 0
        due = time.monotonic() + hand.random.uniform(0, 1 / _DRAGS)  # people do not move in step
        time.sleep(max(0.0, due - time.monotonic()))
        while time.monotonic() < until:
            turn += 1
            took.append(hand.move() if turn % _DRAGS == 0 else hand.drag())
            due = max(due + 1 / _DRAGS, time.monotonic() - 1)
            time.sleep(max(0.0, due - time.monotonic()))

    threads = [threading.Thread(target=draw, args=(hand,)) for hand in hands]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    failed = sum(status >= 500 for status, _ in took)
    refused = sum(400 <= status < 500 for status, _ in took)
    _told(f"{planners} planners, {_DRAGS} drags a second", [ms for _, ms in took])
    print(
        f"{len(took) / seconds:.1f} answers a second; {failed} failed, {refused} refused; memory of the server "
        f"{before:.0f} MB at the start, {served.memory():.0f} MB after {seconds:.0f} s"
    )


if __name__ == "__main__":
    main()
