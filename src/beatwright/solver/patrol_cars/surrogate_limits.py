"""The least largest loss within two limits at once, on car-hours and on cars, by surrogate constraints.

A price of a car makes one limit of two: no plan within both costs more than the car-hours and the price of all cars. So
the best plan within that one limit is a bound, and where it holds both limits it is the best. Prices are tried from
both ends, nothing and all that counts, inwards: a plan with too many cars asks for a higher one, a plan with too many
car-hours for a lower one. What then is left between the best plan and the bound is halved again and again by integer
programs with both limits, which say whether every command can lose so little.

Glover, F. (1968). Surrogate constraints. Operations Research 16, 741-749.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from beatwright.base.certificate import Certificate, Status
from beatwright.solver.milp import solve_milp
from beatwright.solver.patrol_cars.greedy_tour_cars import greedy_tour_cars
from beatwright.solver.patrol_cars.tour_instance import Floats, Ints, TourInstance
from beatwright.solver.patrol_cars.tour_program import tour_program
from beatwright.solver.time_limit import SearchClock

__all__ = ["SurrogateSearch"]

_AHEAD = 3  # cars on duty beyond a plan's up to which curves are followed at first
_LESS = 1e-6  # relative: losses nearer to each other than this are not told apart
_NODES = 2_000  # of branch and bound for one question, some seconds: the gap is told where that does not answer it
_TOLERANCE = 1e-9  # of rows that are in units of a limit
_WITHIN = 1 + 1e-12  # of a budget: rounding
_DOUBLED = 8  # prices between the ends, each twice the one before: up to 128 times the step of costs
_METHOD = "surrogate limits, then branch and bound by HiGHS with both"

# Of an instance and the most that its costs may come to: the plan with the least largest loss.
OneLimit = Callable[[TourInstance, float], tuple[Ints, Certificate]]


@dataclass(eq=False)
class SurrogateSearch:
    """A search for the least largest loss within both limits.

    Parameters
    ----------
    instance : TourInstance
        Tours and curves.
    car_hours, cars : float
        The limits.
    scale : array, shape (commands,)
        What losses are multiplied by before they are compared.
    one_limit : callable
        Solves the problem with one limit.
    clock : SearchClock
        Says when to end.
    """

    instance: TourInstance
    car_hours: float
    cars: float
    scale: Floats
    one_limit: OneLimit
    clock: SearchClock

    def run(self, start: Ints) -> tuple[Ints, Certificate, bool]:
        """Return cars on tours, the proof, and whether they are known to lose least of all with so small a largest.

        `start` holds both limits, shape (commands, tours).
        """
        best = greedy_tour_cars(self.instance, start, car_hours=self.car_hours, cars=self.cars)
        bound = 0.0
        for cars, seen in self._by_price():
            bound = max(bound, seen.bound)
            if self._holds(cars):
                if seen.status == "optimal":
                    self.clock.report(seen.objective, bound)
                    return cars, seen, True
                best = min(best, cars, key=self._largest)
            self.clock.report(self._largest(best), bound)
        best, bound, ended = self._halved(best, bound)
        value = self._largest(best)
        return best, Certificate(ended, value, min(bound, value), method=_METHOD), False

    def _by_price(self) -> Iterator[tuple[Ints, Certificate]]:
        """Yield the plans of prices, until one holds both limits or no price is left between two."""
        prices = [0.0, *(_step(self.instance.cost) * 2.0**power for power in range(_DOUBLED)), np.inf]
        low, high, tried = -1, len(prices), 0  # positions: of a price too low, of one too high
        while low + 1 < high and not self.clock.late:
            at = (0, len(prices) - 1)[tried] if tried < 2 else (low + high) // 2
            tried += 1
            cars, seen = self._priced(prices[at])
            yield cars, seen
            if self._holds(cars):
                return
            low, high = (at, high) if cars.sum() > self.cars else (low, at)

    def _priced(self, price: float) -> tuple[Ints, Certificate]:
        cost = self.instance.cost
        if np.isfinite(price):
            return self.one_limit(replace(self.instance, cost=cost + price), self.car_hours + price * self.cars)
        return self.one_limit(replace(self.instance, cost=np.ones_like(cost)), self.cars)

    def _holds(self, cars: Ints) -> bool:
        hours = float(cars.sum(axis=0) @ self.instance.cost)
        return bool(cars.sum() <= self.cars and hours <= self.car_hours * _WITHIN)

    def _largest(self, cars: Ints) -> float:
        return float((self.instance.lost(cars) * self.scale).max())

    def _halved(self, best: Ints, bound: float) -> tuple[Ints, float, Status]:
        """Bring plan and bound together: the first question is whether the plan can be beaten at all."""
        value, level = self._largest(best), 0.0
        while value - bound > 2 * _LESS * value:
            level = value * (1 - _LESS) if not level else bound + (value - bound) / 2
            cars, shown = (None, self.clock.ending) if self.clock.late else self._within(level, best)
            if cars is not None:
                best, value = cars, self._largest(cars)
            elif shown == "infeasible":
                bound = level
            else:
                return best, bound, self.clock.ending if self.clock.late else "feasible"
            self.clock.report(value, bound)
        return best, bound, "optimal"

    def _within(self, level: float, cars: Ints) -> tuple[Ints | None, str]:
        """Return a plan within both limits whose largest loss is at most `level`, and how the search for it ended.

        Curves are cut, which makes the level easier to hold, never harder: no plan then is a proof.
        """
        limit = np.divide(level, self.scale, out=np.full_like(self.scale, np.inf), where=self.scale > 0)
        upto = self.instance.on_duty(cars) + _AHEAD
        while True:
            upto = np.minimum(upto, self.instance.most)
            made = tour_program(self.instance, upto, car_hours=self.car_hours, most_cars=self.cars, limit=limit)
            any_plan = replace(made.program, cost=np.zeros_like(made.program.cost))
            options = self.clock.silent().options()
            answer = solve_milp(any_plan, easy=True, nodes=_NODES, tolerance=_TOLERANCE, **options)
            if answer.x is None:
                return None, answer.certificate.status
            found = made.cars(answer.x)
            if self._largest(found) <= level * (1 + _TOLERANCE) and self._holds(found):
                return found, "optimal"
            further = np.minimum(np.maximum(upto, self.instance.on_duty(found) + _AHEAD), self.instance.most)
            if (further == upto).all():
                return None, "feasible"
            upto = further


def _step(cost: Floats) -> float:
    """Return what costs are whole multiples of, so that they remain so with a price; else a part of the least."""
    whole = np.rint(cost)
    return float(np.gcd.reduce(whole.astype(np.int64))) if (whole == cost).all() else float(cost.min() / 8)
