"""Every file of a case folder, pictures, arrays and tables too, is the same whatever the clock and the hash seed."""

import hashlib
import os
import subprocess
import sys
import time

import numpy as np
import pytest

from beatwright.show import write_outputs

SCRIPT = """
import sys
from pathlib import Path
import numpy as np
from beatwright.show import write_outputs
from beatwright.core import Case, Plan, Post
from beatwright.evaluate import Coverage
from beatwright.testing import small_problem
problem = small_problem()
plans = tuple(Plan(posts=(Post(site),), name=site) for site in problem.city.site_ids[:2])
scores = tuple(Coverage().score(problem, plan) for plan in plans)
case = Case("twice", problem, problem, plans, scores, plans[0].name, plans[1].name)
folder = case.save(Path(sys.argv[1]))
box = problem.city.boundary.bounds
points = np.random.default_rng(1).uniform(box[:2], box[2:], (400, 2))
write_outputs(case, folder, points=points, hours=np.arange(168))
"""


def fingerprints(folder):
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def written(case, folder):
    case.save(folder)
    box = case.problem.city.boundary.bounds
    points = np.random.default_rng(1).uniform(box[:2], box[2:], (400, 2))
    write_outputs(case, folder, points=points, hours=np.arange(168))
    return fingerprints(folder)


def test_another_time_gives_the_same_bytes(builder, names, tmp_path, monkeypatch):
    case = builder(names, 7, 5)
    first = written(case, tmp_path / "one")
    kinds = {name.rpartition(".")[2] for name in first}
    assert {"png", "npz", "html", "csv", "json", "gpkg", "xlsx", "geojson"} <= kinds
    now = time.time
    monkeypatch.setattr(time, "time", lambda: now() + 86_400 * 400)
    monkeypatch.setattr(time, "time_ns", lambda: int((now() + 86_400 * 400) * 1e9))
    time.sleep(2.1)  # a zip counts in steps of two seconds
    second = written(case, tmp_path / "two")
    assert [name for name in first if first[name] != second[name]] == []
    assert first.keys() == second.keys()


@pytest.mark.slow
def test_another_hash_seed_and_time_zone_give_the_same_bytes(tmp_path):
    found = []
    for seed, zone in (("1", "UTC"), ("2", "Pacific/Auckland")):
        folder = tmp_path / seed
        env = os.environ | {"PYTHONHASHSEED": seed, "TZ": zone}
        subprocess.run([sys.executable, "-c", SCRIPT, str(folder)], env=env, check=True, timeout=600)
        found.append(fingerprints(folder))
    assert found[0].keys() == found[1].keys()
    assert [name for name in found[0] if found[0][name] != found[1][name]] == []
