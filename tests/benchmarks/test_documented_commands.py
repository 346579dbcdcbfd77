"""Every command of a benchmark that the documentation names is understood as written, from the repository's root."""

import argparse
import re
import runpy
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BENCHMARKS = ROOT / "benchmarks"
COMMAND = re.compile(r"python (-m benchmarks|benchmarks/[a-z_/]+\.py)([^`\n]*(?:\n[^`\n]{1,80}`)?)")
# Behind the command itself: words on what it does, set apart.
REMARK = re.compile(r"\s{2,}.*| # .*|\.\.\.|[`.,;:]$")
OPTIONAL = re.compile(r"\[[^\[\]]*\]")
PLACES = {"NAME": "planner", "N": "1", "SECONDS": "1"}


def texts() -> Iterator[Path]:
    yield from (ROOT / name for name in ("README.md", "CONTRIBUTING.md"))
    yield from sorted(ROOT.glob("docs/*.md"))
    yield from sorted(ROOT.glob("docs/methods/*.md"))
    yield from sorted(BENCHMARKS.rglob("*.py"))


def written(script: str, rest: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield a command with all that may be left out, and without."""
    words = REMARK.sub("", rest.replace("\n", " "))
    inner = OPTIONAL.sub("", words)  # what may be left out stands in brackets, some within others
    for form in (OPTIONAL.sub("", inner), words.replace("[", "").replace("]", "")):
        yield script, tuple(PLACES.get(word, word) for word in form.replace("...", "").split())


def documented() -> list[tuple[str, tuple[str, ...]]]:
    """Return script and words of every command; `-m benchmarks` gives the script and the words that it would run."""
    found = (match.groups() for text in texts() for match in COMMAND.finditer(text.read_text(encoding="utf-8")))
    return sorted({form for script, rest in found if "{" not in rest for form in written(script, rest)})


class ParsedError(Exception):
    """The command line was understood."""


@cache
def loaded(script: str) -> dict[str, object]:
    """Run a script as Python would from the root, but for its last lines."""
    folder, before, known = str((ROOT / script).parent), sys.path[:], set(sys.modules)
    sys.path[:] = [folder, *(place for place in sys.path if place and Path(place).resolve() != ROOT)]
    beside = {path.stem for path in (ROOT / script).parent.glob("*.py")}
    kept = {name: sys.modules.pop(name) for name in beside | {"benchmarks"} if name in sys.modules}
    try:
        return runpy.run_path(str(ROOT / script), run_name="documented")
    finally:
        sys.path[:] = before
        for name in set(sys.modules) - known:
            if name in beside:
                del sys.modules[name]
        sys.modules.update(kept)


def understood(script: str, words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", [script, *words])
    once = argparse.ArgumentParser.parse_args

    def parsed(self: argparse.ArgumentParser, *given: object, **more: object) -> None:
        once(self, *given, **more)  # type: ignore[call-overload]
        raise ParsedError

    monkeypatch.setattr(argparse.ArgumentParser, "parse_args", parsed)
    with pytest.raises(ParsedError):
        loaded(script)["main"]()  # type: ignore[operator]


def by_name(words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, tuple[str, ...]]]:
    """Return what `python -m benchmarks` runs."""
    ran: list[list[str]] = []

    def note(command: list[str], **_: object) -> subprocess.CompletedProcess[bytes]:
        ran.append(command[1:])
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr(subprocess, "run", note)
    monkeypatch.setattr(sys, "argv", ["benchmarks", *words])
    assert loaded("benchmarks/__main__.py")["main"]() == 0  # type: ignore[operator]
    return [(str(Path(script).relative_to(ROOT)), tuple(rest)) for script, *rest in ran]


@pytest.mark.parametrize(("script", "words"), documented(), ids=str)
def test_a_documented_command_is_understood(
    script: str, words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    runs = by_name(words, monkeypatch) if script == "-m benchmarks" else [(script, words)]
    assert runs
    for one, rest in runs:
        assert (ROOT / one).is_file()
        if "parse_args" in (ROOT / one).read_text(encoding="utf-8"):
            with monkeypatch.context() as patch:
                understood(one, rest, patch)


@pytest.mark.parametrize("words", [["planer"], ["planner", "location", "--times", "3"]])
def test_what_is_no_benchmark_is_told(
    words: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(subprocess, "run", None)
    monkeypatch.setattr(sys, "argv", ["benchmarks", *words])
    assert loaded("benchmarks/__main__.py")["main"]() == 2  # type: ignore[operator]
    assert "Known: allocation" in capsys.readouterr().err
