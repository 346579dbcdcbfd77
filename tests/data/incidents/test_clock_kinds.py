"""The kinds of columns that hold the time of day, each with inputs whose truth is known."""

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from beatwright.data import read_incidents
from beatwright.data.incidents.clocks.times_of_day import judge_clock

N = 60
RNG = np.random.default_rng(3)
MINUTE = RNG.integers(0, 1440, N)
MINUTE[:4] = 0, 5, 45, 1439
SECOND = MINUTE * 60 + RNG.integers(1, 60, N)
HOUR = MINUTE // 60
HHMM = HOUR * 100 + MINUTE % 60


def read(column):
    clock = judge_clock(pa.array(column))
    return clock.seconds, clock.doubt


def texts(values, form="{}"):
    return [form.format(value) for value in values]


@pytest.mark.parametrize("form", ["{:04d}", "{}", "{}.0", "{:04d}h", "{:04d} hrs", "{:04d}hrs.", "{:4d}"])
@pytest.mark.parametrize("wide", [False, True])
def test_hours_and_minutes_run_together(form, wide):
    column = [form.format(value).strip() for value in HHMM]
    if wide:
        column = [text.translate({48 + digit: 0xFF10 + digit for digit in range(10)}) for text in column]
    seconds, doubt = read(column)
    assert seconds.tolist() == (MINUTE * 60).tolist()
    assert not doubt


@pytest.mark.parametrize("kind", [np.int16, np.int32, np.int64, np.float32, np.float64])
def test_numbers_with_lost_zeros(kind):
    assert read(HHMM.astype(kind))[0].tolist() == (MINUTE * 60).tolist()


@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("text", [True, False])
def test_minutes_since_midnight(seed, text):
    minutes = np.random.default_rng(seed).integers(0, 1440, 80)
    seconds, doubt = read(texts(minutes) if text else minutes)
    assert seconds.tolist() == (minutes * 60).tolist()
    assert "minutes since midnight" in doubt


@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("text", [True, False])
def test_seconds_since_midnight(seed, text):
    truth = np.random.default_rng(seed).integers(0, 86_400, 80)
    seconds, doubt = read(texts(truth) if text else truth)
    assert seconds.tolist() == truth.tolist()
    assert "seconds since midnight" in doubt


@pytest.mark.parametrize("form", ["{:06d}", "{}", "{:06d}.0", None])
def test_hours_minutes_and_seconds_run_together(form):
    clock = HOUR * 10_000 + MINUTE % 60 * 100 + SECOND % 60
    assert read(texts(clock, form) if form else clock)[0].tolist() == SECOND.tolist()


HOUR_FORMS = [
    "{}", "{:02d}", "{}.0", "{}h", "{} h", "{:02d}h", "{:02d}:00", "{}:00:00", "{:02d}00", "{} hrs", "{}hs", "{} Uhr",
    "{:02d}.00", "{} horas", "{:02d}h00", "{:02d}时00分",
]  # fmt: skip


@pytest.mark.parametrize("form", HOUR_FORMS)
def test_hours(form):
    assert read(texts(HOUR, form))[0].tolist() == (HOUR * 3600).tolist()


@pytest.mark.parametrize("form", ["{h} {p}", "{h:02d} {p}", "{h}{p}", "{h}:00 {p}", "{h:02d}:00:00 {p}"])
@pytest.mark.parametrize("words", [("AM", "PM"), ("am", "pm"), ("a.m.", "p.m."), ("a. m.", "p. m.")])
def test_hours_of_half_a_day(form, words):
    column = [form.format(h=(h - 1) % 12 + 1, p=words[int(h >= 12)]) for h in HOUR]
    assert read(column)[0].tolist() == (HOUR * 3600).tolist()


SPANS = [
    "{a:02d}:00-{a:02d}:59", "{a:02d}:00 - {a:02d}:59", "{a:02d}00-{a:02d}59", "{a}:00 to {a}:59", "{a:02d}-{b:02d}",
    "{a}-{b}", "{a:02d}:00–{b:02d}:00", "{a}:00 bis {b}:00", "{a:02d}.00-{a:02d}.59", "{a:02d}:00:00-{a:02d}:59:59",
    "{a:02d}:00 a {b:02d}:00", "{a:02d}00 - {b:02d}00",
]  # fmt: skip


