"""Run the Buffalo study again and tell what came out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from beatwright._version import __version__
from beatwright.base.progress import Clock, Listener, Silent
from beatwright.core import Case, City, Plan, Problem, compare
from beatwright.data.today.district_layer import districts_from_layer
from beatwright.data.units import (
    Conservation,
    Straddling,
    as_city,
    assign_by_majority,
    conservation,
    plan_on_pieces,
    recount,
    split_by_parents,
    straddling,
)
from beatwright.evaluate import Districts
from beatwright.planning import BalancedDistricts
from beatwright.studies.buffalo.place import Place, generated_place, st_louis
from beatwright.studies.buffalo.published import Arithmetic, arithmetic
from beatwright.studies.folders import find_data_folder, left_out, study_folder, write_case, write_figures

__all__ = ["BuffaloResult", "CityResult", "examine", "reproduce_buffalo"]

WEIGHTS = {"calls": 0.6, "population": 0.25, "area": 0.15, "cut": 0.15}
MAJORITY, SPLIT = "method 1: units whole", "method 2: units split"
# A street's width: layers of two offices follow its middle or its side.
_STREET = 20.0
_SHOWN = (
    "districts",
    "CV of calls",
    "variance of calls",
    "Gini of calls",
    "CV of population",
    "CV of area",
    "cut share",
    "mean Polsby-Popper",
    "districts in pieces",
    "districts across parents",
)


@dataclass(frozen=True, eq=False)
class CityResult:
    """The study in one city.

    Parameters
    ----------
    name : str
        Name of the city.
    units : int
        Census units.
    straddling : Straddling
        Those that lie in more than one fixed district.
    moved : tuple of str
        What method 1 moves between districts.
    conserved : Conservation
        People of every unit before and after method 2.
    calls : tuple of float
        Calls planned on, counted on the units and on the pieces.
    case : Case
        Every plan on the pieces, judged.
    """

    name: str
    units: int
    straddling: Straddling
    moved: tuple[str, ...]
    conserved: Conservation
    calls: tuple[float, float]
    case: Case

    @property
    def table(self) -> pd.DataFrame:
        """The measures that the study speaks of, one column per plan, on held-out calls."""
        return self.case.comparison.table.loc[list(_SHOWN)]

    @property
    def holds(self) -> bool:
        """Whether people and calls of every unit are conserved by the split, to 1e-9 of their total."""
        before, after = self.calls
        return self.conserved.holds and abs(after - before) <= 1e-9 * max(before, 1.0)

    @property
    def text(self) -> str:
        """What straddles, what is conserved, and the table."""
        proofs = [f"  {plan.name}: {plan.certificate.text}" for plan in self.case.plans if plan.certificate is not None]
        return "\n".join(
            [
                f"{self.name}: {self.units} census units, {len(self.straddling)} of them straddle fixed districts",
                *(f"  {note}" for note in self.straddling.notes),
                *(f"  Method 1: {note}" for note in self.moved),
                f"  Method 2: people and calls of every unit {'are' if self.holds else 'ARE NOT'} conserved to 1e-9 "
                f"({self.calls[0]:,.0f} calls before, {self.calls[1]:,.0f} after).",
                "",
                f"Judged on {self.case.heldout.demand.calls:,.0f} held-out calls:",
                self.table.map("{:,.3f}".format).to_string(),
                "",
                "How far from the best (F, planned on):",
                *proofs,
            ]
        )

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return {
            "city": self.name,
            "units": self.units,
            "straddling": list(self.straddling.units),
            "moved by method 1": list(self.moved),
            "conserved": self.holds,
            "calls": list(self.calls),
            "table": {
                str(plan): {str(measure): _plain(value) for measure, value in column.items()}
                for plan, column in self.case.comparison.table.items()
            },
            "certificates": {
                plan.name: None if plan.certificate is None else plan.certificate.to_dict() for plan in self.case.plans
            },
        }


def _plain(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


@dataclass(frozen=True, eq=False)
class BuffaloResult:
    """The printed tables checked, and the study in every city at hand.

    Parameters
    ----------
    arithmetic : Arithmetic
        Tables 1 and 2.
    cities : tuple of CityResult
        The generated city, and St. Louis where its files are.
    skipped : tuple of str
        What was left out, and why.
    output : Path
        Folder of the reports.
    """

    arithmetic: Arithmetic
    cities: tuple[CityResult, ...]
    skipped: tuple[str, ...]
    output: Path

    @property
    def text(self) -> str:
        """Tables and findings."""
        return "\n\n".join([self.arithmetic.text, *(city.text for city in self.cities), *self.skipped])

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return {
            "study": "buffalo",
            "published": self.arithmetic.to_dict(),
            "cities": [city.to_dict() for city in self.cities],
            "skipped": list(self.skipped),
        }


def examine(place: Place, *, seconds: float | None = None, seed: int = 0) -> CityResult:
    """Find what straddles, draw districts by both methods, and judge them beside today and the census layer.

    Parameters
    ----------
    place : Place
        The city.
    seconds : float, optional
        Wall time of each search; default: a number of proposals, the same on every machine.
    seed : int
        Of the searches.
    """
    counts = {"extensive": ("population",), "width": _STREET, "outside": "nearest"}
    found = straddling(place.units, place.parents, width=_STREET)
    whole = assign_by_majority(place.units, place.parents, incidents=place.past, **counts)  # type: ignore[arg-type]
    split = split_by_parents(place.units, place.parents, incidents=place.past, **counts)  # type: ignore[arg-type]
    pieces = _city(place, split.units, split.notes)
    units = _city(place, whole.units, whole.notes)
    problem, heldout = Problem(pieces, recount(place.past, pieces)), Problem(pieces, recount(place.heldout, pieces))
    on_units = Problem(units, recount(place.past, units))
    planner = BalancedDistricts(k=place.k, weights=WEIGHTS, seconds=seconds, seed=seed)
    today = districts_from_layer(pieces, place.today.reset_index(), place.today.index.name, name=place.today_name)
    plans = (
        replace(today, today=True),
        districts_from_layer(pieces, place.census.reset_index(), place.census.index.name, name=place.census_name),
        plan_on_pieces(replace(planner.solve(on_units), name=MAJORITY), pieces),
        replace(planner.solve(problem), name=SPLIT),
    )
    return CityResult(
        name=place.name,
        units=len(place.units),
        straddling=found,
        moved=whole.notes,
        conserved=conservation(place.units, split.units, ["population"]),
        calls=(on_units.demand.calls, problem.demand.calls),
        case=_case(place, problem, heldout, plans),
    )


def _city(place: Place, units: Any, notes: tuple[str, ...]) -> City:
    return as_city(units, parents=place.parents, boundary=place.boundary, name=place.name, notes=notes)


def _case(place: Place, problem: Problem, heldout: Problem, plans: tuple[Plan, ...]) -> Case:
    judged = compare(plans, heldout, Districts())
    return Case(
        name=f"The Buffalo study, done again in {place.name}",
        problem=problem,
        heldout=heldout,
        plans=plans,
        evaluations=judged.evaluations,
        main=SPLIT,
        base=place.today_name,
        reading=place.past.report,
        manifest={"versions": {"beatwright": __version__}, "study": "buffalo"},
    )


def reproduce_buffalo(
    output: Path,
    data: Path | None = None,
    listener: Listener | None = None,
    *,
    seconds: float | None = None,
    **size: int,
) -> BuffaloResult:
    """Check the printed tables, and do the study in a generated city and in St. Louis where its files are.

    Parameters
    ----------
    output : Path
        Folder to make: the case folder of the generated city with ``report.html``, ``reproduce.json``, and
        ``st-louis/``, a case folder too.
    data : Path, optional
        Folder of real data; default: the environment variable BEATWRIGHT_DATA.
    listener : Listener, optional
        Told of every step.
    seconds : float, optional
        Wall time of each search.
    **size : int
        Of the generated city: see `beatwright.studies.buffalo.generated_place`.
    """
    clock = Clock(listener or Silent())
    data = find_data_folder(data)
    with study_folder(output) as staging:
        with clock.step("check the printed tables"):
            checked = arithmetic()
        with clock.step("generate the city"):
            place = generated_place(**size)
        cities = [_one_city(place, staging, clock, seconds)]
        with clock.step("read St. Louis") as step:
            real = st_louis(data) if data else None
            step.result = "left out" if real is None else f"{len(real.units)} block groups"
        if real is not None:
            (staging / "st-louis").mkdir()
            cities.append(_one_city(real, staging / "st-louis", clock, seconds))
        result = BuffaloResult(checked, tuple(cities), () if real else (left_out("St. Louis", data),), Path(output))
        write_figures(staging, result.to_dict())
    return result


def _one_city(place: Place, folder: Path, clock: Clock, seconds: float | None) -> CityResult:
    with clock.step(f"{place.name}: split, draw, judge") as step:
        found = examine(place, seconds=seconds)
        step.result = f"{len(found.straddling)} of {found.units} units straddle, {len(found.case.plans)} plans"
    write_case(found.case, place.past, folder, clock)
    return found
