"""Every sentence of a report with a number in it, held against the case; a new one must come with a check."""

import re

import numpy as np
import pytest
from shapely import from_wkt

from beatwright.core import Plan
from beatwright.examine import alternatives_of, trade_off_of
from beatwright.show.report.headline import answer
from beatwright.show.report.method import method_of
from beatwright.study import read_study, run_study


def trade(case):
    return trade_off_of(case.finding("trade-off"))


def alternatives(case):
    return alternatives_of(case.finding("alternatives"))


WORDS = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
NUMERIC = re.compile(r"\d|\b(?:" + "|".join(WORDS[2:]) + r")\b", re.IGNORECASE)
METHOD = r"[^ ]+\(.*?\)"
COUNT = r"([\d,]+|" + "|".join(WORDS) + ")"
# What the first sentence says of a study that was not given today's practice.
NOT_TODAY = (
    r"(?:Today's posts are not known to this study: changes are against “.*?”, a plan made here to compare with, not "
    r"against what is done now\. )?"
)
CHECKS = []


def says(pattern):
    def keep(check):
        CHECKS.append((re.compile(pattern, re.IGNORECASE), check))
        return check

    return keep


def number(text):
    plain = text.lower().replace("−", "-").replace(",", "").strip()
    return float(WORDS.index(plain)) if plain in WORDS else float(plain)


def near(text, value, decimals=0):
    assert number(text) == pytest.approx(value, abs=0.501 * 10**-decimals)


def mean_metres(case, problem, sites):
    """The mean distance, from the travel table and the demand alone."""
    calls = problem.demand.expected.sum(axis=1)
    metres = case.problem.city.travel.metres[case.problem.city.site_positions(sites)].min(axis=0).astype(float)
    return float((metres * calls).sum() / calls.sum())


def share_within(case, sites):
    calls = case.heldout.demand.expected.sum(axis=1)
    metres = case.problem.city.travel.metres[case.problem.city.site_positions(sites)].min(axis=0)
    return float(calls[metres <= case.heldout.within].sum() / calls.sum())


def curve(case, p):
    return next(point for point in trade(case).curve() if point.p == p)


def held(case, sites):
    return mean_metres(case, case.heldout, sites)


@says(
    NOT_TODAY + COUNT + rf" posts placed by {METHOD} bring the mean distance from ([\d,]+) m \(“(.*?)”\) to ([\d,]+) m "
    r"\((.)([\d.]+) %\)\.(.*)"
)
def _(case, posts, before, named, after, sign, percent, rest):
    assert named == case.base
    main, base = case.plan(case.main).site_ids, case.plan(case.base).site_ids
    assert number(posts) == len(main)
    near(before, held(case, base))
    near(after, held(case, main))
    change = 100 * (held(case, main) / held(case, base) - 1)
    assert sign == ("−" if change < 0 else "+")
    near(percent, abs(change), 1)
    if rest:
        at_base, share = re.fullmatch(r" The share within \d+ m goes from ([\d.]+) % to ([\d.]+) %\.", rest).groups()
        near(share, 100 * share_within(case, main), 1)
        near(at_base, 100 * share_within(case, base), 1)


@says(r"Proven optimal on the demand that it was planned on, by its own objective of ([\d,]+) m per call\.")
def _(case, mean):
    near(mean, mean_metres(case, case.problem, case.plan(case.main).site_ids))


@says(r"Judged on demand that no planner saw: (recorded .*)\.")
def _(case, on):
    assert on == case.heldout.demand.source


@says(r"Of (\d+) measures, (\d+) (?:is|are) better than with “.*” and (\d+|none) worse(?: \((.*)\))?\.")
def _(case, total, better, worse, listed):
    table, base = case.comparison.table, case.comparison.base
    main = next(one for one in case.comparison.evaluations if one.plan == case.main)
    signs = {"lower": 1, "higher": -1, "none": 0}
    gaps = {m.name: signs[m.direction] * (m.value - v) for m, v in zip(main.measures, table[base], strict=True)}
    directed = [m for m in main.measures if m.direction != "none"]
    assert int(total) == len(directed)
    assert int(better) == sum(gaps[m.name] < -1e-9 * max(1, abs(m.value)) for m in directed)
    assert int(worse.replace("none", "0")) == sum(gaps[m.name] > 1e-9 * max(1, abs(m.value)) for m in directed)
    assert all(gaps[name] > 0 for name in (listed or "").split(", ") if name and name != "…")


@says(r"(\d+) of (\d+) districts (?:is|are) worse off by mean distance: (.*)\.")
def _(case, lost, of, listed):
    zones, calls = case.problem.city.zones["parent"], case.heldout.demand.expected.sum(axis=1)
    metres = [
        case.problem.city.travel.metres[case.problem.city.site_positions(case.plan(n).site_ids)].min(axis=0)
        for n in (case.main, case.base)
    ]
    gaps = {}
    for parent in case.problem.city.parents.index:
        inside = (zones == parent).to_numpy()
        new, old = (float((m[inside] * calls[inside]).sum() / calls[inside].sum()) for m in metres)
        gaps[parent] = new - old
    assert int(of) == len(gaps)
    assert int(lost) == sum(gap > 1e-6 for gap in gaps.values())
    for name, gap in re.findall(r"([^,]+?) \+([\d,]+) m", listed):
        near(gap, gaps[name.strip()])


