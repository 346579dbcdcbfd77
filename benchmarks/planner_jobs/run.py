"""Jobs of the planner: how long after a cancel the best plan so far is there, and whether it has a valid bound.

A case of many zones is searched for a minute: posts by the p-median, and districts where the case has some. Each search
is cancelled at a random moment. Counted from the request to the job's last state in the database.

    python benchmarks/planner_jobs/run.py out/demo --posts 60 --cancels 50
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

from beatwright.core import Case, Plan, Post
from beatwright.web.jobs.job_desk import JobDesk
from beatwright.web.planner_server import PlannerServer
from beatwright.web.planner_settings import PlannerSettings
from beatwright.web.store.account_store import AccountStore
from beatwright.web.store.database import open_database
from beatwright.web.store.job_store import PlannerJob

SECONDS = 60.0
OPTIONS: dict[str, dict[str, Any]] = {
    "improve": {"by": "metres", "weight": "calls", "seconds": SECONDS, "seed": 0},
    "redraw": {"parents": False, "seconds": SECONDS, "seed": 0},
}


def planner_at(folder: Path, case: Path) -> PlannerServer:
    """Return a planner of one person in a new folder."""
    url = f"sqlite:///{folder / 'planner.db'}"
    database = open_database(url)
    people = AccountStore(database)
    people.add("you", None, admin=True)
    settings = PlannerSettings(url, (case.parent,), folder / "scratch", children=1, short_lanes=0)
    planner = PlannerServer(settings, database, people)
    planner.shelf.shelve(case)
    return planner


def start_plan(case: Case, posts: int, districts: int) -> Plan:
    """Return a plan of posts at the first candidate sites, and of districts of as many zones from west to east."""
    city = case.problem.city
    order = sorted(range(len(city.zone_ids)), key=lambda zone: tuple(city.zone_xy[zone]))
    label = {city.zone_ids[zone]: f"D{districts * place // len(order)}" for place, zone in enumerate(order)}
    stands = tuple(Post(city.site_ids[site]) for site in city.candidates[:posts])
    return Plan(posts=stands, districts=label, name="start")


def waited(desk: JobDesk, number: int, *, begun: bool) -> PlannerJob:
    """Wait until a job has begun, or is over."""
    while True:
        job = desk.store.get(number)
        assert job is not None
        if job.is_over or (begun and job.state == "running"):
            return job
        time.sleep(0.01)


def cancelled(desk: JobDesk, kind: str, more: dict[str, int], patience: float) -> tuple[float, PlannerJob]:
    """Start a search, cancel it after a while; return the seconds until its plan was there, and the job."""
    number = desk.submit(kind, account=1, case=1, plan=1, seq=1, options={**OPTIONS[kind], **more}).id
    waited(desk, number, begun=True)
    time.sleep(patience)
    start = time.perf_counter()
    desk.cancel(number)
    job = waited(desk, number, begun=False)
    return time.perf_counter() - start, job


def is_sound(job: PlannerJob) -> bool:
    """Return whether a cancelled job has a plan, and a bound that its plan does not beat."""
    if job.state not in ("cancelled", "done") or job.result is None or not job.result["plan"]:
        return False
    proof = job.result["certificate"]
    return proof["bound"] is not None and proof["bound"] <= proof["objective"]


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("case", type=Path, nargs="?", default=Path("out/demo"), help="a case folder")
    parser.add_argument("--posts", type=int, default=60, help="number of posts (default: 60)")
    parser.add_argument("--districts", type=int, default=12, help="number of districts (default: 12)")
    parser.add_argument("--cancels", type=int, default=50, help="of each kind of search (default: 50)")
    parser.add_argument("--latest", type=float, default=10.0, help="latest cancel, seconds after (default: 10)")
    given = parser.parse_args()
    case, chance = Case.load(given.case), random.Random(1)
    print(f"{case.problem.city!r}, {given.posts} posts, {given.districts} districts; load {os.getloadavg()[0]:.1f}")
    print(f"{'search':<8} {'cancels':>7} {'with a plan and a bound':>24} {'median s':>9} {'most s':>7}")
    lost = 0
    with tempfile.TemporaryDirectory() as folder:
        planner = planner_at(Path(folder), given.case.resolve())
        plan = start_plan(case, given.posts, given.districts)
        planner.drafts.create(1, plan, planner.shelf[1].ground, name="start", account=1)
        planner.jobs.start()
        for kind, more in (("improve", {"p": given.posts}), ("redraw", {"k": given.districts})):
            cancelled(planner.jobs, kind, more, 1.0)  # the first opens the case
            found = [cancelled(planner.jobs, kind, more, chance.uniform(0, given.latest)) for _ in range(given.cancels)]
            sound, seconds = sum(is_sound(job) for _, job in found), [wall for wall, _ in found]
            lost += given.cancels - sound
            middle, most = statistics.median(seconds), max(seconds)
            print(f"{kind:<8} {given.cancels:>7} {sound:>24} {middle:>9.2f} {most:>7.2f}")
        planner.jobs.close()
        planner.database.close()
    return int(lost > 0)


if __name__ == "__main__":
    raise SystemExit(main())
