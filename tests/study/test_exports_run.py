"""Exports as six portals write them, from the bare file to the plan: no mapping, every hour, every year."""

import importlib.util
from pathlib import Path

import numpy as np
import pytest

from beatwright.base.plain_text import spaced_percent
from beatwright.cli import commands as cli
from beatwright.core import Case
from beatwright.show import outputs
from beatwright.show.figures.clock_of_week import clock_sentence

_spec = importlib.util.spec_from_file_location(
    "exports", Path(__file__).parents[1] / "data" / "incidents" / "exports.py"
)
exports = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(exports)


def done(capsys, *arguments):
    with pytest.raises(SystemExit) as ended:
        cli.main([str(one) for one in arguments])
    told = capsys.readouterr()
    assert ended.value.code in (0, None), told.err
    return told.out


def of_the_week(time):
    return np.bincount(time.day_of_week * 24 + time.hour, minlength=168)


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=() if name == "houston" else pytest.mark.slow) for name in exports.EXPORTS]
)
def test_an_export_becomes_a_plan_without_a_mapping(name, tmp_path, capsys, monkeypatch, blank_maps):
    blank_maps(monkeypatch)
    drawn = []
    draw = outputs.draw_pictures
    monkeypatch.setattr(
        outputs, "draw_pictures", lambda *a, hours=None, **k: drawn.append(hours) or draw(*a, hours=hours, **k)
    )
    truth = exports.export(name, n=900)
    planned = truth.time[truth.time < "2023-01-01"]
    file, out = tmp_path / f"{name}.csv", tmp_path / "case"
    truth.table.to_csv(file, index=False)
    assert "900 rows read, 900 kept" in done(capsys, "check", "-q", file)
    done(capsys, "start", "-q", file)
    told = done(capsys, "run", "-q", file.with_suffix(".toml"), "-o", out, "--set", "alternatives.count=0")
    assert "; 0 of 900 incidents lie outside it" in told
    assert drawn[0].tolist() == of_the_week(planned).tolist()
    assert spaced_percent(clock_sentence(of_the_week(planned))) in (out / "report.html").read_text(encoding="utf-8")
    case = Case.load(out)
    parts = [case.problem.demand, case.heldout.demand]
    assert [part.expected.sum() * part.hours for part in parts] == pytest.approx(list(truth.years.values()))
    assert [part.hours for part in parts] == [365 * 24, 365 * 24]
    severe = sum(part.expected[:, -1].sum() * part.hours for part in parts)
    assert severe == pytest.approx(truth.severe)
