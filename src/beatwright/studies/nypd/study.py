"""The teaching case worked out: cars for a bound, cars shared out, a watch that overlaps, and the book's three cars."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from beatwright.base.progress import Clock
from beatwright.queueing import cars_needed, erlang_c, hypercube, hypercube_approximate
from beatwright.solver.patrol_cars.fewest_tour_cars import fewest_tour_cars
from beatwright.solver.patrol_cars.greedy_tour_cars import greedy_tour_cars
from beatwright.solver.patrol_cars.share_tour_cars import CarBudget, share_tour_cars
from beatwright.solver.patrol_cars.tour_instance import TourInstance
from beatwright.studies.nypd.curves import FIGURES, curves
from beatwright.studies.nypd.published import (
    BOOK_PREFERENCE,
    BOOK_RATE,
    BOOK_WORKLOAD,
    BOUNDS,
    OVERLAYS,
    PRECINCTS,
    SERVICE,
    WATCHES,
    day_shape,
)

__all__ = ["NypdStudy", "reproduce"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

_CALLS = np.array([one.calls for one in PRECINCTS])
_NAMES = [one.name for one in PRECINCTS]
# Totals shared out: from the fewest that keep up with the calls.
_TOTALS = range(15, 33)
_SHOWN = 24
_CAR_HOURS = (560, 600, 640)
_MOST_CARS = 30  # of one precinct; the sharing never comes near
_SHARED_BY = ("delayed", "wait", "response", "urgent wait")


@dataclass(frozen=True, eq=False)
class NypdStudy:
    """What the case comes to.

    Parameters
    ----------
    meet : DataFrame
        Cars by precinct (columns) for each bound on the share of delayed calls (rows), and in all.
    shared : mapping of str to DataFrame
        By the figure that is least: cars by precinct for each total (rows), and the figure.
    sides : DataFrame
        24 cars shared out by each figure (rows): every figure of the same plan, and the cars.
    overlay : DataFrame
        A day of delayed calls for each overlapping watch and car-hours (rows): without it, with it by the greedy rule,
        with it proven.
    book : DataFrame
        Workloads of the book's three cars (rows): printed, exact, approximate.
    """

    meet: pd.DataFrame
    shared: Mapping[str, pd.DataFrame]
    sides: pd.DataFrame
    overlay: pd.DataFrame
    book: pd.DataFrame

    @property
    def findings(self) -> tuple[str, ...]:
        """What the reader must know, in sentences."""
        delayed, saved = self.shared["delayed"], self.overlay["saved"]
        worst = self.overlay.reset_index().nlargest(1, "greedy above").iloc[0]
        return (
            *(_meeting(bound, cars.tolist()) for bound, cars in zip(BOUNDS, self.meet.to_numpy(), strict=True)),
            f"{_SHOWN} cars shared out for the fewest delayed calls are "
            f"{' '.join(str(delayed[name][_SHOWN]) for name in _NAMES)} in the precincts {', '.join(_NAMES)}, and "
            f"{delayed['delayed'][_SHOWN]:.1%} of the calls wait; with 32 it is {delayed['delayed'][32]:.1%}.",
            f"A watch that overlaps two others saves {saved.min():.0%} to {saved.max():.0%} of the delayed calls for "
            "the same car-hours.",
            f"The greedy rule, a car at a time where it saves most, is up to {worst['greedy above']:.1%} above the "
            f"proven least (watch {worst['watch']}, {worst['car-hours']} car-hours).",
            f"The book's city of three cars: the exact workloads are its printed ones to the fourth digit; Larson's "
            f"approximation is off by {_off(self.book):.1%} at most.",
        )

    @property
    def text(self) -> str:
        """Tables and findings, for a terminal."""
        tables = {
            "Cars for a bound on the share of delayed calls": self.meet,
            "Cars shared out for the fewest delayed calls": self.shared["delayed"],
            f"{_SHOWN} cars shared out by four figures": self.sides,
            "Delayed calls a day, by overlapping watch and car-hours": self.overlay,
            "Workloads of the book's three cars": self.book,
        }
        parts = [f"{name}\n{table.to_string(float_format='{:.4g}'.format)}" for name, table in tables.items()]
        return "\n\n".join([*parts, "\n".join(self.findings)])

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return {
            "study": "nypd",
            "meet": _records(self.meet),
            "shared": {figure: _records(table) for figure, table in self.shared.items()},
            "sides": _records(self.sides),
            "overlay": _records(self.overlay),
            "book": _records(self.book),
            "findings": list(self.findings),
        }


def _meeting(bound: float, cars: list[int]) -> str:
    *each, total = cars
    told = " ".join(map(str, each))
    return f"To delay at most {bound:.0%} of the calls of every precinct takes {total} cars: {told}."


def _off(book: pd.DataFrame) -> float:
    return float((book["approximate"] / book["exact"] - 1.0).abs().max())


def _records(table: pd.DataFrame) -> list[dict[str, Any]]:
    rows = table.reset_index().to_dict("records")
    return [{str(k): v.item() if isinstance(v, np.generic) else v for k, v in row.items()} for row in rows]


def reproduce(clock: Clock) -> NypdStudy:
    """Work the case out.

    Parameters
    ----------
    clock : Clock
        Told of every step.
    """
    with clock.step("find the cars for each bound"):
        meet = _met()
    with clock.step("share cars out") as step:
        shared = {figure: _shared(figure) for figure in _SHARED_BY}
        step.result = f"{len(_SHARED_BY)} figures, {len(_TOTALS)} totals"
    with clock.step("share car-hours out over a day of watches") as step:
        overlay = _overlaid()
        step.result = f"{len(overlay)} cases proven"
    with clock.step("ask the hypercube of the book's city"):
        book = _book()
    return NypdStudy(meet, shared, _sides(shared), overlay, book)


def _met() -> pd.DataFrame:
    rows = {bound: cars_needed(_CALLS * SERVICE, bound) for bound in BOUNDS}
    table = pd.DataFrame.from_dict(rows, orient="index", columns=_NAMES)
    table.index.name = "delayed at most"
    return table.assign(all=table.sum(axis=1))


def _shared(figure: str) -> pd.DataFrame:
    """Share every total out so that one figure is least, each with its proof."""
    lost = curves(PRECINCTS, figure, _MOST_CARS)
    instance = TourInstance(
        cover=np.ones((1, 1), dtype=bool),
        cost=np.ones(1),
        least=np.isinf(lost).sum(axis=1)[:, None],
        curve=lost[:, None, :],
    )
    rows = []
    for total in _TOTALS:
        found = share_tour_cars(instance, CarBudget(cars=total), unit=FIGURES[figure])
        rows.append([total, *found.cars[:, 0].tolist(), found.certificate.objective, found.certificate.text])
    return pd.DataFrame(rows, columns=["cars", *_NAMES, figure, "proof"]).set_index("cars")


def _sides(shared: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Say every figure of the plans that each figure leads to."""
    by_figure = {figure: curves(PRECINCTS, figure, _MOST_CARS) for figure in _SHARED_BY}
    rows = {}
    for figure, table in shared.items():
        cars = table.loc[_SHOWN, _NAMES].to_numpy(dtype=np.int64)
        means = {other: float(lost[np.arange(len(cars)), cars].sum()) for other, lost in by_figure.items()}
        rows[figure] = {**dict(zip(_NAMES, cars.tolist(), strict=True)), **means}
    table = pd.DataFrame.from_dict(rows, orient="index")
    table.index.name = "least"
    return table


