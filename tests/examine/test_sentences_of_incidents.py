"""Sentences on repeats, hours and change, read back and counted again from the incidents, pair by pair."""

import re

import numpy as np
import pandas as pd
import pytest
from scipy.spatial import cKDTree
from scipy.stats import binom

from beatwright.core import Case, Demand, Incidents, Problem, Severity
from beatwright.examine import Change, Repeats, WeekClock
from beatwright.testing import small_problem

CITY = small_problem().city
MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
          "December"]  # fmt: skip
DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
CHECKS = []


def says(pattern):
    def keep(check):
        CHECKS.append((re.compile(pattern), check))
        return check

    return keep


def number(text):
    return float(text.replace(",", "").replace("−", "-").replace("+", ""))


def near(text, value):
    digits = len(text.partition(".")[2])
    assert number(text) == pytest.approx(value, abs=0.501 * 10**-digits), (text, value)


def some_incidents(seed):
    """Two years with repeats at some addresses, a season, busy evenings, and more in the east in the second year."""
    rng = np.random.default_rng(seed)
    n = 900
    day = rng.choice(730, n, p=(w := 1.3 + np.sin(np.arange(730) / 58)) / w.sum())
    hour = rng.choice(24, n, p=(w := 1 + (np.arange(24) > 17) + np.arange(24) / 24) / w.sum())
    xy = np.round(rng.uniform((0, 0), (3000, 2000), (n, 2)))
    xy[day >= 365, 0] = np.where(rng.random((day >= 365).sum()) < 0.6, 1500 + xy[day >= 365, 0] / 2, xy[day >= 365, 0])
    follows = np.flatnonzero(rng.random(n) < 0.3)
    first = rng.integers(0, n, len(follows))
    xy[follows] = np.round(
        xy[first] + rng.uniform(-60, 60, (len(follows), 2)) * (rng.random(len(follows)) < 0.5)[:, None]
    )
    day[follows] = np.clip(day[first] + rng.integers(0, 6, len(follows)), 0, 729)
    xy = np.clip(
        5 * np.round(xy / 5), 5, (2995, 1995)
    )  # addresses are farther apart than the metre that makes one place
    frame = pd.DataFrame({
        "id": [str(k) for k in range(n)], "kind": np.where(rng.random(n) < 0.4, "theft", "assault"), "severity": 0,
        "time": pd.Timestamp("2022-01-01") + pd.to_timedelta(day * 1440 + hour * 60 + rng.integers(0, 60, n), unit="m"),
        "x": xy[:, 0], "y": xy[:, 1], "zone": -1,
    })  # fmt: skip
    return Incidents(frame, Severity.default(), zones=24, start="2022-01-01", end="2024-01-01").located(CITY)


def found(examiner, incidents):
    problem = Problem(CITY, Demand.observed(incidents), severity=incidents.severity)
    return examiner.examine(Case(name="some", problem=problem, heldout=problem), incidents)


def pairs_of(incidents, farthest, longest):
    """Return distance and days of every pair so near and so soon, by comparing all with all."""
    xy = incidents.frame[["x", "y"]].to_numpy()
    day = incidents.frame["time"].to_numpy().astype("datetime64[us]").astype(float) / 86.4e9
    one, other = np.triu_indices(len(xy), 1)
    apart = np.hypot(*(xy[one] - xy[other]).T)
    days = np.abs(day[one] - day[other])
    keep = (apart <= farthest) & (days <= longest)
    return one[keep], other[keep], apart[keep], days[keep]


@says(r"(\d+) % of the places with an incident have (\d+) % of the incidents; were all places alike, chance "
      r"would give "
      r"them (\d+) %\.")  # fmt: skip
def _(finding, incidents, part, share, alike):
    counts = np.sort(places(incidents))[::-1]
    top = number(part) / 100 * len(counts)
    held = counts[: int(top)].sum() + (top - int(top)) * counts[min(int(top), len(counts) - 1)]
    assert number(share) == pytest.approx(100 * held / counts.sum(), abs=1.01)
    assert number(part) <= number(alike) <= number(share)


@says(r"([\d,]+) places had two incidents or more, (\d+) % of all\.")
def _(finding, incidents, number_of, share):
    counts = places(incidents)
    assert number(number_of) == (counts > 1).sum()
    near(share, 100 * counts[counts > 1].sum() / counts.sum())


def places(incidents):
    return incidents.frame.groupby(["x", "y"]).size().to_numpy()


