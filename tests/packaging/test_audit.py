"""`make audit` tells every known fault, and never takes silence for a clean answer."""

import runpy
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

TOOL = runpy.run_path(str(Path(__file__).parents[2] / "tools" / "audit.py"), run_name="tool")
CLEAN = {"name": "numpy", "version": "2.4.0", "vulns": []}
SKIPPED = {"name": "affine", "skip_reason": "Dependency not found and could not be audited: affine (3.0.1)"}
FAULTY = {"name": "jinja2", "version": "3.1.0", "vulns": [{"id": "PYSEC-1", "fix_versions": ["3.1.6"]}]}


@pytest.mark.parametrize(
    ("packages", "told"),
    [
        ([CLEAN], ""),
        ([CLEAN, FAULTY], "jinja2 3.1.0: PYSEC-1; mended in 3.1.6."),
        ([CLEAN, SKIPPED], "affine: the database does not know this package, so it was not checked."),
        ([SKIPPED, SKIPPED], "2 packages of constraints.txt could not be checked"),
    ],
)
def test_what_pip_audit_says(packages: list[dict[str, Any]], told: str) -> None:
    lines = TOOL["python_answer"]({"dependencies": packages})
    assert [line[: len(told)] for line in lines] == ([told] if told else [])


@pytest.mark.parametrize(("severity", "count"), [("moderate", 0), ("high", 1), ("critical", 1)])
def test_what_npm_says(severity: str, count: int) -> None:
    found = {"svelte": {"name": "svelte", "range": "<5.1", "severity": severity}}
    lines = TOOL["node_answer"]({"auditReportVersion": 2, "vulnerabilities": found})
    assert len(lines) == count


def test_silence_is_no_clean_answer() -> None:
    asked: Callable[..., list[str]] = TOOL["asked"]
    (unasked,) = TOOL["node_answer"]({"message": "405 Method Not Allowed", "error": {"summary": ""}})
    assert "did not answer" in unasked
    here = Path(__file__).parent
    for command in ([sys.executable, "-c", "raise SystemExit('no connection')"], [sys.executable, "-c", "print({})"]):
        (told,) = asked(command, here, TOOL["python_answer"])
        assert "nothing is known" in told
    (told,) = asked(["no-such-program", "audit"], here, TOOL["node_answer"])
    assert "cannot be run, so nothing is known" in told