@says(r"The city is divided into ([\d,]+) zones \(areas\); posts may stand at ([\d,]+) of ([\d,]+) sites\.")
def _(case, zones, free, sites):
    city = case.problem.city
    assert [number(n) for n in (zones, free, sites)] == [len(city.zones), len(city.candidates), len(city.sites)]


@says(r"Planned on: .* \(([\d,]+) calls in ([\d,]+) hours\)\. Judged on: .* \(([\d,]+) calls in ([\d,]+) hours\)\.")
def _(case, planned, hours, judged, held_hours):
    for text, value in ((planned, case.problem), (judged, case.heldout)):
        near(text, value.demand.expected.sum() * value.demand.hours)
    near(hours, case.problem.demand.hours)
    near(held_hours, case.heldout.demand.hours)


@says(
    r".*? expects ([\d,]+) calls in ([\d,]+) weeks; with a probability of 90.% between ([\d,]+) and ([\d,]+), as long "
    r"as the rates stay what they were\."
)
def _(case, calls, weeks, low, high):
    planned = case.problem.demand
    near(calls, planned.calls)
    near(weeks, planned.hours / 168)
    measured = case.finding("foreseen_demand").measures[0].interval
    assert (number(low), number(high)) == measured
    chance = 1.6 * planned.calls**0.5
    assert number(low) <= planned.calls - chance
    assert number(high) >= planned.calls + chance


@says(r"In the ([\d,]+) weeks held out ([\d,]+) came; it expected ([\d,]+) of a time as long\.")
def _(case, weeks, came, expected):
    heldout, planned = case.heldout.demand, case.problem.demand
    near(weeks, heldout.hours / 168)
    near(came, heldout.calls)
    near(expected, planned.calls * heldout.hours / planned.hours)


@says(r"A call is on time where its post is within ([\d,]+) m\.")
def _(case, within):
    near(within, case.heldout.within)


@says(r"At today's number, " + COUNT + r" posts?, the best plan brings the mean distance from ([\d,]+) m to ([\d,]+) m "
      r"\(−([\d.]+) %\)\.(?: The share within \d+ m goes from ([\d.]+) % to ([\d.]+) %\.)?")  # fmt: skip
def _(case, posts, before, after, percent, share, new_share):
    today, best = trade(case).today.plan.site_ids, curve(case, int(number(posts))).plan.site_ids
    assert number(posts) == len(today) == len(best)
    near(before, held(case, today))
    near(after, held(case, best))
    near(percent, 100 * (1 - held(case, best) / held(case, today)), 1)
    if share:
        near(share, 100 * share_within(case, today), 1)
        near(new_share, 100 * share_within(case, best), 1)


@says(r"To keep today's mean distance of ([\d,]+) m takes " + COUNT + r" posts? placed best \(([\d,]+) m\): " + COUNT
      + " fewer than today.*")  # fmt: skip
def _(case, level, posts, reached, fewer):
    today, p = trade(case).today.plan.site_ids, int(number(posts))
    near(level, held(case, today))
    near(reached, held(case, curve(case, p).plan.site_ids))
    assert held(case, curve(case, p).plan.site_ids) <= held(case, today)
    assert number(fewer) == len(today) - p


@says(r"Both a saving and a better mean distance, .* come with " + COUNT + r" posts: ([\d.]+) % better, " + COUNT
      + r" fewer than today\.")  # fmt: skip
def _(case, posts, percent, fewer):
    today, best = trade(case).today.plan.site_ids, curve(case, int(number(posts))).plan.site_ids
    near(percent, 100 * (1 - held(case, best) / held(case, today)), 1)
    assert number(fewer) == len(today) - len(best)


@says(r"(\w+) with as many posts, by mean distance: from ([\d.]+ % \w+|as good as the optimum) to ([\d.]+) % worse\.")
def _(case, method, low, high):
    gaps = []
    for point in trade(case).points:
        if point.method == method:
            best = held(case, curve(case, point.p).plan.site_ids)
            gaps.append(100 * (held(case, point.plan.site_ids) / best - 1))
    near(high, max(gaps), 1)
    if low[0].isdigit():
        near(low.split()[0], abs(min(gaps)), 1)
        assert ("worse" in low) == (min(gaps) > 0)


@says(r"All (\d+) plans of \w+ are proven optimal on the demand planned on\.")
def _(case, plans):
    assert int(plans) == len(trade(case).curve()) == sum(p.plan.certificate.exact for p in trade(case).curve())


def planned(case, sites):
    return mean_metres(case, case.problem, sites)


def ranked(case):
    return [planned(case, one.plan.site_ids) for one in alternatives(case).ranked]


@says(r"The next best plan loses ([\d,.]+) m per call(?: \((less than 0\.1|[\d.]+) %\))?, with .* in place of .*\.")
def _(case, loss, percent):
    best, second = ranked(case)[:2]
    assert number(loss) == pytest.approx(second - best, abs=0.51)
    if percent and percent[0].isdigit():
        near(percent, 100 * (second / best - 1), 1)