@says(
    r"After an incident, (the same place|other places within \d+ m|places \d+ to \d+ m away) sees? ([\d.]+) times the "
    r"expected number (for \d+ days|\d+ to \d+ days later)(?:, most of all (for \d+ days|\d+ to \d+ days later): "
    r"([\d.]+) times)? \(p = ([\d.]+)\)\."
)
def _(finding, incidents, where, times, when, soonest, most, p):
    """Expected: pairs so near, times the share of all pairs that are so soon (Knox 1964)."""
    low, high = ([0, 0, *map(float, re.findall(r"\d+", where))])[-2:]
    _, _, apart, later = pairs_of(incidents, np.inf, np.inf)
    near_by = (apart <= 1) if where == "the same place" else (apart > max(low, 1)) & (apart <= high)
    for told, span in ((times, when), (most, soonest)):
        if told:
            begin, end = ([0, *map(float, re.findall(r"\d+", span))])[-2:]
            soon = (later > begin) & (later <= end) if begin else later <= end
            expected = near_by.sum() * soon.mean()
            assert number(told) == pytest.approx((near_by & soon).sum() / expected, rel=0.02, abs=0.06)
    assert number(p) <= 0.05


@says(r"A single cell can stand out of 12 with (239) permutations or more: raise 'simulations'\.")
def _(finding, incidents, enough):
    """The least p of so many permutations, on one cell of 12, is 5 % over the cells."""
    assert 12 / (number(enough) + 1) <= 0.05 < 12 / number(enough)


@says(
    r"No band of distance and time holds more pairs of incidents than chance makes \(false-discovery rate 5 % over "
    r"(\d+) cells, (\d+) permutations\)\."
)
@says(r"Of the findings of such a table 5 % are chance in the mean \(false-discovery rate 5 % over (\d+) "
      r"cells, (\d+) "
      r"permutations\)\.")  # fmt: skip
def _(finding, incidents, cells, permutations):
    assert (cells, permutations) == ("12", "99")


@says(
    r"Of ([\d,]+) incidents ([\d,]+) are originators, ([\d,]+) (?:a )?repeats? at the same place, ([\d,]+) near "
    r"repeats within 100 m and 7 days, and ([\d,]+) isolated\."
)
def _(finding, incidents, total, first, repeats, nears, alone):
    one, other, apart, _ = pairs_of(incidents, 100, 7)
    later = np.maximum(one, other)  # incidents stand in the order of time
    same, some = np.zeros(len(incidents), bool), np.zeros(len(incidents), bool)
    same[later[apart <= 1]] = True
    some[later] = True
    leads = np.zeros(len(incidents), bool)
    leads[np.minimum(one, other)] = True
    assert number(total) == len(incidents)
    assert number(repeats) == same.sum()
    assert number(nears) == (some & ~same).sum()
    assert number(first) == (leads & ~some).sum()
    assert number(alone) == len(incidents) - (some | leads).sum()


@says(r"They make ([\d,]+) chains, of which the largest has (\d+) incidents in ([\d.]+) days\.")
def _(finding, incidents, chains, largest, days):
    one, other, _, _ = pairs_of(incidents, 100, 7)
    label = np.arange(len(incidents))
    for _ in range(len(incidents)):
        lowest = np.minimum(label[one], label[other])
        before = label.copy()
        np.minimum.at(label, one, lowest)
        np.minimum.at(label, other, lowest)
        if (label == before).all():
            break
    sizes = np.bincount(label)
    assert number(chains) == (sizes > 1).sum()
    assert number(largest) == sizes.max()
    time = incidents.frame["time"]
    spans = [(time[label == k].max() - time[label == k].min()).days for k in np.flatnonzero(sizes == sizes.max())]
    assert any(abs(number(days) - span) <= 1 for span in spans)


@says(r"Of the ([\d,]+) incidents from 2022-01-01 to 2023-12-31, ([\d.]+) % fall in the busiest hour of the "
      r"day, (\d\d):00 to "
      r"(\d\d):00, and ([\d.]+) % on the busiest day, (\w+); even would be 4\.2 % and 14\.3 %\.")  # fmt: skip
def _(finding, incidents, total, share, begin, end, day_share, day):
    time = incidents.frame["time"].dt
    assert number(total) == len(incidents)
    hours, days = time.hour.value_counts(), time.day_name().value_counts()
    near(share, 100 * hours.max() / len(incidents))
    assert hours[int(begin)] == hours.max()
    assert int(end) == int(begin) + 1
    near(day_share, 100 * days.max() / len(incidents))
    assert days[day] == days.max()


