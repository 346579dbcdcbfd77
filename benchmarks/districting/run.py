"""Districting benchmarks: quality beside other packages by one score, and proofs.

    python benchmarks/districting/run.py                                   # all tables, all instances
    python benchmarks/districting/run.py peers --instances V410 --limit 20
    python benchmarks/districting/run.py exact --prove-seconds 500

Every tool runs in a process of its own, one thread, after it has warmed up and has the units in its own form; a peer
without an answer after `--limit` seconds is ended. F and all that stands beside it come from score.py.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
from collections.abc import Callable, Iterable
from typing import Any

from child import Answer, answer_of
from exact import inside_parents, planar, trade_offs
from instances import CITY, FILES, Units, known_instances, load
from peers import OURS, PEERS
from score import Score, score

TITLES = [
    "units", "tool", "F", "cv(calls)", "cv(population)", "cv(area)", "cut share", "districts", "across a parent",
    "contiguous", "wall s", "CPU s", "F / beatwright's",
]  # fmt: skip


def table(titles: Iterable[str]) -> None:
    """Print the head of a table."""
    titles = list(titles)
    row(titles)
    row("---" for _ in titles)


def row(cells: Iterable[object]) -> None:
    """Print a row of a table."""
    print("| " + " | ".join(str(cell) for cell in cells) + " |", flush=True)


def peers(options: argparse.Namespace) -> None:
    """Print one table of all tools on all instances; the last column compares with beatwright without parents."""
    table(TITLES)
    for name in options.instances:
        units, base = load(name), 0.0
        for tool in [*OURS, *PEERS]:
            ours = tool in OURS
            answer = answer_of(tool, units, (options.seconds or units.seconds) if ours else options.limit)
            cells = figures(units, answer, base)
            base = float(cells[0]) if tool is OURS[0] and not answer.word else base
            row([f"{name}, k = {units.k}", tool.name, *cells])


def figures(units: Units, answer: Answer, base: float) -> list[str]:
    """Give the cells of one answer from F on."""
    if answer.word:
        return [answer.word, *[""] * (len(TITLES) - 3)]
    seen = score(units, answer.districts)
    rules = [str(seen.districts), str(seen.crossing), "yes" if seen.contiguous else "no"]
    times = [f"{answer.wall:.1f}", f"{answer.cpu:.1f}", f"{seen.objective / base:.2f}" if base else "1.00"]
    return [f"{seen.objective:.4f}", *_spread(seen), f"{seen.cut:.3f}", *rules, *times]


def _spread(seen: Score) -> list[str]:
    return [f"{seen.cv[name]:.3f}" for name in ("calls", "population", "area")]


def exact(options: argparse.Namespace) -> None:
    """Print the proofs; the score checks every certificate's objective."""
    table(["units", "status", "F", "bound", "gap", "wall s", "CPU s"])
    first = options.instances[0]
    row(in_child(inside_parents, load(first), options.prove_seconds))
    row(in_child(planar, options.maps))


def pareto(options: argparse.Namespace) -> None:
    """Print the set of plans over the criteria, each by the common score."""
    units = load(options.instances[0])
    seconds = 4 * (options.seconds or units.seconds)
    plans, cpu = in_child(trade_offs, units, seconds)
    print(f"{units.name}, k = {units.k}: {len(plans)} plans in {seconds:g} s ({cpu:.0f} CPU s)\n")
    table(["F", "cv(calls)", "cv(population)", "cv(area)", "cut share", "contiguous"])
    for districts in plans:
        seen = score(units, districts)
        row([f"{seen.objective:.4f}", *_spread(seen), f"{seen.cut:.3f}", "yes" if seen.contiguous else "no"])


def in_child(function: Callable[..., Any], *arguments: object) -> Any:
    """Run a case in a fresh process."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(function, arguments)


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cases", nargs="*", help="of peers, exact, pareto; all by default")
    parser.add_argument("--limit", type=float, default=60.0, help="wall seconds per peer and instance (60)")
    parser.add_argument("--seconds", type=float, help="wall seconds for beatwright (by instance: 15, 20, 60)")
    parser.add_argument("--prove-seconds", type=float, default=500.0, help="wall seconds of the large proof (500)")
    parser.add_argument("--maps", type=int, default=20, help="small maps to prove (20)")
    parser.add_argument("--instances", help=f"of {', '.join(FILES)}, '{CITY}', by commas; all files by default")
    options = parser.parse_args()
    options.instances = options.instances.split(",") if options.instances else known_instances()
    unknown = [name for name in options.instances if name not in FILES and name != CITY]
    if unknown:
        parser.error(f"there are no units {', '.join(unknown)}; known are {', '.join([*FILES, CITY])}")
    return options


def main() -> None:
    options = arguments()
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):  # the children inherit it
        os.environ[name] = "1"
    cases = {"peers": peers, "exact": exact, "pareto": pareto}
    if set(options.cases) - set(cases):
        raise SystemExit(f"There is no case {', '.join(set(options.cases) - set(cases))}. Known: {', '.join(cases)}.")
    if CITY in options.instances:
        print("The folder with V410, V2000 and V5000 is absent or not asked for: the block groups of a generated city.")
    for name in options.cases or cases:
        print(f"\n## {name}\n")
        cases[name](options)


if __name__ == "__main__":
    main()