@says(r"All " + COUNT + r" ranked plans lie within ([\d.]+) % of the best: .*")
def _(case, count, percent):
    assert number(count) == len(ranked(case))
    near(percent, 100 * (ranked(case)[-1] / ranked(case)[0] - 1), 1)


@says(r"The last of the " + COUNT + r" ranked plans loses ([\d,]+) m per call \(([\d.]+) %\)\.")
def _(case, count, loss, percent):
    assert number(count) == len(ranked(case))
    near(loss, ranked(case)[-1] - ranked(case)[0])
    near(percent, 100 * (ranked(case)[-1] / ranked(case)[0] - 1), 1)


@says(
    r"On the demand that it was judged on, rank (\d+) does better by mean distance: ([\d,]+) m instead of ([\d,]+) m\."
)
def _(case, rank, value, first):
    values = [held(case, one.plan.site_ids) for one in alternatives(case).ranked]
    assert values.index(min(values)) == int(rank) - 1
    near(value, min(values))
    near(first, values[0])


@says(r"Every rank is proven on the demand planned on: no plan that differs .* in at least " + COUNT + r" posts? .*\.")
def _(case, differ):
    assert number(differ) == alternatives(case).differ
    assert all(one.proven for one in alternatives(case).ranked)


@says(r"The post that counts most is (.*): without it the mean distance grows by ([\d,]+) m per call \(([\d.]+) %\)\. "
      r"The one that counts least is (.*): without it the mean distance grows by ([\d,]+) m per call "
      r"\(([\d.]+) %\)\.")  # fmt: skip
def _(case, most, grows, percent, least, grows_least, percent_least):
    sites = alternatives(case).best.plan.site_ids
    names = case.problem.city.sites["name"]
    now = planned(case, sites)
    without = {names[site]: planned(case, [one for one in sites if one != site]) - now for site in sites}
    assert without[most] == max(without.values())
    assert without[least] == min(without.values())
    for text, share, value in ((grows, percent, without[most]), (grows_least, percent_least, without[least])):
        near(text, value)
        near(share, 100 * value / now, 1)


@says(r"One more post would go to (.*) and save ([\d,]+) m per call \(([\d.]+) %\)\.")
def _(case, name, saved, percent):
    city, sites = case.problem.city, alternatives(case).best.plan.site_ids
    now = planned(case, sites)
    values = [planned(case, [*sites, city.site_ids[k]]) for k in city.candidates]
    assert city.sites["name"].iloc[city.candidates[int(np.argmin(values))]] == name
    near(saved, now - min(values))
    near(percent, 100 * (1 - min(values) / now), 1)


@says(
    r"Zones: (\d+) of (\d+) had no incident in the training period\.|Zones: (\d+) of (\d+) grid cells are slivers: .*"
)
def _(case, empty, of, slivers, cells):
    assert int(of or cells) == len(case.problem.city.zones)
    assert 0 < int(empty or slivers) < len(case.problem.city.zones)


@says(r"Sites: ([\d,]+) sites without a name of their own are named, (?:(\d+) by the nearest street corner)?(?: and )?"
      r"(?:(\d+) by distance and direction from the centre of the boundary)?\.")  # fmt: skip
def _(case, sites, corner, centre):
    assert number(sites) == int(corner or 0) + int(centre or 0)
    assert int(centre or 0) == sum("the centre (" in name for name in case.problem.city.sites["name"])


@says(r"Attribute (\w+): ([\d,]+) in \d+ areas, ([\d,]+) of it in the city, ([\d,]+) carried to .*")
def _(case, name, given, inside, carried):
    near(carried, case.problem.city.zones[name].sum())
    assert number(carried) <= number(inside) <= number(given)


@says(r"The boundary is a hull drawn around the incidents \(([\d,.]+) km².*")
def _(case, area):
    value = case.problem.city.boundary.area / 1e6
    assert number(area) == pytest.approx(value, rel=0.05)


@says(r"Zones are squares of ([\d,]+) m, since none were given\.")
def _(case, side):
    assert case.problem.city.zones.geometry.area.max() == pytest.approx(number(side) ** 2, rel=1e-6)


@says(r"No plan was asked for: (\d+) posts are placed, about one for every (\d+) km² but never fewer than (\d+) or "
      r"more than (\d+); .*")  # fmt: skip
def _(case, posts, each, low, high):
    wanted = case.problem.city.boundary.area / 1e6 / int(each)
    assert int(posts) == len(case.plan(case.main).site_ids)
    assert int(posts) == pytest.approx(np.clip(wanted, int(low), int(high)), abs=0.6)


@says(r"Held out for judging: the last (\d+) % of the incidents, from (\S+) on, since .*")
def _(case, percent, day):
    calls = [p.demand.expected.sum() * p.demand.hours for p in (case.problem, case.heldout)]
    near(percent, 100 * calls[1] / sum(calls), 0)
    assert case.heldout.demand.source.startswith(f"recorded {day}")


