"""What the network reads, counted again one incident at a time; it needs no package of an extra."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest

from beatwright.forecast.kinds.kind_sequences import KindSequences
from beatwright.testing import small_incidents, small_problem

CITY = small_problem().city
PAST = small_incidents(weeks=20)
KINDS = ("assault", "robbery", "theft")


def sequences(incidents=PAST, period="month"):
    kind = np.array([KINDS.index(one) for one in incidents.frame["kind"]])
    return KindSequences.of(incidents, kind, CITY, period=period)


def test_incidents_are_counted_by_zone_period_and_kind():
    made = sequences()
    assert PAST.end == pd.Timestamp("2023-05-22")
    edges = [PAST.start, *(PAST.end - pd.DateOffset(months=back) for back in (4, 3, 2, 1, 0))]
    assert made.periods == 5
    zones = np.array([3, 0])
    counts = made.counts(zones)
    for row, zone in enumerate(zones):
        for at, (first, last) in enumerate(pairwise(edges)):
            when = PAST.frame["time"].between(first, last, inclusive="left") & (PAST.frame["zone"] == zone)
            names = PAST.frame["kind"][when].tolist()
            assert counts[row, at].tolist() == [names.count(kind) for kind in KINDS]
    assert made.counts(zones, 1, 3).tolist() == counts[:, 1:3].tolist()


def test_what_neighbours_lend_is_theirs_and_all_of_it():
    made = sequences(period="week")
    every = np.arange(len(CITY.zones))
    own, read = made.counts(every), made.read(every, made.periods)
    lent = np.expm1(read[:, :, 3:6])
    assert np.expm1(read[:, :, :3]) == pytest.approx(own, abs=1e-5)
    assert lent.sum(axis=0) == pytest.approx(own.sum(axis=0), rel=1e-4)
    alone = replace(PAST, frame=PAST.frame[PAST.frame["zone"] == 7])
    seen = np.expm1(sequences(alone, "week").read(every, made.periods)[:, :, 3:6]).sum(axis=(1, 2))
    away = np.hypot(*(CITY.zone_xy - CITY.zone_xy[7]).T)
    assert seen[7] < 1e-4
    assert seen.argmax() in np.flatnonzero(away == away[away > 0].min())
    assert (seen[away > 1600] == 0).all()


def test_the_kinds_to_come_are_those_of_the_next_periods_and_of_no_later_ones():
    made, zones = sequences(period="week"), np.array([5, 11])
    counts = made.counts(zones)
    found = made.to_come(zones, end=15, ahead=4)
    assert found.shape == (2, 14, 3)
    for now in range(14):
        assert found[:, now].tolist() == counts[:, now + 1 : min(now + 5, 15)].sum(axis=1).tolist()


def test_the_city_counts_incidents_in_no_zone_and_its_shares_so_far_are_those_of_the_past():
    lost = replace(PAST, frame=PAST.frame.assign(zone=-1))
    assert sequences(lost).city.tolist() == sequences().city.tolist()
    assert sequences(lost).flat.nnz == 0
    made = sequences(period="week")
    early = made.city[:6].sum(axis=0) + 0.5
    assert made.so_far[5] == pytest.approx(early / early.sum())


def test_nothing_after_a_period_is_read_in_it():
    cut = pd.Timestamp("2023-04-10")
    past, _ = PAST.split(cut)
    every, whole, part = np.arange(len(CITY.zones)), sequences(period="week"), sequences(past, "week")
    assert part.periods == 14
    assert whole.read(every, 14).tolist() == part.read(every, 14).tolist()
