"""HiGHS in a process of its own says what it says in this one, ends when it should, and leaves nothing running."""

import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from beatwright.solver import Milp, SolverError, highs_process, highs_worker, run_highs, solve_milp

KNAPSACKS, THINGS = 12, 40

# What a process might do after it was given its job, in place of solving it.
PLAYED = """
import os, pickle, sys, time
import numpy as np
def tell(*message):
    pickle.dump(message, sys.stdout.buffer)
    sys.stdout.buffer.flush()
tell("ready", None)
job = pickle.load(sys.stdin.buffer)
tell("point", np.zeros(job["cost"].size))
tell("bound", (0.0, -7.0))
"""
DEAF = PLAYED + "time.sleep(600)"
KILLED = PLAYED + "os.kill(os.getpid(), 9)"
REFUSING = PLAYED + 'tell("answer", None)'
BROKEN = "import no_such_module"


def knapsacks(**options):
    random = np.random.default_rng(3)
    weights = random.integers(1, 1000, (KNAPSACKS, THINGS))
    program = Milp(
        -random.integers(1, 1000, THINGS), weights, -np.inf, weights.sum(axis=1) // 3, col_upper=1, integer=True
    )
    return solve_milp(program, **options)


@pytest.fixture
def started(monkeypatch):
    """Send every integer program to a process of its own; give the processes that were started."""
    made = []

    class Seen(highs_process._Process):
        def __init__(self):
            super().__init__()
            made.append(self._process)

    monkeypatch.setattr(run_highs, "_DEAF", 0)
    monkeypatch.setattr(highs_process, "_Process", Seen)
    yield made
    assert all(process.poll() is not None for process in made)


def play(monkeypatch, tmp_path, text):
    script = tmp_path / "played.py"
    script.write_text(text)
    monkeypatch.setattr(highs_worker, "__file__", str(script))


def test_it_answers_as_this_process_does(started, monkeypatch):
    apart = knapsacks(nodes=50)
    assert len(started) == 1
    monkeypatch.setattr(run_highs, "_DEAF", np.inf)
    here = knapsacks(nodes=50)
    assert apart.x.tolist() == here.x.tolist()
    assert replace(apart.certificate, seconds=0.0) == replace(here.certificate, seconds=0.0)
    assert len(started) == 1


def test_small_short_and_linear_programs_stay_here(monkeypatch):
    monkeypatch.setattr(run_highs, "run_apart", lambda job, clock: pytest.fail("a process was started"))
    assert knapsacks(nodes=1).x is not None
    columns = np.ones((1, run_highs._DEAF))
    large = Milp(np.ones(run_highs._DEAF), columns, 1, 1, integer=True)
    assert solve_milp(large, seconds=run_highs._SHORT).certificate.status == "optimal"
    assert solve_milp(large, easy=True).certificate.status == "optimal"
    assert solve_milp(Milp(np.ones(run_highs._DEAF), columns, 1, 1)).certificate.status == "optimal"


def test_it_is_told_of_and_stops(started):
    told = []
    answer = knapsacks(stop=lambda: bool(told), progress=lambda *news: told.append(news))
    assert told
    assert answer.certificate.status == "feasible"
    assert answer.certificate.message == "Interrupted by user (interrupted)"
    assert answer.certificate.bound >= told[0][1]


@pytest.mark.parametrize("press", [False, True], ids=["stop", "Ctrl-C"])
def test_a_process_that_does_not_hear_is_ended(started, monkeypatch, tmp_path, press):
    play(monkeypatch, tmp_path, DEAF)
    told = []

    def stop():
        if told and press:
            signal.raise_signal(signal.SIGINT)
        return bool(told) and not press

    answer = knapsacks(stop=stop, progress=lambda *news: told.append(news))
    assert answer.x.tolist() == [0.0] * THINGS
    assert answer.certificate.status == "feasible"
    assert started[0].returncode == -signal.SIGKILL
    assert answer.certificate.bound == told[-1][1]
    assert answer.certificate.bound < 0.0 == answer.certificate.objective


def test_the_best_so_far_survives_a_process_that_ends(started, monkeypatch, tmp_path):
    play(monkeypatch, tmp_path, KILLED)
    answer = knapsacks()
    assert answer.x.tolist() == [0.0] * THINGS
    assert answer.certificate.status == "feasible"
    assert answer.certificate.message == "The process of HiGHS ended"


def test_a_model_refused_there_is_an_error_here(started, monkeypatch, tmp_path):
    play(monkeypatch, tmp_path, REFUSING)
    with pytest.raises(SolverError, match="a model that HiGHS accepts"):
        knapsacks()


@pytest.mark.parametrize("executable", ["", "/nowhere/python", None], ids=["none", "not there", "without HiGHS"])
def test_where_no_process_comes_up_the_program_is_run_here(started, monkeypatch, tmp_path, executable):
    play(monkeypatch, tmp_path, BROKEN)
    monkeypatch.setattr(sys, "executable", sys.executable if executable is None else executable)
    assert knapsacks(nodes=1).x is not None
    assert len(started) == (executable is None)


@pytest.mark.parametrize(("start", "kept"), [(np.zeros(THINGS), True), (np.ones(THINGS), False)])
def test_a_first_point_is_kept_where_it_keeps_the_rules(started, start, kept):
    answer = knapsacks(stop=lambda: True, start=start)
    assert (answer.x is not None) == kept
    assert answer.certificate.bound <= 0.0
    assert answer.certificate.status == "feasible"


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="reads /proc")
def test_it_does_not_outlive_who_started_it(tmp_path):
    """A process that is killed can end nothing: what it started sees its input end."""
    script = tmp_path / "killed.py"
    script.write_text(
        "import os, signal, numpy as np\n"
        "from beatwright.solver import highs_process, run_highs\n"
        "from beatwright.solver.milp import Milp, solve_milp\n"
        "run_highs._DEAF = 0\n"
        "class Seen(highs_process._Process):\n"
        "    def _send(self, job, clock):\n"
        "        super()._send(job, clock)\n"
        "        print(self._process.pid, flush=True)\n"
        "        os.kill(os.getpid(), signal.SIGKILL)\n"
        "highs_process._Process = Seen\n"
        "random = np.random.default_rng(3)\n"
        "weights = random.integers(1, 1000, (40, 200))\n"
        "solve_milp(Milp(-random.integers(1, 1000, 200), weights, -np.inf, weights.sum(axis=1) // 3, col_upper=1,"
        " integer=True))\n"
    )
    pid = int(subprocess.run([sys.executable, str(script)], capture_output=True, text=True, check=False).stdout)
    until = time.monotonic() + 60.0
    while _runs(pid) and time.monotonic() < until:
        time.sleep(0.05)
    assert not _runs(pid)


def _runs(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_what_else_is_raised_comes_through_and_leaves_no_process(started, monkeypatch, tmp_path):
    play(monkeypatch, tmp_path, DEAF)

    def leave(*_):
        raise SystemExit

    with pytest.raises(SystemExit):
        knapsacks(progress=leave)
    assert started[0].poll() is not None
