"""What is written of the rows left out: no cell but the cause unless asked, and nothing that is a formula."""

from pathlib import Path

import pandas as pd
import pytest

from beatwright.base.files.atomic_file import need_free
from beatwright.base.files.formula_guard import guard
from beatwright.core import InputError, ReadReport
from beatwright.core.read_report import is_dropped


@pytest.fixture
def report() -> ReadReport:
    rows = pd.DataFrame(
        {
            "row": ["3", "9"],
            "reason": ["no time", "unreadable row"],
            "detail": ["＝SUM(1)", "5 cells: Jane Doe,1 Main"],
            "name": ["Jane Doe", ""],
        }
    )
    return ReadReport("a.csv", 2, 0, {"no time": 1, "unreadable row": 1}, rows)


def test_names_stay_out_unless_asked(report: ReadReport, tmp_path: Path) -> None:
    text = report.write_dropped(tmp_path / "d.csv").read_text(encoding="utf-8")
    assert "Jane" not in text
    assert "'＝SUM(1)" in text
    assert "Jane" in report.write_dropped(tmp_path / "d.csv", raw=True).read_text(encoding="utf-8")


@pytest.mark.parametrize("sign", "=+-@＝＋－＠")
@pytest.mark.parametrize("before", ["", " ", "\t", "\r", "\u200b", "\ufeff", "\xa0", "\x00"])
def test_every_sign_is_guarded(sign: str, before: str) -> None:
    assert guard(f"{before}{sign}1+1").startswith("'")


def test_files_of_others_and_inputs_are_not_overwritten(report: ReadReport, tmp_path: Path) -> None:
    mine = tmp_path / "mine.csv"
    mine.write_text("a,b\n")
    with pytest.raises(InputError, match="--force"):
        need_free(mine, ours=is_dropped)
    need_free(mine, ours=is_dropped, force=True)
    with pytest.raises(InputError, match="read as an input"):
        need_free(mine, ours=is_dropped, inputs=(mine,), force=True)
    need_free(report.write_dropped(tmp_path / "d.csv"), ours=is_dropped)
