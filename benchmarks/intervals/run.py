"""How often the 90 % interval of a difference holds the true one, where weeks are like their neighbours.

    python benchmarks/intervals/run.py [--draws 1000] [--weeks 26 52 104]

Calls in 40 zones are Poisson; the rate of every zone wanders from week to week, a lognormal factor with a standard
deviation and a correlation with the week before. The difference is that of two mean distances. ``blocks`` is the plain
block bootstrap, its quantiles moved away for few blocks and Student's distribution; ``ours`` what reports show;
``wider`` the mean length of ours over that of the blocks.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.stats import norm, t

from beatwright.examine.hindsight.chance_interval import chance_interval, influence_of_weeks
from beatwright.examine.hindsight.week_blocks import drawn_weeks

ZONES, BLOCK, DRAWS = 40, 4, 200
# Standard deviation of the factor and its correlation from week to week.
WANDERS = ((0.3, 0.0), (0.3, 0.32), (0.6, 0.32), (0.3, 0.7), (0.6, 0.7))


def main() -> int:
    options = _options()
    rows = [
        {"weeks": weeks, "sd": sd, "correlation": rho, **_shares(weeks, sd, rho, options.draws)}
        for weeks in options.weeks
        for sd, rho in WANDERS
    ]
    print(pd.DataFrame(rows).to_string(index=False, float_format="{:.3f}".format))
    return 0


def _shares(weeks: int, sd: float, rho: float, simulated: int) -> dict[str, float]:
    """Return how often each interval held the truth."""
    random = np.random.default_rng([weeks, int(100 * rho), int(10 * sd)])
    expected, apart = 3 * random.gamma(1.0, 1.0, ZONES), random.normal(size=ZONES)
    truth = expected @ apart / expected.sum()
    held, length = np.zeros(2), np.zeros(2)
    for number in range(simulated):
        if number % 20 == 0:
            times = drawn_weeks(weeks, max(DRAWS, 2 * weeks), number, BLOCK)
            regression = influence_of_weeks(times)
        counts = random.poisson(expected * _factors(weeks, sd, rho, random)).astype(float)
        sums, calls = counts @ apart, counts.sum(axis=1)
        found, drawn = sums.sum() / calls.sum(), (times @ sums) / (times @ calls)
        for which, interval in enumerate(
            (_blocks(found, drawn, weeks), chance_interval(found, drawn, times, regression))
        ):
            assert interval is not None
            held[which] += interval[0] <= truth <= interval[1]
            length[which] += interval[1] - interval[0]
    return {"blocks": held[0] / simulated, "ours": held[1] / simulated, "wider": length[1] / length[0]}


def _factors(weeks: int, sd: float, rho: float, random: np.random.Generator) -> np.ndarray:
    logs = np.empty((weeks, ZONES))
    logs[0] = random.normal(size=ZONES)
    for week in range(1, weeks):
        logs[week] = rho * logs[week - 1] + np.sqrt(1 - rho**2) * random.normal(size=ZONES)
    return np.exp(sd * logs - sd**2 / 2)


def _blocks(found: float, drawn: np.ndarray, weeks: int) -> tuple[float, float]:
    wider = np.sqrt(weeks / (weeks - BLOCK)) * t.ppf(0.95, weeks / BLOCK - 1) / norm.ppf(0.95)
    low, high = found + wider * (np.quantile(drawn, (0.05, 0.95)) - found)
    return low, high


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog=f"python benchmarks/{Path(__file__).parent.name}/run.py",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--draws", type=int, default=1000)
    parser.add_argument("--weeks", type=int, nargs="*", default=[26, 52, 104])
    return parser.parse_args()


if __name__ == "__main__":
    raise SystemExit(main())
