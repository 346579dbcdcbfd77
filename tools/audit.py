"""Ask the public databases whether the packages that we pin have known faults; ``make audit``.

Python's packages are those of ``constraints.txt`` for the Python that runs this, asked by pip-audit; those of the
planner's pages are the ones that are shipped (``npm audit --omit=dev``), from a high severity on. What could not be
asked counts as a failure: silence would be taken for a clean answer.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
PYTHON = [
    *(sys.executable, "-m", "pip_audit", "--requirement", "constraints.txt", "--no-deps", "--disable-pip"),
    *("--format", "json", "--progress-spinner", "off"),
]
NODE = ["npm", "audit", "--omit=dev", "--json"]
GRAVE = ("high", "critical")
UNASKED = (
    "could not be checked: the database of known faults did not answer, so nothing is known of them. Try again where "
    "the internet can be reached"
)


def python_answer(said: dict[str, Any]) -> list[str]:
    """Return what pip-audit found, a line each; a package that it left out is a finding too."""
    packages = said["dependencies"]
    left_out = [package["name"] for package in packages if "skip_reason" in package]
    if left_out and len(left_out) == len(packages):
        return [f"{len(packages)} packages of constraints.txt {UNASKED}."]
    lines = [f"{name}: the database does not know this package, so it was not checked." for name in left_out]
    for package in packages:
        for fault in package.get("vulns", ()):
            mended = ", ".join(fault["fix_versions"]) or "no version yet"
            lines.append(f"{package['name']} {package['version']}: {fault['id']}; mended in {mended}.")
    return lines


def node_answer(said: dict[str, Any]) -> list[str]:
    """Return what npm found of a high severity, a line each."""
    if "auditReportVersion" not in said:
        return [f"The packages of frontend/package-lock.json {UNASKED}."]
    found = said["vulnerabilities"].values()
    return [f"{one['name']} {one['range']}: severity {one['severity']}." for one in found if one["severity"] in GRAVE]


def asked(command: Sequence[str], folder: Path, read: Callable[[dict[str, Any]], list[str]]) -> list[str]:
    """Return the findings of a command that answers in JSON; whatever else comes of it is one too."""
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=600)
        return read(json.loads(done.stdout))
    except (OSError, subprocess.TimeoutExpired) as problem:
        return [f"'{' '.join(command[:3])}' cannot be run, so nothing is known: {problem}."]
    except (ValueError, KeyError):
        last = (done.stderr.strip().splitlines() or ["it said nothing"])[-1]
        return [f"'{' '.join(command[:3])}' gave no answer, so nothing is known: {last}"]


def main() -> int:
    """Print every finding; return 1 where there is one."""
    lines = asked(PYTHON, ROOT, python_answer) + asked(NODE, ROOT / "frontend", node_answer)
    print("\n".join(lines or ["No known faults in the packages that are pinned."]))
    return int(bool(lines))


if __name__ == "__main__":
    raise SystemExit(main())
