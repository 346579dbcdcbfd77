"""Every picture that the program draws, made of studies of a generated city while the documentation is built."""

from __future__ import annotations

import hashlib
import re
import shutil
import tempfile
import time
from pathlib import Path

import pandas as pd
from sphinx.application import Sphinx

import beatwright
from beatwright.study import explore_study, forecast_study, read_study, run_study
from beatwright.study.demo import write_demo

__all__ = ["WORDS", "draw_gallery", "setup", "words_of"]

# Name of the picture (without its number) -> heading, what it shows, what to look for.
WORDS = {
    "demand": (
        "Demand",
        "Calls per square kilometre and year in every zone, as planned on. Zones with few calls share one class, "
        "so that no small count can be read from it.",
    ),
    "points": (
        "Recorded incidents",
        "Where incidents were recorded, counted in small squares: look for heaps on a station, a hospital, a centroid.",
    ),
    "clock": (
        "Clock of the week",
        "Incidents by hour of the day and of the week: heaps at midnight or noon are faults of the file.",
    ),
    "base": ("Posts compared with", "Today's posts and the area that is nearest to each, numbered as in the tables."),
    "main": (
        "Posts recommended",
        "The recommended posts in the same way; open diamonds are the posts compared with, where they are given up.",
    ),
    "change": (
        "Who gains",
        "How much nearer or farther the nearest post is, zone by zone. Some zone nearly always loses: look here first.",
    ),
    "curve": (
        "Share of calls within each distance",
        "One curve for each plan: read the share at your response standard, and how far the last tenth has it.",
    ),
    "trade_off": (
        "Posts against distance",
        "The measure traded and the share within the standard over the number of posts, the optimum beside simple "
        "rules and today.",
    ),
    "regret": (
        "What hindsight would have brought",
        "Each plan beside the best that its planner could have made of the calls that came: the difference is what the "
        "forecast and the optimiser lost.",
    ),
    "alternatives": (
        "Other plans nearly as good",
        "Posts that stay in every ranked plan, and the sites that can stand in for the others.",
    ),
    "worth": (
        "What each post is worth",
        "What closing one post adds to the mean distance, and what one more would save.",
    ),
    "demand_foreseen": ("Demand foreseen", "Calls expected a year in every zone, as a forecaster foresees them."),
    "demand_unsure": (
        "How unsure it is",
        "The standard deviation of the calls of every zone, in per cent: quiet zones are the least sure for size.",
    ),
    "foreseen": ("Next week", "Incidents expected in every zone in the next week of the journal of forecasts."),
    "unsure": ("How unsure next week is", "Half the width of the 90 % interval of every zone."),
    "hits": (
        "Forecasters beside one another",
        "What each would have caught in flagged places, time after time.",
    ),
    "caught_so_far": (
        "The record of forecasts",
        "The share of incidents that came in flagged places so far, beside last week's map and chance.",
    ),
    "calibration": (
        "Calibration",
        "Incidents that came against incidents expected, in groups of zones: they should lie on the straight line.",
    ),
    "need": (
        "Cars on duty and what calls need",
        "By hour of the week: where the load stands above the cars, a line builds up that later hours work off.",
    ),
    "workload": ("Workload", "How busy the cars of the nearest post are, by zone: look for neighbours that differ."),
    "from_outside": (
        "Help from outside",
        "The part of each zone's calls that a car from outside its beat answers, because its own are busy.",
    ),
    "cross_beat_flow": (
        "Who helps whom",
        "Cars that posts send to calls of other beats in a year, as arrows: wide ones both ways mean that two "
        "beats are one in practice.",
    ),
    "cars_against_delay": (
        "Cars against delay",
        "The delayed share and the mean wait over car-hours a week: the best use of them, a simple rule, the "
        "recommended plan and today.",
    ),
    "roster_cover": (
        "Officers on duty and officers needed",
        "By hour of the week: hours in which the roster is short stand out in red.",
    ),
    "roster_lines": (
        "The lines of a roster",
        "One row a line over the days of its week: early, late and night shifts, and the days off between them.",
    ),
    "flags_and_incidents": ("Who is flagged", "Each group's share of the incidents that came and of the flags."),
    "patrols_over_time": (
        "Patrols that follow records",
        "Where patrols go in a made-up city when records come from patrols too, with and without a filter.",
    ),
    "density": (
        "Density of incidents",
        "All incidents, smoothed; lines at a half, three quarters and nine tenths of the highest density.",
    ),
    "kinds_compared": (
        "Two kinds beside each other",
        "Where one kind is more frequent beside another than in the whole city; white where that can be chance.",
    ),
    "beside_others": (
        "A kind beside the others",
        "How much more, or less, one kind clusters than the other incidents of the city, by distance.",
    ),
    "beyond_population": (
        "Beyond where people live",
        "How much more incidents cluster than if every resident were as likely to be hit, by distance.",
    ),
    "density_by_kind": (
        "Density by kind",
        "Small maps of the most frequent kinds, each against an even spread over the city.",
    ),
    "density_by_year": ("Density by year", "Small maps of each year in one scale of colours."),
    "density_by_hours": (
        "Density by hours of the day",
        "Small maps of the quarters of the day in one scale of colours.",
    ),
    "zones_changed": (
        "Zones that changed",
        "Zones where incidents went up (brown) or down (green) between two periods by more than chance.",
    ),
    "emerging_hotspots": (
        "Emerging hotspots",
        "Zones where hotspots came, stayed or went over the periods, by the name of what they are.",
    ),
    "chance": (
        "Beside chance",
        "L and G of the incidents beside the highest and lowest of random patterns: outside of them chance is no "
        "explanation.",
    ),
    "quadrats": ("Quadrats", "Counts in a grid cut to the city, as multiples of what chance would put there."),
    "hotspots": ("Hotspots", "Clusters of incidents as areas, numbered from the largest down."),
    "hotspot_hours": ("Hours of the hotspots", "When the incidents of the largest hotspots happen."),
    "hot_zones": ("Hot zones", "Zones that are hot or cold with their neighbours (Gi*), false discoveries held."),
    "repeat_places": (
        "Repeat places",
        "The share of the incidents that the busiest places have, beside places that are all alike.",
    ),
    "busiest_segments": (
        "Busiest street segments",
        "The street segments with the most incidents, numbered as in their table.",
    ),
    "near_repeats": (
        "Near repeats",
        "Pairs of incidents by distance and days between them, as a multiple of chance: above 1 there are more.",
    ),
    "response_by_hour": (
        "Response by hour",
        "Simulated minutes from the call to the first car, by hour of the day, with the band of the middle 80 % of "
        "calls: look for hours in which the band opens upwards.",
    ),
    "queue_by_hour": (
        "Queue by hour",
        "Simulated calls that wait without a car, by hour of the day, a line for each plan.",
    ),
    "cars_of_the_day": (
        "Cars of a day",
        "What every car did on the day on which most minutes were waited: rows without white have no time left.",
    ),
    "when": (
        "When incidents happen",
        "Incidents by hour of the day and of the week, as an examiner of incidents draws them.",
    ),
    "when_by_kind": (
        "When each kind of incident happens",
        "Clocks of the most frequent kinds in one scale of colours: dark hours have several times their even share.",
    ),
    "months": ("Months", "Incidents a day in each month of the year, all together and kind by kind."),
    "districts_base": (
        "Districts compared with",
        "Today's districts, coloured by their calls in the classes of both maps.",
    ),
    "districts_main": (
        "Districts recommended",
        "The recommended districts in the same classes, so that colours compare.",
    ),
    "districts_points": (
        "Balance against borders",
        "Every plan of districts by how unevenly calls are shared and by the share of borders that it cuts.",
    ),
    "plan": ("Posts of every plan", "One map for each plan that places posts, the rules of thumb too."),
    "districts": ("Districts of every plan", "One map for each plan that draws districts."),
}

