"""The page of bids and leave: its tables, its commands and what they answer."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from beatwright.cli import commands as cli
from beatwright.core import Case, Plan, Post, Roster, Shift, ShiftLine
from beatwright.testing import small_problem

PAGE = Path(__file__).resolve().parents[2] / "docs" / "methods" / "bids-and-leave.md"
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
TEXTS = [text for kind, text in BLOCKS if kind == "text"]
COMMANDS = [text.split() for kind, text in BLOCKS if kind == "bash"]


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    lines = (ShiftLine.on("D", range(5), 2), ShiftLine.on("D", range(2, 7), 2), ShiftLine.on("N", range(5), 2))
    roster = Roster((Shift("D", 7, 8), Shift("N", 23, 8)), lines)
    problem = small_problem()
    plan = Plan(posts=(Post("s2"),), roster=roster, name="shifts")
    Case("city", problem, problem, (plan,), main="shifts", base="shifts").save(tmp_path / "out" / "city")
    for name, text in zip(("officers.csv", "bids.csv", "wishes.csv"), (TEXTS[0], TEXTS[2], TEXTS[4]), strict=True):
        Path(name).write_text(text, encoding="utf-8")
    return tmp_path


def answer(capsys, arguments):
    with pytest.raises(SystemExit) as stop:
        cli.main(list(arguments))
    output = capsys.readouterr()
    assert (stop.value.code, output.err) == (0, "")
    return output.out.splitlines()


def test_the_lines_have_numbers(folder, capsys):
    assert answer(capsys, ["bids", "out/city"]) == TEXTS[1].splitlines()


@pytest.mark.parametrize(("command", "said"), [(0, 3), (1, 5)], ids=("bids", "leave"))
def test_the_commands_answer_as_the_page_says(command, said, folder, capsys):
    out = answer(capsys, COMMANDS[command][1:])
    told = TEXTS[said].splitlines()
    assert out[: len(told)] == told
    assert all(line.startswith(("Kept in ", "Written: ")) for line in out[len(told) :])
