"""Run every benchmark, one after the other: `make bench`, or `python -m benchmarks [NAME ...]`.

Words and options behind one name are that benchmark's, from the first that is no benchmark's name on:
`python -m benchmarks districting peers --instances V410 --limit 20`.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).parent
# What a script runs when it is not told.
DEFAULTS = {"location": ["peers", "orlib", "grid"]}


def main() -> int:
    """Run the benchmarks named, or all, and return the number of those that failed."""
    known = sorted(path.parent.name for path in FOLDER.glob("*/run.py"))
    given = sys.argv[1:]
    split = next((place for place, word in enumerate(given) if word not in known), len(given))
    wanted, options = given[:split] or known, given[split:]
    if split == 0 and options and not options[0].startswith("-"):
        print(f"There is no benchmark {options[0]}. Known: {', '.join(known)}.", file=sys.stderr)
        return 2
    if options and len(wanted) != 1:
        print(f"Name one benchmark before its options {' '.join(options)}. Known: {', '.join(known)}.", file=sys.stderr)
        return 2
    failed = 0
    for name in wanted:
        print(f"== {name} ==", flush=True)
        told = bool(options) and not options[0].startswith("-")
        parts = [] if told else DEFAULTS.get(name, [])
        command = [sys.executable, str(FOLDER / name / "run.py"), *parts, *options]
        failed += subprocess.run(command, check=False).returncode != 0
    return failed


if __name__ == "__main__":
    raise SystemExit(main())
