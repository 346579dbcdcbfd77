"""What dispatch records say of a simulation's parameters, with the standard error of each figure."""

from __future__ import annotations

import json
import math
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from beatwright.base.errors import InputError, ParameterError
from beatwright.base.estimate import Estimate
from beatwright.base.files.atomic_file import write_text
from beatwright.base.files.text_file import read_text
from beatwright.base.words import listed
from beatwright.core.problem import Problem
from beatwright.core.severity import Severity

__all__ = ["Calibration", "ClassCalibration", "is_calibration"]

_FIRST_LINE = "# beatwright: parameters of a dispatch simulation, fitted to dispatch records"
_NOTHING = Estimate(math.nan, math.nan, 0)
_SCENE = ("service", "first", "later")


def is_calibration(text: str) -> bool:
    """Whether a file that begins so is one that `Calibration.save` wrote."""
    return text.startswith(_FIRST_LINE)


@dataclass(frozen=True)
class ClassCalibration:
    """What calls of one class need.

    Parameters
    ----------
    name : str
        As the records call the class.
    cars : tuple of Estimate
        The share of calls that were sent 1, 2, ... cars.
    service, first, later : Estimate
        Mean minutes on the scene of any car, of the first one there, and of the others.
    service_spread, first_spread, later_spread : Estimate
        Standard deviation of the logarithm of these minutes.
    """

    name: str
    cars: tuple[Estimate, ...]
    service: Estimate
    service_spread: Estimate
    first: Estimate
    first_spread: Estimate
    later: Estimate
    later_spread: Estimate


