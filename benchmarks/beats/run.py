"""Patrol beats of Carrollton: the published plan and ours in one table, on minutes rebuilt from the streets.

python benchmarks/beats/run.py [--prove SECONDS] [--seeds N]        (default: 300 seconds for the bound, 1 seed)
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

import numpy as np
from carrollton import (
    BEATS,
    PUBLISHED,
    TOLERANCE,
    Carrollton,
    Ints,
    agreement,
    completed,
    cost_of,
    mended,
    pieces,
    read_carrollton,
)

from beatwright.planning import median_districts

HEAD = f"  {'plan':<44} {'calls x min':>12} {'min/call':>8} {'least':>7} {'most':>7} {'pieces':>6} {'CPU s':>6}"


def data_folder() -> Path:
    given = os.environ.get("BEATWRIGHT_DATA")
    return Path(given) if given else Path(__file__).resolve().parents[3] / "shared" / "data"


def row(name: str, study: Carrollton, post: Ints, seconds: float = 0.0) -> None:
    loads = np.bincount(post, weights=study.calls, minlength=len(post))[np.unique(post)]
    loads = loads / (study.calls.sum() / BEATS)
    cost = cost_of(study, post)
    spent = f"{seconds:6.0f}" if seconds else "      "
    print(
        f"  {name:<44} {cost:12,.2f} {cost / study.calls.sum():8.4f} {loads.min():7.1%} {loads.max():7.1%} "
        f"{pieces(study.edges, post):6d} {spent}",
        flush=True,
    )


def published(study: Carrollton) -> None:
    seen = agreement(study)
    print("rebuilt minutes against the published ones, posts with themselves left out:")
    print("  " + ", ".join(f"{name} {value:.9g}" for name, value in seen.items()))
    rows = study.plan
    print(
        f"published rows: {len(rows)} of {len(study.ids)} areas, calls x minutes {rows['cost'].sum():,.2f} as printed"
    )
    post, ways = completed(study)
    missing = np.setdiff1d(np.arange(len(post)), rows["area"])
    told = ", ".join(f"{study.ids[area]} to {study.ids[post[area]]}" for area in missing)
    print(f"missing areas, cheapest of {ways} balanced ways in as few pieces: {told}")
    whole, moved = mended(study, post)
    cut_off = ", ".join(map(str, study.ids[moved]))
    print(f"areas cut off from their post: {cut_off}, with {study.calls[moved].sum():g} calls")
    print(f"\n  published objective: {PUBLISHED:,}\n{HEAD}")
    row("published, completed", study, post)
    row("published, completed, areas cut off mended", study, whole)


def ours(study: Carrollton, seed: int, prove: float) -> None:
    began = sum(os.times()[:4])  # of this process and of those it started
    plan = median_districts(study.minutes, study.calls, study.edges, BEATS, TOLERANCE, prove_seconds=prove, seed=seed)
    spent = sum(os.times()[:4]) - began
    row(f"median_districts, seed {seed}", study, plan.posts[plan.districts], spent)
    seen = plan.certificate
    posts = ", ".join(map(str, np.sort(study.ids[plan.posts])))
    print(f"    bound {seen.bound:,.2f}, gap {seen.gap:.2%}, {seen.status}, posts {posts}")


def main() -> int:
    parser = argparse.ArgumentParser(description="Patrol beats of Carrollton.")
    parser.add_argument("--prove", type=float, default=300.0, help="seconds for the bound")
    parser.add_argument("--seeds", type=int, default=1, help="number of seeds")
    given = parser.parse_args()
    folder = data_folder() / "carrollton"
    if not folder.is_dir():
        print(f"There is no folder {folder}: set BEATWRIGHT_DATA.", file=sys.stderr)
        return 0
    study = read_carrollton(folder)
    published(study)
    for seed in range(given.seeds):
        ours(study, seed, given.prove)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
