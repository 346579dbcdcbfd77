"""The examiner that audits a forecaster: on whom its flags fall, what doubtful reporting does, what feeds on itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt
import pandas as pd

from beatwright.base import check
from beatwright.base.errors import ParameterError
from beatwright.base.words import count_of
from beatwright.core.case import Case
from beatwright.core.city import City
from beatwright.core.finding import Finding
from beatwright.core.incidents import Incidents
from beatwright.core.nearest_post import nearest_post
from beatwright.examine.exploration.incident_examiner import IncidentExaminer
from beatwright.examine.fairness.audit_parts import (
    audit_measures,
    flag_bars,
    flags_table,
    patrol_lines,
    reporting_table,
)
from beatwright.examine.fairness.audit_result import AuditResult, PlanUnderDoubt
from beatwright.examine.fairness.audit_words import audit_sentences
from beatwright.forecast import (
    STEPS,
    FeedbackRuns,
    PatrolledCity,
    ProportionalPatrols,
    feedback_loop,
    flagged_share,
    reporting_sensitivity,
    zone_groups,
)
from beatwright.forecast.audits.zone_groups import THIRDS
from beatwright.forecast.series.zone_areas import zone_areas

__all__ = ["Audits"]

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

_FORECASTERS: dict[str, type[Any]] = {step.__name__: step for step in STEPS}
_WEEK = pd.Timedelta(days=7)
_FEWEST_WEEKS = 12  # of records, and of those a third is foreseen
_FEWEST = 50  # incidents that came, of which shares by group say anything
# Share of the incidents that citizens report in the made-up city, and of the others that a patrol finds where it is.
_REPORTED, _FOUND = 0.5, 0.5
_LOOPS = ("records as they are", "with the filter", "the group reports less")


@dataclass(frozen=True, repr=False)
class Audits(IncidentExaminer):
    """On whom a forecast falls: its flags by group of zones, doubt of reporting, and feedback from patrols to records.

    The last part of the records is foreseen from those before it. Then a made-up city, in which incidents happen as the
    forecast has them, patrols where they are foreseen, and records what patrols find and citizens report.

    Parameters
    ----------
    column : str
        Column of the zones that groups them: numbers, such as incomes, make thirds. Empty: people per square
        kilometre where they are known, else the parent districts.
    forecaster : str, default "EmpiricalBayes"
        Name of the forecaster to audit, with its defaults.
    share : float, default 0.05
        Share of the area that is flagged, and of the zones that are patrolled in the made-up city.
    holdout : int, default 26
        Weeks at the end of the records that are foreseen; at most a third of them.
    reporting : float, default 0.5
        How many times as much as the others a group may report.
    weeks : int, default 52
        Length of the made-up time.
    runs : int, default 3
        How often it is made up.
    seed : int, default 0
        The same seed gives the same figures.
    """

    finding: ClassVar[str] = "audits"
    title: ClassVar[str] = "On whom the forecast falls"
    short: ClassVar[str] = "Audits"
    unasked: ClassVar[bool] = False  # it fits forecasters again and again
    column: str = ""
    forecaster: str = "EmpiricalBayes"
    share: float = 0.05
    holdout: int = 26
    reporting: float = 0.5
    weeks: int = 52
    runs: int = 3
    seed: int = 0

    def complaints(self) -> Iterable[str | None]:
        """Yield what is wrong with the options."""
        yield from super().complaints()
        if not isinstance(self.column, str):
            yield check.sentence("Audits", "column", "the name of a column of the zones, or empty", repr(self.column))
        yield check.one_of("Audits", "forecaster", self.forecaster, _FORECASTERS)
        yield check.number("Audits", "share", self.share, 0, 1, open_low=True)
        yield check.number("Audits", "reporting", self.reporting, 0.01, 0.99)
        for name in ("holdout", "weeks", "runs"):
            yield check.integer("Audits", name, getattr(self, name), 1)
        yield check.integer("Audits", "seed", self.seed, 0)

    def look(self, case: Case, incidents: Incidents) -> Finding:
        """Return the flags by group, what doubtful reporting does, and what feeds on itself."""
        found = self.audited(case, incidents)
        return self.found(
            list(audit_sentences(found)),
            measures=audit_measures(found),
            tables=[flags_table(found), reporting_table(found)],
            charts=[flag_bars(found), patrol_lines(found)],
        )

    def audited(self, case: Case, incidents: Incidents) -> AuditResult:
        """Return the figures.

        Raises
        ------
        ParameterError
            Where nothing can be said of these zones or incidents.
        """
        city = case.problem.city
        name, group = self._groups(city)
        past, future, weeks = self._halves(incidents)
        expected = self._expected(past, city, weeks)
        counts = np.bincount(
            future.frame["zone"].to_numpy()[future.frame["zone"].to_numpy() >= 0], minlength=len(group)
        )
        flags = self._flags(city, expected, counts, group)
        if flags["ratio"].isna().all():
            raise ParameterError(f"No zone fits into {100 * self.share:g} % of the area: raise 'share'.")
        focus = str(flags["ratio"].where(flags["incidents"] >= 0.05).idxmax())
        member = group == focus
        doubt = reporting_sensitivity(
            expected, member, ratios=self._ratios, area=zone_areas(city), share=self.share, seed=self.seed
        )
        return AuditResult(
            forecaster=self.forecaster,
            groups=name,
            focus=focus,
            since=past.end,
            weeks=weeks,
            share=self.share,
            flags=flags,
            reporting=doubt,
            ratio=self.reporting,
            loops=self._loops(city, expected / weeks, member),
            member=member,
            plan=self._plan(case, member),
        )

    @property
    def _ratios(self) -> tuple[float, ...]:
        middle = self.reporting**0.5
        return (self.reporting, middle, 1.0, 1 / middle, 1 / self.reporting)

    def _groups(self, city: City) -> tuple[str, npt.NDArray[np.object_]]:
        if self.column:
            if wrong := check.one_of("Audits", "column", self.column, [str(name) for name in city.zones.columns]):
                raise ParameterError(wrong)
            return self.column, zone_groups(city.zones[self.column])
        if "population" in city.zones and bool((city.zones["area_km2"] > 0).all()):
            return "people per km²", zone_groups(city.zones["population"] / city.zones["area_km2"])
        if "parent" in city.zones:
            return "district", zone_groups(city.zones["parent"])
        raise ParameterError(
            "The zones have neither people nor districts by which to group them. Name a column of theirs with 'column'."
        )

    def _halves(self, incidents: Incidents) -> tuple[Incidents, Incidents, int]:
        length = int((incidents.end - incidents.start) / _WEEK) if len(incidents) else 0
        if length < _FEWEST_WEEKS:
            raise ParameterError(
                f"The records are {count_of(length, 'week')} long: an audit needs {_FEWEST_WEEKS} of them or more."
            )
        weeks = min(self.holdout, length // 3)
        past, future = incidents.split(incidents.end - weeks * _WEEK)
        inside = int((future.frame["zone"] >= 0).sum())
        if inside < _FEWEST:
            raise ParameterError(
                f"{count_of(inside, 'incident')} in the last {count_of(weeks, 'week')}: of shares by group something "
                f"can be said from {_FEWEST} on."
            )
        return past, future, weeks

    def _expected(self, past: Incidents, city: City, weeks: int) -> Floats:
        fitted = _FORECASTERS[self.forecaster]().fit(past, city)
        return np.asarray(fitted.predict(weeks=weeks).expected.sum(axis=1))

    def _flags(self, city: City, expected: Floats, counts: npt.NDArray[np.int64], group: Any) -> pd.DataFrame:
        people = city.zones["population"].fillna(0).to_numpy(dtype=np.float64) if "population" in city.zones else None
        table = flagged_share(
            expected, counts, group.astype(str), area=zone_areas(city), share=self.share, people=people, seed=self.seed
        )
        thirds = [third for third in THIRDS if third in table.index]
        return table.reindex([*thirds, *(label for label in table.index if label not in thirds)])

    def _loops(self, city: City, weekly: Floats, member: Flags) -> dict[str, FeedbackRuns]:
        """Return the loops: records as they are, with the filter, and where the group reports less."""
        even = PatrolledCity(city, weekly / _REPORTED, reported=_REPORTED, found=_FOUND)
        less = np.where(member, self.reporting * _REPORTED, _REPORTED)
        unequal = PatrolledCity(city, weekly / _REPORTED, reported=less, found=_FOUND)
        policy = ProportionalPatrols(share=max(self.share, 1 / len(weekly)))
        found = {}
        for name, patrolled in zip(_LOOPS, (even, even, unequal), strict=True):
            found[name] = feedback_loop(
                _FORECASTERS[self.forecaster](),
                patrolled,
                policy,
                weeks=self.weeks,
                runs=self.runs,
                filtered=name == _LOOPS[1],
                seed=self.seed,
                progress=self.progress,
            )
        return found

    def _plan(self, case: Case, member: Flags) -> PlanUnderDoubt | None:
        if not case.plans or case.plan(case.main).posts is None:
            return None
        plan = case.plan(case.main)
        metres = nearest_post(case.problem.city, plan).metres
        demand = case.heldout.demand
        rate = np.tensordot(demand.weight, demand.rate.sum(axis=(2, 3)), axes=1)
        if not (np.isfinite(metres).all() and rate.any()):
            return None
        recorded, fewer, more = (
            float(np.average(metres, weights=np.where(member, rate / ratio, rate)))
            for ratio in (1.0, self.reporting, 1 / self.reporting)
        )
        return PlanUnderDoubt(plan.name, recorded, fewer, more)