@dataclass(frozen=True)
class Calibration:
    """Parameters of a dispatch simulation, fitted to records.

    Parameters
    ----------
    source : str
        Which records.
    classes : tuple of ClassCalibration
        The most urgent first.
    call_minutes : Estimate
        Mean minutes from a call until a car was sent, of calls for which cars were free.
    travel_factor : Estimate
        Recorded minutes of travel over those of the city's table, in the middle.
    travel_by_hours : dict of str to Estimate
        The same by the hours of the day.
    travel_spread : Estimate
        Standard deviation of the logarithm of minutes of travel around it.
    travel_slope : Estimate
        Of log recorded on log tabled minutes; 1 where the table is right but for the factor.
    work_by_hour : tuple of Estimate
        Pieces of work that cars began themselves, an hour, by hour of the day.
    work_minutes : Estimate
        Their mean length.
    calls_per_incident : Estimate
        Calls over the incidents that were recorded in the same time.
    notes : tuple of str
        What to know.
    """

    source: str
    classes: tuple[ClassCalibration, ...]
    call_minutes: Estimate = _NOTHING
    travel_factor: Estimate = _NOTHING
    travel_by_hours: tuple[tuple[str, Estimate], ...] = ()
    travel_spread: Estimate = _NOTHING
    travel_slope: Estimate = _NOTHING
    work_by_hour: tuple[Estimate, ...] = ()
    work_minutes: Estimate = _NOTHING
    calls_per_incident: Estimate = _NOTHING
    notes: tuple[str, ...] = ()

    @property
    def cars(self) -> npt.NDArray[np.float64]:
        """Shares of calls that need 1, 2, ... cars, shape (classes, most), as `Calls.drawn` takes them.

        The least urgent class comes first there.
        """
        return np.array([[one.value for one in each.cars] for each in reversed(self.classes)])

    @property
    def travel_mean_factor(self) -> float:
        """The factor by which mean minutes of travel exceed those of the table: the scatter makes it larger."""
        spread = self.travel_spread.value if self.travel_spread.seen else 0.0
        return self.travel_factor.value * math.exp(spread**2 / 2)

    def applied(self, problem: Problem) -> Problem:
        """Return the problem with the minutes of call-taking, of travel and on the scene that were fitted.

        Parameters
        ----------
        problem : Problem
            With as many classes as the records have, or with classes of the same names.

        Raises
        ------
        ParameterError
            Where the classes do not match.
        """
        classes = [
            replace(one, service_minutes=fit.service.value, service_spread=fit.service_spread.value)
            if fit.service.seen else one for one, fit in zip(problem.severity.classes, self._fits(problem), strict=True)
        ]  # fmt: skip
        city = problem.city
        if self.travel_factor.seen:
            factor = np.float32(self.travel_mean_factor)
            travel = city.travel
            between = None if travel.between is None else travel.between * factor
            note = f"Minutes of travel are {factor:.3g} times those of the table, by {self.source}."
            city = replace(
                city,
                travel=replace(travel, minutes=travel.minutes * factor, between=between, notes=(*travel.notes, note)),
            )
        wait = self.call_minutes.value if self.call_minutes.seen else problem.call_minutes
        return replace(problem, city=city, severity=Severity(tuple(classes)), call_minutes=wait)

    def cars_for(self, problem: Problem) -> npt.NDArray[np.float64]:
        """Return the shares of calls that need 1, 2, ... cars, shape (classes, most), in the order of a problem.

        Of classes without recorded calls every call needs the cars that the problem says.

        Raises
        ------
        ParameterError
            Where the classes do not match; see `applied`.
        """
        fits, needed = self._fits(problem), problem.cars_needed
        most = max(int(needed.max()), *(len(fit.cars) for fit in fits))
        shares = np.zeros((len(fits), most))
        for row, (fit, cars) in enumerate(zip(fits, needed.tolist(), strict=True)):
            if fit.cars and fit.cars[0].seen:
                shares[row, : len(fit.cars)] = [one.value for one in fit.cars]
            else:
                shares[row, cars - 1] = 1.0
        return shares

    def _fits(self, problem: Problem) -> list[ClassCalibration]:
        """Return the classes in the order of the problem, by their names; else all in their order of urgency."""
        found = {one.name: one for one in self.classes}
        names = problem.severity.names
        if set(names) != set(found) and len(names) != len(found):
            raise ParameterError(
                f"The records have {len(found)} classes ({listed(found)}), the problem has {len(names)} "
                f"({listed(names)}). Name as many priorities as the problem has classes."
            )
        return [found[name] for name in names] if set(names) == set(found) else list(reversed(self.classes))

    def rows(self) -> Iterator[tuple[str, Estimate, str]]:
        """Yield every figure: what it is, the figure, its unit."""
        for one in self.classes:
            for number, share in enumerate(one.cars, 1):
                yield f"{one.name}: share of calls with {number} {'car' if number == 1 else 'cars'}", share, ""
            for name, words in (("first", "first car"), ("later", "other cars"), ("service", "all cars")):
                yield f"{one.name}: on the scene, {words}", getattr(one, name), "min"
                yield f"{one.name}: spread of its logarithm, {words}", getattr(one, f"{name}_spread"), ""
        yield "call-taking", self.call_minutes, "min"
        yield "travel: factor on the minutes of the table", self.travel_factor, ""
        for hours, factor in self.travel_by_hours:
            yield f"travel: factor, hours {hours}", factor, ""
        yield "travel: spread of the logarithm", self.travel_spread, ""
        yield "travel: slope of the logarithms (1 expected)", self.travel_slope, ""
        if self.work_by_hour:
            rate = np.array([one[:2] for one in self.work_by_hour])
            count = sum(one.seen for one in self.work_by_hour)
            mean = Estimate(float(rate[:, 0].mean()), float(np.sqrt((rate[:, 1] ** 2).sum())) / len(rate), count)
            yield "work begun by cars: pieces an hour", mean, ""
            yield "work begun by cars: length", self.work_minutes, "min"
        yield "calls per incident", self.calls_per_incident, ""

    def toml(self) -> str:
        """Return the figures as TOML: those that a study takes under the names that it gives them."""
        lines = [_FIRST_LINE, f"source = {json.dumps(self.source, ensure_ascii=False)}",
                 f"notes = {json.dumps(list(self.notes), ensure_ascii=False)}"]  # fmt: skip
        lines += ["", "# for [problem] of the study file", "[problem]", *_figure("call_minutes", self.call_minutes)]
        lines += ["", "# for: beatwright calls --calls-per-incident", "[calls]"]
        lines += _figure("calls_per_incident", self.calls_per_incident)
        lines += ["", "# on the minutes of the city's travel table", "[travel]"]
        for name in ("factor", "spread", "slope"):
            lines += _figure(name, getattr(self, f"travel_{name}"))
        lines += [line for hours, one in self.travel_by_hours for line in _figure(f"factor_{hours}", one)]
        lines += ["", "# pieces an hour, by hour of the day, and their length", "[work]"]
        lines += _figures("per_hour", self.work_by_hour) + _figure("minutes", self.work_minutes)
        for one in self.classes:
            lines += ["", "# for the severity table; cars: shares of calls that need 1, 2, ... cars", "[[severity]]",
                      f"name = {json.dumps(one.name, ensure_ascii=False)}"]  # fmt: skip
            for name in _SCENE:
                lines += _figure(f"{name}_minutes", getattr(one, name))
                lines += _figure(f"{name}_spread", getattr(one, f"{name}_spread"))
            lines += _figures("cars", one.cars)
        return "\n".join(lines) + "\n"

    def save(self, path: str | Path) -> Path:
        """Write the figures as TOML, whole or not at all, and return the path."""
        return write_text(path, self.toml())

    @classmethod
    def load(cls, path: str | Path) -> Self:
        """Read what `save` wrote.

        Raises
        ------
        InputError
            Where there is no such file, or it holds no calibration.
        """
        try:
            return cls.read(read_text(Path(path)))
        except ParameterError:
            raise InputError(f"'{path}' holds no calibration. Write one with: beatwright calibrate") from None

    @classmethod
    def read(cls, text: str) -> Self:
        """Read the TOML of `toml`; ParameterError where it is none."""
        try:
            return cls(**_read(tomllib.loads(text) if is_calibration(text) else {}))
        except (KeyError, TypeError, ValueError):
            raise ParameterError("The text is no calibration. Write one with: beatwright calibrate") from None


