"""Read many damaged files in one process: ``python worker.py FOLDER ADDRESS CANARY MARKER FAMILY:FIRST:COUNT ...``.

A line is printed before each file and one after it, so that whoever started this knows where it died. Each file may
take 20 seconds of processor time, a minute in all, and 1 GB more than before it.
"""

import json
import os
import resource
import shutil
import signal
import sys
import time
import traceback
import warnings
from pathlib import Path
from random import Random

os.environ["BEATWRIGHT_STRICT"] = "1"

import mutate_bytes
import mutate_json
import mutate_packed
import mutate_text
import seeds
from odd import Bait
from readers import read_as

from beatwright.base.errors import BeatwrightError

SECONDS, PATIENCE = 20, 60
MEMORY_KB = 1 << 20
NEVER_KB = 6 << 20
_PACKED = (".xlsx", ".zip", ".npz")


def mutated(rng: Random, file: Path, bait: Bait) -> bytes:
    """Return the content of the file with damage, to its bytes or to its structure."""
    data = file.read_bytes()
    if rng.random() < 0.35:
        return mutate_bytes.mutate(rng, data)
    if file.suffix in (".geojson", ".json"):
        return mutate_json.mutate(rng, data, bait) if rng.random() < 0.8 else mutate_text.mutate(rng, data, bait)
    if file.suffix in _PACKED:
        return mutate_packed.mutate_zip(rng, data, bait)
    if file.suffix == ".gpkg":
        return mutate_packed.mutate_sqlite(rng, file, bait)
    if file.suffix == ".parquet":
        return mutate_packed.mutate_parquet(rng, data, bait)
    text = file.suffix in (".csv", ".toml", ".graphml", ".prj", ".cpg")
    return mutate_text.mutate(rng, data, bait) if text else mutate_bytes.mutate(rng, data)


def damage(rng: Random, whole: Path, folder: Path, bait: Bait) -> Path:
    """Copy the files of the family, damage one, and return its path; of a shapefile, the path of the main part."""
    shutil.copytree(whole, folder)
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name not in _LEFT)
    file = rng.choice(files)
    if rng.random() < 0.02:
        file.unlink()
    else:
        file.write_bytes(mutated(rng, file, bait))
    if file.suffix in (".shx", ".dbf", ".prj", ".cpg"):
        return file.with_suffix(".shp")
    return file


_LEFT = ("whole.geojson", "boundary.geojson", "report.html")


def judge(family: str, path: Path, rng: Random, marker: str) -> dict[str, object]:
    """Read, and say how it ended: read, refused in a sentence, or failed."""
    _forget_peak()
    before, start = _peak_kb(), time.process_time()
    try:
        result, said = "read", str(read_as(family, path, rng))
    except BeatwrightError as problem:
        result, said = "refused", str(problem)
    except BaseException:  # whatever it is, it is a fault of ours
        result, said = "failed", traceback.format_exc()[-3000:]
    spent, grown = time.process_time() - start, _peak_kb() - before
    if marker in said:
        result = "read the canary"
    elif spent > SECONDS or grown > MEMORY_KB:
        result = f"{spent:.0f} s, {grown >> 10} MB"
    return {"result": result, "said": said[-3000:] if result != "read" else "", "seconds": round(spent, 1), "kb": grown}


def _forget_peak() -> None:
    Path("/proc/self/clear_refs").write_text("5")


def _peak_kb() -> int:
    line = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1])


def main(family: str, first: int, count: int, folder: Path, bait: Bait, marker: str) -> None:
    """Write the whole files, then damage and read `count` of them."""
    whole = folder / "whole"
    seeds.write(whole, family)
    if family == "layers":
        shutil.copyfile(whole / "layer.geojson", whole / "whole.geojson")
    for number in range(first, first + count):
        rng, place = Random(f"{family} {number}"), folder / f"{number}"
        path = damage(rng, whole, place, bait)
        print(json.dumps({"family": family, "number": number, "file": path.name}), flush=True)
        signal.setitimer(signal.ITIMER_PROF, SECONDS)
        signal.alarm(PATIENCE)
        found = judge(family, path, rng, marker)
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.alarm(0)
        print(json.dumps(found), flush=True)
        if found["result"] in ("read", "refused"):
            shutil.rmtree(place)


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_DATA, (NEVER_KB << 10, NEVER_KB << 10))
    warnings.simplefilter("ignore")
    for task in sys.argv[5:]:
        name, begin, files = task.split(":")
        main(name, int(begin), int(files), Path(sys.argv[1]) / name, Bait(*sys.argv[2:4]), sys.argv[4])
