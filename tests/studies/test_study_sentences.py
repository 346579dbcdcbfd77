"""Every number in the sentences of the Pittsburgh and Cambridge reports, from the tables that stand beside them."""

import re

import numpy as np
import pandas as pd
import pytest

from beatwright.studies.cambridge.published import PUBLISHED_GAP, PUBLISHED_MODEL, PUBLISHED_VSS, TIME_LIMIT
from beatwright.studies.cambridge.study import CambridgeStudy, worth_shown
from beatwright.studies.pittsburgh import reproduce
from beatwright.studies.pittsburgh.published import COLUMNS, OFFICERS

NUMBER = re.compile(r"(-?\d[\d,]*(?:\.\d+)?(?:e[+-]?\d+)?)(?= (million))?")


def numbers(text):
    return [float(one.replace(",", "")) * (1e6 if million else 1) for one, million in NUMBER.findall(text)]


def damage(study, officers):
    """The sum over points of coefficient / (1 + officers)."""
    return float((study.recovery.coefficients / (1.0 + np.asarray(officers, dtype=float))).sum())


@pytest.fixture(scope="module")
def pittsburgh():
    return reproduce()


def test_pittsburgh_tells_the_formula_and_how_well_it_foretells(pittsburgh):
    percent, printed, low, high = numbers(pittsburgh.findings[0])[-4:]
    low *= 1e6  # "between 1.0135 and 1.0150 million"
    worst = max(abs(damage(pittsburgh, c.officers) / c.damage - 1) for c in COLUMNS[1:])
    assert percent == pytest.approx(100 * worst, abs=0.051)
    assert (printed, low < high) == (COLUMNS[0].damage, True)
    for total in np.linspace(low + 51, high - 51, 5):  # the bounds themselves are rounded to 100
        for column in COLUMNS:
            foretold = damage(pittsburgh, column.officers) * total / damage(pittsburgh, COLUMNS[0].officers)
            assert round(foretold, -4) == column.damage


def test_pittsburgh_tells_the_best_printed_plan_and_the_optimum(pittsburgh):
    found = numbers(pittsburgh.findings[1].replace("E-30", ""))
    seconds, printed, best, percent = found[:4]
    own = damage(pittsburgh, pittsburgh.optimum.officers)
    assert seconds == pytest.approx(COLUMNS[-1].cpu_seconds, abs=0.5)
    assert printed == pytest.approx(damage(pittsburgh, COLUMNS[-1].officers), abs=501)
    assert best == pytest.approx(own, abs=5.01)
    assert percent == pytest.approx(100 * (1 - own / damage(pittsburgh, COLUMNS[-1].officers)), abs=0.51)


def test_pittsburgh_tells_why_the_first_column_is_no_plan(pittsburgh):
    placed, wanted, least, point, _, relaxed = numbers(pittsburgh.findings[2])
    assert placed == pytest.approx(sum(COLUMNS[0].officers), abs=0.051)
    assert wanted == OFFICERS
    assert least == pytest.approx(min(COLUMNS[0].officers), abs=5e-3)
    assert COLUMNS[0].officers.index(min(COLUMNS[0].officers)) + 1 == point
    assert relaxed == pytest.approx(damage(pittsburgh, pittsburgh.optimum.relaxation), rel=1e-5)


def test_pittsburgh_tells_what_ten_officers_are_worth(pittsburgh):
    count, left, more, saved, saved_share, fewer, cost, cost_share = numbers(pittsburgh.findings[3])
    now, curve = damage(pittsburgh, pittsburgh.optimum.officers), pittsburgh.curve
    assert (count, more, fewer) == (OFFICERS, 10, 10)
    assert left == pytest.approx(now, rel=1e-5)
    damages = dict(zip(curve.index, curve.iloc[:, 0], strict=True)) if curve.index.name else None
    if damages and 110 in damages:
        assert saved == pytest.approx(now - damages[110], abs=1)
        assert cost == pytest.approx(damages[90] - now, abs=1)
    assert saved_share == pytest.approx(100 * saved / now, abs=0.051)
    assert cost_share == pytest.approx(100 * cost / now, abs=0.051)


def scenarios(vss, gap):
    index = pd.MultiIndex.from_tuples([("2022-23", 2), ("2022-23", 3)], names=["split", "k"])
    rows = {"ev": 4.3e7, "eev": 4.326e7 + vss, "rp": 4.326e7, "ws": 4.294e7, "vss": vss, "evpi": 3.2e5}
    return pd.DataFrame({**rows, "gap": gap, "seconds": [0.0916, 1.044]}, index=index)


@pytest.mark.parametrize(
    ("gap", "told"),
    [(0.0, "proven optimal."), (1e-10, "proven optimal."), (0.01225, "at most 1.23% above the optimum.")],
)
@pytest.mark.parametrize("vss", [0.0, 17.5])
def test_cambridge_tells_what_its_table_says(vss, gap, told):
    study = CambridgeStudy("Kirkby Bend", pd.DataFrame(), scenarios(vss, gap))
    first, second, _ = study.findings
    assert first.endswith(told)
    published, shown = numbers(first)[:2]
    assert published == pytest.approx(100 * PUBLISHED_VSS)
    assert shown == pytest.approx(vss, abs=0.5)  # whole dollars
    limit, percent, above, rows, columns, seconds = numbers(second)
    assert (limit, rows, columns) == (TIME_LIMIT, PUBLISHED_MODEL.rows, PUBLISHED_MODEL.columns)
    assert (percent, seconds) == (pytest.approx(100 * PUBLISHED_GAP, abs=0.051), 1.04)
    assert 100 * PUBLISHED_GAP / (1 - PUBLISHED_GAP) <= above < 100 * PUBLISHED_GAP / (1 - PUBLISHED_GAP) + 1


def test_cambridge_shows_whole_dollars():
    shown = worth_shown(scenarios(17.5, 0.01225))
    assert list(shown.columns) == ["EV", "EEV", "RP", "WS", "VSS", "EVPI", "gap", "seconds"]
    assert shown.iloc[0].tolist() == [
        "43,000,000",
        "43,260,018",
        "43,260,000",
        "42,940,000",
        "18",
        "320,000",
        "1.23%",
        "0.09",
    ]
