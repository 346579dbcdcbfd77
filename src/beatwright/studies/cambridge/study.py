"""The Cambridge study on a city that everybody has: six policies, two splits of time, two and three stations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from beatwright.base.certificate import percent_up
from beatwright.base.errors import ParameterError
from beatwright.base.progress import Progress
from beatwright.planning import TwoStageStations
from beatwright.solver.stations import compare_scenarios
from beatwright.studies.cambridge.instance import Instance, generated_instances, stlouis_instances
from beatwright.studies.cambridge.policies import Candidates, candidates_of, plans_of
from beatwright.studies.cambridge.published import (
    LATE_2024,
    PUBLISHED_GAP,
    PUBLISHED_MODEL,
    PUBLISHED_VSS,
    TIME_LIMIT,
    TRAVEL_COST,
    menu,
)
from beatwright.studies.cambridge.scoring import observed_calls, score_plan

__all__ = ["CambridgeStudy", "preset", "reproduce", "worth_shown"]

_ROUNDING = 1e-9


def preset(k: int) -> TwoStageStations:
    """Return the study's planner for `k` stations, with all its figures.

    Examples
    --------
    >>> preset(3).p, preset(3).travel_cost
    (3, 0.05)
    """
    return TwoStageStations(p=k, sizes=tuple(menu(k)), travel_cost=TRAVEL_COST)


@dataclass(frozen=True, eq=False)
class CambridgeStudy:
    """What `reproduce` found.

    Parameters
    ----------
    city : str
        The city that stands in for Cambridge, whose crimes the study does not give.
    table : DataFrame
        One row for each split, k, and policy: in-sample and out-of-sample cost in dollars, late crimes, officers late
        and on time; for random policies the mean, and the 90 % interval of late crimes.
    scenarios : DataFrame
        One row for each split and k: EV, EEV, RP, WS, VSS, EVPI in dollars a year, how far above
        the optimum the plans can be as a share of it, seconds.
    """

    city: str
    table: pd.DataFrame
    scenarios: pd.DataFrame

    @property
    def published(self) -> pd.DataFrame:
        """Late crimes as printed (Cambridge, January to May 2024, k = 3) beside ours; both relative to adaptive too."""
        split = self.table.index.get_level_values("split")[-1]
        ks = self.table.index.get_level_values("k")
        ours = self.table.loc[(split, 3 if 3 in ks else int(ks.max()))]["late_crimes"]
        frame = pd.DataFrame({"printed": pd.Series(LATE_2024, dtype=float), "ours": ours}).loc[list(LATE_2024)]
        for name in ("printed", "ours"):
            frame[f"{name}_relative"] = frame[name] / float(frame[name].to_numpy()[-1])
        return frame.rename_axis("policy")

    @property
    def findings(self) -> tuple[str, ...]:
        """What the reader must know, in sentences."""
        worst = float(self.scenarios["vss"].abs().max())
        return (
            f"The study prints a value of the stochastic solution of {PUBLISHED_VSS:.1%}. Its model has no capacity in "
            "the second stage, so the deterministic and the adaptive plan have the same optimum: here the value is "
            f"{worst:,.0f} dollars in every case, both plans {_proven(float(self.scenarios['gap'].max()))}.",
            f"The printed figure compares with a deterministic run that was stopped after {TIME_LIMIT} s with a gap of "
            f"{PUBLISHED_GAP:.1%} of its own cost, at most {percent_up(PUBLISHED_GAP / (1 - PUBLISHED_GAP))} above the "
            f"optimum ({PUBLISHED_MODEL.rows:,} rows, {PUBLISHED_MODEL.columns:,} columns): it measures "
            "how far that run was from its own optimum. As a p-median over (site, size) pairs the model takes at most "
            f"{self.scenarios['seconds'].max():.2f} s.",
            f"The crimes are those of {self.city}, not of Cambridge, so figures compare in order, not in size.",
        )

    @property
    def text(self) -> str:
        """The tables and the findings in plain text."""
        shown = self.table.map(lambda value: "" if np.isnan(value) else f"{value:,.0f}")
        beside = self.published.map("{:,.2f}".format)
        values = worth_shown(self.scenarios)
        return "\n\n".join([shown.to_string(), beside.to_string(), values.to_string(), "\n".join(self.findings)])

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return {
            "study": "cambridge",
            "city": self.city,
            "table": _records(self.table),
            "published": _records(self.published),
            "scenarios": _records(self.scenarios),
            "findings": list(self.findings),
        }


def worth_shown(scenarios: pd.DataFrame) -> pd.DataFrame:
    """Return the table of what scenarios are worth as people read it: whole dollars, the gap in per cent.

    Parameters
    ----------
    scenarios : DataFrame
        As `CambridgeStudy.scenarios`.
    """
    shown = scenarios.map("{:,.0f}".format)
    shown["gap"] = ["0.00%" if gap < _ROUNDING else percent_up(gap) for gap in scenarios["gap"]]
    shown["seconds"] = scenarios["seconds"].map("{:,.2f}".format)
    return shown.rename(columns={name: name.upper() for name in shown.columns[:-2]})


def _records(table: pd.DataFrame) -> list[dict[str, Any]]:
    rows = table.reset_index().to_dict("records")
    return [{str(k): None if isinstance(v, float) and np.isnan(v) else v for k, v in row.items()} for row in rows]


def reproduce(
    data: str | Path | None = None,
    *,
    stations: Sequence[int] = (2, 3),
    draws: int = 100,
    seed: int = 1,
    progress: Progress | None = None,
) -> CambridgeStudy:
    """Plan with every policy, judge on what came after, and show what scenarios are worth.

    Parameters
    ----------
    data : path, optional
        Folder with the St. Louis files; default: a generated city, for which no files are needed.
    stations : sequence of int, default (2, 3)
        Numbers of stations, each at least 2.
    draws : int, default 100
        Draws of the random policies.
    seed : int, default 1
        Seed of the generated city, the sampled nodes and the draws.
    progress : callable, optional
        Called with (done, total, text).
    """
    if not stations or min(stations) < 2:
        raise ParameterError(
            f"The 'stations' parameter of reproduce must hold whole numbers of at least 2. Got {tuple(stations)!r}."
        )
    report = progress or (lambda done, total, text: None)
    steps = 1 + 2 * len(stations)
    report(0, steps, "city, streets and incidents")
    instances = generated_instances(seed) if data is None else stlouis_instances(data, seed)
    rows, values, done = {}, {}, 1
    for instance in instances:
        for k in stations:
            report(done, steps, f"{instance.split.name}, {k} stations")
            candidates = candidates_of(instance, k)
            rows.update(_policy_rows(instance, candidates, k, draws, seed=seed))
            values[(instance.split.name, k)] = _scenario_row(candidates)
            done += 1
    report(steps, steps, "done")
    table = pd.DataFrame.from_dict(rows, orient="index")
    table.index = pd.MultiIndex.from_tuples(list(rows), names=["split", "k", "policy"])
    scenarios = pd.DataFrame.from_dict(values, orient="index")
    scenarios.index = pd.MultiIndex.from_tuples(list(values), names=["split", "k"])
    return CambridgeStudy(instances[0].name, table, scenarios)


def _policy_rows(
    instance: Instance, candidates: Candidates, k: int, draws: int, seed: int
) -> dict[tuple[str, int, str], dict[str, float]]:
    """In-sample figures are those of a mean year of the past, out-of-sample figures those of the period judged on."""
    future, model = observed_calls(instance), candidates.model
    rows = {}
    for plan in plans_of(candidates, k, draws=draws, seed=seed):
        inside = score_plan(model, plan, model.expected)
        outside = score_plan(model, plan, future)
        rows[(instance.split.name, k, plan.policy)] = {
            "past_cost": inside["cost"],
            "past_late_crimes": inside["late_crimes"],
            "cost": outside["cost"],
            "late_crimes": outside["late_crimes"],
            "late_crimes_low": outside.get("late_crimes_low", np.nan),
            "late_crimes_high": outside.get("late_crimes_high", np.nan),
            "late_officers": outside["late_officers"],
            "on_time_officers": outside["on_time_officers"],
        }
    return rows


def _scenario_row(candidates: Candidates) -> dict[str, float]:
    compared = compare_scenarios(candidates.model)
    values = compared.values
    return {
        "ev": values.ev,
        "eev": values.eev,
        "rp": values.rp,
        "ws": values.ws,
        "vss": values.vss,
        "evpi": values.evpi,
        "gap": max(one.outcome.gap for one in (compared.deterministic, compared.adaptive)),
        "seconds": max(compared.deterministic.outcome.seconds, compared.adaptive.outcome.seconds),
    }


def _proven(gap: float) -> str:
    """Say how far above the optimum plans are at most, as a share of it; zeros but for rounding are no distance."""
    if gap < _ROUNDING:
        return "proven optimal"
    return f"at most {percent_up(gap)} above the optimum" if np.isfinite(gap) else "without a proof"