@pytest.mark.parametrize("form", SPANS)
def test_spans_are_taken_by_their_beginning(form):
    assert read([form.format(a=h, b=h + 1) for h in HOUR])[0].tolist() == (HOUR * 3600).tolist()


def test_an_offset_is_no_span():
    assert read(["08:00:00-06:00", "09:15:00-05:00"]) == (pytest.approx([8 * 3600, 9.25 * 3600]), "")


@pytest.mark.parametrize("word", [999, 9999, 2599, 1299, 99999, 999999, 99, 88, 77])
def test_a_number_for_not_known_is_no_time(word):
    column = [str(word) if at % 3 == 0 else f"{minute // 60}:{minute % 60:02d}" for at, minute in enumerate(MINUTE)]
    assert np.isnan(read(column)[0][::3]).all()
    column = np.where(np.arange(N) % 3 == 0, word, HHMM)
    seconds = read(column)[0]
    assert np.isnan(seconds[::3]).all() or word < 100  # 99 in a column of hours and minutes is no minute either
    assert seconds[1::3].tolist() == (MINUTE * 60)[1::3].tolist()


def test_spans_are_told():
    assert "beginning" in read(["08:00 to 08:59", "09:00 to 09:59"])[1]
    assert "beginning" in read(["8 AM - 9 AM", "11 PM - 12 AM"])[1]
    assert read(["8 AM - 9 AM", "11 PM - 12 AM"])[0].tolist() == [8 * 3600.0, 23 * 3600.0]


def test_hours_from_1_to_24():
    seconds, doubt = read(np.arange(1, 25))
    assert seconds.tolist() == [hour * 3600.0 for hour in range(1, 25)]
    assert "24" in doubt


def test_hours_from_0_to_24():
    assert "24" in read(np.arange(25))[1]


@pytest.mark.parametrize("places", range(6, 16))
def test_fractions_of_a_day(places):
    column = [f"{minute / 1440:.{places}f}" for minute in MINUTE]
    assert read(column)[0].tolist() == (MINUTE * 60).tolist()
    assert read([text.replace(".", ",") for text in column])[0].tolist() == (MINUTE * 60).tolist()
    assert read([float(text) for text in column])[0].tolist() == (MINUTE * 60).tolist()


def test_small_fractions_of_a_day():
    assert read(["0.5", ".25", "4.1666667E-2", "0"])[0].tolist() == [43_200.0, 21_600.0, 3_600.0, 0.0]


@pytest.mark.parametrize(
    ("word", "hour"),
    [
        ("noon", 12), ("NOON", 12), ("12 noon", 12), ("12:00 noon", 12), ("midday", 12), ("mediodía", 12),
        ("meio-dia", 12), ("midi", 12), ("midnight", 0), ("12 midnight", 0), ("medianoche", 0), ("meia-noite", 0),
        ("minuit", 0), ("Mitternacht", 0),
    ],
)  # fmt: skip
def test_words(word, hour):
    assert read([word, "14:05"])[0].tolist() == [hour * 3600.0, 50_700.0]


@pytest.mark.parametrize("zero", [0x0660, 0x06F0, 0x0966, 0xFF10])
@pytest.mark.parametrize("form", ["%H:%M", "%H%M"])
def test_digits_of_other_scripts(zero, form):
    moments = pd.Timestamp("2024-01-01") + pd.to_timedelta(MINUTE, unit="m")
    column = [f"{t:{form}}".translate({48 + digit: zero + digit for digit in range(10)}) for t in moments]
    assert read(column)[0].tolist() == (MINUTE * 60).tolist()


@pytest.mark.parametrize("column", [HHMM, MINUTE, SECOND, HOUR, texts(HOUR, "{0:02d}:00 to {0:02d}:59")])
def test_in_a_file(column, tmp_path):
    days = pd.date_range("2023-01-02", periods=N, freq="5D")
    rows = pd.DataFrame(
        {"date": days, "clock": column, "offense": "THEFT", "lat": 38.6, "lon": -90.2 + np.arange(N) / 1e3}
    )
    rows.to_csv(tmp_path / "rows.csv", index=False)
    incidents = read_incidents(tmp_path / "rows.csv", mapping={"clock": "clock"})
    hours = incidents.frame["time"].dt.hour.to_numpy()
    assert hours.tolist() == HOUR.tolist()
    assert incidents.has_clock.all()
