"""Nothing of the user's is lost: every way that a run could wipe, overwrite or move a file that is not ours."""

import json
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from beatwright.core import Case, InputError, Plan, Post, ReadReport
from beatwright.study.demo import write_demo
from beatwright.testing import small_problem

MEMO = "for the council, not to be lost"


def small_case(name: str = "case") -> Case:
    problem = small_problem()
    plan = Plan(posts=(Post("s1"),), name="plan 0")
    return Case(name, problem, problem, (plan,), (), plan.name, plan.name)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


STRANGERS = {
    "a web site": {"manifest.json": '{"name": "My site", "icons": []}', "index.html": "<p>"},
    "a manifest with our words": {"manifest.json": '{"format": 1, "study": {"name": "mine"}}', "plan.json": "{}"},
    "a manifest that is no JSON": {"manifest.json": "format = 1"},
    "a ledger of somebody else": {"files.json": '{"files": {"a.txt": ""}}', "a.txt": "a"},
    "a ledger that is a list": {"files.json": "[]", "a.txt": "a"},
    "a ledger of null": {"files.json": "null", "a.txt": "a"},
    "a signature alone": {"files.json": '{"signature": "written by beatwright", "kind": "case folder"}'},
    "a study": {"study.toml": "[study]\n", "incidents.csv": "time,x,y\n"},
    "a reproduction by name": {"reproduce.json": "{}", "report.html": "<p>"},
    "a hidden file": {".git/config": "[core]"},
    "an empty folder within": {"drafts/": ""},
    "a report": {"report.html": "<p>mine"},
}


