"""The commands of the planner: serve, user, check-store."""

import io
import os
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Table

from beatwright.cli import commands as cli
from beatwright.web.store.database import open_database
from beatwright.web.store.tables import cases, plans

WORDS = "tram-otter-lamp-six"
Call = Callable[..., tuple[int, str, str]]


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Call:
    """Run a command on a database of its own, with a password at hand; return its code and what it printed."""
    monkeypatch.setenv("BEATWRIGHT_DATABASE", str(tmp_path / "planner.db"))

    def run(*arguments: str, password: str = WORDS) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.stdin", io.StringIO(f"{password}\n"))
        with pytest.raises(SystemExit) as stop:
            cli.main(list(arguments))
        output = capsys.readouterr()
        assert "Traceback" not in output.out + output.err
        assert password not in output.out + output.err
        return int(stop.value.code or 0), output.out, output.err

    return run


def opened_case(folder: Path, name: str = "Kirkby Bend", below: str = "out") -> None:
    written(folder, cases, digest="d", folder=f"{below}/{name}", name=name, opened="2026-01-01")


def written(where: Path, table: Table, **values: object) -> None:
    database = open_database(f"sqlite:///{where / 'planner.db'}")
    with database.writing() as connection:
        connection.execute(table.insert().values(values))
    database.close()


def test_people_come_and_go(call: Call, tmp_path: Path) -> None:
    assert call("user", "add", "ana", "--admin")[:2] == (0, "'ana' may sign in as admin.\n")
    assert call("user", "add", "ben")[1].startswith("'ben' may sign in.\nGive a role")
    opened_case(tmp_path)
    assert call("user", "list")[1] == "ana: admin\nben: no case yet\n"
    assert call("user", "role", "ben", "Kirkby Bend", "planner")[1] == "ben: planner of 'Kirkby Bend' (case 1)\n"
    assert call("user", "role", "ben", "1", "viewer")[1] == "ben: viewer of 'Kirkby Bend' (case 1)\n"
    assert call("user", "role", "ben", "1", "none")[1] == "ben: no case yet\n"
    assert call("user", "password", "ben", password="otter-tram-lamp-nine")[1] == "'ben' has another password.\n"
    assert call("user", "disable", "ben")[1] == "'ben' may not sign in any more.\n"
    assert call("user", "list")[1] == "ana: admin\nben: may not sign in\n"
    assert call("user", "disable", "ben", "--enable")[1] == "'ben' may sign in again.\n"


@pytest.mark.parametrize(
    ("arguments", "password", "code", "words"),
    [
        (("add", "ana"), WORDS, 1, "somebody called 'ana' already"),
        (("add", "ben"), "password1234", 1, "among the first"),
        (("add", "ben"), "short", 1, "at least 12 characters"),
        (("password", "cleo"), WORDS, 1, "nobody called 'cleo'"),
        (("role", "ana", "Nowhere", "viewer"), WORDS, 1, "Known: 1 ('Kirkby Bend'), 2 ('Twins') and 3 ('Twins')."),
        (("role", "ana", "Twins", "viewer"), WORDS, 1, "Give the number of one: 2 and 3"),
        (("role", "ana", "1", "king"), WORDS, 2, "king"),
    ],
)
def test_what_cannot_be_done_is_told(
    call: Call, tmp_path: Path, arguments: tuple[str, ...], password: str, code: int, words: str
) -> None:
    call("user", "add", "ana")
    for name, below in (("Kirkby Bend", "a"), ("Twins", "a"), ("Twins", "b")):
        opened_case(tmp_path, name, below)
    ended, out, err = call("user", *arguments, password=password)
    assert ended == code
    assert words in out + err


@pytest.mark.parametrize("command", [("user", "list"), ("check-store",), ("user", "disable", "ana")])
def test_a_database_that_is_not_there_is_told(call: Call, tmp_path: Path, command: tuple[str, ...]) -> None:
    code, _, err = call(*command)
    assert code == 1
    assert "There is no planner's database" in err
    assert not (tmp_path / "planner.db").exists()


def test_the_store_is_checked_and_copied(call: Call, tmp_path: Path) -> None:
    call("user", "add", "ana")
    copy = tmp_path / "copy.db"
    code, out, _ = call("check-store", "--backup", str(copy))
    assert (code, out) == (0, f"0 plans checked: 0 faults.\nBackup: {copy}\n")
    assert call("user", "list", "--database", str(copy))[1] == "ana: no case yet\n"
    code, _, err = call("check-store", "--backup", str(copy))
    assert code == 1
    assert "exists already" in err


def test_a_store_whose_log_has_a_gap_is_told(call: Call, tmp_path: Path) -> None:
    call("user", "add", "ana")
    opened_case(tmp_path)
    at = "2026-01-01"
    written(tmp_path, plans, case_id=1, name="Draft", base={}, head=2, last_number=0, created=at, changed=at)
    code, out, _ = call("check-store")
    assert code == 1
    assert "The log of plan 1 ('Draft') has a gap: 0 commands of 2.\n1 plan checked: 1 fault.\n" in out


@pytest.mark.parametrize("command", [("serve",), ("user", "list"), ("user", "add", "ana"), ("check-store",)])
@pytest.mark.parametrize("package", ["fastapi", "uvicorn", "sqlalchemy", "argon2", "platformdirs"])
def test_without_the_extra_it_says_what_to_install(
    call: Call, command: tuple[str, ...], package: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    code, _, err = call(*command)
    assert code == 4
    assert err == (
        f"Error: The web planner needs the package '{package}'. Install it with: pip install 'beatwright[web]'\n"
    )


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
@pytest.mark.parametrize("number", [signal.SIGINT, pytest.param(signal.SIGTERM, marks=pytest.mark.slow)])
def test_it_answers_until_it_is_asked_to_end(tmp_path: Path, number: int, group_is_gone: Callable[[int], bool]) -> None:
    command = [sys.executable, "-m", "beatwright", "serve", "--no-browser", "--database", str(tmp_path / "p.db")]
    with subprocess.Popen(
        command,
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler) and None,  # noqa: PLW1509
    ) as process:
        address = process.stdout.readline().split()[-1]
        origin = address.partition("/?token=")[0]
        with urllib.request.urlopen(f"{origin}/api/health", timeout=30) as answer:
            assert answer.read() == b'"ok"'
        with pytest.raises(urllib.error.HTTPError, match="401"):
            urllib.request.urlopen(f"{origin}/api/me", timeout=30)
        os.killpg(process.pid, number)  # as from a terminal: all of them hear it
        assert process.wait(timeout=60) == 0
        told = process.stderr.read()
    assert "Traceback" not in told
    assert "Interrupted" not in told
    assert group_is_gone(process.pid)
