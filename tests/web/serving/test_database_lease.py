"""One planner serves a database; another is told who does, and one that was killed locks nobody out."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from beatwright.base.errors import InputError
from beatwright.web.serving import database_lease as lease
from beatwright.web.serving.database_lease import database_lease
from beatwright.web.serving.planner_folders import opened_database
from beatwright.web.store.account_store import AccountStore
from beatwright.web.store.database import inserted_id, now
from beatwright.web.store.job_store import JobStore
from beatwright.web.store.tables import jobs

POSTGRES = os.environ.get("BEATWRIGHT_TEST_PG", "")
HOLD = """
import sys
from beatwright.web.serving.database_lease import database_lease
with database_lease(sys.argv[1], "http://first"):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.skipif(not POSTGRES, reason=(
    "BEATWRIGHT_TEST_PG names no PostgreSQL database to try the lease on")))])  # fmt: skip
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'kept' / 'planner.db'}" if request.param == "sqlite" else POSTGRES


@pytest.fixture
def holder(address: str) -> Iterator[subprocess.Popen[str]]:
    """Hold the database in another process."""
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen([sys.executable, "-c", HOLD, address], text=True, **pipes) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


def test_another_process_is_told_who_holds_it_until_that_one_is_killed(
    address: str, holder: subprocess.Popen[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lease, "_TRIES", 0)
    with pytest.raises(InputError) as told, database_lease(address, "http://second"):
        raise AssertionError
    assert f"process {holder.pid} on " in str(told.value)
    assert "http://first" in str(told.value)
    assert "--database" in str(told.value)
    monkeypatch.undo()  # from here on with the patience of a start
    holder.kill()
    for _ in range(2):  # given up, it is free at once
        with database_lease(address, "http://second"):
            pass


def test_one_database_by_two_names_is_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lease, "_TRIES", 0)
    (tmp_path / "other").symlink_to(tmp_path, target_is_directory=True)
    with database_lease(f"sqlite:///{tmp_path / 'planner.db'}", ""):
        with database_lease(f"sqlite:///{tmp_path / 'second.db'}", ""):
            pass
        same = database_lease(f"sqlite:///{tmp_path / 'other' / 'planner.db'}", "")
        with pytest.raises(InputError, match="served by another"), same:
            raise AssertionError
    with database_lease("sqlite://", ""), database_lease("sqlite://", ""):
        pass  # in memory: each its own


def test_a_file_that_cannot_be_locked_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: int) -> None:
        raise OSError(37, "No locks available")

    monkeypatch.setattr(lease, "_lock_by_system", refuse)
    tried = database_lease(f"sqlite:///{tmp_path / 'planner.db'}", "")
    with pytest.raises(InputError, match="cannot be locked: No locks available"), tried:
        raise AssertionError


@pytest.mark.slow
def test_a_second_server_touches_no_job_of_the_first_and_follows_it_when_it_was_killed(tmp_path: Path) -> None:
    database = tmp_path / "planner.db"
    with served(database) as first:
        origin = line_with(first, r"http://\S+(?=/\?token)")
        opened = opened_database(f"sqlite:///{database}")
        store = JobStore(opened)
        who = AccountStore(opened).everybody()[0].id
        values = {"kind": "worth", "account": who, "options": {}, "state": "running", "queued": now()}
        with opened.writing() as connection:  # never in the queue, from which the first server would take it
            job = inserted_id(connection.execute(jobs.insert().values(values)))
        with served(database) as second:
            said, _ = second.communicate(timeout=120)
        assert (second.returncode, f"{origin})" in said, state_of(store, job)) == (1, True, "running")
        first.kill()
    with served(database) as third:
        line_with(third, "token")
        assert state_of(store, job) == "interrupted"
    opened.close()


@contextmanager
def served(database: Path) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "beatwright", "serve", "--no-browser", "--database", str(database)]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    env = {**os.environ, "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(command, text=True, env=env, **pipes) as process:
        try:
            yield process
        finally:
            process.send_signal(signal.SIGINT)  # none where it has ended
            process.wait(timeout=120)


def line_with(process: subprocess.Popen[str], words: str) -> str:
    assert process.stdout is not None
    return next(found.group() for found in (re.search(words, line) for line in process.stdout) if found)


def state_of(store: JobStore, number: int) -> str:
    found = store.get(number)
    assert found is not None
    return found.state


def test_a_file_of_somebody_else_is_not_written_over(tmp_path: Path) -> None:
    own, address = tmp_path / "plans.db.lock", f"sqlite:///{tmp_path / 'plans.db'}"
    own.write_text("notes of last week")
    with pytest.raises(InputError, match="not the planner's"), database_lease(address, "http://first"):
        raise AssertionError
    assert own.read_text() == "notes of last week"
    own.unlink()
    for place in ("http://a", "http://second"):  # what a planner left is written anew
        with database_lease(address, place):
            assert own.read_text().endswith(place)