@says(r"The severity of ([\d.]+)% of the calls is guessed, since no rule of the table of kinds fits them: .*")
def _(case, share):
    unknown = r"([\d,]+) rows? of [\d,]+ kinds? that the table of kinds does not know"
    rows = [number(match[1]) for text in case.reading.warnings if (match := re.match(unknown, text))]
    assert len(rows) == 1
    assert float(share) == pytest.approx(100 * rows[0] / case.reading.kept, abs=0.06)


@says(r"Distances are euclidean; minutes assume ([\d.]+) km/h\.")
def _(case, speed):
    travel = case.problem.city.travel
    way = travel.metres > 1
    assert np.allclose(travel.metres[way] / travel.minutes[way] * 0.06, number(speed), rtol=1e-3)


def district_calls(case, name):
    """The calls of every district on the demand judged on, from the plan's districts alone."""
    plan, calls = case.plan(name), case.heldout.demand.expected.sum(axis=1)
    totals = {}
    for zone, own in zip(case.problem.city.zones.index, calls, strict=True):
        totals[plan.districts[zone]] = totals.get(plan.districts[zone], 0.0) + own
    return np.array(list(totals.values()))


def cv(case, name):
    totals = district_calls(case, name)
    return float(totals.std() / totals.mean())


def least(case, name):
    totals = district_calls(case, name)
    return float(totals.min() / totals.mean())


def most(case, name):
    totals = district_calls(case, name)
    return float(totals.max() / totals.mean())


@says(COUNT + rf" districts drawn by {METHOD}: the busiest district has ([\d,]+) % more calls than an even share "
      r"\(“(.*?)”: ([\d,]+) % more\), the quietest ([\d,]+) % less \(“(.*?)”: ([\d,]+) % less\)\.")  # fmt: skip
def _(case, count, high, named, high_before, low, again, low_before):
    assert named == again == case.base
    assert number(count) == len(district_calls(case, case.main))
    near(high, 100 * (most(case, case.main) - 1))
    near(high_before, 100 * (most(case, case.base) - 1))
    near(low, 100 * (1 - least(case, case.main)))
    near(low_before, 100 * (1 - least(case, case.base)))


@says(
    r"Feasible, at most ([\d,.]+) ?% above the optimum on the demand that it was planned on, by its own objective.*\."
)
def _(case, percent):
    proof = case.plan(case.main).certificate
    excess = 100 * (proof.objective / proof.bound - 1)
    assert excess <= number(percent) <= excess * 1.05 + 1


@says(r"On the demand it was judged on, (.*) did better by CV of calls\.")
def _(case, names):
    ahead = re.findall("“(.*?)”", names)
    assert ahead == [plan.name for plan in case.plans if cv(case, plan.name) < cv(case, case.main) * (1 - 1e-9)]


@says(r"The city is divided into ([\d,]+) zones \(areas\)\.")
def _(case, zones):
    assert number(zones) == len(case.problem.city.zones)


@says(r"([\d,]+) units? (?:is|are) split into ([\d,]+) pieces: (.*?)(?: and ([\d,]+) more)?\.")
def _(case, units, pieces, listed, more):
    zones = case.problem.city.zones["unit"].value_counts()
    split = zones[zones > 1]
    assert (number(units), number(pieces)) == (len(split), split.sum())
    names = listed.split(", ")
    assert set(names) <= set(split.index)
    assert len(names) + int(number(more or "no")) == len(split)


@says(r"Both a saving and a better mean distance, .* come with .* posts: ([\d.]+ % better with .*, and .*)\.")
def _(case, gains):
    today = trade(case).today.plan.site_ids
    found = re.findall(r"([\d.]+) % better with (\w+), (\w+) fewer than today", gains)
    assert len(found) == 2
    for percent, posts, fewer in found:
        best = curve(case, int(number(posts))).plan.site_ids
        near(percent, 100 * (1 - held(case, best) / held(case, today)), 1)
        assert number(fewer) == len(today) - len(best)


def raster(case, name):
    """Return the values of a map of a raster inside the city."""
    values = np.asarray(case.finding("intensity").chart(name).raster.values)
    return values[np.isfinite(values)]


def densest(values, share):
    """The part of the whole that the densest cells hold which are this share of the area."""
    ordered = np.sort(values)[::-1]
    return ordered[: round(share * len(ordered))].sum() / ordered.sum()


@says(
    r"Incidents are densest near .*: ([\d,]+) a year per km², ([\d.]+) times the mean of the city\. The densest tenth "
    r"of the area holds (\d+) % of the incidents, the densest half (\d+) %\."
)
def _(case, most, times, tenth, half):
    values = raster(case, "density")
    near(most, values.max())
    assert number(times) == pytest.approx(values.max() / values.mean(), rel=0.03)
    assert number(tenth) == pytest.approx(100 * densest(values, 0.1), abs=1.5)
    assert number(half) == pytest.approx(100 * densest(values, 0.5), abs=1.5)


