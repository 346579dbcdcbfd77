"""Reading benchmark: `beatwright check` beside pandas, which reads the same rows and checks nothing.

Every case runs in a process of its own: wall and CPU seconds include starting Python and loading packages.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

PANDAS = "import sys, pandas as pd; table = pd.read_parquet(sys.argv[1]); print(f'{len(table):,} rows read')"
FILES = ("london/incidents_monthly.parquet", "stlouis/incidents.parquet")


def data_folder() -> Path:
    """Folder of the data, from BEATWRIGHT_DATA or beside the repository."""
    return Path(os.environ.get("BEATWRIGHT_DATA", Path(__file__).parents[3] / "shared" / "data"))


def measured(command: list[str]) -> tuple[float, float, float, str]:
    """Return wall seconds, CPU seconds, peak memory (GB) and the first line printed by a command."""
    wall = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    output = process.stdout.read() if process.stdout else ""
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise RuntimeError(f"{' '.join(command)} failed")
    return time.perf_counter() - wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1e6, output.splitlines()[0]


def main() -> int:
    """Print the table."""
    print(f"{'file':<34} {'reader':<10} {'wall s':>7} {'CPU s':>7} {'GB':>6}  first line")
    for name in FILES:
        path = data_folder() / name
        if not path.is_file():
            print(f"{name:<34} skipped: the data folder is absent (set BEATWRIGHT_DATA)")
            continue
        for reader, command in (
            ("beatwright", [sys.executable, "-m", "beatwright", "check", str(path), "--quiet"]),
            ("pandas", [sys.executable, "-c", PANDAS, str(path)]),
        ):
            wall, cpu, peak, line = measured(command)
            print(f"{name:<34} {reader:<10} {wall:>7.1f} {cpu:>7.1f} {peak:>6.2f}  {line}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