_DISTRICTS = """\
[study]
name = "Reporting districts"
holdout = "2023-01-02"
seed = 1

[incidents]
file = "incidents.csv"

[city]
boundary = "boundary.gpkg"
zones = "500 m"
current = "posts.csv"
parents = "districts.gpkg"

[[planning]]
step = "CurrentDistricts"
column = "parent"

[[planning]]
step = "PatrolBeats"
p = 8
seconds = 3
prove_seconds = 3

[[planning]]
step = "BalancedDistricts"
k = 8
seconds = 3
weightings = 3
"""


def words_of(name: str) -> tuple[str, str]:
    """Return the heading of a picture and what it shows; numbered pictures share theirs.

    Of two findings whose pictures have one name, one puts its own name in front: ``backtest_calibration``.
    """
    plain = re.sub(r"_\d+$", "", name)
    words = WORDS.get(plain) or WORDS.get(plain.partition("_")[2])
    if words is None:
        raise LookupError(f"The gallery has no words for the picture {name!r}: give it some in {__file__}")
    return words


def _draw(folder: Path) -> dict[str, Path]:
    """Run both studies, explore and foresee the first, and return the pictures; what several draw is the first's."""
    study = write_demo(folder / "city")
    districts = study.with_name("districts.toml")
    districts.write_text(_DISTRICTS, encoding="utf-8")
    pictures: dict[str, Path] = {}
    for number, file in enumerate((study, districts)):
        run_study(read_study(file), folder / f"case-{number}")
        made = (folder / f"case-{number}" / "pictures").glob("*.png")
        pictures = {path.stem: path for path in made} | pictures
    explore_study(read_study(study), folder / "explored")
    for week in range(6, 13):
        until = f"{pd.Timestamp('2023-01-02') + pd.Timedelta(weeks=week):%Y-%m-%d}"
        forecast_study(read_study(study), folder / "forecast", folder / "journal", until=until)
    for name in ("explored", "forecast"):
        made = (folder / name / "pictures").glob("*.png")
        pictures = {path.stem: path for path in made} | pictures
    return pictures


