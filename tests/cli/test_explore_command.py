"""The command `explore` on a bare file: what it prints, what it writes, and how it ends where it cannot."""

import numpy as np
import pandas as pd
import pytest

from beatwright.cli import commands as cli


@pytest.fixture(scope="module")
def calls(tmp_path_factory):
    """Return a CSV file with longitude and latitude: 150 thefts around one corner, 60 anywhere."""
    draw = np.random.default_rng(3)
    near = draw.normal((-90.20, 38.63), (0.002, 0.002), (150, 2))
    anywhere = draw.uniform((-90.25, 38.60), (-90.15, 38.66), (60, 2))
    places = np.vstack([near, anywhere])
    days = pd.Timestamp("2022-01-01") + pd.to_timedelta(draw.integers(0, 730 * 1440, 210), unit="min")
    file = tmp_path_factory.mktemp("bare") / "thefts.csv"
    table = {"date": days.strftime("%Y-%m-%d %H:%M"), "type": ["THEFT"] * 150 + ["ROBBERY"] * 60}
    pd.DataFrame({**table, "longitude": places[:, 0], "latitude": places[:, 1]}).to_csv(file, index=False)
    return file


def call(*arguments):
    with pytest.raises(SystemExit) as ended:
        cli.main([str(argument) for argument in arguments])
    return ended.value.code


def test_a_bare_file_is_explored(calls, tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert call("explore", calls, "--kind", "THEFT", "--year", "2022", "--year", "2023", "-q") == 0
    told = capsys.readouterr().out
    for title in ("Where incidents are dense", "Clustered or by chance", "Hotspots", "Repeat places", "What changed"):
        assert f"\n{title}" in told
    assert "Clustered: K lies above the 99 % envelope" in told
    folder = tmp_path / "out" / "thefts-explored"
    assert f"Report: {folder / 'report.html'}" in told
    names = {path.name for path in folder.iterdir()}
    assert {"report.html", "exploration.gpkg", "density.tif", "density_contours.geojson", "hotspots.csv"} <= names
    assert len(list((folder / "findings").glob("*.json"))) == 6
    hotspots = pd.read_csv(folder / "hotspots.csv")
    assert hotspots["latitude"][0] == pytest.approx(38.63, abs=0.002)
    assert hotspots["longitude"][0] == pytest.approx(-90.20, abs=0.002)


def test_what_cannot_be_explored_is_one_sentence(calls, tmp_path, capsys):
    assert call("explore", calls, "--kind", "FIRE", "-o", tmp_path / "a", "-q") == 2
    assert "No incident is of the kind 'FIRE'." in capsys.readouterr().err
    assert call("explore", tmp_path / "nothing.csv", "-q") == 2
    assert "Traceback" not in capsys.readouterr().err
    assert not (tmp_path / "a").exists()


def test_five_incidents_all_at_one_place_have_a_report(tmp_path, capsys):
    file = tmp_path / "few.csv"
    rows = "".join(f"2023-01-0{day},THEFT,-90.2,38.63\n" for day in range(1, 6))
    file.write_text(f"date,type,longitude,latitude\n{rows}", encoding="utf-8")
    assert call("explore", file, "-o", tmp_path / "out", "-q") == 0
    told = capsys.readouterr().out
    assert "5 incidents inside the boundary of the city: of hotspots something can be said from 20 on." in told
    assert (tmp_path / "out" / "report.html").exists()