def _day(watches: tuple[tuple[int, int], ...]) -> TourInstance:
    """Return a day of six precincts: delayed calls by precinct, hour and cars, the queue of each hour at rest."""
    rate = _CALLS[:, None] * day_shape()
    cars = np.arange(_MOST_CARS + 1)
    load = rate * SERVICE
    delayed = erlang_c(np.maximum(cars, 1), load[:, :, None])
    keeps_up = cars > load[:, :, None]
    curve = np.where(keeps_up, rate[:, :, None] * delayed, np.inf)
    cover = [[(hour - start) % 24 < hours for start, hours in watches] for hour in range(24)]
    least = (~keeps_up).sum(axis=2)
    return TourInstance(
        cover=np.array(cover),
        cost=np.array([hours for _, hours in watches], dtype=np.float64),
        least=least,
        curve=curve,
    )


def _overlaid() -> pd.DataFrame:
    rows = []
    plain = _day(WATCHES)
    for start, hours in OVERLAYS:
        instance = _day((*WATCHES, (start, hours)))
        for car_hours in _CAR_HOURS:
            budget = CarBudget(car_hours=car_hours)
            without, proven = (share_tour_cars(one, budget).certificate for one in (plain, instance))
            one_by_one = greedy_tour_cars(instance, fewest_tour_cars(instance).cars, car_hours=car_hours)
            greedy = float(instance.lost(one_by_one).sum())
            rows.append(
                {
                    "watch": f"{start:02d}-{(start + hours - 1) % 24 + 1:02d}",
                    "car-hours": car_hours,
                    "without": without.objective,
                    "greedy": greedy,
                    "proven": proven.objective,
                    "saved": 1.0 - proven.objective / without.objective,
                    "greedy above": greedy / proven.objective - 1.0,
                    "proof": proven.text,
                }
            )
    return pd.DataFrame(rows).set_index(["watch", "car-hours"])


def _book() -> pd.DataFrame:
    exact = hypercube(BOOK_RATE, BOOK_PREFERENCE, cars=[1, 1, 1])
    near = hypercube_approximate(BOOK_RATE, BOOK_PREFERENCE, cars=[1, 1, 1])
    columns = {"printed": BOOK_WORKLOAD, "exact": exact.workload, "approximate": near.workload}
    return pd.DataFrame(columns, index=pd.Index([1, 2, 3], name="car"))
