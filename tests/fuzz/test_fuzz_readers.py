"""Every reader on damaged files: a result or a sentence; no traceback, crash, hang, address or strange file."""

import json
import os
import socketserver
import subprocess
import sys
import threading
from pathlib import Path
from types import SimpleNamespace

import pytest

FAMILIES = ("incidents", "layers", "streets", "stations", "study", "case")
WORKER = Path(__file__).with_name("worker.py")
MARKER = "marker-that-nobody-may-read"
QUICK, MANY = 10, 500


@pytest.fixture
def bait(tmp_path):
    """An address of this machine that counts its visitors, and a file whose reading the system notes."""
    visits = []
    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), lambda *caller: visits.append(caller[1]))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    canary = tmp_path / "canary.csv"
    canary.write_text(f"lon,lat,word\n-90.2,38.6,{MARKER}\n")
    os.utime(canary, (0, canary.stat().st_mtime))
    yield SimpleNamespace(address=f"http://127.0.0.1:{server.server_address[1]}/x", canary=canary, visits=visits)
    server.shutdown()
    server.server_close()


def run_worker(tasks, folder, bait):
    """Run the worker until it ends or dies; return what was found, file by file."""
    command = [sys.executable, WORKER, folder, bait.address, bait.canary, MARKER, *tasks]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    found = [file | end for file, end in zip(lines[::2], lines[1::2], strict=False)]
    if done.returncode:
        if len(lines) % 2 == 0:
            pytest.fail(f"the worker died between two files, after {lines[-2:]}: {done.stderr[-2000:]}")
        found.append({**lines[-1], "result": f"died with {done.returncode}", "said": done.stderr[-2000:]})
    return found


def fuzz(families, count, folder, bait):
    """Read `count` damaged files of each family; a worker that dies is replaced by another, which goes on."""
    found, number = {family: [] for family in families}, 0
    while tasks := [f"{family}:{len(of)}:{count - len(of)}" for family, of in found.items() if len(of) < count]:
        for one in run_worker(tasks, folder / f"{number}", bait):
            found[one["family"]].append(one)
        number += 1
    return found


def check(families, count, folder, bait):
    found = fuzz(families, count, folder, bait)
    faults = [one for of in found.values() for one in of if one["result"] not in ("read", "refused")]
    told = "\n\n".join(
        f"{one['family']} {one['number']} {one['file']}: {one['result']}\n{one['said']}" for one in faults
    )
    assert not faults, f"{len(faults)} of {count} files of each family:\n{told[:30_000]}"
    for family, of in found.items():
        assert len({one["result"] for one in of}) == 2, f"either no {family} are damaged or none can be read"
    assert not bait.visits
    assert bait.canary.stat().st_atime == 0


@pytest.mark.skipif(sys.platform != "linux", reason="the limits of the worker are those of Linux")
def test_a_sample_of_damaged_files(tmp_path, bait):
    """In one process for all families: to start one takes longer than to read the files."""
    check(FAMILIES, QUICK, tmp_path / "files", bait)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="the limits of the worker are those of Linux")
@pytest.mark.parametrize("family", FAMILIES)
def test_many_damaged_files(family, tmp_path, bait):
    check((family,), MANY, tmp_path / "files", bait)


def test_the_bait_works(bait):
    """Whoever follows a link is seen: else the other tests would prove nothing."""
    port = int(bait.address.rsplit(":", 1)[1].partition("/")[0])
    with socketserver.socket.create_connection(("127.0.0.1", port), timeout=5) as caller:
        caller.settimeout(5)
        caller.recv(1)
    assert bait.visits
    bait.canary.read_text()
    assert bait.canary.stat().st_atime > 0 or "noatime" in Path("/proc/mounts").read_text()