def _page(names: list[str], seconds: float) -> str:
    lines = [f"Made in {seconds:.0f} seconds while this documentation was built, {len(names)} pictures.", ""]
    seen: set[str] = set()
    for name in sorted(names, key=lambda name: ([*WORDS.values()].index(words_of(name)), name)):
        heading, text = words_of(name)
        if heading not in seen:
            lines += [f"## {heading}", "", text, ""]
        seen.add(heading)
        lines += [
            f"```{{figure}} /_gallery/{name}.png",
            f":alt: {text}",
            ":width: 100%",
            f"`pictures/{name}.png`",
            "```",
            "",
        ]
    return "\n".join(lines)


def draw_gallery(folder: Path) -> None:
    """Draw every picture into `folder` beside a page that shows them, unless the code is as it was at the last time."""
    code = hashlib.sha256()
    for path in [Path(__file__), *sorted(Path(beatwright.__file__).parent.rglob("*.py"))]:
        code.update(path.read_bytes())
    stamp = folder / "made-of.txt"
    if stamp.exists() and stamp.read_text(encoding="utf-8") == code.hexdigest():
        return
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as scratch:
        pictures = _draw(Path(scratch))
        for name, path in pictures.items():
            shutil.copy(path, folder / f"{name}.png")
    (folder / "pictures.md").write_text(_page([*pictures], time.monotonic() - begun), encoding="utf-8")
    stamp.write_text(code.hexdigest(), encoding="utf-8")


def setup(app: Sphinx) -> dict[str, bool]:
    """Draw the gallery before the pages are read."""
    app.connect("builder-inited", lambda app: draw_gallery(Path(app.srcdir) / "_gallery"))
    return {"parallel_read_safe": True, "parallel_write_safe": True}