def _figure(name: str, one: Estimate) -> list[str]:
    key = json.dumps(name) if not name.isidentifier() else name
    bare = name.replace("-", "_")
    error = json.dumps(f"{name}_error") if bare != name else f"{name}_error"
    count = json.dumps(f"{name}_count") if bare != name else f"{name}_count"
    return [f"{key} = {float(one.value)!r}", f"{error} = {float(one.error)!r}", f"{count} = {one.seen}"]


def _figures(name: str, many: tuple[Estimate, ...]) -> list[str]:
    columns = zip(("", "_error", "_count"), zip(*many, strict=True) if many else ((), (), ()), strict=True)
    return [f"{name}{part} = [{', '.join(map(repr, values))}]" for part, values in columns]


def _read(values: dict[str, Any]) -> dict[str, Any]:
    travel, work = values["travel"], values["work"]
    blocks = [name for name in travel if name.startswith("factor_") and name.count("_") == 1 and name[7:8].isdigit()]
    return {
        "source": values["source"],
        "notes": tuple(values["notes"]),
        "classes": tuple(_class(one) for one in values["severity"]),
        "call_minutes": _estimate(values["problem"], "call_minutes"),
        "calls_per_incident": _estimate(values["calls"], "calls_per_incident"),
        **{f"travel_{name}": _estimate(travel, name) for name in ("factor", "spread", "slope")},
        "travel_by_hours": tuple((name[7:], _estimate(travel, name)) for name in blocks),
        "work_by_hour": _estimates(work, "per_hour"),
        "work_minutes": _estimate(work, "minutes"),
    }


def _class(one: dict[str, Any]) -> ClassCalibration:
    scene = {name: _estimate(one, f"{name}_minutes") for name in _SCENE}
    spreads = {f"{name}_spread": _estimate(one, f"{name}_spread") for name in _SCENE}
    return ClassCalibration(name=one["name"], cars=_estimates(one, "cars"), **scene, **spreads)


def _estimate(table: dict[str, Any], name: str) -> Estimate:
    return Estimate(float(table[name]), float(table[f"{name}_error"]), int(table[f"{name}_count"]))


def _estimates(table: dict[str, Any], name: str) -> tuple[Estimate, ...]:
    rows = zip(table[name], table[f"{name}_error"], table[f"{name}_count"], strict=True)
    return tuple(Estimate(float(a), float(b), int(c)) for a, b, c in rows)
