"""The journal: pages are added, never changed; late records are late; what stops the program loses nothing."""

import json
import os
from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

from beatwright.base.errors import InputError
from beatwright.core import City, ParameterError
from beatwright.forecast import EmpiricalBayes, ForecastJournal, HistoricalMean, begun_period, foresee, periods_between
from beatwright.testing import small_incidents, small_problem

CITY = small_problem().city
ALL = small_incidents(weeks=30)


def known(end, drop=()):
    end = pd.Timestamp(end)
    frame = ALL.frame[(ALL.frame["time"] < end) & ~ALL.frame["id"].isin(drop)]
    return replace(ALL, frame=frame, end=end)


def page(end, **options):
    return foresee(EmpiricalBayes(**options), known(end), CITY, share=0.2, seed=1)


def opened(folder, **changes):
    return ForecastJournal.opened(folder, CITY, **{"period": "week", "share": 0.2, **changes})


def contents(folder):
    return {path.relative_to(folder): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


@pytest.mark.parametrize("end", ["2023-05-01", "2023-05-03", "2023-05-07 23:00"])
def test_a_page_knows_nothing_of_its_period(end):
    """What is recorded in the week that has begun changes nothing: the past is cut where the week begins."""
    entry = page(end)
    assert (entry.start, entry.end) == (pd.Timestamp("2023-05-01"), pd.Timestamp("2023-05-08"))
    fitted = EmpiricalBayes().fit(known("2023-05-01"), CITY).predict()
    np.testing.assert_array_equal(entry.expected, fitted.totals.expected)
    assert entry.city_low <= entry.city_expected <= entry.city_high
    last = ALL.frame[(ALL.frame["time"] >= "2023-04-24") & (ALL.frame["time"] < "2023-05-01")]
    np.testing.assert_array_equal(entry.last, np.bincount(last["zone"], minlength=24))


def test_flagged_places_are_those_with_most_expected():
    entry = page("2023-05-01")
    assert entry.flagged.sum() == 4
    assert entry.expected[entry.flagged].min() >= entry.expected[~entry.flagged].max()
    assert entry.share == pytest.approx(4 / 24)


def test_a_second_run_of_the_same_week_changes_nothing(tmp_path):
    journal = opened(tmp_path / "j")
    assert journal.add(page("2023-05-01"))
    before = contents(tmp_path)
    assert not journal.add(foresee(HistoricalMean(), known("2023-05-04"), CITY, share=0.2, seed=1))
    journal.score(known("2023-05-04"))
    assert contents(tmp_path) == before


def test_a_page_is_scored_once_it_is_over(tmp_path):
    journal = opened(tmp_path)
    entry = page("2023-05-01")
    journal.add(entry)
    assert journal.score(known("2023-05-07")) == []
    (score,) = journal.score(known("2023-05-08"))
    week = ALL.frame[(ALL.frame["time"] >= "2023-05-01") & (ALL.frame["time"] < "2023-05-08")]
    counts = np.bincount(week["zone"], minlength=24)
    assert score.incidents == len(week)
    assert score.hits == counts[entry.flagged].sum()
    assert score.hits_last == counts[entry.flagged_last].sum()
    assert score.zones_inside == np.mean((counts >= entry.low) & (counts <= entry.high))
    assert score.city_inside == (entry.city_low <= len(week) <= entry.city_high)
    assert journal.score(known("2023-05-08")) == []
    assert journal.scores() == [score]


def test_late_records_are_late(tmp_path):
    journal = opened(tmp_path)
    journal.add(page("2023-05-01"))
    week = ALL.frame[(ALL.frame["time"] >= "2023-05-01") & (ALL.frame["time"] < "2023-05-08")]
    held = list(week["id"][:5])
    (first,) = journal.score(known("2023-05-08", drop=held))
    written = contents(tmp_path)
    assert journal.score(known("2023-05-15", drop=held[:2])) == []
    assert journal.score(known("2023-05-15", drop=held[:2])) == []
    assert journal.score(known("2023-05-22")) == []
    assert journal.score(known("2023-05-29")) == []
    assert journal.scores() == [first]
    assert [one.incidents - first.incidents for one in journal.late()] == [3, 5]
    assert {path: text for path, text in contents(tmp_path).items() if path in written} == written


def test_weeks_that_nobody_foresaw_stay_empty(tmp_path):
    journal = opened(tmp_path)
    for end in ("2023-04-10", "2023-05-01"):
        journal.add(page(end))
    journal.score(known("2023-05-10"))
    assert [one.start for one in journal.scores()] == [pd.Timestamp("2023-04-10"), pd.Timestamp("2023-05-01")]
    assert periods_between(pd.Timestamp("2023-04-10"), pd.Timestamp("2023-05-01"), "week") == 3


@pytest.mark.parametrize("period", ["day", "week", "month"])
def test_pages_come_back_as_they_were_written(tmp_path, period):
    journal = opened(tmp_path, period=period)
    entry = page("2023-06-02", period=period)
    journal.add(entry)
    (read,) = journal.entries()
    assert read.to_dict() == entry.to_dict()
    assert begun_period(pd.Timestamp("2023-06-02"), period)[0] == read.start


def test_other_zones_periods_and_shares_are_refused(tmp_path):
    opened(tmp_path)
    with pytest.raises(InputError, match="other periods than asked for now"):
        opened(tmp_path, period="day")
    with pytest.raises(InputError, match="another share"):
        opened(tmp_path, share=0.1)
    moved = replace(CITY, zones=CITY.zones.set_geometry(CITY.zones.geometry.translate(30, 0)))
    with pytest.raises(InputError, match="other zones"):
        ForecastJournal.opened(tmp_path, moved, period="week", share=0.2)


def test_a_folder_of_other_things_is_refused(tmp_path):
    (tmp_path / "mine.txt").write_text("keep me")
    with pytest.raises(InputError, match="holds files and is no journal"):
        opened(tmp_path)
    with pytest.raises(InputError, match="is a file"):
        opened(tmp_path / "mine.txt")
    assert (tmp_path / "mine.txt").read_text() == "keep me"


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"zones": ["a"], "expected": [1, 2]}', "[" * 3000, "null"])
def test_a_damaged_page_is_named(tmp_path, text):
    journal = opened(tmp_path)
    journal.add(page("2023-05-01"))
    (tmp_path / "foreseen" / "2023-05-01.json").write_text(text)
    with pytest.raises(InputError, match=r"2023-05-01\.json' of the journal cannot be read"):
        journal.entries()


