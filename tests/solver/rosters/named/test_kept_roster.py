"""A search that is cut short at any moment loses nothing of what it told, and goes on from there."""

import os
import signal
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest
from tests.solver.rosters.named.named_cases import instance_1

from beatwright.base.errors import ParameterError
from beatwright.solver.rosters.named.kept_roster import NOT_YET, KeptRoster
from beatwright.solver.rosters.named.named_duty import NamedDuty
from beatwright.solver.rosters.named.named_roster import named_roster

RULES = {"shifts": ["D", "N"], "not_after": {"N": ["D"]}, "window": 7, "nights": ["N"]}
STAFF = [
    {"officer": str(i), "days_off": [i], "most_minutes": 2400, "least_run": 2, "most_run": 5, "least_off": 2}
    for i in range(5)
]
NEED = np.tile([2, 1], (21, 1))


def told(need, staff, rules, **more):
    """Return all that a search tells, and its answer."""
    news = []
    answer = named_roster(need, staff, rules, seconds=None, keep=news.append, **more)
    return news, answer


def test_windows_that_were_done_stay_and_the_rest_is_planned_after_them() -> None:
    news, whole = told(NEED, STAFF, RULES)
    assert [kept.finished for kept in news] == sorted(kept.finished for kept in news)
    assert {kept.finished for kept in news} == {0, 7, 14, 21}
    assert (news[-1].duty == whole.duty).all()
    for kept in (news[0], news[2 * len(news) // 3]):
        assert (kept.duty[:, : kept.finished] == whole.duty[:, : kept.finished]).all()
        _, again = told(NEED, STAFF, RULES, start=kept)
        assert (again.duty[:, : kept.finished] == kept.duty[:, : kept.finished]).all()
        assert again.breaks == ()
        assert again.certificate.bound == pytest.approx(whole.certificate.bound)


def test_what_was_found_is_never_lost() -> None:
    need, staff, rules = instance_1()
    news, answer = told(need, staff, rules)
    cost = [NamedDuty(kept.duty, answer.certificate, answer.case).cost for kept in news]
    assert cost == sorted(cost, reverse=True)
    for kept, paid in zip(news, cost, strict=True):
        stopped = named_roster(need, staff, rules, start=replace(kept, finished=0), stop=lambda: True)
        assert stopped.certificate.objective <= paid
        assert stopped.breaks == ()
    done = named_roster(need, staff, rules, start=news[-1])
    assert (done.certificate.objective, done.certificate.status) == (607.0, "optimal")


@pytest.mark.slow
def test_a_kill_loses_nothing_of_what_was_told(tmp_path) -> None:
    """The process kills itself, so that the moment is the same on every machine."""
    script = (
        "import os, signal, sys\n"
        "import numpy as np\n"
        "from pathlib import Path\n"
        "from beatwright.planning import named_roster\n"
        "from beatwright.planning.rosters.kept_roster_file import KeptRosterFile\n"
        "file, left = KeptRosterFile(Path(sys.argv[1])), int(sys.argv[2])\n"
        "def keep(kept):\n"
        "    global left\n"
        "    file.write(kept)\n"
        "    left -= 1\n"
        "    if left == 0:\n"
        "        os.kill(os.getpid(), signal.SIGKILL)\n"
        f"asked = (np.tile([2, 1], (21, 1)), {STAFF!r}, {RULES!r})\n"
        "answer = named_roster(*asked, seconds=None, start=file.read(), keep=keep)\n"
        "print(answer.certificate.objective, len(answer.breaks))\n"
    )
    from beatwright.planning.rosters.kept_roster_file import KeptRosterFile

    path, finished = tmp_path / "kept.json", 0
    for killed_at in (1, 6):
        run = subprocess.run([sys.executable, "-c", script, path, str(killed_at)], capture_output=True, check=False)
        if run.returncode == 0:
            break
        assert run.returncode == -signal.SIGKILL, run.stderr.decode()
        kept = KeptRosterFile(path).read()
        assert kept is not None
        assert kept.finished >= finished
        finished = kept.finished
    assert finished > 0
    run = subprocess.run([sys.executable, "-c", script, path, "0"], capture_output=True, check=True, env=os.environ)
    assert run.stdout.decode().split()[1] == "0"


WRONG = {
    "no roster": ([1, 2], "'start' parameter of named_roster must be a KeptRoster"),
    "other officers": (KeptRoster(np.zeros((3, 21), dtype=np.int64)), "5 officers and 21 days"),
    "no shift": (KeptRoster(np.full((5, 21), 2)), "with shifts from 0 on"),
    "numbers that are no positions": (KeptRoster(np.zeros((5, 21))), "kind float64"),
    "a day that ends no window": (KeptRoster(np.full((5, 21), -1), finished=5), r"the end of a window"),
    "days that are not known": (KeptRoster(np.full((5, 21), NOT_YET), finished=7), r"whose days are known"),
    "a rule broken": (KeptRoster(np.zeros((5, 21), dtype=np.int64), finished=7), "Officer 0, day 0: 7 days of work"),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_cannot_be_gone_on_from_is_told(case) -> None:
    start, said = WRONG[case]
    with pytest.raises(ParameterError, match=said):
        named_roster(NEED, STAFF, RULES, start=start)
