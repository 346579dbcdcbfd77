"""2,000 broken CSVs end in a clear error or in an account in which every row is counted; never in a traceback."""

import random

import pytest

from beatwright.base.errors import BeatwrightError
from beatwright.data import IncidentSource, check_incidents

FORMULAS = ["=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(A1)", "\t=1", '=HYPERLINK("http://x")']
ODD = [
    "",
    " ",
    "NaN",
    "null",
    "-",
    "0",
    "-1",
    "1e999",
    "9" * 40,
    "﻿",
    "\u202e",
    "é",
    "日本",
    "\x00",
    '"',
    "'",
    "\r",
    "2024",
]
TIMES = ["2024-02-30", "31/12/2024 25:61", "1700000000", "45000.5", "13/13/2024", "0000-00-00", "2024-03-10T02:30:00Z"]


def base(rng):
    """Return a table as a list of rows, with the header first."""
    header = ["id", "date", "time", "kind", "lat", "lon"]
    rows = [
        [
            str(i),
            f"{rng.randint(1, 12)}/{rng.randint(1, 28)}/{rng.randint(2019, 2024)}",
            f"{rng.randint(0, 23)}:{rng.randint(0, 59):02d}",
            rng.choice(["THEFT", "ROBBERY", "BURGLARY", "odd kind"]),
            f"{38.6 + rng.random() / 10:.5f}",
            f"{-90.2 + rng.random() / 10:.5f}",
        ]
        for i in range(rng.randint(0, 12))
    ]
    return [header, *rows]


def cells(rng, table):
    for _ in range(rng.randint(1, 6)):
        row = rng.choice(table)
        row[rng.randrange(len(row))] = rng.choice([*FORMULAS, *ODD, *TIMES, "x" * rng.choice([10, 40_000])])
    return table


def shuffled(rng, table):
    order = list(range(6))
    rng.shuffle(order)
    return [[row[i] for i in order] for row in table]


def ragged(rng, table):
    for row in table:
        if rng.random() < 0.3:
            row[:] = row[: rng.randint(0, 6)] if rng.random() < 0.5 else row + ["more"] * rng.randint(1, 3)
    return table


def headings(rng, table):
    table[0] = [rng.choice([h, h.upper(), "", "id", f"={h}", h * 50, "row", "reason"]) for h in table[0]]
    return table


def as_bytes(rng, table):
    delimiter = rng.choice([",", ",", ";", "\t", "|"])
    end = rng.choice(["\n", "\r\n", "\r"])
    encoding = rng.choice(["utf-8", "utf-8-sig", "cp1252", "utf-16", "latin-1", "utf-16-le", "cp437"])
    text = end.join(delimiter.join(row) for row in table) + rng.choice(["", end, end * 3])
    return text.encode(encoding, errors="replace")


def cut(rng, data):
    start, stop = sorted(rng.randrange(len(data) + 1) for _ in range(2))
    return data[:stop] if rng.random() < 0.5 else data[start:]


def sprinkled(rng, data):
    noise = bytearray(data)
    for _ in range(rng.randint(1, 8)):
        noise.insert(rng.randrange(len(noise) + 1), rng.choice([0, 0, 34, 34, 10, 13, 44, 255, 0x81, 0xC3, 26]))
    return bytes(noise)


def doubled(rng, data):
    return data + data[rng.randrange(len(data) + 1) :] + rng.choice([b"", b"\xff\xfe", b"\x00" * 50, b'"'])


def mutated(seed):
    rng = random.Random(seed)
    table = base(rng)
    for change, chance in ((cells, 0.6), (headings, 0.15), (shuffled, 0.4), (ragged, 0.4)):
        if rng.random() < chance:
            table = change(rng, table)
    data = as_bytes(rng, table)
    for change in rng.sample([cut, sprinkled, doubled], rng.randint(0, 2)):
        data = change(rng, data)
    return data


# One hundred in `make test`, and nineteen hundred more in `make test-slow`.
BLOCKS = [0, *(pytest.param(block, marks=pytest.mark.slow) for block in range(1, 20))]


@pytest.mark.parametrize("block", BLOCKS)
def test_mutated_files(block, tmp_path):
    file = tmp_path / "fuzz.csv"
    outcomes = {"error": 0, "account": 0, "kept": 0}
    for seed in range(100 * block, 100 * block + 100):
        file.write_bytes(mutated(seed))
        try:
            report = check_incidents(file)
            assert report.read == report.kept + sum(report.reasons.values()), seed
            assert len(report.dropped) == report.read - report.kept, seed
            outcomes["account"] += 1
            outcomes["kept"] += report.kept > 0
            if report.kept and seed % 5 == 0:
                assert len(IncidentSource(str(file)).read()) == report.kept, seed
        except BeatwrightError:
            outcomes["error"] += 1
    assert min(outcomes.values()) > 5  # the mutations reach both ends
