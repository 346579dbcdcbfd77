"""check --draft: a mapping and a table of kinds to edit, that read the file as before."""

import pytest

from beatwright.cli import commands as cli
from beatwright.core import InputError
from beatwright.data import IncidentSource, KindTable
from beatwright.study.file.mapping_draft import draft_files

KINDS = (
    "THEFT", "THEFT FROM MOTOR VEHICLE", "Burglary/Residence", "ROBBERY - ARMED", "Frobnication", "13A", "quux, minor",
    "ASSAULT (aggravated)", "Assault", "=1+1", "MURDER", "***",
)  # fmt: skip


@pytest.fixture
def file(tmp_path):
    rows = [
        f'{i},2024-01-{1 + i % 28:02d} {i % 24:02d}:17,"{KINDS[i % 12]}",-90.2{i:03d},38.6{i:03d}' for i in range(96)
    ]
    path = tmp_path / "incidents.csv"
    path.write_text("\n".join(["Nr,Happened,What,Longitude,Latitude", *rows]) + "\n", encoding="utf-8")
    return path


OPTIONS = {"mapping": {"id": "Nr", "time": "Happened", "kind": "What"}}


def severities(file, **options):
    found = IncidentSource(str(file), **options).read()
    return found.frame.set_index("id")["severity"].to_dict(), found.report.warnings


def test_draft_reads_the_file_as_before_guesses_told(file, tmp_path):
    mapping, kinds = draft_files(file, tmp_path / "draft", OPTIONS)
    assert severities(file, mapping=str(mapping), kinds=str(kinds)) == severities(file, **OPTIONS)


def test_kinds_without_a_rule_are_undecided_until_decided(file, tmp_path):
    _, kinds = draft_files(file, tmp_path / "draft", OPTIONS)
    lines = kinds.read_text(encoding="utf-8").splitlines()
    assert "frobnication,?,,,,8" in lines
    assert KindTable.read(kinds).match(["Frobnication"]).tolist() == [-1]
    kinds.write_text(kinds.read_text(encoding="utf-8").replace("frobnication,?", "frobnication,high"), encoding="utf-8")
    table = KindTable.read(kinds)
    assert table.severity.names[table.match(["Frobnication"])[0]] == "high"


def test_a_kind_is_named_as_its_most_frequent_spelling_has_it(tmp_path):
    spellings = ["MOTOR VEHICLE THEFT", "MOTOR VEHICLE THEFT", "Theft / motor vehicle"]
    rows = [f"2024-01-0{at + 1} 10:00,{kind},-90.2{at},38.6{at}" for at, kind in enumerate(spellings * 3)]
    path = tmp_path / "incidents.csv"
    path.write_text("\n".join(["Happened,What,Longitude,Latitude", *rows]) + "\n", encoding="utf-8")
    _, kinds = draft_files(path, tmp_path / "draft", {"mapping": {"time": "Happened", "kind": "What"}})
    named = [line.split(",")[0] for line in kinds.read_text(encoding="utf-8").splitlines() if line.endswith(",9")]
    assert named == ["motor vehicle theft"]


@pytest.mark.parametrize("name", ["mapping.toml", "kinds.csv"])
def test_an_edited_draft_is_never_overwritten(file, tmp_path, name):
    folder = tmp_path / "draft"
    folder.mkdir()
    (folder / name).write_text("mine", encoding="utf-8")
    with pytest.raises(InputError, match="never overwritten"):
        draft_files(file, folder, OPTIONS)
    assert [path.name for path in folder.iterdir()] == [name]
    assert (folder / name).read_text(encoding="utf-8") == "mine"


def test_command_line_writes_both_and_says_what_next(tmp_path, capsys):
    path = tmp_path / "calls.csv"
    rows = [f"{i},2024-01-{1 + i % 28:02d} 10:00,THEFT,-90.2{i:03d},38.6{i:03d}" for i in range(40)]
    path.write_text("\n".join(["ID,Date,Offense,Longitude,Latitude", *rows]) + "\n", encoding="utf-8")
    with pytest.raises(SystemExit) as stop:
        cli.main(["check", str(path), "-q", "--draft", str(tmp_path / "draft")])
    assert stop.value.code == 0
    assert "--mapping" in capsys.readouterr().out
    again = ["check", str(path), "-q"]
    again += ["--mapping", str(tmp_path / "draft/mapping.toml"), "--kinds", str(tmp_path / "draft/kinds.csv")]
    with pytest.raises(SystemExit) as stop:
        cli.main(again)
    assert stop.value.code == 0


def test_a_draft_keeps_the_spread_of_service(file, tmp_path):
    given = tmp_path / "given.csv"
    given.write_text(
        "pattern,class,officers,penalty,service_minutes,service_spread\n,minor,2,0,30,\n,major,4,0,60,0.8\ntheft,minor\n",
        encoding="utf-8",
    )
    options = {**OPTIONS, "kinds": str(given), "unknown_kind": "minor"}
    _, kinds = draft_files(file, tmp_path / "draft", options)
    assert [one.service_spread for one in KindTable.read(kinds).severity.classes] == [None, 0.8]
    assert KindTable.read(kinds).severity == KindTable.read(given).severity
