"""Run the San Miguel study again and tell what came out."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from beatwright._version import __version__
from beatwright.base.progress import Clock, Listener, Silent
from beatwright.core import Case, Evaluation, Finding, Plan, Problem
from beatwright.data import CurrentPosts
from beatwright.evaluate import Coverage
from beatwright.examine import TradeOff, finding_of_trade_off, trade_off
from beatwright.planning import KMeansPosts, PMedian
from beatwright.studies.folders import find_data_folder, left_out, study_folder, write_case, write_figures
from beatwright.studies.san_miguel.kind_stage import kind_lines, kinds_foreseen
from beatwright.studies.san_miguel.place import Place, Setting, generated_place, read_place, st_louis
from beatwright.studies.san_miguel.simulated_stage import simulated, simulation_lines
from beatwright.studies.san_miguel.stage_table import stages_beside
from beatwright.studies.san_miguel.stages import explored, stage_lines
from beatwright.studies.san_miguel.statements import Statement, statements_of

__all__ = ["CityResult", "SanMiguelResult", "examine", "reproduce_san_miguel"]

EXACT, KMEANS, MOVED = "PMedian", "KMeansPosts", "PMedian, straight posts"
MOST = 14


@dataclass(frozen=True, eq=False)
class CityResult:
    """The study in one city.

    Parameters
    ----------
    name : str
        Name of the city.
    nodes : int
        Nodes of the grid: demand points and candidates.
    straight : TradeOff
        Planned and judged as the crow flies.
    roads : TradeOff
        Judged on roads: optima on roads, and the plans of `straight` with the posts where they are.
    case : Case
        For the report.
    stages : tuple of Finding
        What the incidents say of where before anything is planned: density, tests of chance, clusters.
    kinds : Finding, optional
        How well the kinds of incidents are foreseen.
    simulation : Finding, optional
        What the plans do when the same calls come one by one.
    """

    name: str
    nodes: int
    straight: TradeOff
    roads: TradeOff
    case: Case
    stages: tuple[Finding, ...] = ()
    kinds: Finding | None = None
    simulation: Finding | None = None

    @property
    def statements(self) -> dict[str, tuple[Statement, ...]]:
        """The three statements, by how distance is measured and which demand is judged on."""
        trades = {"straight": self.straight, "roads": self.roads}
        return {f"{how}, {on}": statements_of(trade, on) for how, trade in trades.items() for on in _DEMANDS}

    @property
    def table(self) -> pd.DataFrame:
        """Mean distances in metres by number of posts; index: posts.

        ``p-median``, ``K-means`` and ``held out`` (the p-median on held-out demand) are straight; ``by road`` are the
        same posts judged on roads, ``road optimum`` those planned on roads; ``proven`` holds where both optima are.
        """
        planned, heldout = self.straight.table(on="planned"), self.straight.table()
        roads = self.roads.table(on="planned")
        proofs = [{point.p: point.proven for point in trade.curve()} for trade in (self.straight, self.roads)]
        return pd.DataFrame(
            {
                "p-median": planned[EXACT],
                "K-means": planned[KMEANS],
                "K-means worse": planned[KMEANS] / planned[EXACT] - 1,
                "held out": heldout[EXACT],
                "by road": roads[MOVED],
                "road optimum": roads[EXACT],
                "lost by road": roads[MOVED] / roads[EXACT] - 1,
                "proven": [all(proof[p] for proof in proofs) for p in planned.index],
            }
        )

    @property
    def text(self) -> str:
        """Table and statements."""
        assert self.straight.today is not None
        today = self.straight.today
        heading = (
            f"{self.name}: {self.nodes} nodes, {self.case.problem.demand.calls:,.0f} incidents to plan on, "
            f"{self.case.heldout.demand.calls:,.0f} held out; today {today.p} posts, mean distance "
            f"{today.planned[self.straight.measure]:,.0f} m straight"
        )
        relative = ("K-means worse", "lost by road")
        forms: dict[str, Callable[..., str]] = {
            str(name): ("{:+.1%}" if name in relative else "{:,.0f}").format for name in self.table
        }
        forms["proven"] = _yes_or_no
        lines = [heading, "", "Mean distance to the nearest post, metres, by number of posts:"]
        lines.append(self.table.to_string(formatters=forms))
        for where, statements in self.statements.items():
            how, on = where.split(", ")
            lines += ["", f"The study's statements, {_HOW[how]}, {_DEMANDS[on]}:"]
            lines += [f"  {statement.text}" for statement in statements]
        stages = ["", "Before the plan, on the incidents of the last year planned on:", *stage_lines(self.stages)]
        foreseen = ["", f"{self.kinds.title}:", *kind_lines(self.kinds)] if self.kinds else []
        told = ["", f"{self.simulation.title}:", *simulation_lines(self.simulation)] if self.simulation else []
        return "\n".join([*lines, "", self._kmeans, *(stages if self.stages else []), *told, *foreseen])

    @property
    def _kmeans(self) -> str:
        worse = self.table["K-means worse"]
        return (
            f"K-means, each centre moved to a node, against the proven optimum: {worse.mean():+.1%} on average over "
            f"p = {worse.index[0]} to {worse.index[-1]}, at most {worse.max():+.1%}, with p = {worse.idxmax()}."
        )

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return {
            "city": self.name,
            "nodes": self.nodes,
            "table": [_plain(row) for _, row in self.table.reset_index().iterrows()],
            "statements": {where: [s.to_dict() for s in found] for where, found in self.statements.items()},
            "stages": {found.name: list(found.sentences) for found in self.stages},
            "simulation": self.simulation.to_dict() if self.simulation else None,
            "kinds": self.kinds.to_dict() if self.kinds else None,
            "straight": self.straight.to_dict(),
            "roads": self.roads.to_dict(),
        }


_DEMANDS = {"planned": "on the incidents planned on", "heldout": "on held-out incidents"}
_HOW = {"straight": "distances straight", "roads": "distances on roads"}


def _yes_or_no(holds: bool) -> str:
    return "yes" if holds else "no"


def _plain(row: pd.Series) -> dict[str, Any]:
    return {str(name): value.item() if isinstance(value, np.generic) else value for name, value in row.items()}


@dataclass(frozen=True, eq=False)
class SanMiguelResult:
    """The study in every city that was at hand.

    Parameters
    ----------
    cities : tuple of CityResult
        The generated city, and St. Louis where its files are.
    skipped : tuple of str
        What was left out, and why.
    output : Path
        Folder of the reports.
    """

    cities: tuple[CityResult, ...]
    skipped: tuple[str, ...]
    output: Path

    @property
    def text(self) -> str:
        """Tables and statements of every city."""
        return "\n\n".join([*(city.text for city in self.cities), *self.skipped])

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return {
            "study": "san-miguel",
            "cities": [city.to_dict() for city in self.cities],
            "skipped": list(self.skipped),
        }


def examine(setting: Setting, *, most: int = MOST, seed: int = 0) -> CityResult:
    """Plan with 1 to `most` posts, straight and on roads, and judge everything.

    Parameters
    ----------
    setting : Setting
        The city.
    most : int
        Most posts; at least as many as today.
    seed : int
        Of K-means and the solver.
    """
    problem, heldout = setting.straight
    ps = range(1, max(most, len(problem.city.current_sites)) + 1)
    optima = _optima(problem, ps, seed)
    kmeans = [KMeansPosts(p, seed=seed).solve(problem) for p in ps]
    today = CurrentPosts().solve(problem)
    straight = trade_off({EXACT: optima, KMEANS: kmeans}, problem, heldout, Coverage(), exact=EXACT, today=today)
    on_roads = {EXACT: _optima(setting.roads[0], ps, seed), MOVED: optima, KMEANS: kmeans}
    roads = trade_off(on_roads, *setting.roads, Coverage(), exact=EXACT, today=today)
    case = _case(problem, heldout, straight, setting, seed=seed)
    return CityResult(
        name=problem.city.name, nodes=len(problem.city.candidates), straight=straight, roads=roads, case=case
    )


def _optima(problem: Problem, ps: range, seed: int) -> tuple[Plan, ...]:
    return PMedian(1, seed=seed).curve(problem, ps)


def _case(problem: Problem, heldout: Problem, trade: TradeOff, setting: Setting, seed: int) -> Case:
    """Put today, K-means and the optimum with as many posts into a case that can be shown."""
    assert trade.today is not None
    p = trade.today.p
    points = [trade.today, *(point for method in (KMEANS, EXACT) for point in trade.curve(method) if point.p == p)]
    evaluations = tuple(_judged(heldout, point.plan) for point in points)
    return Case(
        name=f"The San Miguel study, done again in {problem.city.name}",
        problem=problem,
        heldout=heldout,
        plans=tuple(point.plan for point in points),
        evaluations=evaluations,
        main=points[-1].plan.name,
        base=points[0].plan.name,
        reading=setting.past.report,
        manifest={"versions": {"beatwright": __version__}, "study": "san-miguel", "seed": seed},
        findings=(finding_of_trade_off(trade),),
    )


def _judged(heldout: Problem, plan: Plan) -> Evaluation:
    return Coverage().score(heldout, plan)


def reproduce_san_miguel(
    output: Path,
    data: Path | None = None,
    listener: Listener | None = None,
    *,
    size: str | float = "small",
    weeks: int = 156,
    grid: str = "40x24",
    most: int = MOST,
) -> SanMiguelResult:
    """Do the study again in a generated city, and in St. Louis where its files are; write the reports.

    Parameters
    ----------
    output : Path
        Folder to make: the case folder of the generated city with ``report.html``, ``reproduce.json``, and
        ``st-louis/``, a case folder too.
    data : Path, optional
        Folder of real data; default: the environment variable BEATWRIGHT_DATA.
    listener : Listener, optional
        Told of every step.
    size, weeks : see `beatwright.data.generate_city`
    grid : str
        Columns x rows of nodes.
    most : int
        Most posts.
    """
    clock = Clock(listener or Silent())
    data = find_data_folder(data)
    with study_folder(output) as staging, tempfile.TemporaryDirectory() as scratch:
        with clock.step("generate the city"):
            place = generated_place(Path(scratch), size=size, weeks=weeks, grid=grid)
        cities = [_one_city(place, staging, clock, most, generated={"size": size, "weeks": weeks})]
        real = st_louis(data, grid=grid) if data else None
        if real is not None:
            (staging / "st-louis").mkdir()
            cities.append(_one_city(real, staging / "st-louis", clock, most, generated={}))
        result = SanMiguelResult(tuple(cities), () if real else (left_out("St. Louis", data),), Path(output))
        write_figures(staging, result.to_dict())
    return result


def _one_city(place: Place, folder: Path, clock: Clock, most: int, generated: Mapping[str, Any]) -> CityResult:
    name = place.city.name
    with clock.step(f"{name}: read") as step:
        setting = read_place(place)
        step.result = str(setting.straight[0].city)
    with clock.step(f"{name}: plan and judge") as step:
        found = examine(setting, most=most)
        step.result = f"{len(found.straight.points) + len(found.roads.points)} plans"
    with clock.step(f"{name}: explore the incidents") as step:
        stages = explored(setting)
        step.result = f"{len(stages)} stages"
    with clock.step(f"{name}: simulate the plans") as step:
        simulation = simulated(setting, found.straight, progress=step.progress)
        step.result = simulation.sentences[0]
    with clock.step(f"{name}: foresee the kinds") as step:
        kinds = kinds_foreseen(place, setting)
        step.result = kinds.sentences[0]
    findings = (*found.case.findings, stages_beside(stages, simulation), *stages, simulation, kinds)
    case = replace(found.case, findings=findings)
    found = replace(found, stages=stages, kinds=kinds, simulation=simulation, case=case)
    options = {"grid": place.city.zones, "most": most, "holdout": place.holdout, "within": place.within, **generated}
    found = replace(found, case=replace(found.case, manifest={**found.case.manifest, "options": options}))
    write_case(found.case, setting.past, folder, clock)
    return found
