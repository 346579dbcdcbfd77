"""The demo: a generated city through the same rooms as a real one."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from pathlib import Path

import pandas as pd

from beatwright.base.errors import InputError
from beatwright.base.files.atomic_file import write_text
from beatwright.base.files.atomic_folder import staged_folder
from beatwright.base.files.ledger import Ledger
from beatwright.base.files.text_file import read_text
from beatwright.base.progress import Clock, Listener, Silent
from beatwright.core import Case
from beatwright.core.case_folder import need_case_folder
from beatwright.data import generate_city
from beatwright.study.file.study_file import read_study
from beatwright.study.run_study import run_study

__all__ = ["DEMO_STUDY", "run_demo", "write_demo"]

STUDY_FILE = "study.toml"
_KIND = "generated city"
_FIRST_LINE = "# The demo's study. Change it and run it again: beatwright run study.toml"
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
[[examine]]
step = "TradeOff"
fewest = 3
most = {most}

# Other plans nearly as good, and what each post is worth.
[[examine]]
step = "Alternatives"
count = 5
differ = 2
"""


def write_demo(folder: str | Path, *, size: str = "small", seed: int = 1) -> Path:
    """Generate a city and write its files and a study file.

    Parameters
    ----------
    folder : path
        Folder to make; an earlier one made here is replaced, unless a file in it was changed. Files that are not ours
        stay.
    size : {"small", "medium", "large"}
        Size of the city.
    seed : int
        Seed of the city and of the study.

    Returns
    -------
    Path
        The study file.

    Raises
    ------
    InputError
        Where `folder` is not ours, or holds a study or data that were changed.
    """
    with _staged_city(folder) as staging:
        _write(staging, size, seed)
    return Path(folder) / STUDY_FILE


def _write(folder: Path, size: str, seed: int) -> None:
    city = generate_city(seed=seed, size=size, dirty=True)
    city.write(folder)
    holdout = city.truth.intensity.start + pd.Timedelta(weeks=_WEEKS_TO_LEARN)
    study = DEMO_STUDY.format(
        name=city.name, holdout=f"{holdout:%Y-%m-%d}", seed=seed, posts=len(city.posts), most=len(city.posts) + 2
    )
    write_text(folder / STUDY_FILE, study)


def _staged_city(folder: str | Path) -> AbstractContextManager[Path]:
    return staged_folder(folder, kind=_KIND, earlier=_earlier, refuse_changed=True)


def _earlier(folder: Path) -> Ledger | None:
    """Recognise what version 0.1 wrote, which kept no list: files that differ from the new ones are refused then."""
    try:
        study = read_text(folder / STUDY_FILE)
    except InputError:
        return None
    return Ledger(_KIND) if study.startswith(_FIRST_LINE) and (folder / "incidents.csv").is_file() else None


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
    need_case_folder(output)
    folder = output.with_name(f"{output.name}-city")
    with _staged_city(folder) as staging:
        with Clock(listener).step("generate the city") as step:
            _write(staging, size, seed)
            step.result = f"files and study go to {folder}"
        study = read_study(staging / STUDY_FILE, data=staging, settings=settings)
        # The city's files come into place after the case folder: a run that is stopped changes nothing.
        return run_study(study, output, jobs=jobs, listener=listener)