@says(r"The maps are smoothed over ([\d,]+) m, a middle one\. The methods choose (.*): a narrow width shows .*")
def _(case, width, methods):
    table = case.finding("intensity").table("bandwidths").frame["width"]
    found = re.findall(r"([\d,]+) m \((\w+)\)", methods)
    assert [name for _, name in found] == list(table.index)
    for metres, name in found:
        near(metres, table[name])
    assert number(width) in {round(one) for one in sorted(table)[1:3]}


@says(
    r"Clustered: K lies above the (\d+) % envelope from (\d+) m to (\d+) m\. More incidents lie near each other than "
    r"chance puts there\. Looked at up to (\d+) m, against (\d+) random patterns\."
)
def _(case, level, first, last, farthest, patterns):
    finding = case.finding("randomness")
    drawn, high, low = finding.chart("chance").panels[0].lines
    assert drawn.x[-1] == pytest.approx(number(farthest), abs=1)
    inside = [k for k, r in enumerate(drawn.x) if number(first) <= r <= number(last) + 1]
    assert all(drawn.y[k] > high.y[k] >= low.y[k] for k in inside)
    assert len(inside) >= 5
    # One of the observed curve and `patterns` others is the highest, one the lowest.
    near(level, 100 * (1 - 2 / (number(patterns) + 1)))
    assert finding["p of the curve L by chance"] == pytest.approx(1 / (number(patterns) + 1))


@says(
    r"Clustered: counts in quadrats vary ([\d.]+) times as much as by chance\. In (\d+) of (\d+) quadrats under 5 are "
    r"expected, so p is rough\.(?: Uneven .*)?"
)
def _(case, times, few, quadrats):
    areas = case.finding("randomness").chart("quadrats").areas
    counts = np.array(case.finding("randomness").details["quadrats"])
    sizes = np.array([from_wkt(area.wkt).area for area in areas])
    expected = counts.sum() * sizes / sizes.sum()
    assert number(quadrats) == len(areas)
    assert number(few) == (expected < 5).sum()
    statistic = ((counts - expected) ** 2 / expected).sum()
    assert number(times) == pytest.approx(statistic / (len(areas) - 1), rel=0.01)


@says(
    r"(\d+) hotspots hold (\d+) % of the incidents on ([\d.]+) % of the area\. The largest, (?:near|at) (.*), has "
    r"([\d,]+) a year, ([\d.]+) times as dense as the city on average\."
)
def _(case, count, held_share, area, where, a_year, times):
    table = case.finding("hotspots").table("hotspots").frame
    assert number(count) == len(table)
    near(held_share, 100 * table["share of all"].sum())
    near(area, 100 * table["hectares"].sum() * 1e4 / case.problem.city.boundary.area, 1)
    assert where in table["where"].iloc[0]
    near(a_year, table["incidents a year"].max())
    assert table["incidents a year"].idxmax() == table.index[0]
    share, part = table["share of all"].iloc[0], table["hectares"].iloc[0] * 1e4 / case.problem.city.boundary.area
    assert number(times) == pytest.approx(share / part, rel=0.03)
    drawn = [from_wkt(one.wkt).area / 1e4 for one in case.finding("hotspots").chart("hotspots").areas]
    assert drawn == pytest.approx(table["hectares"].tolist(), rel=0.02)


@says(r"Found by (.*\)): .*")
def _(case, method):
    assert method == case.finding("hotspots").details["clusters"]


@says(
    r"Of (\d+) clusters (\d+) are shown: those of (\d+) incidents or more, at least ([\d.]+) times as dense as the "
    r"city, and of these at most the (\d+) largest\."
)
def _(case, found, shown, fewest, denser, most):
    table = case.finding("hotspots").table("hotspots").frame
    assert number(shown) == len(table) < number(found)
    assert len(table) <= number(most)
    assert table["times as dense as the city"].min() >= number(denser)
    assert number(fewest) >= 10


@says(r"The clusters of this fit span ([\d,]+) m, more than 80 % of the largest distance looked at \(([\d,]+) m\): .*")
def _(case, span, farthest):
    fitted = case.finding("hotspots").table("cluster process").frame
    near(span, 2 * fitted["radius of a cluster"].iloc[0])
    west, south, east, north = case.problem.city.boundary.bounds
    assert number(farthest) == pytest.approx(min(east - west, north - south) / 4, abs=1)
    assert number(span) > 0.8 * number(farthest)


@says(r"Of (\d+) zones, (\d+) are hot and (\d+) are cold with their neighbours \(false-discovery rate 5 %, Gi\*\)\.")
def _(case, zones, hot, cold):
    values = np.array(case.finding("hotspots").chart("hot_zones").values)
    assert number(zones) == len(case.problem.city.zones) == len(values)
    assert number(hot) == (values > 0).sum() == case.finding("hotspots")["hot zones"]
    assert number(cold) == (values < 0).sum()


def kinds(case):
    return case.finding("kinds").tables[0].frame


@says(
    r"Nearest neighbours, k = (\d+), name the kind rightly in ([\d.]+)% and the network in ([\d.]+)%; who always names "
    r"the commonest of (\d+) kinds does in ([\d.]+)%\."
)
def _(case, k, nearest, network, classes, commonest):
    accuracy = kinds(case)["accuracy"]
    near(nearest, 100 * accuracy["NearestKinds"], 2)
    near(network, 100 * accuracy["SoftmaxKinds"], 2)
    near(commonest, 100 * accuracy["MajorityKind"], 2)
    drawn = case.finding("kinds").charts[0].panels[0].lines[0]
    assert drawn.y[drawn.x.index(number(k))] == max(drawn.y)
    assert number(classes) >= 2


