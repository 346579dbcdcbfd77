"""What the machine refuses is told in one sentence with its path, ends with 1, and costs nobody a file."""

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from beatwright.base.system_errors import machine_sentence
from beatwright.cli import commands as cli
from beatwright.core import Case, Plan, Post
from beatwright.testing import small_problem

MEMO = "an earlier file of the user's"
REFUSALS = {
    errno.ENOSPC: "disk is full",
    errno.EDQUOT: "share of the disk is used up",
    errno.EROFS: "can only be read",
    errno.EACCES: "no permission",
    errno.EPERM: "no permission",
    errno.EMFILE: "Too many files are open",
    errno.ENFILE: "Too many files are open",
    errno.EIO: "disk has failed",
    errno.ENAMETOOLONG: "too long",
    errno.ENOENT: "no such file or folder",
}


def small_case(name: str) -> Case:
    problem = small_problem()
    return Case(name, problem, problem, (Plan(posts=(Post("s1"),), name="a"),), (), "a", "a")


def incidents(folder: Path) -> Path:
    rows = [f"{k},2024-01-{1 + k % 28:02d} 10:{k % 60:02d},theft,{-90.2 + k / 1e4},38.6" for k in range(40)]
    path = folder / "incidents.csv"
    path.write_text("\n".join(["id,time,kind,longitude,latitude", *rows, "99,never,theft,-90.2,38.6", ""]))
    return path


def content(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def told_by(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    with pytest.raises(SystemExit) as ended:
        cli.main(list(arguments))
    told = capsys.readouterr().err
    assert "Traceback" not in told
    return int(ended.value.code or 0), told


@pytest.mark.parametrize("number", REFUSALS)
@pytest.mark.parametrize("late", [False, True], ids=["first file", "last file"])
def test_a_refusal_while_the_folder_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], number: int, late: bool
) -> None:
    target = small_case("earlier").save(tmp_path / "out")
    (target / "memo.txt").write_text(MEMO)
    before = content(tmp_path)

    def refuse(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number))

    def run(output: Path, **_: object) -> Case:
        case = small_case("later")
        monkeypatch.setattr("numpy.savez_compressed" if late else "pathlib.Path.write_text", refuse)
        case.save(output)
        return case

    monkeypatch.setattr("beatwright.study.demo.run_demo", run)
    code, told = told_by(capsys, "demo", "-o", str(target), "-q")
    monkeypatch.undo()
    assert code == 1
    assert REFUSALS[number] in told
    assert str(tmp_path) in told
    assert "nothing was changed" in told
    assert content(tmp_path) == before
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


@pytest.mark.parametrize(
    ("name", "words"),
    [("x" * 300 + ".csv", "too long"), ("incidents.csv/rows.csv", "file"), ("/dev/null/rows.csv", "file")],
)
def test_a_file_that_cannot_be_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, words: str
) -> None:
    file = incidents(tmp_path)
    before = content(tmp_path)
    code, told = told_by(capsys, "check", str(file), "--dropped", str(tmp_path / name), "-q")
    assert (code, words in told) == (1, True)
    assert Path(name).parent.name in told
    assert content(tmp_path) == before


@pytest.mark.parametrize("command", [["check"], ["run"], ["compare"]])
def test_an_input_that_is_not_there(tmp_path: Path, capsys: pytest.CaptureFixture[str], command: list[str]) -> None:
    missing = str(tmp_path / "nowhere" / "given.csv")
    code, told = told_by(capsys, *command, missing)
    assert code in (1, 2)
    assert missing in told
    assert list(tmp_path.iterdir()) == []


