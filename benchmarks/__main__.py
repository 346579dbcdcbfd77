"""Run every benchmark, one after the other: `make bench`, or `python -m benchmarks [NAME ...]`."""

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
    wanted = sys.argv[1:] or known
    unknown = sorted(set(wanted) - set(known))
    if unknown:
        print(f"There is no benchmark {', '.join(unknown)}. Known: {', '.join(known)}.", file=sys.stderr)
        return 2
    failed = 0
    for name in wanted:
        print(f"== {name} ==", flush=True)
        command = [sys.executable, str(FOLDER / name / "run.py"), *DEFAULTS.get(name, [])]
        failed += subprocess.run(command, check=False).returncode != 0
    return failed


if __name__ == "__main__":
    raise SystemExit(main())
