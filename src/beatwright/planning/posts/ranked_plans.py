"""Ranked alternatives to the optimum, each told by what it loses and which posts it moves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from beatwright import solver
from beatwright.base.certificate import Certificate
from beatwright.base.natural_order import natural_key
from beatwright.core import Plan
from beatwright.core.ranks import RANK_PROVEN
from beatwright.planning.posts.post_planner import PostPlanner
from beatwright.planning.posts.siting import Siting

__all__ = ["RANK_PROVEN", "ranked"]


def ranked(
    planner: PostPlanner, siting: Siting, found: Sequence[solver.Location], scale: float, unit: str
) -> tuple[Plan, ...]:
    """Return the plans at these locations, the best first, with notes and certificates against the optimum.

    Parameters
    ----------
    planner : PostPlanner
        Whose plans they are.
    siting : Siting
        Rows and columns of the locations.
    found : sequence of Location
        The optimum first; those without sites (time ran out) are left out.
    scale, unit
        Of the objective.
    """
    optimum = found[0].certificate.scaled(scale, unit=unit)
    others = sorted((one for one in found[1:] if len(one.sites)), key=lambda one: one.certificate.objective)
    best = _plan(planner, siting, found[0], optimum, note=_first(optimum))
    plans = [best]
    for rank, location in enumerate(others, 2):
        own = location.certificate.scaled(scale, unit=unit)
        plan = _plan(planner, siting, location, _against(own, optimum), note="")
        note = f"Rank {rank}: {_loss(own.objective, optimum)}, {_moves(plan, best)}."
        plans.append(replace(plan, name=f"{plan.name} #{rank}", notes=(note,)))
    return tuple(plans)


def _plan(planner: PostPlanner, siting: Siting, location: solver.Location, certificate: Certificate, note: str) -> Plan:
    sites = siting.sites[location.sites]
    return planner.finish(siting.problem, None, sites, certificate=certificate, notes=[note])


def _first(optimum: Certificate) -> str:
    word = "The optimum" if optimum.status == "optimal" else "The best plan found, not proven to be the optimum"
    return f"{word}: {optimum.objective:,.1f} {optimum.unit}."


def _against(own: Certificate, optimum: Certificate) -> Certificate:
    """Certify an alternative by the bound of the optimum: among all plans it is not the best."""
    message = RANK_PROVEN if own.status == "optimal" else own.message
    bound = min(optimum.bound, own.objective)
    return replace(own, status="feasible", bound=bound, method=f"ranked alternative, {own.method}", message=message)


def _loss(objective: float, optimum: Certificate) -> str:
    loss = objective - optimum.objective
    share = 100.0 * loss / optimum.objective if optimum.objective > 0 else 0.0
    above = "the optimum" if optimum.status == "optimal" else "the best plan found"
    return f"{loss:,.1f} {optimum.unit} ({share:.1f} %) above {above}"


def _moves(plan: Plan, best: Plan) -> str:
    new = sorted(set(plan.site_ids) - set(best.site_ids), key=natural_key)
    old = sorted(set(best.site_ids) - set(plan.site_ids), key=natural_key)
    return f"with {', '.join(new)} in place of {', '.join(old)}"
