"""Shifts and rosters worked out: published figures with ours, and a city from its calls to who is on duty."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from beatwright.base.progress import Clock
from beatwright.base.words import count_of, listed, significant
from beatwright.core import Plan
from beatwright.planning import CyclicRoster, WeeklyAnswer
from beatwright.studies.folders import left_out
from beatwright.studies.shifts.benchmarks import (
    benchmark_instances,
    named_cases,
    published_covers,
    short_weeks,
    solved_rotation,
    weeks_covered,
)
from beatwright.studies.shifts.city_chain import CALLS, POLICIES, chain_of, policies_beside, same_officers
from beatwright.studies.shifts.published import GIVEN, IMPROVED, PEAKS

__all__ = ["ShiftsStudy", "reproduce"]

_NOT_PUBLIC = (
    "The system of San Francisco and its data are not public: P. E. Taylor and S. J. Huxley (1989) print neither the "
    f"need nor the schedules. They report {IMPROVED}. Nothing of that is reproduced here: the model is, and its effect "
    "is shown on weeks and cities that anybody can make."
)


@dataclass(frozen=True, eq=False)
class ShiftsStudy:
    """What it comes to.

    Parameters
    ----------
    covers : DataFrame
        The published covers with our answers, a row each.
    weeks : DataFrame
        Fewest officers of the test weeks, by what is asked and the calls at the peak.
    starts : DataFrame
        The first week with too few officers: shifts from any hour on, and fixed watches.
    rosters : DataFrame
        Instances of rotations and rosters by name.
    same : DataFrame
        A generated city: the same officers on shifts from any hour on, and on fixed watches.
    policies : DataFrame
        The same city: policies side by side.
    answers : tuple of WeeklyAnswer
        Of the rows of `starts`, for the picture.
    rotation : CyclicRoster
        The published rotation solved, for the picture.
    plans : tuple of Plan
        Of the rows of `same`.
    notes : tuple of str
        What was left out.
    """

    covers: pd.DataFrame
    weeks: pd.DataFrame
    starts: pd.DataFrame
    rosters: pd.DataFrame
    same: pd.DataFrame
    policies: pd.DataFrame
    answers: tuple[WeeklyAnswer, ...]
    rotation: CyclicRoster
    plans: tuple[Plan, ...]
    notes: tuple[str, ...] = ()

    @property
    def findings(self) -> tuple[str, ...]:
        """What the reader must know, in sentences."""
        return (
            _NOT_PUBLIC,
            *(_as_known(table, words) for table, words in ((self.covers, "published covers"), (self.weeks, "weeks"))),
            _starts_words(self.starts),
            *(_roster_words(name, row) for name, row in zip(self.rosters.index, _rows(self.rosters), strict=True)),
            _same_words(self.same),
            *_policy_words(self.policies),
            *self.notes,
        )

    @property
    def text(self) -> str:
        """Tables and findings, for a terminal."""
        tables = {
            "Published covers": self.covers,
            "Fewest officers for the test weeks": self.weeks,
            f"{GIVEN} officers for the week of {PEAKS[0]} calls an hour at the peak": self.starts,
            "Rotations and rosters by name": self.rosters,
            "A generated city, the same officers": self.same,
            "A generated city, policies side by side": self.policies,
        }
        parts = [f"{name}\n{table.to_string(float_format='{:.4g}'.format)}" for name, table in tables.items()]
        return "\n\n".join([*parts, "\n".join(self.findings)])

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        names = ("covers", "weeks", "starts", "rosters", "same", "policies")
        tables = {name: _records(getattr(self, name)) for name in names}
        return {"study": "shifts", **tables, "findings": list(self.findings)}


def _rows(table: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(key): value for key, value in row.items()} for row in table.to_dict("records")]


def _records(table: pd.DataFrame) -> list[dict[str, Any]]:
    return [{key: _plain(value) for key, value in row.items()} for row in _rows(table.reset_index())]


def _plain(value: Any) -> Any:
    value = value.item() if isinstance(value, np.generic) else value
    return None if isinstance(value, float) and not np.isfinite(value) else value


def _as_known(table: pd.DataFrame, words: str) -> str:
    known = table["published" if "published" in table else "known"]
    same, proven = int((table["ours"] == known).sum()), int((table["proof"] == "proven optimal").sum())
    return (
        f"Of {len(table)} {words} {same} come out as known, and {proven} are proven to be the least: "
        f"{', '.join(f'{value:g}' for value in table['ours'])}."
    )


def _starts_words(starts: pd.DataFrame) -> str:
    free, fixed = _rows(starts)
    fewer = 1 - free["officer-hours short"] / fixed["officer-hours short"]
    return (
        f"What free starts are worth: the week of {PEAKS[0]} calls an hour takes {free['officers that cover']} "
        f"officers where shifts may begin at any hour, and {fixed['officers that cover']} on watches from "
        f"{starts.index[1]}. {GIVEN} officers are short of {free['officer-hours short']:g} officer-hours a week with "
        f"free starts, of {free['largest shortage']:g} in an hour at most; on watches of "
        f"{fixed['officer-hours short']:g} and {fixed['largest shortage']:g}. That is {fewer:.0%} fewer."
    )


def _roster_words(name: object, row: dict[str, Any]) -> str:
    known = "" if np.isnan(row["known"]) else f", known optimum {row['known']:g}"
    return (
        f"{str(name)[:1].upper()}{str(name)[1:]}: cost {row['ours']:g}, bound {row['bound']:g}{known}; "
        f"{count_of(int(row['uncovered']), 'shift')} uncovered, {count_of(int(row['rules broken']), 'rule')} broken."
    )


def _same_words(same: pd.DataFrame) -> str:
    free, fixed = _rows(same)
    return (
        f"In a generated city, {CALLS:g} calls assumed behind each record, {free['officers']:g} officers cover the "
        f"cars that are needed if shifts may begin at any hour. On fixed watches the same officers are short of "
        f"{fixed['officer-hours short']:g} officer-hours a week, {fixed['largest shortage']:g} in an hour at most. By "
        f"the clock {free['delayed by the clock']:.1%} of the calls of the year after find too few cars of their post "
        f"free, in the worst hour {free['worst hour']:.1%}; on fixed watches {fixed['delayed by the clock']:.1%}, in "
        f"the worst hour {fixed['worst hour']:.1%}. Where dispatchers send cars from elsewhere, they wait "
        f"{significant(free['wait, simulated'], 2)} minutes in the mean against "
        f"{significant(fixed['wait, simulated'], 2)}."
    )


def _policy_words(policies: pd.DataFrame) -> Iterator[str]:
    """Yield the fewest officers of shifts of one length, or of several, by the officers of a car."""
    found = policies[policies["fewest officers"].notna()]
    told: dict[str, list[str]] = {}
    for name, row in zip(found.index.astype(str), _rows(found), strict=True):
        told.setdefault(name.rsplit(", ", 1)[1], []).append(_policy(name, row))
    for car, policies_of_car in told.items():
        yield f"Fewest officers that keep the cars on duty, {car}: {listed(policies_of_car, len(policies_of_car))}."


def _policy(name: str, row: dict[str, Any]) -> str:
    fewest, bound = row["fewest officers"], row["proven to need at least"]
    begin = "from any hour" if "any start" in name else "on fixed watches"
    proven = "" if fewest <= bound else f" (at least {bound:g})"
    return f"{name.partition(', ')[0]} {begin} {fewest:g}{proven}"


def reproduce(
    clock: Clock,
    data: Path | None = None,
    *,
    peaks: Sequence[int] = PEAKS,
    policies: Mapping[int, Sequence[str]] = POLICIES,
    named_seconds: float = 4.0,
    policy_seconds: float = 6.0,
    weeks: int = 52,
) -> ShiftsStudy:
    """Work it out.

    Parameters
    ----------
    clock : Clock
        Told of every step.
    data : Path, optional
        Folder of real data, for instances that cannot be handed on.
    peaks : sequence of int
        Calls an hour at the peaks of the test weeks.
    policies : mapping of int to sequence of str
        Hours of the shifts of the policies, mixtures with a plus, by the officers of a car.
    named_seconds, policy_seconds : float
        Time limits of each roster by name, and of each search of a policy.
    weeks : int, default 52
        Weeks that are simulated.
    """
    with clock.step("read published instances") as step:
        instances = benchmark_instances(data)
        step.result = count_of(len(instances), "file")
    with clock.step("cover the published needs"):
        covers = published_covers()
    with clock.step("find the fewest officers for the test weeks") as step:
        found = weeks_covered(peaks, step.progress)
        step.result = f"{len(found)} answers"
    with clock.step("try free starts against fixed watches"):
        starts, answers = short_weeks()
    with clock.step("solve the published rotation"):
        row, rotation = solved_rotation()
    with clock.step("solve rosters by name") as step:
        rows, missing = named_cases(instances, named_seconds, step.progress)
        step.result = count_of(len(rows), "instance")
    with clock.step("generate a city, and find its cars and officers") as step:
        chain = chain_of()
        step.result = count_of(chain.officers, "officer")
    with clock.step("judge the same officers on free starts and fixed watches"):
        same = same_officers(chain, weeks=weeks)
    with clock.step("set policies side by side") as step:
        beside = policies_beside(chain, policies, seconds=policy_seconds, progress=step.progress)
    notes = (left_out(f"The shift scheduling benchmark, instances {listed(missing)},", data),) if missing else ()
    rosters = pd.DataFrame([row, *rows]).set_index("instance")
    return ShiftsStudy(
        covers, found, starts, rosters, same.table, beside, answers=answers, rotation=rotation, plans=same.plans,
        notes=notes,
    )  # fmt: skip
