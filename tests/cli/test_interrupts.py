"""Ctrl-C and a request to end: one exit code, one sentence, nothing changed, nothing left running."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")

MEMO = "an earlier file of the user's"
DEMO = [sys.executable, "-m", "beatwright", "demo", "-o", "out", "--set", "examine.Alternatives.count=0"]


def stop_after(line: str, folder: Path, number: int, *more: str, times: int = 1) -> tuple[int, str, int]:
    """Start the demo, send a signal once its log shows `line`, and return exit code, error stream and group."""
    with subprocess.Popen(
        [*DEMO, *more],
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        # As from a terminal: whoever starts the tests in the background may have silenced Ctrl-C.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler) and None,  # noqa: PLW1509
    ) as process:
        told = ""
        for text in process.stderr:
            told += text
            if line in text:
                for _ in range(times):
                    process.send_signal(number)
                break
        told += process.stderr.read()
        return process.wait(timeout=600), told, process.pid


@pytest.mark.parametrize(
    ("line", "number", "code", "times"),
    [
        ("generate the city", signal.SIGINT, 130, 1),
        ("read incidents", signal.SIGTERM, 143, 1),
        pytest.param("foresee demand", signal.SIGINT, 130, 3, marks=pytest.mark.slow),
        pytest.param("judge on held-out", signal.SIGINT, 130, 1, marks=pytest.mark.slow),
        pytest.param("examine: trade off", signal.SIGTERM, 143, 1, marks=pytest.mark.slow),
    ],
)
def test_a_run_that_is_stopped_changes_nothing(
    tmp_path: Path, line: str, number: int, code: int, times: int, group_is_gone: Callable[[int], bool]
) -> None:
    (tmp_path / "memo.txt").write_text(MEMO)
    ended, told, group = stop_after(line, tmp_path, number, times=times)
    assert (ended, told.splitlines()[-1]) == (code, "Interrupted. Nothing was changed.")
    assert "Traceback" not in told
    assert [path.name for path in tmp_path.iterdir()] == ["memo.txt"]
    assert group_is_gone(group)


def test_no_process_is_left_running(tmp_path: Path, group_is_gone: Callable[[int], bool]) -> None:
    ended, told, group = stop_after("foresee demand", tmp_path, signal.SIGTERM, "--jobs", "2")
    assert ended == 143
    assert "Interrupted. Nothing was changed." in told.splitlines()
    assert group_is_gone(group)
    assert list(tmp_path.iterdir()) == []


def stop_when_written(name: str, folder: Path, number: int) -> tuple[int, str, int]:
    """Start the demo, send a signal once the unfinished folder holds the file `name`."""
    with subprocess.Popen(
        [*DEMO, "-q"],
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler) and None,  # noqa: PLW1509
    ) as process:
        while process.poll() is None and not list(folder.glob(f".out.new-*/folder/{name}")):
            time.sleep(0.005)
        process.send_signal(number)
        told = process.communicate(timeout=600)[1]
        return process.returncode, told, process.pid


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "number", "code"),
    [
        ("report.html", signal.SIGINT, 130),
        ("plan.xlsx", signal.SIGTERM, 143),
        ("plan.gpkg", signal.SIGINT, 130),
        ("pictures", signal.SIGTERM, 143),
    ],
)
def test_a_run_that_is_stopped_while_it_writes_changes_nothing(
    tmp_path: Path, name: str, number: int, code: int, group_is_gone: Callable[[int], bool]
) -> None:
    ended, told, group = stop_when_written(name, tmp_path, number)
    assert (ended, told.splitlines()[-1]) == (code, "Interrupted. Nothing was changed.")
    assert "Traceback" not in told
    left = {path.name for path in tmp_path.iterdir()}
    assert "out" not in left
    assert not [one for one in left if one.startswith(".")]
    assert group_is_gone(group)


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
@pytest.mark.parametrize("module", ["typer", "numpy", "pandas", "pyproj"])
def test_a_command_that_is_stopped_while_it_loads_says_so(tmp_path: Path, module: str, number: int, code: int) -> None:
    """The signal comes from within the import of a library, whenever that is."""
    text = (
        "import os, runpy, signal, sys\n"
        f"signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "class Stop:\n"
        "    def find_spec(self, name, *rest):\n"
        f"        if name == {module!r}:\n"
        f"            os.kill(os.getpid(), {int(number)})\n"
        "sys.meta_path.insert(0, Stop())\n"
        "sys.argv = ['beatwright', 'check', 'none.csv']\n"
        "runpy.run_module('beatwright', run_name='__main__', alter_sys=True)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", text], cwd=tmp_path, capture_output=True, text=True, timeout=600, check=False
    )
    assert (done.returncode, done.stderr) == (code, "Interrupted. Nothing was changed.\n")
    assert done.stdout == ""