def test_memory_that_is_not_enough(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise MemoryError

    monkeypatch.setattr("beatwright.study.demo.run_demo", refuse)
    code, told = told_by(capsys, "demo", "-q")
    assert (code, "memory of this machine is not enough" in told, told.count("\n")) == (1, True, 1)


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="limits of POSIX")
@pytest.mark.parametrize(("limit", "value"), [("RLIMIT_FSIZE", 16), ("RLIMIT_NOFILE", 24)])
def test_a_real_limit_of_the_system(tmp_path: Path, limit: str, value: int) -> None:
    """The system itself refuses: files of 16 bytes at most, 24 open files at most."""
    file = incidents(tmp_path)
    text = (
        "import resource, sys\nfrom beatwright.study import check_file as check\nfrom beatwright import cli\n"
        f"hard = resource.getrlimit(resource.{limit})[1]\n"
        f"resource.setrlimit(resource.{limit}, ({value}, hard))\n"
        "held = []\n"
        "try:\n    while len(held) < 20: held.append(open('/dev/null'))\nexcept OSError: pass\n"
        "cli.main(sys.argv[1:])"
    )
    call = [sys.executable, "-c", text, "check", str(file), "--dropped", str(tmp_path / "rows.csv"), "-q"]
    done = subprocess.run(call, capture_output=True, text=True, timeout=600, check=False)
    assert done.returncode == 1, done.stderr
    assert done.stderr.startswith("Error: ")
    assert "Traceback" not in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["incidents.csv"]


def refusing_disk(monkeypatch: pytest.MonkeyPatch, after: int) -> None:
    """Let `after` texts be written; of the next one a part reaches the disk, then it is full."""
    write, written = Path.write_text, []

    def refuse(path: Path, text: str, **options: object) -> int:
        written.append(path)
        if len(written) <= after:
            return write(path, text, **options)
        write(path, text[:20], **options)
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(Path, "write_text", refuse)


@pytest.mark.parametrize(
    ("arguments", "after", "named"),
    [
        (["start", "-o", "study.toml"], 0, "study.toml"),
        (["check", "--draft", "draft"], 0, "mapping.toml"),
        (["check", "--draft", "draft"], 1, "kinds.csv"),
        (["check", "--draft", "."], 1, "kinds.csv"),
    ],
)
def test_a_full_disk_leaves_no_half_of_a_file(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    after: int,
    named: str,
) -> None:
    incidents(tmp_path)
    monkeypatch.chdir(tmp_path)
    before = content(tmp_path)
    refusing_disk(monkeypatch, after)
    code, told = told_by(capsys, *arguments, "-q", "incidents.csv")
    monkeypatch.undo()
    assert code == 1
    assert named in told
    assert "disk is full" in told
    assert content(tmp_path) == before
    assert [path.name for path in tmp_path.iterdir()] == ["incidents.csv"]


def test_no_memory_for_a_library_is_told_as_such() -> None:
    error = ImportError("/somewhere/fast.so: failed to map segment from shared object")
    assert machine_sentence(error) == machine_sentence(MemoryError())
    assert machine_sentence(ImportError("No module named 'x'")) is None


@pytest.mark.parametrize("module", ["pyogrio", "numpy", "typer"])
def test_a_library_that_cannot_be_loaded_is_one_sentence(tmp_path: Path, module: str) -> None:
    text = (
        "import runpy, sys\n"
        "class Damaged:\n"
        "    def find_spec(self, name, *rest):\n"
        f"        if name == {module!r}:\n"
        "            raise ValueError('Could not detect its files')\n"
        "sys.meta_path.insert(0, Damaged())\n"
        "sys.argv = ['beatwright', 'check', 'none.csv']\n"
        "runpy.run_module('beatwright', run_name='__main__', alter_sys=True)\n"
    )
    call = [sys.executable, "-c", text]
    done = subprocess.run(call, cwd=tmp_path, capture_output=True, text=True, timeout=600, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith("Error: beatwright cannot be loaded (ValueError: Could not detect its files).")
    assert "Traceback" not in done.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux says how much memory a process once held")
@pytest.mark.parametrize("spare", [8, 2048])
def test_a_library_that_fails_without_a_word_had_no_memory_only_at_the_limit(spare: int) -> None:
    """The limit is set `spare` megabytes above what the process holds."""
    code = f"""
import re, resource
from pathlib import Path
from beatwright.base.system_errors import machine_sentence
held = int(re.search(r"VmPeak:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) * 1024
resource.setrlimit(resource.RLIMIT_AS, (held + {spare} * 2**20,) * 2)
print(machine_sentence(SystemError("error return without exception set")))
print(machine_sentence(SystemError("of ours")))
"""
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.splitlines()
    assert said == [str(machine_sentence(MemoryError())) if spare == 8 else "None", "None"]
