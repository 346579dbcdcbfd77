"""Ctrl-C to the planner in the midst of a search: how long until it has ended, and whether the best plan is kept.

Each round serves a case by the command, begins a search of a minute for posts, interrupts the planner at a random
moment, and reads the database that it leaves behind.

    python benchmarks/planner_jobs/server_ends.py out/demo --posts 6 --ends 50
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))  # the root of the repository: it runs from any folder

from benchmarks.planners_at_work.served_case import Client, ServedCase, served_case


def search_of(served: ServedCase, posts: int) -> None:
    """Begin a search, and wait until it runs."""
    client = Client(served.address, served.sign_in())
    client.plain()
    first = client.ask("GET", "/api/cases/1/first").body
    source = {"case_plan": first["main"]}
    plan = client.ask("POST", "/api/cases/1/plans", {"name": "Searched", "source": source}).body["id"]
    options = {"p": posts, "by": "metres", "weight": "calls", "seconds": 60.0, "seed": 0}
    job = client.ask("POST", "/api/jobs", {"kind": "improve", "plan": plan, "options": options}).body["id"]
    while client.ask("GET", f"/api/jobs/{job}").body["state"] == "queued":
        time.sleep(0.05)


def ended(case: Path, folder: Path, posts: int, patience: float) -> tuple[float, int, bool]:
    """Return the seconds from Ctrl-C to the end of the planner, its exit code, and whether a plan was kept."""
    with served_case(case, folder) as served:
        search_of(served, posts)
        time.sleep(patience)
        start = time.perf_counter()
        served.process.send_signal(signal.SIGINT)
        try:
            code = served.process.wait(60)
        except subprocess.TimeoutExpired:
            code = -1
        took = time.perf_counter() - start
    with sqlite3.connect(folder / "planner.db") as database:
        state, result = database.execute("select state, result from job order by id desc limit 1").fetchone()
    kept = json.loads(result) if result else None
    proof = kept["certificate"] if kept else {}
    sound = bool(kept and kept["plan"]) and proof["bound"] is not None and proof["bound"] <= proof["objective"]
    return took, code, sound and state in ("interrupted", "done")


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("case", type=Path, nargs="?", default=Path("out/demo"), help="a case folder")
    parser.add_argument("--posts", type=int, default=6, help="number of posts (default: 6)")
    parser.add_argument("--ends", type=int, default=50, help="rounds (default: 50)")
    parser.add_argument("--latest", type=float, default=10.0, help="latest Ctrl-C, seconds after (default: 10)")
    given = parser.parse_args()
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a background job of a shell hands on that it is ignored
    chance, found = random.Random(1), []
    print(f"load {os.getloadavg()[0]:.1f}")
    for _ in range(given.ends):
        with tempfile.TemporaryDirectory() as folder:
            found.append(ended(given.case, Path(folder), given.posts, chance.uniform(0, given.latest)))
    seconds, sound = [took for took, _, _ in found], sum(kept for _, _, kept in found)
    print(
        f"{given.ends} ends, exit codes {sorted({code for _, code, _ in found})}, {sound} with a plan and a bound, "
        f"median {statistics.median(seconds):.2f} s, most {max(seconds):.2f} s"
    )
    return int(sound < given.ends)


if __name__ == "__main__":
    raise SystemExit(main())
