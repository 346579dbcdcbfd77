"""A command that cannot answer for itself: stuck in C, ended by a library, out of memory."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(not hasattr(signal, "sigtimedwait"), reason="signals of Linux")

MEMO = "of the user's"
SMALL = ["demo", "-o", "out", "--set", "examine.Alternatives.count=0", "-q"]
# The library's call stands in the place of the step that writes the report, when the unfinished folder is there.
PLAYED = """
import ctypes, os, signal, subprocess, sys, time, types
from beatwright import supervisor
import beatwright.__main__ as command

def play(output, **options):
    from pathlib import Path
    from beatwright.base.files.atomic_file import atomic_path
    from beatwright.base.files.atomic_folder import staged_folder
    helper = subprocess.Popen(["sleep", "600"])
    with staged_folder(output, kind="case folder") as staging, atomic_path("table.csv") as table:
        (staging / "report.html").write_text("half")
        table.write_text("half")
        {what}

def load(usual=command._load):
    {load}
    # In place of the module, so that the steps of a study, which take seconds to load, are not.
    sys.modules["beatwright.study.demo"] = types.ModuleType("beatwright.study.demo")
    sys.modules["beatwright.study.demo"].run_demo = play

command._load = load
supervisor._GRACE = 0.2
sys.argv = ["beatwright", *{arguments!r}]
command.main()
"""
# PyDLL keeps Python's lock, and the call takes no notice of signals.
# It is deaf before it says that it is ready, and in every thread: one that libraries started could hear for it.
STUCK = (
    "[signal.signal(number, signal.SIG_IGN) for number in (2, 15)]; "
    'print("ready", flush=True); ctypes.PyDLL(None).sleep(600)'
)


# What the command loads and these calls do not need takes a second, so it is loaded for one call of each kind.
LOADS = {"whole": "usual()", "little": "import beatwright.base.interrupts, beatwright.cli.commands"}


def started(folder: Path, what: str, load: str = "little") -> subprocess.Popen[str]:
    (folder / "out").mkdir()
    (folder / "memo.txt").write_text(MEMO)
    text = PLAYED.format(what=what, load=LOADS[load], arguments=SMALL)
    return subprocess.Popen(
        [sys.executable, "-c", text],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        # As from a terminal: whoever starts the tests in the background may have silenced Ctrl-C.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler) and None,  # noqa: PLW1509
    )


def needs_nothing_more(folder: Path) -> bool:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*")) == ["memo.txt", "out"]


@pytest.mark.parametrize(
    ("number", "times", "code", "load"),
    [(signal.SIGINT, 1, 130, "whole"), (signal.SIGTERM, 1, 143, "little"), (signal.SIGINT, 3, 130, "little")],
)
@pytest.mark.parametrize("whole_group", [False, True], ids=["one process", "as a terminal does"])
def test_a_command_that_hears_nothing_is_ended(
    tmp_path: Path,
    number: int,
    times: int,
    code: int,
    load: str,
    whole_group: bool,
    group_is_gone: Callable[[int], bool],
) -> None:
    with started(tmp_path, STUCK, load) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        for _ in range(times):
            if whole_group:
                os.killpg(process.pid, number)
            else:
                process.send_signal(number)
        begun = time.monotonic()
        told = process.communicate(timeout=600)[1]
        assert time.monotonic() - begun < 30  # the limit is a moment; the machine may be busy
    assert (process.returncode, told) == (code, "Interrupted. Nothing was changed.\n")
    assert needs_nothing_more(tmp_path)
    assert group_is_gone(process.pid)


@pytest.mark.parametrize(
    ("what", "code", "words", "load"),
    [
        ("os.abort()", 1, "memory of this machine is not enough", "whole"),
        ("ctypes.CDLL(None).exit(1)", 1, "memory of this machine is not enough", "little"),
        ("os._exit(0)", 1, "memory of this machine is not enough", "little"),
        ("os.kill(os.getpid(), signal.SIGKILL)", 1, "memory of this machine is not enough", "little"),
        ("os.kill(os.getpid(), signal.SIGSEGV)", 70, "crashed (SIGSEGV)", "whole"),
        ("os.kill(os.getpid(), signal.SIGBUS)", 70, "crashed (SIGBUS)", "little"),
    ],
)
def test_a_library_that_ends_the_process_is_told_of(
    tmp_path: Path, what: str, code: int, words: str, load: str, group_is_gone: Callable[[int], bool]
) -> None:
    with started(tmp_path, what, load) as process:
        told = process.communicate(timeout=600)[1]
    assert process.returncode == code
    assert told.startswith("Error: ")
    assert words in told
    assert told.count("\n") == 1
    assert needs_nothing_more(tmp_path)
    assert group_is_gone(process.pid)


def test_a_kill_takes_the_command_with_it(tmp_path: Path) -> None:
    with started(tmp_path, 'print("ready", flush=True); print(os.getpid(), flush=True); time.sleep(600)') as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        inner = int(process.stdout.readline())
        assert inner != process.pid
        process.kill()
        process.wait(timeout=600)
        until = time.monotonic() + 30
        while Path(f"/proc/{inner}/task").is_dir() and time.monotonic() < until:
            if Path(f"/proc/{inner}/stat").read_text().rpartition(")")[2].split()[0] == "Z":
                break
            time.sleep(0.05)
        else:
            assert not Path(f"/proc/{inner}").is_dir()
        os.killpg(process.pid, signal.SIGKILL)


@pytest.mark.slow
@pytest.mark.parametrize("megabytes", [300, 600, 700, 900, 1050, 1150, 1250, 1600])
def test_little_memory_is_one_sentence(tmp_path: Path, megabytes: int) -> None:
    import resource

    rows = [
        f"{k},2024-{1 + k % 12:02d}-{1 + k % 28:02d} 10:00,theft,{-90.2 + k % 37 / 1e3},{38.6 + k % 41 / 1e3}"
        for k in range(400)
    ]
    (tmp_path / "given.csv").write_text("\n".join(["id,time,kind,longitude,latitude", *rows, ""]))
    limit = megabytes * 2**20
    done = subprocess.run(
        [sys.executable, "-m", "beatwright", "run", "given.csv", "-o", "out", "-q"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (limit, limit)),
    )
    assert "Traceback" not in done.stderr
    left = sorted(path.name for path in tmp_path.iterdir())
    if done.returncode == 0:
        assert left == ["given.csv", "out"]
    else:
        assert done.returncode in (1, 70)
        assert done.stderr.splitlines()[-1].startswith("Error: ")
        assert left == ["given.csv"]


def test_k_means_without_memory_does_not_wait_for_it() -> None:
    text = (
        "import resource, sys, numpy as np, sklearn.cluster\n"
        "from beatwright.planning import KMeansPosts\n"
        "from beatwright.data.city.zones.point_clusters import cluster_points\n"
        "from beatwright.testing import small_problem\n"
        "small_problem()\n"
        "used = int(open('/proc/self/statm').read().split()[0]) * resource.getpagesize()\n"
        "resource.setrlimit(resource.RLIMIT_AS, (used + 2**24,) * 2)\n"
        "for call in (lambda: KMeansPosts(p=2).solve(small_problem()), lambda: cluster_points(np.eye(2), 2)):\n"
        "    try:\n        call()\n    except MemoryError:\n        print('no memory')\n"
    )
    done = subprocess.run([sys.executable, "-c", text], capture_output=True, text=True, timeout=600, check=False)
    assert done.stdout == "no memory\n" * 2, done.stderr


@pytest.mark.slow
def test_who_asks_for_time_to_end_has_it(tmp_path: Path) -> None:
    """A server hands in what its searches have; longer than the usual patience, and no longer than it asked for."""
    asks = "from beatwright.base.files.leftovers import time_to_end; more = time_to_end(60); more.__enter__()"
    ends = "signal.signal(2, lambda *_: (time.sleep(3), helper.kill(), print('in order', flush=True), os._exit(130)))"
    process = started(tmp_path, f"{asks}; {ends}; print('ready', flush=True); time.sleep(600)")
    with process:
        assert process.stdout.readline() == "ready\n"
        process.send_signal(signal.SIGINT)
        said, told = process.communicate()
        assert said == "in order\n", told
