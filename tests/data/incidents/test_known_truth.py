"""Files whose truth is known, spoilt as spreadsheets, portals and records systems spoil them.

Every row must be read as it happened, or be left out with a reason, or stand under a warning that names the column
that was spoilt. A row that is wrong without such a word is a silent error, and none is allowed.
"""

import json
import random
import re

import numpy as np
import pandas as pd
import pyproj
import pytest

from beatwright.base.errors import InputError
from beatwright.data import read_incidents

KINDS = ("ROBBERY", "BURGLARY", "THEFT", "SIMPLE ASSAULT", "VANDALISM", "MURDER")
ZONE = "America/Chicago"


class File:
    """A table of text cells, what is true of each row, and the headings of what was spoilt."""

    def __init__(self, rng):
        count = rng.randint(12, 60)
        start = pd.Timestamp("2022-01-01") + pd.Timedelta(days=rng.randint(0, 500))
        minutes = rng.sample(range(400 * 1440), count)
        self.time = [start + pd.Timedelta(minutes=m) for m in minutes]
        self.lon = [round(-90.3 + 0.15 * rng.random(), 6) for _ in range(count)]
        self.lat = [round(38.55 + 0.15 * rng.random(), 6) for _ in range(count)]
        self.kind = [rng.choice(KINDS) for _ in range(count)]
        self.cells = {
            "Incident Number": [f"{202300000000 + i * 37}" for i in range(count)],
            "Date Occurred": [f"{t:%Y-%m-%d %H:%M}" for t in self.time],
            "Offense": list(self.kind),
            "Longitude": [f"{x:.6f}" for x in self.lon],
            "Latitude": [f"{y:.6f}" for y in self.lat],
        }
        self.spoilt = []
        self.options = {}

    def split_clock(self, form, heading="Time Occurred"):
        self.cells["Date Occurred"] = [f"{t:%Y-%m-%d}" for t in self.time]
        self.cells[heading] = [form(t) for t in self.time]
        self.spoilt += [heading, "Date Occurred"]

    def repeat(self, row, **cells):
        for values in (self.time, self.lon, self.lat, self.kind):
            values.append(values[row])
        for heading, values in self.cells.items():
            values.append(cells.get(heading, values[row]))


# Dates


def half_converted(rng, file):
    """A spreadsheet with American settings has opened d/m dates: days up to 12 are typed, day and month swapped."""
    clock = rng.choice(["", " %H:%M"])
    if not clock:
        file.time = [t.floor("D") for t in file.time]
    for i, t in enumerate(file.time):
        swapped = f"{t.year}-{t.day:02d}-{t.month:02d}"
        text = f"{t:%d/%m/%Y}" if t.day > 12 else swapped
        file.cells["Date Occurred"][i] = text + format(t, clock) if clock else text
    file.spoilt.append("Date Occurred")


def day_first(rng, file):
    mark = rng.choice("/.-")
    file.cells["Date Occurred"] = [format(t, f"%d{mark}%m{mark}%Y %H:%M") for t in file.time]
    file.spoilt.append("Date Occurred")


def month_first(rng, file):
    file.cells["Date Occurred"] = [format(t, rng.choice(["%m/%d/%Y %H:%M", "%m/%d/%Y %I:%M %p"])) for t in file.time]
    file.spoilt.append("Date Occurred")


def early_days_only(rng, file):
    """No date proves its order: every day is up to 12."""
    file.time = [t.replace(day=rng.randint(1, 12)) for t in file.time]
    order = rng.choice(["%d/%m/%Y %H:%M", "%m/%d/%Y %H:%M"])
    file.cells["Date Occurred"] = [format(t, order) for t in file.time]
    file.spoilt.append("Date Occurred")


def two_digit_years(rng, file):
    order = rng.choice(["%y-%m-%d %H:%M", "%y/%m/%d %H:%M", "%d-%m-%y %H:%M", "%m/%d/%y %H:%M", "%d.%m.%y %H:%M"])
    file.cells["Date Occurred"] = [format(t, order) for t in file.time]
    file.spoilt.append("Date Occurred")


def run_together(rng, file):
    file.cells["Date Occurred"] = [format(t, rng.choice(["%Y%m%d%H%M%S"])) for t in file.time]
    file.spoilt.append("Date Occurred")


# Times of day


def hour_numbers(rng, file):
    file.time = [t.floor("h") for t in file.time]
    heading = rng.choice(["incident_hour", "OCC_HOUR", "Hour", "occurrencehour", "RMSOccurrenceHour"])
    form = rng.choice(["{}", "{:02d}", "{}.0"])
    file.split_clock(lambda t: form.format(t.hour), heading)


def dotted(rng, file):
    file.split_clock(lambda t: f"{t.hour}.{t.minute:02d}" if rng.random() < 0.5 else f"{t:%H.%M}")