@says(
    r"Log-loss in nats an incident: nearest neighbours ([\d.]+), network ([\d.]+), commonest kind ([\d.]+); lowest "
    r"([\d.]+), of (.*)\."
)
def _(case, nearest, network, commonest, lowest, name):
    loss = kinds(case)["log-loss"]
    near(nearest, loss["NearestKinds"], 3)
    near(network, loss["SoftmaxKinds"], 3)
    near(commonest, loss["MajorityKind"], 3)
    near(lowest, loss.min(), 3)
    assert loss.idxmin() == name


@says(r"The study reports ([\d.]+)% for nearest neighbours and ([\d.]+)% for its network, and states neither .*")
def _(case, nearest, network):
    assert (nearest, network) == ("29.72", "29.87")


@says(r"Learned from ([\d,]+) incidents of ([\d,]+) kinds, judged on the ([\d,]+) that followed(?:, .*)?\.")
def _(case, learned, classes, judged):
    assert number(learned) > number(judged) > number(classes)


def in_hindsight(case):
    """The mean distance of the plan made in hindsight, from its posts."""
    return held(case, Plan.from_dict(case.finding("hindsight").details["hindsight"]).site_ids)


@says(
    r"On the held-out demand the mean distance of (.*) is ([\d,]+) m; the same planner, had it known that demand, "
    r"(?:does no better: there is no regret\.|reaches ([\d,]+) m\. That is a regret of ([\d,.]+) m \(([\d.]+) %\)\.)"
)
def _(case, named, ours, best, regret, percent):
    mine, theirs = held(case, case.plan(case.main).site_ids), in_hindsight(case)
    assert named == case.main
    near(ours, mine)
    if best is None:
        assert mine <= theirs * (1 + 1e-9)
        return
    near(best, theirs)
    assert number(regret) == pytest.approx(mine - theirs, abs=0.51)
    near(percent, 100 * (mine / theirs - 1), 1)


@says(r"Of the ([\d,]+) m that it could at best have gained on “(.*)”, (.*) gained ([\d,]+) m \((\d+) %\)\.")
def _(case, could, base, named, gained, percent):
    assert (base, named) == (case.base, case.main)
    today, mine, theirs = (*(held(case, case.plan(name).site_ids) for name in (base, named)), in_hindsight(case))
    near(could, today - theirs)
    near(gained, today - mine)
    near(percent, 100 * (today - mine) / (today - theirs))


