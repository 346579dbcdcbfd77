"""Renew constraints.txt: the newest version of every package that each Python can have.

Run ``make pin``. pip resolves all extras but those of `APART` for each Python in turn, whichever of them this machine
has.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
# Which build of PyTorch is right depends on the machine, and each brings other packages: the Makefile says which.
APART = ("deep",)
HEAD = f"""\
# The versions that 'make' installs, for Python {PYTHONS[0]} to {PYTHONS[-1]}; renewed by 'make pin', never by hand.
"""


# pip reads the markers of packages for the Python it runs on; these must be read for the Python that is asked about.
PIP = """
import sys
from pip._vendor.packaging import markers
python, here = sys.argv.pop(1), markers.default_environment
markers.default_environment = lambda: {**here(), "python_version": python, "python_full_version": python + ".0"}
from pip._internal.cli.main import main
sys.exit(main(sys.argv[1:]))
"""


def requirements() -> list[str]:
    """Return what the package and its extras ask for."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    asked = list(project["project"]["dependencies"])
    for name, extra in project["project"]["optional-dependencies"].items():
        asked += [] if name in APART else extra
    return list(dict.fromkeys([*asked, *project["build-system"]["requires"]]))


def resolve(python: str, asked: list[str]) -> dict[str, str]:
    """Return the name and the newest version of every package for one Python, resolved by pip."""
    command = [
        sys.executable,
        "-c",
        PIP,
        python,
        "install",
        "--quiet",
        "--dry-run",
        "--ignore-installed",
        "--report",
        "-",
    ]
    # Nothing is written to the target, but older versions of pip ask for one where the Python is not their own.
    command += ["--only-binary", ":all:", "--python-version", python, "--target", str(ROOT / "build"), *asked]
    # Constraints of this machine's own are no part of what the packages ask for.
    done = subprocess.run(
        command, check=True, stdout=subprocess.PIPE, text=True, env={**os.environ, "PIP_CONSTRAINT": os.devnull}
    )
    found = [item["metadata"] for item in json.loads(done.stdout)["install"]]
    return {item["name"].lower().replace("_", "-"): item["version"] for item in found}


def merged(versions: dict[str, dict[str, str]]) -> list[str]:
    """Return one line per package and version, with a marker where not every Python has it.

    >>> merged({"3.11": {"numpy": "2.4"}, "3.12": {"numpy": "2.5"}, "3.13": {"numpy": "2.5"}})
    ['numpy==2.4; python_version == "3.11"', 'numpy==2.5; python_version >= "3.12"']
    """
    lines = []
    for name in sorted({name for found in versions.values() for name in found}):
        for version in dict.fromkeys(found[name] for found in versions.values() if name in found):
            having = [python for python, found in versions.items() if found.get(name) == version]
            lines.append(f"{name}=={version}{_marker(having, list(versions))}")
    return lines


def _marker(having: list[str], pythons: list[str]) -> str:
    if having == pythons:
        return ""
    if having == pythons[pythons.index(having[0]) :]:
        return f'; python_version >= "{having[0]}"'
    if len(having) == 1:
        return f'; python_version == "{having[0]}"'
    return "; " + " or ".join(f'python_version == "{python}"' for python in having)


def main() -> None:
    """Write constraints.txt."""
    asked = requirements()
    versions = {python: resolve(python, asked) for python in PYTHONS}
    (ROOT / "constraints.txt").write_text(HEAD + "\n".join(merged(versions)) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