def military(rng, file):
    form = rng.choice([lambda t: f"{t:%H%M}", lambda t: str(t.hour * 100 + t.minute)])
    file.split_clock(form)


def half_days(rng, file):
    forms = ["AM", "a. m.", "a.\u00a0m.", "am", "A.M."]
    am = rng.choice(forms)
    pm = am.replace("A", "P").replace("a", "p")
    file.split_clock(lambda t: f"{(t.hour - 1) % 12 + 1}:{t.minute:02d} {am if t.hour < 12 else pm}")


def clock_missing(rng, file):
    word = rng.choice(["", "UNK", "unknown", "-"])
    file.split_clock(lambda t: word if rng.random() < 0.4 else f"{t:%H:%M}")


# Time zones


def _utc(t):
    return t.tz_localize(ZONE, ambiguous=True, nonexistent="shift_forward").tz_convert("UTC")


def utc_times(rng, file):
    form = rng.choice(["%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%d %H:%M:%S+00", "%Y-%m-%dT%H:%M:%S.000Z"])
    file.cells["Date Occurred"] = [format(_utc(t), form) for t in file.time]
    if rng.random() < 0.5:
        file.options["timezone"] = ZONE
    file.spoilt.append("Date Occurred")


def own_offsets(rng, file):
    local = [_utc(t).tz_convert(ZONE) for t in file.time]
    file.time = [t.tz_localize(None) for t in local]
    file.cells["Date Occurred"] = [t.isoformat() for t in local]
    file.spoilt.append("Date Occurred")


def midnights_in_utc(rng, file):
    """Days, written as the moments of UTC in which they began; the hour stands beside them."""
    file.time = [t.floor("h") for t in file.time]
    file.cells["Date Occurred"] = [f"{_utc(t.floor('D')):%Y-%m-%dT%H:%M:%S.000Z}" for t in file.time]
    file.cells["OCC_HOUR"] = [str(t.hour) for t in file.time]
    file.spoilt += ["Date Occurred", "OCC_HOUR"]


def epoch(rng, file):
    scale = rng.choice([1, 1000])
    file.cells["Date Occurred"] = [str(int(_utc(t).timestamp()) * scale) for t in file.time]
    if rng.random() < 0.5:
        file.options["timezone"] = ZONE
    file.spoilt.append("Date Occurred")


# Ids


def scientific_ids(rng, file):
    file.cells["Incident Number"] = [rng.choice(["2.02E+11", "2.02301E+11"])] * len(file.time)
    file.spoilt.append("Incident Number")


def no_ids(rng, file):
    file.cells = {"id" if heading == "Incident Number" else heading: cells for heading, cells in file.cells.items()}
    word = rng.choice(["N/A", "0", "none", "NULL", "-", "unknown", "n/a", "TBD", "000000"])
    file.cells["id"] = [word if rng.random() < 0.6 else cell for cell in file.cells["id"]]
    file.spoilt.append("id")


def several_offences(rng, file):
    file.cells = {"incident_id": file.cells.pop("Incident Number"), **file.cells}
    for row in rng.sample(range(len(file.time)), 5):
        other = rng.choice([kind for kind in KINDS if kind != file.kind[row]])
        file.repeat(row, Offense=other)
        file.kind[-1] = other
    file.spoilt.append("incident_id")


# Coordinates


def without_minus(rng, file):
    share = rng.choice([0.3, 1.0])
    if share == 1.0:  # what else could tell that these places are not in China?
        file.options["timezone"] = ZONE
    file.cells["Longitude"] = [cell.lstrip("-") if rng.random() < share else cell for cell in file.cells["Longitude"]]
    file.spoilt.append("Longitude")


def swapped(rng, file):
    file.cells["Longitude"], file.cells["Latitude"] = file.cells["Latitude"], file.cells["Longitude"]
    file.spoilt += ["Longitude", "Latitude"]


def decimal_commas(rng, file):
    for heading in ("Longitude", "Latitude"):
        file.cells[heading] = [cell.replace(".", ",") for cell in file.cells[heading]]
    file.spoilt += ["Longitude", "Latitude"]


def thousands(rng, file):
    transformer = pyproj.Transformer.from_crs(4326, 32615, always_xy=True)
    x, y = transformer.transform(file.lon, file.lat)
    mark = rng.choice([",", "'", " ", "\u00a0"])
    for heading, values in (("X", x), ("Y", y)):
        file.cells[heading] = [f"{value:,.1f}".replace(",", mark) for value in values]
    del file.cells["Longitude"], file.cells["Latitude"]
    file.options["crs"] = "EPSG:32615"
    file.spoilt += ["X", "Y"]