@says(
    r"Intervals hold nine in ten of ([\d,]+) draws of the (\d+) weeks held out, on which all plans were judged alike: "
    r".*"
)
def _(case, draws, weeks):
    first, last = re.findall(r"\d{4}-\d\d-\d\d", case.heldout.demand.source)
    days = (np.datetime64(last) - np.datetime64(first)).astype(int) + 1
    assert (number(draws), number(weeks)) == (200, days // 7)
    assert case.comparison.has_intervals


@says(r"Of the differences in (\d+) measures? that the demand decides, chance could explain (?:none|(\d+) \((.*)\))\.")
def _(case, count, doubtful, listed):
    found = {name: case.comparison.interval(case.main, name) for name in case.comparison.table.index}
    drawn = {name: one for name, one in found.items() if one is not None}
    assert number(count) == len(drawn)
    chance = [name for name, one in drawn.items() if one.low <= 0 <= one.high and one.low < one.high]
    assert int(number(doubtful or "no")) == len(chance)
    assert (listed or "").removesuffix(", …").split(", ") == (chance[:3] or [""])


@says(r"Plans that stand for many drawn at random have no interval: (.*)\.")
def _(case, named):
    assert named in [plan.name for plan in case.plans if "drawn at random" in " ".join(plan.notes)]
    assert not any(case.comparison.interval(named, name) for name in case.comparison.table.index)


def foretold(case):
    return case.finding("backtest").table("backtest").frame


def best_forecaster(case):
    return foretold(case)["nats per event over EmpiricalBayes"].idxmax()


@says(
    r"(\d+) forecasters foretold (\d+) weeks one by one, each from what was known before; ([\d,]+) incidents "
    r"came\. (.*) was the best by the log score\."
)
def _(case, forecasters, weeks, came, best):
    assert (number(forecasters), number(weeks)) == (len(foretold(case)), 12)
    a_week = case.problem.demand.calls / 52
    assert number(came) == pytest.approx(12 * a_week, rel=0.2)
    assert best == best_forecaster(case)


@says(
    r"The (\d+) % of the area that (.*) flagged had ([\d.]+) times as many incidents as an even share \(PAI\), (\d+) % "
    r"of the most that could have been caught there \(PEI\)\."
)
def _(case, area, best, times, caught):
    row = foretold(case).loc[best]
    columns = {name.replace("\u00a0", " "): value for name, value in row.items()}
    assert number(times) == pytest.approx(columns[f"PAI at {area} %"], rel=0.06)
    near(caught, 100 * columns[f"PEI at {area} %"])
    bars = {bar.name: bar.value for bar in case.finding("backtest").chart("hits").bars}
    assert bars[best] == columns[f"PAI at {area} %"]


@says(r"Over (.*) that is ([+-][\d.]+) nats per event \(standard error ([\d.]+)\), (more than .*|which chance .*)\.")
def _(case, baseline, nats, error, verdict):
    row = foretold(case).loc[best_forecaster(case)]
    found, se = row[f"nats per event over {baseline}"], row[f"nats per event over {baseline}, se"]
    near(nats, found, 3)
    near(error, se, 3)
    assert verdict.startswith("more") == (abs(found) > 1.96 * se)


@says(r"The plan stands on the forecast of (.*), the best of them\.")
def _(case, named):
    assert named == best_forecaster(case)
    assert case.problem.demand.source.startswith(named)


@says(
    r"The plan stands on the forecast of (.*), which lies ([\d.]+) nats per event behind (.*) \(standard error "
    r"([\d.]+)\), (more than .*|which chance .*)\."
)
def _(case, named, nats, best, error, verdict):
    assert case.problem.demand.source.startswith(named)
    assert (best, named != best) == (best_forecaster(case), True)
    assert verdict.startswith("more") == (number(nats) > 1.96 * number(error))


@says(
    r"Its 90 % intervals held what came (\d+) % of the time in a zone \((\d+) % where the steps of whole counts are "
    r"taken out\) and in (\d+) % of the weeks in the city\."
)
def _(case, zones, exact, city):
    row = foretold(case).loc[best_forecaster(case)]
    near(zones, 100 * row["90 % interval of zones holds"])
    near(exact, 100 * row["the same, exact for counts"])
    near(city, 100 * row["90 % interval of the city holds"])


@says(
    r"In the tenth of the zones where it expected least it expected ([\d.]+) incidents for each that came, in the "
    r"tenth where it expected most ([\d.]+)\."
)
def _(case, least, most):
    lines = {line.name: line.y for line in case.finding("backtest").chart("calibration").panels[0].lines}
    drawn = lines[best_forecaster(case)]
    assert number(least) == pytest.approx(drawn[0], rel=0.06)
    assert number(most) == pytest.approx(drawn[-1], rel=0.06)


def simulated(case, plan, table="response"):
    """The row of a plan in a table of the simulation."""
    return case.finding("simulation").table(table).frame.loc[plan]


GAP = (
    r"([\d.]+) (?:min|points) (?:sooner|later|lower|higher)"
    r"(?: \((−?[\d.]+) to (−?[\d.]+)(, which chance could explain)?\)| in every week)"
)


def near_gap(row, word, parts, factor=1.0):
    """A difference, its word and its interval, of which the sign is in the word."""
    gap, low, high, chance = parts
    sign = -1 if word in ("sooner", "lower") else 1
    near(gap, sign * factor * row["difference"], 2)
    if low is not None:
        ends = sorted(sign * factor * row[f"difference {end}"] for end in ("from", "to"))
        near(low, ends[0], 2)
        near(high, ends[1], 2)
        assert (chance is not None) == (ends[0] <= 0 <= ends[1])


@says(
    r"The simulation (bears|does not bear) the study's plan out: with as many posts and cars as today, “(.*?)” (has "
    r"the first car there sooner|has the first car there later|does no better than chance)\.(?: (?:It was planned on "
    r"straight distances, and|Though) its nearest post is ([\d.]+) min on roads from a call on average, today's "
    r"([\d.]+) min(?:, it loses more where cars of the nearest post are busy)?\.)?"
)
def _(case, bears, named, told, nearest, today):
    row = simulated(case, named)
    assert (bears == "bears") == (row["difference to"] < 0) == told.endswith("sooner")
    assert told.endswith("later") == (row["difference from"] > 0)
    assert (row["posts"], row["cars"]) == tuple(simulated(case, case.base)[["posts", "cars"]])
    if nearest:
        near(nearest, row["from the nearest post"], 2)
        near(today, simulated(case, case.base)["from the nearest post"], 2)


@says(
    rf"(“(.*?)” against today's posts(?:, with {COUNT} posts? fewer and (?:{COUNT} cars? fewer|as many cars))?: the "
    rf"first car is there {GAP}, the share delayed is {GAP} and the share answered within \d+ m is {GAP}\.)"
)
def _(case, text, named, posts, cars, *parts):
    own, today = simulated(case, named), simulated(case, case.base)
    assert (number(posts or "no"), number(cars or "no")) == (today["posts"] - own["posts"], today["cars"] - own["cars"])
    words = re.findall(r"sooner|later|lower|higher", text)
    for k, (table, factor) in enumerate((("response", 1.0), ("delayed", 100.0), ("within", 100.0))):
        near_gap(simulated(case, named, table), words[k], parts[4 * k : 4 * k + 4], factor)


@says(
    r"Today's posts, in (\d+) simulated weeks: the first car is there after ([\d.]+) min on average, ([\d.]+) % of the "
    r"calls find too few cars free, and ([\d.]+) % are answered within (\d+) m\. In brackets stand 90 % intervals of "
    r"the differences, paired by week on the same calls\."
)
def _(case, weeks, response, delayed, within, metres):
    assert (number(weeks), number(metres)) == (52, case.heldout.within)
    near(response, simulated(case, case.base)["mean response"], 1)
    near(delayed, 100 * simulated(case, case.base, "delayed")["delayed share"], 1)
    near(within, 100 * simulated(case, case.base, "within")[f"share answered within {metres} m"], 1)


@says(rf"(“(.*?)” against “(.*?)”: the first car is there {GAP}\.)")
def _(case, text, named, rival, *parts):
    ours, theirs = (simulated(case, name)["mean response"] for name in (named, rival))
    near(parts[0], abs(ours - theirs), 2)
    assert ("sooner" in text) == (ours < theirs)
    low, high = (number(end) for end in parts[1:3])
    assert low <= number(parts[0]) <= high


@says(
    rf"Assumed, as no dispatch records were at hand: one recorded crime stands for (\d+) calls, itself and {COUNT} "
    r"more of the class “(.*?)” at the same place and hour of the week\. Calls keep a car on the scene for (.*) "
    r"minutes on average and need (.*) cars \((.*)\)\."
)
def _(case, calls, more, least, minutes, need, names):
    problem, split = case.heldout, re.compile(r", | and ")
    assert number(calls) == number(more) + 1 == case.finding("simulation").details["calls per crime"]
    assert least == problem.severity.names[0]
    assert [number(one) for one in split.split(minutes)] == [one.service_minutes for one in problem.severity.classes]
    assert [number(one) for one in split.split(need)] == problem.cars_needed.tolist()
    assert tuple(split.split(names)) == problem.severity.names


@says(
    rf"Cars drive at the speeds of their streets, (\d+) km/h on average from today's posts\. Every post has {COUNT} "
    r"cars? round the clock, the fewest with which today's posts are on calls no more than half of the time\. The "
    r"closest free car goes\. So the minutes compare plans, and are no forecast\."
)
def _(case, speed, cars):
    assert 10 < number(speed) < 100  # the roads are not in the case
    assert number(cars) == case.finding("simulation").details["cars per post"]
    assert simulated(case, case.base)["cars"] == number(cars) * simulated(case, case.base)["posts"]


def sentences(case):
    told = [*answer(case), *method_of(case), *case.comparison.notes]
    for finding in case.findings:
        told += finding.sentences
    return [text.replace("\u00a0", " ") for text in told]


# What only the files know is checked where they are read.
ELSEWHERE = re.compile(r"Roads: |From (?:sites|zones) to the nearest road node|Parents: |Two zones are neighbours")


@pytest.fixture(scope="module")
def bare(tmp_path_factory):
    tmp = tmp_path_factory.mktemp("bare")
    rng = np.random.default_rng(4)
    rows = [
        f"{i},2023-{1 + i % 12:02d}-{1 + i % 28:02d} {i % 24:02d}:17,THEFT,{x:.5f},{y:.5f}"
        for i, (x, y) in enumerate(zip(rng.normal(-90.2, 0.02, 900), rng.normal(38.6, 0.02, 900), strict=True))
    ]
    path = tmp / "incidents.csv"
    path.write_text("\n".join(["ID,Date,Offense,Longitude,Latitude", *rows]) + "\n", encoding="utf-8")
    return run_study(read_study(path), tmp / "out")


@pytest.fixture(params=["demo", "bare", "small_buffalo", "small_san_miguel"])
def told(request):
    """Return the case of each study, run once whatever the order of the tests."""
    made = request.getfixturevalue(request.param)
    if request.param.startswith("small"):
        return made[0].cities[0].case
    return made[0] if request.param == "demo" else made


def test_every_number_of_every_sentence_is_that_of_the_case(told):
    checked = 0
    for text in sentences(told):
        if NUMERIC.search(text) is None or ELSEWHERE.match(text):
            continue
        found = [(check, match) for pattern, check in CHECKS if (match := pattern.fullmatch(text))]
        assert len(found) == 1, f"no check, or several, for: {text}"
        check, match = found[0]
        check(told, *match.groups())
        checked += 1
    assert checked >= 7


def test_no_sentence_of_a_finding_chains_colons(told):
    """What follows a second colon hangs on nothing that is read."""
    each = [one for finding in told.findings for text in finding.sentences for one in re.split(r"(?<=[.!?])\s", text)]
    assert [one for one in each if len(re.findall(r":\s", one)) > 1] == []


def test_a_wrong_number_is_found(told):
    text = next(text for text in sentences(told) if " bring the " in text or "the busiest district has " in text)
    wrong = re.sub(r"(?<=\) to | has )([\d,.]+)(?=\s)", lambda match: f"{number(match[1]) + 2:,.4g}", text, count=1)
    assert wrong != text
    check, match = next((c, m) for pattern, c in CHECKS if (m := pattern.fullmatch(wrong)))
    with pytest.raises(AssertionError):
        check(told, *match.groups())
