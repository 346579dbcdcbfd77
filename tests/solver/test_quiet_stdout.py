"""Standard output holds results and nothing else; zero has no sign."""

import math
import os
import subprocess
import sys
import threading

import numpy as np
import pytest

from beatwright.core import Certificate
from beatwright.solver import Milp, solve_milp
from beatwright.solver.quiet_stdout import stdout_kept
from beatwright.solver.run_highs import quiet_highs

_START = "from beatwright.solver.run_highs import quiet_highs\n"
_SCRIPTS = {
    "an object": "quiet_highs()",
    "a program": "from beatwright.solver import Milp, solve_milp; solve_milp(Milp([1.0], [[1.0]], 1, 2))",
    "threads": "import threading\nall_of = [threading.Thread(target=quiet_highs) for _ in range(8)]\n"
    "[t.start() for t in all_of]; [t.join() for t in all_of]",
    "no sys.stdout": "import sys; sys.stdout = None; quiet_highs()",
    "closed": "import sys; sys.stdout.close = lambda: None; quiet_highs()",
}


def _stdout(script: str, **options: object) -> bytes:
    return subprocess.run([sys.executable, "-c", script], check=True, stdout=subprocess.PIPE, **options).stdout


@pytest.mark.parametrize("script", _SCRIPTS.values(), ids=_SCRIPTS)
def test_the_solver_writes_nothing_to_standard_output(script: str) -> None:
    assert _stdout(_START + script) == b""


def test_what_was_printed_before_and_after_is_all_there_is() -> None:
    assert (
        _stdout(_START + "print('before'); quiet_highs(); print('after')")
        == f"before{os.linesep}after{os.linesep}".encode()
    )


@pytest.mark.skipif(os.name == "nt", reason="descriptors are closed otherwise there")
def test_a_closed_standard_output_stays_closed_and_no_file_gets_the_banner(tmp_path) -> None:
    target = tmp_path / "file"
    script = _START + f"import os; os.close(1); quiet_highs(); f = open({str(target)!r}, 'wb'); assert f.fileno() == 1"
    _stdout(script)
    assert target.read_bytes() == b""


def test_descriptor_one_is_the_same_after_as_before(capfd: pytest.CaptureFixture[str]) -> None:
    with stdout_kept():
        os.write(1, b"lost")
    os.write(1, b"kept")
    assert capfd.readouterr().out == "kept"


def test_the_descriptor_comes_back_after_an_error(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(RuntimeError), stdout_kept():
        raise RuntimeError
    os.write(1, b"kept")
    assert capfd.readouterr().out == "kept"


def test_many_threads_make_objects_at_once() -> None:
    made = []
    threads = [threading.Thread(target=lambda: made.append(quiet_highs())) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 8


def _signs(values: object) -> list[float]:
    return [math.copysign(1.0, v) for v in np.atleast_1d(values) if v == 0]


@pytest.mark.parametrize("whole", [True, False])
@pytest.mark.parametrize("cost", [[-0.0, 0.0], [-1.0, 1.0], [0.0, -3.0]])
def test_no_zero_of_a_program_is_negative(cost: list[float], whole: bool) -> None:
    answer = solve_milp(Milp(cost, [[1.0, 1.0]], -np.inf, 0, integer=whole, col_lower=-0.0, col_upper=1))
    seen = answer.certificate
    for values in (answer.x, seen.objective, seen.bound, [] if answer.duals is None else answer.duals):
        assert -1.0 not in _signs(values)


@pytest.mark.parametrize("maximised", [False, True])
def test_no_certificate_holds_a_negative_zero(maximised: bool) -> None:
    seen = Certificate("optimal", -0.0, -0.0, -0.0, "", maximised=maximised)
    assert _signs([seen.objective, seen.bound, seen.gap, seen.seconds]) == [1.0, 1.0, 1.0, 1.0]