@says(r"The night, 22:00 to 6:00, holds ([\d.]+) % of them; even would be a third\. Half of them fall in "
      r"(\d+) of the 168 "
      r"hours of the week\.")  # fmt: skip
def _(finding, incidents, share, hours):
    time = incidents.frame["time"].dt
    near(share, 100 * ((time.hour >= 22) | (time.hour < 6)).mean())
    week = np.sort(np.bincount(time.day_of_week * 24 + time.hour, minlength=168))[::-1]
    assert week[: int(hours)].sum() >= len(incidents) / 2 > week[: int(hours) - 1].sum()


@says(
    r"(\w+) is the busiest month, ([\d.]+) % above the mean of ([\d.]+) a day; (\w+) the quietest, ([\d.]+) % "
    r"below it\."
)
def _(finding, incidents, high, above, mean, low, below):
    time = incidents.frame["time"].dt
    every = pd.date_range("2022-01-01", "2023-12-31")
    daily = np.array([(time.month == m).sum() / (every.month == m).sum() for m in range(1, 13)])
    near(mean, daily.mean())
    assert (high, low) == (MONTHS[daily.argmax()], MONTHS[daily.argmin()])
    near(above, 100 * (daily.max() / daily.mean() - 1))
    near(below, 100 * (1 - daily.min() / daily.mean()))


@says(
    r"The city went from ([\d.]+) incidents a day \(2022-01-01 – 2022-12-31\) to ([\d.]+) "
    r"\(2023-01-01 – 2023-12-31\), (.*) %: (no )?more than chance would change it \(p (?:=|under) ([\d.]+)\)\."
)
def _(finding, incidents, before, after, change, no, p):
    years = incidents.frame["time"].dt.year
    one, two = (years == 2022).sum(), (years == 2023).sum()
    near(before, one / 365)
    near(after, two / 365)
    near(change, 100 * (two / one - 1))
    assert bool(no) == (number(p) > 0.05)
    exact = 2 * min(binom.cdf(min(one, two), one + two, 0.5), 0.5)
    assert number(p) == pytest.approx(exact, rel=0.15, abs=0.01)


@says(r"(No|\d+) zones? changed by more than chance \(false-discovery rate 5 % over (\d+) zones\)\.")
@says(
    r"(\d+) zones? went up and (\d+) zones? went down by more than chance \(false-discovery rate 5 % over (\d+) "
    r"zones\)\."
)
def _(finding, incidents, *told):
    up, down = finding["zones that went up"], finding["zones that went down"]
    assert number(told[-1]) == len(CITY.zones)
    drawn = np.array([chart.values for chart in finding.charts if chart.name == "zones_changed"] or [0.0])
    assert ((drawn > 0).sum(), (drawn < 0).sum()) == (up, down)
    if len(told) == 3:
        assert (number(told[0]), number(told[1])) == (up, down)
    else:
        assert up + down == (0 if told[0] == "No" else number(told[0]))


@says(r"Over (\d+) periods of (\d+) days each, of (\d+) zones: (.*)\.")
def _(finding, incidents, periods, days, zones, listed):
    assert number(zones) == len(CITY.zones)
    assert int(periods) * int(days) == pytest.approx(incidents.hours / 24, rel=0.02)
    drawn = [area for chart in finding.charts if chart.name == "emerging_hotspots" for area in chart.areas]
    named = sum(int(one) for one in re.findall(r"(\d+) \w+ (?:hot|cold)spots?", listed))
    assert named == sum(int(re.search(r"\((\d+)\)", area.name)[1]) for area in drawn)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize(
    "examiner", [Repeats(simulations=99), WeekClock(), Change()], ids=lambda one: type(one).__name__
)
def test_every_sentence_is_what_the_incidents_say(examiner, seed):
    incidents = some_incidents(seed)
    finding = found(examiner, incidents)
    for sentence in finding.sentences:
        plain = sentence.replace("\u00a0", " ")
        if not re.search(r"\d", plain):
            continue
        matched = [(pattern.fullmatch(plain), check) for pattern, check in CHECKS if pattern.fullmatch(plain)]
        assert matched, f"no check reads this sentence: {plain}"
        for match, check in matched:
            check(finding, incidents, *match.groups())


def test_neighbours_of_the_test_are_those_of_a_tree():
    incidents = some_incidents(0)
    tree = cKDTree(incidents.frame[["x", "y"]].to_numpy())
    assert len(pairs_of(incidents, 100, np.inf)[0]) == len(tree.query_pairs(100))