def as_dict(rng, file):
    names = rng.choice([("longitude", "latitude"), ("lon", "lat"), ("lng", "lat")])
    text = rng.choice([str, json.dumps])
    number = rng.choice([str, float])
    order = rng.sample(range(4), 4)

    def cell(lon, lat):
        parts = [(names[0], number(lon)), (names[1], number(lat)), ("needs_recoding", False),
                 ("human_address", json.dumps({"address": "12 MAIN ST", "city": "", "zip": "63101"}))]  # fmt: skip
        return text(dict(parts[i] for i in order))

    file.cells["location"] = [cell(*place) for place in zip(file.lon, file.lat, strict=True)]
    del file.cells["Longitude"], file.cells["Latitude"]
    file.spoilt.append("location")


WHEN = (
    half_converted, day_first, month_first, early_days_only, two_digit_years, run_together, hour_numbers, dotted,
    military, half_days, clock_missing, utc_times, own_offsets, midnights_in_utc, epoch, None,
)  # fmt: skip
WHERE = (without_minus, swapped, decimal_commas, thousands, as_dict, None, None, None)
WHICH = (scientific_ids, no_ids, several_offences, None, None)


def spoilt_file(seed):
    rng = random.Random(seed)
    file = File(rng)
    names = []
    for mutations in (WHEN, WHERE, WHICH):
        mutation = rng.choice(mutations)
        if mutation is not None:
            mutation(rng, file)
            names.append(mutation.__name__)
    return file, names


def silent_errors(file, path):
    """Return what was read wrongly without a word."""
    pd.DataFrame(file.cells).to_csv(path, index=False)
    try:
        incidents = read_incidents(path, **file.options)
    except InputError as error:  # refused with a reason
        return [] if len(str(error)) > 20 else ["refused without a reason"]
    report = incidents.report
    told = " ".join(report.warnings)
    crs = re.match(r"\S+", report.facts["CRS"])[0]
    x, y = map(np.array, pyproj.Transformer.from_crs(4326, crs, always_xy=True).transform(file.lon, file.lat))
    rows = np.arange(1, len(file.time) + 1)
    kept = np.isin(rows, report.dropped["row"].astype(int), invert=True) if len(report.dropped) else rows > 0
    frame = incidents.frame
    pairs = {
        "rows": ([0] * int(kept.sum()), [0] * len(frame)),
        "kinds": (np.array(file.kind)[kept], frame["kind"].astype(str)),
        "times": (pd.DatetimeIndex(file.time)[kept].floor("min"), frame["time"].dt.floor("min")),
        "eastings": (x[kept], frame["x"]),
        "northings": (y[kept], frame["y"]),
    }
    return [
        f"{what}: {truth[:2]} read as {read[:2]}"
        for what, (truth, read) in ((what, map(sorted, pair)) for what, pair in pairs.items())
        if not same(truth, read) and not any(f"'{heading}'" in told for heading in SPOILS[what](file.spoilt))
    ]


# Which headings a warning must name where something is wrong.
SPOILS = {
    "rows": lambda spoilt: [heading for heading in spoilt if heading in ID],
    "kinds": lambda spoilt: [heading for heading in spoilt if heading in ID],
    "times": lambda spoilt: [heading for heading in spoilt if heading not in (*ID, *PLACE)],
    "eastings": lambda spoilt: [heading for heading in spoilt if heading in PLACE],
    "northings": lambda spoilt: [heading for heading in spoilt if heading in PLACE],
}
ID, PLACE = ("Incident Number", "id", "incident_id"), ("Longitude", "Latitude", "X", "Y", "location")


def same(truth, read):
    if len(truth) != len(read):
        return False
    if truth and isinstance(truth[0], float):  # metres
        return bool(np.allclose(truth, read, rtol=0, atol=2))
    return list(truth) == list(read)


def run(seeds, tmp_path):
    found = {}
    for seed in seeds:
        file, names = spoilt_file(seed)
        if wrong := silent_errors(file, tmp_path / "incidents.csv"):
            found[seed, "+".join(names)] = wrong
    return found


def test_no_row_is_wrong_without_a_word(tmp_path):
    assert run(range(100), tmp_path) == {}


@pytest.mark.slow
@pytest.mark.parametrize("block", range(1, 20))
def test_no_row_is_wrong_without_a_word_in_more_files(block, tmp_path):
    assert run(range(100 * block, 100 * block + 100), tmp_path) == {}


def test_the_files_reach_every_mutation():
    names = {name for seed in range(100) for name in spoilt_file(seed)[1]}
    assert names == {mutation.__name__ for mutation in (*WHEN, *WHERE, *WHICH) if mutation}


def test_a_file_that_is_not_spoilt_is_read_without_a_warning(tmp_path):
    pd.DataFrame(File(random.Random(1)).cells).to_csv(tmp_path / "incidents.csv", index=False)
    assert read_incidents(tmp_path / "incidents.csv").report.warnings == ()
