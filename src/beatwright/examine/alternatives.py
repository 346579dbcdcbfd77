"""Ranked alternatives: other plans nearly as good as the best, and what each post of the best one is worth."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from beatwright.base import check
from beatwright.base.certificate import Certificate
from beatwright.base.digest import digest_of
from beatwright.base.errors import Complaints, ParameterError
from beatwright.base.natural_order import natural_key
from beatwright.core.evaluation import Evaluation
from beatwright.core.plan import Plan

__all__ = ["Alternatives", "PostWorth", "RankedPlan"]


@dataclass(frozen=True)
class RankedPlan:
    """One of the best plans.

    Parameters
    ----------
    plan : Plan
        Its posts are decided and its certificate tells its objective.
    heldout : Evaluation
        The plan judged on demand that it has not seen. Breakdowns are not kept.
    proven : bool
        Whether no better plan keeps the distance to those ranked before it.
    """

    plan: Plan
    heldout: Evaluation
    proven: bool = False

    def __post_init__(self) -> None:
        self.plan.need("posts")
        proof = self.plan.certificate
        if proof is None or not math.isfinite(proof.objective):
            raise ParameterError(
                f"The plan '{self.plan.name}' cannot be ranked: it has no certificate with an objective."
            )
        object.__setattr__(self, "heldout", replace(self.heldout, tables={}))

    @property
    def certificate(self) -> Certificate:
        """What is proven about the plan."""
        assert self.plan.certificate is not None
        return self.plan.certificate


@dataclass(frozen=True)
class PostWorth:
    """What one change of the best plan does, all other posts as they are.

    Parameters
    ----------
    site : str
        Id of the site.
    change : {"close", "open"}
        Close a post of the plan, or open the best one that it lacks.
    difference : float
        Objective after the change less the objective now, in its unit; inf where calls would be left without a route.
    percent : float
        The difference in percent of the objective now; NaN where that is 0.
    """

    site: str
    change: str
    difference: float
    percent: float

    def __post_init__(self) -> None:
        complaint = check.one_of("PostWorth", "change", self.change, ("close", "open"))
        if complaint:
            raise ParameterError(complaint)


@dataclass(frozen=True, eq=False)
class Alternatives:
    """The best plans with as many posts, ranked, and what each post of the first is worth.

    Parameters
    ----------
    ranked : tuple of RankedPlan
        The best first.
    worth : tuple of PostWorth
        One per post of the best plan, and one for the best next post where a candidate is left.
    differ : int
        In how many posts any two of the plans differ at least.

    Raises
    ------
    ParameterError
        Where there is no plan, the plans are not ranked or not measured alike, or a closed post is not of the best.
    """

    ranked: tuple[RankedPlan, ...]
    worth: tuple[PostWorth, ...] = ()
    differ: int = 1

    def __post_init__(self) -> None:
        object.__setattr__(self, "ranked", tuple(self.ranked))
        object.__setattr__(self, "worth", tuple(self.worth))
        complaints = Complaints()
        complaints.need(bool(self.ranked), "Alternatives need at least one plan, the best.")
        complaints.add(check.integer("Alternatives", "differ", self.differ, 1))
        if self.ranked:
            complaints.extend(self._complaints())
        complaints.raise_if_any(ParameterError, "These alternatives cannot be stated")

    def _complaints(self) -> list[str | None]:
        texts: list[str | None] = []
        objectives = [one.certificate.objective for one in self.ranked]
        if objectives != sorted(objectives):
            texts.append(f"Alternatives are ranked by their objective, the least first. Got {objectives}.")
        if len({(e.problem, e.judge, tuple(m.name for m in e.measures)) for e in (o.heldout for o in self.ranked)}) > 1:
            texts.append("Alternatives are judged by one judge on one problem.")
        if len({one.certificate.unit for one in self.ranked}) > 1:
            texts.append("Alternatives have one unit.")
        own = set(self.best.plan.site_ids)
        strange = sorted(w.site for w in self.worth if (w.site in own) != (w.change == "close"))
        if strange:
            texts.append(f"Only posts of the best plan can be closed and only others opened. Got {', '.join(strange)}.")
        return texts

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Alternatives) and self.digest == other.digest

    def __hash__(self) -> int:
        return hash(self.digest)

    @cached_property
    def digest(self) -> str:
        """Hash of the content; wall times do not count."""
        timeless = tuple(replace(one, plan=one.plan.timeless) for one in self.ranked)
        return digest_of(replace(self, ranked=timeless).to_dict())

    @property
    def best(self) -> RankedPlan:
        """The first of the plans."""
        return self.ranked[0]

    @property
    def unit(self) -> str:
        """Unit of objective, losses and differences, such as ``m per call``."""
        return self.best.certificate.unit

    def loss(self, one: RankedPlan) -> float:
        """Return how far a plan's objective is above that of the best."""
        return one.certificate.objective - self.best.certificate.objective

    def percent(self, one: RankedPlan) -> float:
        """Return the loss in percent of the best objective; NaN where that is 0."""
        now = self.best.certificate.objective
        return 100.0 * self.loss(one) / now if now > 0 else math.nan

    def moves(self, one: RankedPlan) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return the sites that a plan has and the best has not, and those that the best has and it has not."""
        own, best = set(one.plan.site_ids), set(self.best.plan.site_ids)
        new, old = (tuple(sorted(ids, key=natural_key)) for ids in (own - best, best - own))
        return new, old

    @property
    def closed(self) -> tuple[PostWorth, ...]:
        """What each post is worth, the dearest first."""
        return tuple(sorted((w for w in self.worth if w.change == "close"), key=lambda w: -w.difference))

    @property
    def next_post(self) -> PostWorth | None:
        """The best next post, where a candidate is left."""
        return next((w for w in self.worth if w.change == "open"), None)

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON; NaN and infinities become text."""
        return {
            "differ": self.differ,
            "ranked": [
                {"plan": one.plan.to_dict(), "heldout": one.heldout.to_dict(), "proven": one.proven}
                for one in self.ranked
            ],
            "worth": [
                {"site": w.site, "change": w.change, "difference": _plain(w.difference), "percent": _plain(w.percent)}
                for w in self.worth
            ],
        }

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Alternatives:
        """Read what `to_dict` wrote."""
        ranked = tuple(
            RankedPlan(Plan.from_dict(one["plan"]), Evaluation.from_dict(one["heldout"]), one["proven"])
            for one in values["ranked"]
        )
        worth = tuple(
            PostWorth(w["site"], w["change"], float(w["difference"]), float(w["percent"])) for w in values["worth"]
        )
        return cls(ranked, worth, values["differ"])


def _plain(value: float) -> float | str:
    return float(value) if math.isfinite(value) else repr(float(value))
