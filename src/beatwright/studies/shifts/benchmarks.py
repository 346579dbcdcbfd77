"""The published covers, the test weeks, and the instances of rotations and named rosters, each with our answer."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from beatwright.base.certificate import Certificate
from beatwright.base.errors import Complaints, InputError
from beatwright.base.progress import Progress, progress_or_silence
from beatwright.base.rosters import line_breaks
from beatwright.planning import (
    CyclicRoster,
    WeeklyAnswer,
    cyclic_cover,
    cyclic_roster,
    named_roster,
    read_roster_benchmark,
    weekly_shifts,
)
from beatwright.studies.shifts.instances import (
    NamedCase,
    generated_contracts,
    published_roster,
    published_rotation,
    week_of_need,
)
from beatwright.studies.shifts.published import (
    BENCHMARK_OPTIMA,
    COVERS,
    GIVEN,
    KNOWN_FEWEST,
    KNOWN_SHORT,
    KNOWN_STARTS,
    PEAKS,
    ROTATION_WEEKS,
    WATCHES,
)

__all__ = [
    "benchmark_files",
    "benchmark_instances",
    "named_cases",
    "published_covers",
    "short_weeks",
    "solved_rotation",
    "weeks_covered",
]

_NAN = float("nan")
_FOLDERS = ("", "shift_scheduling", "benchmarks/shift_scheduling")
Row = dict[str, Any]


def published_covers() -> pd.DataFrame:
    """Return the published covers with our answers: a row each."""
    rows = []
    for cover in COVERS:
        began = time.perf_counter()
        seen = cyclic_cover(cover.need, cover.length).certificate
        rows.append({"cover": cover.name, "published": cover.fewest, **_proof(seen, began)})
    return pd.DataFrame(rows).set_index("cover")


def weeks_covered(peaks: Sequence[int] = PEAKS, progress: Progress | None = None) -> pd.DataFrame:
    """Return the fewest officers for the test weeks, by length of shift and what else is asked.

    Parameters
    ----------
    peaks : sequence of int
        Calls an hour at the peaks of the weeks, of those whose answers are known.
    progress : callable, optional
        Called with (done, total, text).
    """
    tell, rows, asked = progress_or_silence(progress), [], list(_asked(peaks))
    for number, (name, peak, known, options) in enumerate(asked):
        tell(number, len(asked), f"{name}, {peak} calls an hour at the peak")
        began = time.perf_counter()
        seen = weekly_shifts(week_of_need(peak), **options).certificate
        rows.append({"shifts": name, "calls at the peak": peak, "known": known, **_proof(seen, began)})
    return pd.DataFrame(rows).set_index(["shifts", "calls at the peak"])


def _asked(peaks: Sequence[int]) -> Iterator[tuple[str, int, int, dict[str, Any]]]:
    for length, known in KNOWN_FEWEST.items():
        for peak, fewest in zip(PEAKS, known, strict=True):
            if peak in peaks:
                yield f"{length} h", peak, fewest, {"lengths": (length,), "days_off": "any"}
    if PEAKS[-1] in peaks:
        yield "8 h, days off in a row", PEAKS[-1], KNOWN_STARTS["days off in a row"], {}
        yield "8 h, at most 3 starts", PEAKS[-1], KNOWN_STARTS["at most 3 starts"], {"most_starts": 3}


def short_weeks(free: Iterable[int] = range(24)) -> tuple[pd.DataFrame, tuple[WeeklyAnswer, ...]]:
    """Return what free starts are worth in the first week: a row for free and for fixed, and their answers.

    Parameters
    ----------
    free : iterable of int
        Hours of the day at which shifts may begin that are not bound to the watches.
    """
    need, rows, answers = week_of_need(PEAKS[0]), [], []
    for (name, known), starts in zip(KNOWN_SHORT.items(), (tuple(free), WATCHES), strict=True):
        began = time.perf_counter()
        enough = weekly_shifts(need, starts=starts, days_off="any")
        answer = weekly_shifts(need, officers=GIVEN, starts=starts, days_off="any")
        rows.append(
            {
                "shifts begin at": name,
                "officers that cover": int(enough.officers.sum()),
                "officer-hours short": answer.short_hours,
                "largest shortage": answer.largest,
                "known": known,
                **_proof(answer.certificate, began),
            }
        )
        answers.append(answer)
    return pd.DataFrame(rows).set_index("shifts begin at"), tuple(answers)


def solved_rotation() -> tuple[Row, CyclicRoster]:
    """Return the row of the published rotation, its rules counted by a checker of its own, and the rotation."""
    need, rules = published_rotation()
    began = time.perf_counter()
    roster = cyclic_roster(need, ROTATION_WEEKS, rules)
    short = int(np.maximum(np.array(need) - roster.cover, 0).sum())
    told = {"uncovered": short, "rules broken": len(line_breaks(roster.duty, rules))}
    name = f"rotation 0103, {ROTATION_WEEKS} weeks"
    return {"instance": name, "known": 0, **_proof(roster.certificate, began), **told}, roster


def named_cases(
    instances: Mapping[int, NamedCase], seconds: float, progress: Progress | None = None
) -> tuple[list[Row], tuple[str, ...]]:
    """Return the rows of the rosters by name, and the numbers of the published instances that were left out.

    Parameters
    ----------
    instances : mapping of int to NamedCase
        Those of the shift scheduling benchmark that there are, as `benchmark_instances` returns them.
    seconds : float
        Time limit of each; instance 1 is always proven.
    progress : callable, optional
        Called with (done, total, text).
    """
    cases = {
        "10 generated officers x 28 days": (_NAN, generated_contracts(10)),
        "10 generated officers, at most 8 nights each": (_NAN, generated_contracts(10, 8)),
        **{f"instance {number}": (BENCHMARK_OPTIMA[number], case) for number, case in instances.items()},
    }
    tell = progress_or_silence(progress)
    first = {"instance": "8 officers x 14 days, instance 1", "known": BENCHMARK_OPTIMA[1]}
    rows = [{**first, **_named(published_roster())}]
    for place, (name, (known, case)) in enumerate(cases.items()):
        tell(place, len(cases), name)
        rows.append({"instance": name, "known": known, **_named(case, seconds)})
    missing = tuple(str(number) for number in BENCHMARK_OPTIMA if number not in instances and number != 1)
    return rows, missing


def _named(case: NamedCase, seconds: float | None = None) -> Row:
    began = time.perf_counter()
    answer = named_roster(*case, seconds=seconds)
    told = {"uncovered": int(answer.missing.sum()), "rules broken": len(answer.breaks)}
    return {**_proof(answer.certificate, began), **told}


def benchmark_files(data: Path | None) -> dict[int, Path]:
    """Return the files of the shift scheduling benchmark in a folder of data, by number, but for instance 1."""
    if data is None:
        return {}
    paths = {
        number: data / folder / f"Instance{number}.txt"
        for number in BENCHMARK_OPTIMA
        for folder in _FOLDERS
        if number != 1 and (data / folder / f"Instance{number}.txt").is_file()
    }
    return dict(sorted(paths.items()))


def benchmark_instances(data: Path | None) -> dict[int, NamedCase]:
    """Read the instances of the shift scheduling benchmark in a folder of data, by number, but for instance 1.

    Raises
    ------
    InputError
        With the complaints of every file at once.
    """
    complaints, cases = Complaints(), {}
    for number, path in benchmark_files(data).items():
        found = complaints.attempt(partial(read_roster_benchmark, path))
        if found is not None:
            cases[number] = (np.asarray(found.need, dtype=np.int64), list(found.staff), found.rules)
    complaints.raise_if_any(InputError, "The instances of the shift scheduling benchmark cannot be read")
    return cases


def _proof(seen: Certificate, began: float) -> Row:
    return {"ours": seen.objective, "bound": seen.bound, "proof": seen.text, "seconds": time.perf_counter() - began}
