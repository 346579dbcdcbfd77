"""The study's forecast of kinds: learned from three years, judged on the next, beside the commonest kind."""

from __future__ import annotations

import dataclasses
import math

from beatwright.core import Finding
from beatwright.core.table import Column, Table
from beatwright.forecast.kinds import (
    KindComparison,
    KindScore,
    NearestKinds,
    ShrunkMix,
    SoftmaxKinds,
    compare_kinds,
    k_chart,
)
from beatwright.studies.san_miguel.place import Place, Setting
from beatwright.studies.san_miguel.published import ACCURACY

__all__ = ["compared_kinds", "finding_of_kinds", "kind_lines", "kinds_foreseen"]

_NEAREST, _NETWORK = "NearestKinds", "SoftmaxKinds"
_PRIOR_VOTES = 20.0  # what makes the study's neighbours less sure of themselves; not the study's
_SILENT = (
    "The study reports {nearest:.2%} for nearest neighbours and {network:.2%} for its network, and states neither the "
    "number of classes nor the share of the commonest: these figures alone show no skill."
)


def kinds_foreseen(place: Place, setting: Setting, *, seed: int = 0) -> Finding:
    """Return how well kinds are foreseen by the study's two methods, what may do better, and the commonest kind.

    Parameters
    ----------
    place : Place
        Whose incidents are read.
    setting : Setting
        The city under its grid.
    seed : int
        Of the parts of cross-validation, and of the network.
    """
    return finding_of_kinds(compared_kinds(place, setting, seed=seed))


def compared_kinds(place: Place, setting: Setting, *, seed: int = 0) -> KindComparison:
    """Read three years and the next of incidents, learn from the first and judge on the last."""
    city = setting.straight[0].city
    incidents = place.kinds.read(place.folder, boundary=city.boundary, crs=city.crs).located(city)
    past, future = incidents.split(place.kinds_holdout)
    shrunk = NearestKinds(seed=seed, prior_votes=_PRIOR_VOTES)
    return compare_kinds([NearestKinds(seed=seed), SoftmaxKinds(seed=seed), shrunk, ShrunkMix()], past, future, city)


def finding_of_kinds(found: KindComparison) -> Finding:
    """Return a comparison in words, as a table beside the published figures, and as the accuracy against k."""
    nearest = found.score(_NEAREST)
    assert isinstance(nearest.forecaster, NearestKinds)
    curve = nearest.forecaster.curve
    return Finding(
        name="kinds",
        title="What kind of incident: foreseen from the year and the distances to the posts",
        sentences=_sentences(found, nearest, found.score(_NETWORK)),
        tables=(_with_published(found),),
        charts=() if curve is None else (k_chart(curve),),
        short="Kinds",
    )


def _sentences(found: KindComparison, nearest: KindScore, network: KindScore) -> tuple[str, ...]:
    assert isinstance(nearest.forecaster, NearestKinds)
    best = min(found.scores, key=lambda score: score.log_loss)
    return (
        f"Nearest neighbours, k = {nearest.forecaster.chosen}, name the kind rightly in {nearest.accuracy:.2%} and the "
        f"network in {network.accuracy:.2%}; who always names the commonest of {found.kinds} kinds does in "
        f"{found.majority.accuracy:.2%}.",
        f"Log-loss in nats an incident: nearest neighbours {nearest.log_loss:.3f}, network {network.log_loss:.3f}, "
        f"commonest kind {found.majority.log_loss:.3f}; lowest {best.log_loss:.3f}, of {best.name}.",
        _SILENT.format(nearest=ACCURACY[_NEAREST], network=ACCURACY[_NETWORK]),
        found.sentence,
    )


def _with_published(found: KindComparison) -> Table:
    own = found.table_without_times
    published = [ACCURACY.get(score.name, math.nan) for score in found.scores]
    columns = list(own.columns)
    columns.insert(3, Column("published accuracy", published, "share", "none", title="the study reports"))
    return dataclasses.replace(own, columns=tuple(columns))


def kind_lines(found: Finding) -> list[str]:
    """Return what a finding of kinds says, for a terminal: its sentences and its table."""
    frame = found.tables[0].frame
    shares = dict.fromkeys(("accuracy", "from", "to", "published accuracy"), "{:.2%}".format)
    table = frame.to_string(formatters=shares, float_format="{:.3f}".format, na_rep="")
    return [*(f"  {sentence}" for sentence in found.sentences), table.replace("nan%", "    ")]
