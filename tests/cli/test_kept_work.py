"""What a command that is stopped says of work that it keeps for the next time."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from beatwright.base.files.leftovers import keep_told, stopped_words
from beatwright.forecast import RollingOrigins, backtest
from beatwright.forecast.rolling.kept_blocks import forget_blocks
from beatwright.supervisor import _kept
from beatwright.testing import small_incidents, small_problem

posix = pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
NOTHING = "Interrupted. Nothing was changed."


@pytest.fixture(autouse=True)
def _nothing_kept():
    keep_told("")
    yield
    keep_told("")


def test_a_backtest_says_where_its_scores_are_kept_until_they_are_forgotten(tmp_path):
    folder = tmp_path / "scores"
    city, incidents, origins = small_problem().city, small_incidents(weeks=30), RollingOrigins(4)
    backtest([], incidents, city, origins=origins)
    assert stopped_words() == NOTHING
    backtest([], incidents, city, origins=origins, keep=folder)
    assert (
        stopped_words()
        == f"Interrupted. The scores so far are kept in '{folder}': the same command goes on from there."
    )
    forget_blocks(folder)
    assert stopped_words() == NOTHING


def test_whoever_outlives_the_process_reads_the_last_sentence():
    assert _kept(b"+/a/b\0=Scores are kept.\0-/a/b\0") == "Scores are kept."
    assert _kept(b"=Scores are kept.\0=\0+/a/b\0") == ""
    assert _kept(b"") == ""


@posix
@pytest.mark.slow
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_stopped_challenge_says_what_it_kept_and_leaves_nothing_else(
    tmp_path: Path, number: int, code: int, group_is_gone: Callable[[int], bool]
) -> None:
    """Two processes score; none of them is left, nor a folder of theirs."""
    (tmp_path / "tmp").mkdir()
    text = (
        "import sys\n"
        "from functools import partial\n"
        "import beatwright.__main__ as command\n"
        "def load(usual=command._load):\n"
        "    usual()\n"
        "    import beatwright.studies.nij_portland.run as run\n"
        "    run.Entries = lambda forecasters, jobs, keep, usual=run.Entries: usual(forecasters, 2, keep)\n"
        "command._load = load\n"
        "sys.argv = ['beatwright', 'reproduce', 'nij-portland', '-o', 'out', '-q']\n"
        "command.main()\n"
    )
    environment = {**os.environ, "TMPDIR": str(tmp_path / "tmp"), "JOBLIB_TEMP_FOLDER": str(tmp_path / "tmp")}
    with subprocess.Popen(
        [sys.executable, "-c", text],
        cwd=tmp_path,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler) and None,  # noqa: PLW1509
    ) as process:
        while process.poll() is None and len(list(tmp_path.glob("out.scores/*.json"))) < 3:
            time.sleep(0.01)
        process.send_signal(number)
        told = process.communicate(timeout=600)[1]
    assert (process.returncode, told.splitlines()[-1]) == (
        code,
        "Interrupted. The scores so far are kept in 'out.scores': the same command goes on from there.",
    )
    assert "Traceback" not in told
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out.scores", "tmp"]
    assert all(json.loads(path.read_text())["digest"] for path in tmp_path.glob("out.scores/*"))
    assert [path.name for path in (tmp_path / "tmp").iterdir()] == []
    assert group_is_gone(process.pid)
