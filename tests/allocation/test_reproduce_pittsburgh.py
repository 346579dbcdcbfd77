"""The Pittsburgh study from the command line."""

import json

import pytest

from beatwright import cli


def test_reproduce_pittsburgh(tmp_path, capsys):
    with pytest.raises(SystemExit) as stop:
        cli.main(
            ["reproduce", "pittsburgh", "--output", str(tmp_path / "out"), "--json", str(tmp_path / "p.json"), "-q"]
        )
    assert stop.value.code == 0
    told = capsys.readouterr().out
    assert "1.02349e6" in told
    assert "4.01000e6" in told
    assert (tmp_path / "out" / "report.html").is_file()
    assert json.loads((tmp_path / "p.json").read_text())["study"] == "pittsburgh"
