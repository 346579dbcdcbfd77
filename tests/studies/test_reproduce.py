"""`beatwright reproduce` needs no files, prints printed and own figures, and writes a report."""

import json

import pytest

from beatwright.cli import commands as cli


def reproduce(capsys, folder, name):
    with pytest.raises(SystemExit) as stop:
        cli.main(["reproduce", name, "--output", str(folder / name), "--json", str(folder / "it.json"), "--quiet"])
    assert stop.value.code == 0
    assert (folder / name / "report.html").stat().st_size > 10_000
    return capsys.readouterr().out, json.loads((folder / "it.json").read_text(encoding="utf-8"))


def test_pittsburgh(capsys, tmp_path):
    text, figures = reproduce(capsys, tmp_path, "pittsburgh")
    assert "1,023,490" in text
    assert "1,018,378" in text
    assert "4,010,000" in text
    assert figures


def test_cambridge(capsys, tmp_path, monkeypatch):
    monkeypatch.delenv("BEATWRIGHT_DATA", raising=False)
    text, figures = reproduce(capsys, tmp_path, "cambridge")
    assert "48.7%" in text
    assert "1,242" in text
    assert "St. Louis was left out" in text
    assert len(figures["cities"]) == 1


def test_an_unknown_study_lists_the_known_ones(capsys):
    with pytest.raises(SystemExit) as stop:
        cli.main(["reproduce", "pitsburgh"])
    assert stop.value.code == 2
    assert "Did you mean 'pittsburgh'?" in capsys.readouterr().err
