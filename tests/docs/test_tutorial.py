"""Every page with code to follow runs, block by block, and so does the example of the README."""

import re
import shlex
from pathlib import Path

import pytest

from beatwright.cli import commands as cli

ROOT = Path(__file__).resolve().parents[2]
# A search that uses all the time it gets has less of it here; what the page asserts holds all the same.
HURRIED = {"calls-to-roster.md": ("weeks=8, seconds=10", "weeks=8, seconds=4")}
BLOCK = re.compile(r"^```(python|console)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def run_console(text, monkeypatch, blank_maps):
    for line in text.splitlines():
        if line.startswith("$ "):
            words = shlex.split(line[2:], comments=True)
            assert words[0] == "beatwright", line
            with monkeypatch.context() as patch:
                if words[1] == "run":  # its maps are those of the demo, which are drawn
                    blank_maps(patch)
                with pytest.raises(SystemExit) as stop:
                    cli.main([*words[1:], *(["--quiet"] if words[1] in ("demo", "run", "check") else [])])
            assert stop.value.code == 0, line


def run_page(path, *given):
    names = {"__name__": "page"}
    page = path.read_text(encoding="utf-8")
    if path.name in HURRIED:
        assert HURRIED[path.name][0] in page
        page = page.replace(*HURRIED[path.name])
    blocks = BLOCK.findall(page)
    assert blocks, path
    for kind, text in blocks:
        if kind == "console":
            run_console(text, *given)
        else:
            exec(compile(text, str(path), "exec"), names)


PAGES = [
    *(
        "docs/tutorial.md",
        "docs/demand-to-cars.md",
        "docs/calls-to-roster.md",
        "docs/researcher.md",
        "docs/own-step.md",
    ),
    "README.md",
]


@pytest.mark.parametrize("page", PAGES)
def test_the_page_runs(page, tmp_path, monkeypatch, capsys, docs_module, blank_maps):
    monkeypatch.chdir(tmp_path)
    run_page(ROOT / page, monkeypatch, blank_maps)
    assert "Traceback" not in capsys.readouterr().err
    if (tmp_path / "demo").exists():  # the README shows what this page's demo comes to
        assert docs_module("make_front").stale_parts(tmp_path / "demo") == [], "run: make front"


def test_the_reference_pages_are_up_to_date(monkeypatch):
    import importlib.util

    spec = importlib.util.spec_from_file_location("generate_reference", ROOT / "docs" / "generate_reference.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    for name, make in module.PAGES.items():
        written = (ROOT / "docs" / "reference" / name).read_text(encoding="utf-8")
        assert written == make(), f"run: python docs/generate_reference.py ({name} is out of date)"


def test_the_example_of_the_study_file_page_is_a_study(tmp_path):
    from beatwright.study import read_study

    text = (ROOT / "docs" / "study-file.md").read_text(encoding="utf-8")
    example = re.search(r"^```toml\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    (tmp_path / "study.toml").write_text(example[1], encoding="utf-8")
    assert read_study(tmp_path / "study.toml").main == "PMedian(p=6)"
