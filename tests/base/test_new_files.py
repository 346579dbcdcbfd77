"""A new file never takes the place of one that came while it was being made, and leaves nothing beside it."""

import errno
import os
import shlex

import pytest

from beatwright.base.errors import InputError
from beatwright.base.files.atomic_file import atomic_path, need_free, write_new_text
from beatwright.base.files.atomic_folder import need_ours
from beatwright.cli import commands as cli
from beatwright.data import IncidentSource
from beatwright.study.file import first_study_file as start
from beatwright.study.file.mapping_draft import draft_files

ROWS = "id,date,kind,lat,lon\n" + "".join(
    f"{i},2024-0{1 + i % 9}-1{i % 10} 1{i % 10}:20,THEFT,38.6{i:03d},-90.2{i:03d}\n" for i in range(60)
)


@pytest.fixture(params=["hard links", "no hard links"])
def disk(request, monkeypatch):
    if request.param == "no hard links":

        def refused(*_args, **_options):
            raise OSError(errno.EPERM, os.strerror(errno.EPERM))

        monkeypatch.setattr(os, "link", refused)


@pytest.mark.usefixtures("disk")
def test_a_new_file_is_whole_and_alone(tmp_path):
    assert write_new_text(tmp_path / "a" / "new.toml", "x = 1\n").read_text(encoding="utf-8") == "x = 1\n"
    assert [path.name for path in (tmp_path / "a").iterdir()] == ["new.toml"]


@pytest.mark.usefixtures("disk")
@pytest.mark.parametrize("kind", ["file", "folder", "link", "dangling link"])
def test_what_is_there_stays(kind, tmp_path):
    target = tmp_path / "new.toml"
    (tmp_path / "other").write_text("theirs", encoding="utf-8")
    {
        "file": lambda: target.write_text("theirs", encoding="utf-8"),
        "folder": target.mkdir,
        "link": lambda: target.symlink_to("other"),
        "dangling link": lambda: target.symlink_to("nowhere"),
    }[kind]()
    before = sorted(path.name for path in tmp_path.iterdir())
    with pytest.raises(InputError, match="never overwritten"):
        write_new_text(target, "ours")
    assert sorted(path.name for path in tmp_path.iterdir()) == before
    assert (tmp_path / "other").read_text(encoding="utf-8") == "theirs"
    assert kind != "file" or target.read_text(encoding="utf-8") == "theirs"


@pytest.mark.usefixtures("disk")
@pytest.mark.parametrize("name", ["mapping.toml", "kinds.csv"])
def test_a_file_that_comes_while_a_draft_is_made_stays(name, tmp_path, monkeypatch):
    (tmp_path / "calls.csv").write_text(ROWS, encoding="utf-8")
    folder, read = tmp_path / "draft", IncidentSource.read

    def reading(self, *args, **options):
        folder.mkdir()
        (folder / name).write_text("edited by hand", encoding="utf-8")
        return read(self, *args, **options)

    monkeypatch.setattr(IncidentSource, "read", reading)
    with pytest.raises(InputError, match="never overwritten"):
        draft_files(tmp_path / "calls.csv", folder)
    assert [path.name for path in folder.iterdir()] == [name]
    assert (folder / name).read_text(encoding="utf-8") == "edited by hand"


@pytest.mark.usefixtures("disk")
def test_a_study_that_comes_while_another_is_begun_stays(tmp_path, monkeypatch):
    file = tmp_path / "calls.csv"
    file.write_text(ROWS, encoding="utf-8")
    check = start.check_file

    def checking(*args, **options):
        file.with_suffix(".toml").write_text("edited by hand", encoding="utf-8")
        return check(*args, **options)

    monkeypatch.setattr(start, "check_file", checking)
    with pytest.raises(InputError, match="never overwritten"):
        start.start_study(file)
    assert file.with_suffix(".toml").read_text(encoding="utf-8") == "edited by hand"


def test_links_in_a_circle_are_refused_and_stay(tmp_path):
    link = tmp_path / "one"
    link.symlink_to("two")
    (tmp_path / "two").symlink_to("one")
    with pytest.raises(InputError, match="lead in a circle"):
        need_ours(link, "case folder")
    with pytest.raises(InputError, match="lead in a circle"):
        need_free(link, ours=lambda text: True, force=True)
    with pytest.raises(InputError, match="lead in a circle"), atomic_path(link):
        pass
    assert {path.name: str(path.readlink()) for path in tmp_path.iterdir()} == {"one": "two", "two": "one"}


@pytest.mark.parametrize("name", ["plain", "two words", "it's", "new\nline", "Stra\u00dfe $HOME", "a;b", "*"])
def test_what_is_said_to_come_next_can_be_pasted(tmp_path, monkeypatch, capsys, name):
    monkeypatch.chdir(tmp_path)
    (tmp_path / f"{name}.csv").write_text(ROWS)
    with pytest.raises(SystemExit):
        cli.main(["start", f"{name}.csv", "-o", f"{name}.toml", "-q"])
    next_call = capsys.readouterr().out.partition("Next: ")[2]
    assert shlex.split(next_call) == ["beatwright", "run", f"{name}.toml"]
    with pytest.raises(SystemExit):
        cli.main(["check", f"{name}.csv", "--draft", name, "-q"])
    then = shlex.split(capsys.readouterr().out.partition("Then: ")[2])
    assert then == [
        "beatwright",
        "check",
        f"{name}.csv",
        "--mapping",
        f"{name}/mapping.toml",
        "--kinds",
        f"{name}/kinds.csv",
    ]
