"""The demo: a generated city through the same rooms as a real one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from beatwright.core import Case
from beatwright.core.case import MANIFEST
from beatwright.core.files import need_ours, staged_folder, write_text
from beatwright.data import generate_city
from beatwright.study.file import read_study
from beatwright.study.progress import Clock, Listener, Silent
from beatwright.study.run import run_study

__all__ = ["DEMO_STUDY", "run_demo", "write_demo"]

STUDY_FILE = "study.toml"
# Two of the three years that a generated city has.
_WEEKS_TO_LEARN = 104

DEMO_STUDY = """\
# The demo's study. Change it and run it again: beatwright run study.toml

[study]
name = "{name}"
holdout = "{holdout}"
seed = {seed}

[incidents]
file = "incidents.csv"

[city]
name = "{name}"
boundary = "boundary.gpkg"
zones = "500 m"
sites = "zones"
current = "posts.csv"
parents = "districts.gpkg"
population = "blockgroups.gpkg"
population_columns = [
  "population", "population_low_income", "population_middle_income", "population_high_income",
]

[network]
edges = "streets.gpkg"

[forecast]
step = "EmpiricalBayes"

[problem]
within = 1500

[[planning]]
step = "CurrentPosts"

[[planning]]
step = "RandomPosts"
p = {posts}

[[planning]]
step = "BusiestZones"
p = {posts}

[[planning]]
step = "KMeansPosts"
p = {posts}

[[planning]]
step = "PMedian"
p = {posts}

# What every number of posts brings, beside today.
[tradeoff]
fewest = 3
most = {most}

# Other plans nearly as good, and what each post is worth.
[alternatives]
count = 5
differ = 2
"""


def write_demo(folder: str | Path, *, size: str = "small", seed: int = 1) -> Path:
    """Generate a city and write its files and a study file.

    Parameters
    ----------
    folder : path
        Folder to make; an earlier one made here is replaced.
    size : {"small", "medium", "large"}
        Size of the city.
    seed : int
        Seed of the city and of the study.

    Returns
    -------
    Path
        The study file.
    """
    city = generate_city(seed=seed, size=size, dirty=True)
    with staged_folder(folder, marker=STUDY_FILE) as staging:
        city.write(staging)
        holdout = city.truth.intensity.start + pd.Timedelta(weeks=_WEEKS_TO_LEARN)
        study = DEMO_STUDY.format(
            name=city.name, holdout=f"{holdout:%Y-%m-%d}", seed=seed, posts=len(city.posts), most=len(city.posts) + 2
        )
        write_text(staging / STUDY_FILE, study)
    return Path(folder) / STUDY_FILE


def run_demo(
    output: str | Path,
    *,
    size: str = "small",
    seed: int = 1,
    settings: Sequence[str] = (),
    jobs: int | str = 1,
    listener: Listener | None = None,
) -> Case:
    """Generate a city beside `output`, run its study, write the case folder.

    Parameters
    ----------
    output : path
        Case folder; the city's files go into the folder of the same name with ``-city`` added.
    size, seed : see `write_demo`
    settings, jobs, listener : see `read_study` and `run_study`
    """
    listener = listener or Silent()
    output = Path(output)
    need_ours(output, MANIFEST)
    with Clock(listener).step("generate the city") as step:
        file = write_demo(output.with_name(f"{output.name}-city"), size=size, seed=seed)
        step.result = f"files and study in {file.parent}"
    study = read_study(file, data=file.parent, settings=settings)
    return run_study(study, output, jobs=jobs, listener=listener)
