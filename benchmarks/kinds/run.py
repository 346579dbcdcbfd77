"""Kinds of incidents in St. Louis: learned from 2016-2018, judged on 2019, the groups of the Uniform Crime Reports.

Needs the real data (`--data FOLDER`, BEATWRIGHT_DATA, or `../shared/data`) and says so where it is absent. Zones are
squares of 250 m; the figures stand in docs/methods/kinds-of-incidents.md. `LstmKinds` is among them where its package
is installed: pip install 'beatwright[deep]'.
"""

from __future__ import annotations

import argparse
import dataclasses
import os
import sys
from importlib.util import find_spec
from pathlib import Path

from beatwright.core import City, Incidents
from beatwright.forecast.kinds import KindComparison, LstmKinds, NearestKinds, ShrunkMix, SoftmaxKinds, compare_kinds
from beatwright.studies.san_miguel import st_louis

FORECASTERS = (
    NearestKinds(k=100),
    NearestKinds(),
    NearestKinds(prior_votes=20.0),
    NearestKinds(k=100, prior_votes=20.0),
    SoftmaxKinds(),
    ShrunkMix(),
    *([LstmKinds()] if find_spec("torch") else []),
)


def st_louis_kinds(data: Path) -> tuple[City, Incidents, Incidents] | None:
    """Return the city in squares of 250 m, 2016-2018 and 2019; None where the files are absent."""
    place = st_louis(data)
    if place is None:
        return None
    frame = place.city.frame(place.folder)
    incidents = place.kinds.read(place.folder, boundary=frame.boundary, crs=frame.crs)
    city = dataclasses.replace(place.city, zones="250 m").build(place.folder, frame, incidents)
    past, future = incidents.located(city).split(place.kinds_holdout)
    return city, past, future


def compared(data: Path) -> KindComparison | None:
    """Compare all forecasters of kinds."""
    found = st_louis_kinds(data)
    if found is None:
        return None
    city, past, future = found
    return compare_kinds(FORECASTERS, past, future, city)


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    default = os.environ.get("BEATWRIGHT_DATA") or Path(__file__).resolve().parents[3] / "shared" / "data"
    parser.add_argument("--data", type=Path, default=Path(default))
    found = compared(parser.parse_args().data)
    if found is None:
        print("St. Louis is not at hand: give its folder with --data FOLDER or BEATWRIGHT_DATA.", file=sys.stderr)
        return 0
    print(found.sentence)
    if not find_spec("torch"):
        print("Without LstmKinds, which needs: pip install 'beatwright[deep]'.", file=sys.stderr)
    print(found.to_frame().round(4).to_string())
    for score in found.scores:
        if isinstance(score.forecaster, NearestKinds) and score.forecaster.curve:
            curve = score.forecaster.curve
            pairs = (f"{k} {accuracy:.2%}" for k, accuracy in zip(curve.k, curve.accuracy, strict=True))
            print(f"{score.name}: k = {curve.chosen}; accuracy by k {', '.join(pairs)}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