def test_what_stops_in_the_midst_of_writing_leaves_no_page(tmp_path, monkeypatch):
    journal = opened(tmp_path)
    before = contents(tmp_path)

    def stop(*paths, **options):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(os, "link", stop)
        with pytest.raises(KeyboardInterrupt):
            journal.add(page("2023-05-01"))
    assert contents(tmp_path) == before
    assert journal.add(page("2023-05-01"))
    assert json.loads((tmp_path / "foreseen" / "2023-05-01.json").read_text())["start"] == "2023-05-01T00:00:00"


def test_too_few_records_and_too_small_a_share_are_told():
    with pytest.raises(ParameterError, match="no week of the calendar is over"):
        foresee(EmpiricalBayes(), known("2023-01-05"), CITY, share=0.2, seed=1)
    with pytest.raises(ParameterError, match=r"No zone is as small as 1 % of the area: the smallest has 4\.2 %"):
        foresee(EmpiricalBayes(), known("2023-05-01"), CITY, share=0.01, seed=1)
    whole = City(CITY.boundary, gpd.GeoDataFrame(index=["all"], geometry=[CITY.boundary], crs=CITY.crs), CITY.sites)
    with pytest.raises(ParameterError, match=r"as 20 % of the area: the smallest has 100 %"):
        foresee(EmpiricalBayes(), known("2023-05-01").located(whole), whole, share=0.2, seed=1)


def test_corrected_records_are_noted_also_where_they_go_no_further(tmp_path):
    journal = opened(tmp_path)
    journal.add(page("2023-05-01"))
    week = ALL.frame[(ALL.frame["time"] >= "2023-05-01") & (ALL.frame["time"] < "2023-05-08")]
    some = list(week["id"][:3])
    (first,) = journal.score(known("2023-05-15"))
    for drop in (some[:1], some[:1], some, []):
        assert journal.score(known("2023-05-15", drop=drop)) == []
    assert [one.incidents - first.incidents for one in journal.late()] == [-1, -3, 0]
    assert journal.scores() == [first]
    # Older records say nothing of newer ones.
    journal.score(known("2023-05-10", drop=some))
    # Two ends within one hour.
    for minute in (10, 20):
        journal.score(known(f"2023-05-16 10:{minute}", drop=some[: minute // 10]))
    assert [one.incidents - first.incidents for one in journal.late()] == [-1, -3, 0, -1, -2]


def test_the_time_before_the_last_page_is_not_foreseen_afterwards(tmp_path):
    journal = opened(tmp_path)
    journal.add(page("2023-05-15"))
    before = contents(tmp_path)
    with pytest.raises(InputError, match=r"from 2023-05-01 00:00 to .* has foreseen the period from 2023-05-15"):
        journal.add(page("2023-05-01"))
    assert contents(tmp_path) == before


def test_a_period_without_records_is_not_scored_as_a_quiet_one(tmp_path):
    journal = opened(tmp_path)
    journal.add(page("2023-05-01"))
    journal.add(page("2023-05-15"))
    rows = known("2023-05-29")
    day = pd.Timestamp("2023-05-03")
    frame = rows.frame[rows.frame["time"].dt.normalize() != day]
    gap = replace(rows, frame=frame, gaps=((day, day + pd.Timedelta(days=1)),))
    assert [one.start for one in journal.score(gap)] == [pd.Timestamp("2023-05-15")]


def test_a_journal_of_other_incidents_is_refused(tmp_path):
    opened(tmp_path / "new", of='{"kind": "theft"}')
    opened(tmp_path / "new", of='{"kind": "theft"}')
    with pytest.raises(
        InputError, match=r'is of other incidents than asked for now; it is of .*incidents {"kind": "th'
    ):
        opened(tmp_path / "new", of='{"kind": "assault"}')
    opened(tmp_path / "old")
    cover = json.loads((tmp_path / "old" / "journal.json").read_text())
    del cover["incidents"]
    (tmp_path / "old" / "journal.json").write_text(json.dumps(cover))
    opened(tmp_path / "old", of='{"kind": "theft"}')


def test_what_another_run_has_written_just_now_stands(tmp_path, monkeypatch):
    entry, other = page("2023-05-01"), foresee(HistoricalMean(), known("2023-05-01"), CITY, share=0.2, seed=1)
    journal, link = opened(tmp_path), os.link

    def later(source, target):
        with monkeypatch.context() as patch:
            patch.setattr(os, "link", link)
            journal.add(other)
        link(source, target)

    with monkeypatch.context() as patch:
        patch.setattr(os, "link", later)
        assert not journal.add(entry)
    assert [one.forecaster for one in journal.entries()] == ["HistoricalMean"]
