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


def run_worker(family, first, count, folder, bait):
    """Run the worker until it ends or dies; return what was found, file by file."""
    command = [sys.executable, WORKER, family, str(first), str(count), folder, bait.address, bait.canary, MARKER]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    found = [file | end for file, end in zip(lines[::2], lines[1::2], strict=False)]
    if done.returncode:
        file = lines[-1] if len(lines) % 2 else {"number": first - 1, "file": "none"}
        found.append({**file, "result": f"died with {done.returncode}", "said": done.stderr[-2000:]})
    return found


def fuzz(family, count, folder, bait):
    """Read `count` damaged files of a family; a worker that dies is replaced by another, which goes on."""
    found = []
    while len(found) < count:
        more = run_worker(family, len(found), count - len(found), folder / f"{len(found)}", bait)
        if not more or more[-1]["file"] == "none":
            pytest.fail(f"the worker did not start: {more}")
        found += more
    return found


def check(family, count, folder, bait):
    found = fuzz(family, count, folder, bait)
    faults = [one for one in found if one["result"] not in ("read", "refused")]
    told = "\n\n".join(f"{one['number']} {one['file']}: {one['result']}\n{one['said']}" for one in faults[:10])
    assert not faults, f"{len(faults)} of {count}:\n{told}"
    assert len({one["result"] for one in found}) == 2, "either nothing is damaged or nothing can be read"
    assert not bait.visits
    assert bait.canary.stat().st_atime == 0


@pytest.mark.skipif(sys.platform != "linux", reason="the limits of the worker are those of Linux")
@pytest.mark.parametrize("family", FAMILIES)
def test_a_sample_of_damaged_files(family, tmp_path, bait):
    check(family, QUICK, tmp_path / "files", bait)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="the limits of the worker are those of Linux")
@pytest.mark.parametrize("family", FAMILIES)
def test_many_damaged_files(family, tmp_path, bait):
    check(family, MANY, tmp_path / "files", bait)


def test_the_bait_works(bait):
    """Whoever follows a link is seen: else the other tests would prove nothing."""
    port = int(bait.address.rsplit(":", 1)[1].partition("/")[0])
    with socketserver.socket.create_connection(("127.0.0.1", port), timeout=5) as caller:
        caller.settimeout(5)
        caller.recv(1)
    assert bait.visits
    bait.canary.read_text()
    assert bait.canary.stat().st_atime > 0 or "noatime" in Path("/proc/mounts").read_text()
