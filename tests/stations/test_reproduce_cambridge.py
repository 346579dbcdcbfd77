"""The Cambridge study from the command line, on the generated city."""

import json

import pytest

from beatwright import cli


def test_reproduce_cambridge(tmp_path, capsys):
    with pytest.raises(SystemExit) as stop:
        cli.main(
            ["reproduce", "cambridge", "--output", str(tmp_path / "out"), "--json", str(tmp_path / "c.json"), "-q"]
        )
    assert stop.value.code == 0
    told = capsys.readouterr().out
    assert "48.7%" in told
    assert "1,242" in told
    assert (tmp_path / "out" / "report.html").is_file()
    assert json.loads((tmp_path / "c.json").read_text())["study"] == "cambridge"
