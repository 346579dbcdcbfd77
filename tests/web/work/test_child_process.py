"""The child process: what it loads, what it may take, and that nothing but lines of JSON comes out of it."""

import json
import os
import subprocess
import sys
from typing import Any

import pytest

from beatwright.web.work.child_limits import CHILD_ENVIRONMENT
from beatwright.web.work.child_process import ChildEndedError, ChildProcess
from beatwright.web.work.job_request import JobRequest

SERVER = ("fastapi", "starlette", "pydantic", "sqlalchemy", "uvicorn", "argon2")


@pytest.fixture(scope="module")
def looked_at() -> dict[str, Any]:
    """What a process says of itself that was limited as a child is."""
    code = f"""
import json, os, resource, socket, sys
import beatwright.web.work.child
from beatwright.web.work.child_limits import give_way, limit_this_process
limit_this_process()
give_way()
try:
    socket.create_connection(("127.0.0.1", 9), timeout=1)
    reached = "connected"
except OSError as problem:
    reached = type(problem).__name__
import pyogrio
print(json.dumps({{
    "server": [name for name in {SERVER!r} if name in sys.modules],
    "nice": os.nice(0),
    "memory": resource.getrlimit(resource.RLIMIT_DATA)[0],
    "reached": reached,
    "vrt": "OGR_VRT" in pyogrio.list_drivers(),
}}), flush=True)
import runpy
runpy.run_module("beatwright.web.work.child", run_name="__main__", alter_sys=True)
"""
    said = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code],
        env={**os.environ, **CHILD_ENVIRONMENT},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=True,
    )
    found: dict[str, Any] = json.loads(said.stdout.splitlines()[0])
    return found | {"said": [json.loads(line) for line in said.stdout.splitlines()[1:]]}


def test_a_child_loads_nothing_of_the_server(looked_at: dict[str, Any]) -> None:
    assert looked_at["server"] == []


def test_a_child_gives_way_and_takes_only_so_much(looked_at: dict[str, Any]) -> None:
    assert looked_at["nice"] == min(os.nice(0) + 10, 19)
    assert looked_at["memory"] == 4 * 2**30


def test_a_child_reaches_no_machine_and_reads_no_file_that_names_another(looked_at: dict[str, Any]) -> None:
    assert (looked_at["reached"], looked_at["vrt"]) == ("PermissionError", False)


def test_a_child_ends_where_nothing_comes_in_any_more(looked_at: dict[str, Any]) -> None:
    """So that it ends with its server, however that died; all that it says until then is that it is ready."""
    assert looked_at["said"] in ([], [{"ready": True}])


def test_a_child_that_was_dismissed_is_not_waited_for_and_not_started_again() -> None:
    child = ChildProcess()
    child.start()
    child.dismiss()
    assert not child.make_ready()
    with pytest.raises(ChildEndedError):
        child.run(JobRequest(1, "worth"), lambda _: None)
    child.close()
    unstarted = ChildProcess()
    unstarted.dismiss()
    assert not unstarted.make_ready()
    with pytest.raises(ChildEndedError):
        unstarted.run(JobRequest(1, "worth"), lambda _: None)
