"""The stages of the study, each with what it asks, and what was found here."""

from __future__ import annotations

from collections.abc import Iterator

from beatwright.core import Finding
from beatwright.core.table import Column, Table
from beatwright.examine import Hotspots, Intensity, Randomness
from beatwright.studies.san_miguel.simulated_words import response_told

__all__ = ["stages_beside"]

# The stages, the question of each, and the picture in the section that stands for it.
_ASKS = (
    ("counts in quadrats", "Do counts vary from part to part more than chance makes them?", Randomness, "quadrats"),
    ("intensity", "How many incidents are there by place?", Intensity, "density"),
    ("function G", "Is the nearest other incident nearer than by chance?", Randomness, "chance"),
    ("function F", "Is more of the city far from any incident than by chance?", Randomness, ""),
    ("function K", "Over which distances do more others lie about an incident than by chance?", Randomness, "chance"),
    ("fitted Matérn process", "How wide are clusters, and how many incidents does one hold?", Hotspots, ""),
    ("clusters by DBSCAN", "Which incidents make a cluster, with that radius?", Hotspots, "hotspots"),
)
_VALIDATED = "validation by simulation"
_HOLDS = "Do the planned posts do better than today's when calls come one by one and cars are busy?"
_SILENT = (
    "The captions and figures of the pictures in which the study shows these stages were not to be had, so each stage "
    "stands beside what was found here alone."
)
_NOTHING = "nothing can be said"


def stages_beside(stages: tuple[Finding, ...], simulation: Finding) -> Finding:
    """Return a table of the study's stages before the plan and after it, with what was found here in each.

    Parameters
    ----------
    stages : tuple of Finding
        Of `Intensity`, `Randomness` and `Hotspots`.
    simulation : Finding
        Of the plans.
    """
    by_name = {found.name: found for found in stages}
    found_here = dict(_found(by_name))
    drawn = {name: {chart.name for chart in found.charts} for name, found in by_name.items()}
    shown = [
        f"{step.title}{f', {picture}' if picture in drawn.get(step.finding, ()) else ''}"
        for _, _, step, picture in _ASKS
    ]
    columns = (
        Column("what it asks", [*(asks for _, asks, _, _ in _ASKS), _HOLDS]),
        Column("here in section, picture", [*shown, f"{simulation.title}, {simulation.charts[0].name}"]),
        Column("found here", [*(found_here.get(stage, _NOTHING) for stage, *_ in _ASKS), response_told(simulation)]),
    )
    caption = "The stages of the study around its plan, and what the sections below say here"
    rows = [*(stage for stage, *_ in _ASKS), _VALIDATED]
    table = Table("stages", rows, columns, index_name="stage of the study", caption=caption)
    return Finding("stages", "The study's stages", [_SILENT], tables=[table], short="Stages")


def _found(by_name: dict[str, Finding]) -> Iterator[tuple[str, str]]:
    """Yield what was found in each stage of which something can be said."""
    if (density := by_name[Intensity.finding]).tables:
        tenth = 100 * density["share of incidents in the densest tenth of the area"]
        yield "intensity", f"the densest tenth of the area holds {tenth:.0f}\u00a0% of the incidents"
    if (chance := by_name[Randomness.finding]).tables:
        index = chance["index of dispersion of quadrats"]
        yield "counts in quadrats", f"they vary {index:,.1f} times as much as by chance"
        rows = chance.table("tests of chance")
        says = dict(zip(rows.index, rows["in plain words"].values, strict=True))
        yield from ((f"function {letter}", says[row]) for letter, row in (("G", "G"), ("F", "F"), ("K", "K, as L")))
    yield from _clusters(by_name[Hotspots.finding])


def _clusters(found: Finding) -> Iterator[tuple[str, str]]:
    names = [table.name for table in found.tables]
    if "cluster process" in names:
        fit = found.table("cluster process").frame.iloc[0]
        yield (
            "fitted Matérn process",
            f"radius {fit['radius of a cluster']:,.0f} m, {fit['incidents in a cluster']:,.0f} incidents in a cluster, "
            f"{fit['clusters over a place']:.2f} clusters over a place",
        )
    if "clusters" in found.details:
        held = 100 * found["share of the incidents in hotspots"]
        yield (
            "clusters by DBSCAN",
            f"by {str(found.details['clusters']).partition('(')[0]}, {found['hotspots']:.0f} hotspots with {held:.0f}"
            "\u00a0% of the incidents",
        )