def fill(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        spot = folder / name
        if name.endswith("/"):
            spot.mkdir(parents=True)
        else:
            spot.parent.mkdir(parents=True, exist_ok=True)
            spot.write_text(text)


@pytest.mark.parametrize("files", STRANGERS.values(), ids=STRANGERS)
def test_a_folder_that_is_not_ours_is_refused(home: Path, files: dict[str, str]) -> None:
    fill(home / "web", files)
    before = contents(home)
    for write in (lambda: small_case().save("web"), lambda: write_demo("web")):
        with pytest.raises(InputError, match=r"did not write it|changed since"):
            write()
    assert contents(home) == before
    assert [path.name for path in home.iterdir()] == ["web"]


MINE = (
    "memo.docx", "pictures/my.png", "notes/deep/down/memo.txt", ".hidden", "plans/mine.json", "manifest.json.bak",
    "kept/memo.txt", "tradeoff.csv", "Ünïcode ＝.txt", "-rf", "beatwright-staging", "empty/",
)  # fmt: skip


def survives(home: Path, names: Sequence[str]) -> None:
    small_case("first").save("case")
    fill(Path("case"), dict.fromkeys(names, MEMO))
    for again in ("second", "third"):
        small_case(again).save("case")
        assert Case.load("case").name == again
        files = {name: Path("case") / name for name in names}
        assert [
            name for name, file in files.items() if not (file.is_dir() if name[-1] == "/" else file.is_file())
        ] == []
        assert [name for name, file in files.items() if file.is_file() and file.read_text() != MEMO] == []
    assert [path.name for path in home.iterdir()] == ["case"]


def test_files_that_are_not_ours_survive_at_their_paths(home: Path) -> None:
    survives(home, MINE)


@pytest.mark.slow
@pytest.mark.parametrize("name", MINE)
def test_a_file_that_is_not_ours_survives_alone(home: Path, name: str) -> None:
    survives(home, [name])


@pytest.mark.parametrize("name", ["plan.json", "plans/01.json", "manifest.json", "evaluation.json", "city/city.json"])
def test_a_file_of_ours_that_was_edited_is_kept_aside_and_told(
    home: Path, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    small_case("first").save("case")
    (Path("case") / name).write_text(MEMO)
    small_case("second").save("case")
    assert (Path("case/kept") / name).read_text() == MEMO
    assert f"kept/{name}" in caplog.text.replace("\\", "/")
    assert Case.load("case").name == "second"
    (Path("case") / name).write_text("other")
    small_case("third").save("case")
    assert (Path("case/kept") / name).read_text() == MEMO
    assert (Path("case/kept-2") / name).read_text() == "other"


def test_a_file_that_stands_where_a_new_one_comes_is_kept_aside(home: Path) -> None:
    small_case("first").save("case")
    fill(Path("case"), {"dropped.csv": MEMO})
    replace(small_case("second"), reading=ReadReport("a.csv", 1, 1)).save("case")
    assert Path("case/kept/dropped.csv").read_text() == MEMO
    assert Case.load("case").name == "second"


def test_a_folder_of_version_0_1_is_recognised_and_nothing_in_it_is_lost(home: Path) -> None:
    small_case("first").save("case")
    (Path("case") / "files.json").unlink()
    fill(Path("case"), {"memo.txt": MEMO, "pictures/map.png": "edited"})
    before = contents(Path("case"))
    small_case("second").save("case")
    after = contents(Path("case"))
    assert Case.load("case").name == "second"
    assert after["memo.txt"].decode() == MEMO
    assert set(before.values()) <= set(after.values())


def test_a_linked_output_stays_a_link(home: Path) -> None:
    (home / "disk").mkdir()
    Path("case").symlink_to("disk/case")
    small_case("first").save("case")
    small_case("second").save("case")
    assert Path("case").is_symlink()
    assert Case.load("disk/case").name == "second"
    assert [path.name for path in (home / "disk").iterdir()] == ["case"]


def test_links_within_are_neither_followed_nor_lost(home: Path) -> None:
    fill(home / "elsewhere", {"data.csv": MEMO})
    small_case("first").save("case")
    Path("case/data").symlink_to(home / "elsewhere")
    Path("case/dangling").symlink_to("nowhere")
    Path("case/data.csv").symlink_to(home / "elsewhere" / "data.csv")
    shutil.rmtree("case/plans")
    Path("case/plans").symlink_to(home / "elsewhere")
    small_case("second").save("case")
    assert str(Path("case/data").readlink()) == str(home / "elsewhere")
    assert str(Path("case/dangling").readlink()) == "nowhere"
    assert Path("case/data.csv").is_symlink()
    assert str(Path("case/kept/plans").readlink()) == str(home / "elsewhere")
    assert contents(home / "elsewhere") == {"data.csv": MEMO.encode()}


def test_a_case_folder_within_a_case_folder_survives(home: Path) -> None:
    small_case("outer").save("case")
    small_case("inner").save("case/inner")
    small_case("again").save("case")
    assert Case.load("case/inner").name == "inner"


@pytest.mark.parametrize("output", [".", "", "..", "../..", "/", "~"])
def test_the_current_folder_home_and_what_holds_them_are_refused(
    home: Path, output: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (home / "a" / "b").mkdir(parents=True)
    monkeypatch.chdir(home / "a" / "b")
    monkeypatch.setenv("HOME", str(home / "owner"))
    (home / "owner").mkdir()
    with pytest.raises(InputError, match="holds it"):
        small_case().save(Path(output).expanduser())


def test_an_earlier_case_folder_that_holds_the_current_folder_is_refused(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    small_case("first").save("case")
    monkeypatch.chdir(home / "case" / "plans")
    with pytest.raises(InputError, match="current folder"):
        small_case("second").save(home / "case")
    assert Case.load(home / "case").name == "first"


def test_permissions_of_the_folder_stay(home: Path) -> None:
    small_case("first").save("case").chmod(0o700)
    small_case("second").save("case")
    assert Path("case").stat().st_mode & 0o777 == 0o700


def test_a_false_ledger_deletes_nothing(home: Path) -> None:
    fill(home, {"outside.txt": MEMO})
    folder = small_case("first").save("case")
    ledger = json.loads((folder / "files.json").read_text())
    ledger["files"] |= {"memo.txt": "0" * 64, "../outside.txt": "0" * 64, "/etc/hosts": ""}
    (folder / "files.json").write_text(json.dumps(ledger))
    fill(folder, {"memo.txt": MEMO})
    small_case("second").save("case")
    assert (folder / "kept" / "memo.txt").read_text() == MEMO
    assert (home / "outside.txt").read_text() == MEMO


@pytest.mark.parametrize("leftover", [".case.new-{node}-1-x", ".case.new-{node}-99999999-x"])
def test_a_folder_that_only_looks_like_a_killed_run_is_left_alone(home: Path, leftover: str) -> None:
    name = leftover.format(node=platform.node()[:60])
    fill(home, {f"{name}/memo.txt": MEMO})
    small_case().save("case")
    assert (home / name / "memo.txt").read_text() == MEMO


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo") / "boston-city"
    write_demo(folder)
    return folder


@pytest.fixture
def city(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "boston-city"))


@pytest.mark.parametrize("name", ["study.toml", "incidents.csv", "posts.csv", "streets.gpkg"])
@pytest.mark.parametrize("listed", [True, False], ids=["now", "version 0.1"])
def test_demo_an_edited_study_or_data_are_never_overwritten(city: Path, name: str, listed: bool) -> None:
    with (city / name).open("ab") as stream:
        stream.write(b"# mine\n")
    if not listed:
        (city / "files.json").unlink()
    before = contents(city)
    with pytest.raises(InputError, match=name):
        write_demo(city)
    assert contents(city) == before
    assert [path.name for path in city.parent.iterdir()] == ["boston-city"]


@pytest.mark.parametrize("listed", [True, False], ids=["now", "version 0.1"])
def test_demo_untouched_files_are_made_again_and_others_stay(city: Path, listed: bool) -> None:
    fill(city, {"my data.csv": MEMO, "out/eight/report.html": MEMO})
    if not listed:
        (city / "files.json").unlink()
    (city / "posts.csv").unlink()
    write_demo(city)
    assert (city / "posts.csv").is_file()
    assert (city / "my data.csv").read_text() == (city / "out/eight/report.html").read_text() == MEMO


def test_a_run_into_the_folder_of_the_data_is_refused(city: Path) -> None:
    with pytest.raises(InputError, match="is a generated city, not a case folder"):
        small_case().save(city)


KILLER = """
import os, sys, time, signal
from pathlib import Path
from beatwright.base.files.atomic_folder import staged_folder

def write(target, number):
    with staged_folder(target, kind="test") as staging:
        for part in range(10):
            (staging / str(part)).write_text(str(number))

target = Path(sys.argv[1])
write(target, -1)
(target / "memo").write_text("mine")
(target / "3").write_text("edited")
for attempt in range(40):
    children = []
    for writer in range(2):
        child = os.fork()
        if child == 0:
            for number in range(10**6):
                write(target, number)
        children.append(child)
    # Uneven waits, so that the kills fall into different stages of the writing.
    time.sleep(0.002 + 0.00137 * attempt)
    for child in children:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    assert (target / "memo").read_text() == "mine", attempt
    assert (target / "kept" / "3").exists() or (target / "3").read_text() == "edited", attempt
    (target / f"late {attempt}").write_text("late")
write(target, 0)
assert (target / "kept" / "3").read_text() == "edited"
assert len(list(target.glob("late *"))) == 40
assert [path.name for path in target.parent.iterdir()] == [target.name], list(target.parent.iterdir())
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork")
def test_kills_and_two_runs_at_once_lose_neither_folder_nor_memo(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-c", KILLER, tmp_path / "case"], check=True, timeout=600)
