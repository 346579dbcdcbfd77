"""The journal when the program is killed at any moment: what is there is whole, and the next run goes on."""

import os
import signal
import subprocess
import sys
import time

import numpy as np
import pytest

from beatwright.study.demo import write_demo

UNTIL = ("2023-06-05", "2023-06-12", "2023-06-19")


def command(study, place, until):
    return [
        sys.executable, "-m", "beatwright", "forecast", str(study), "-o", str(place / "out"), "-j",
        str(place / "journal"), "--until", until, "--quiet",
    ]  # fmt: skip


def pages(place):
    found = sorted((place / "journal").rglob("*.json"))
    return {path.relative_to(place).as_posix(): path.read_bytes() for path in found}


@pytest.mark.slow
def test_a_kill_at_any_moment_loses_and_changes_nothing(tmp_path):
    study = write_demo(tmp_path / "city", seed=3)
    clean, rough = tmp_path / "clean", tmp_path / "rough"
    began = time.monotonic()
    for until in UNTIL:
        subprocess.run(command(study, clean, until), check=True, capture_output=True, timeout=600)
    longest = (time.monotonic() - began) / len(UNTIL)
    expected, rng = pages(clean), np.random.default_rng(7)
    for until in UNTIL:
        for _ in range(6):
            run = subprocess.Popen(command(study, rough, until), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            time.sleep(float(rng.uniform(0.2, 1.0)) * longest)
            os.kill(run.pid, signal.SIGKILL)
            run.wait()
            found = pages(rough)
            assert found.items() <= expected.items()
        subprocess.run(command(study, rough, until), check=True, capture_output=True, timeout=600)
    assert pages(rough) == expected
