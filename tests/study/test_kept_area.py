"""A journal of a file of incidents alone: the area is drawn once, whatever comes later."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import shapely

from beatwright.base.errors import InputError
from beatwright.forecast import ForecastJournal
from beatwright.study import forecast_study, read_study
from beatwright.study.file.kept_area import drawn_area, in_kept_area


def write_records(place, *, days, spread=2000.0):
    """Write five incidents a day in a square; the later days reach further out."""
    rng = np.random.default_rng(7)
    along, across = rng.uniform(0, spread, (2, 5 * days))
    reach = 1 + np.repeat(np.arange(days), 5) / 200
    table = pd.DataFrame(
        {
            "id": np.arange(5 * days),
            "time": pd.Timestamp("2024-01-01 10:00") + pd.to_timedelta(np.repeat(np.arange(days), 5), unit="D"),
            "kind": "theft",
            "lon": (-90.2 + along * reach / 88_000).round(6),
            "lat": (38.6 + across * reach / 111_000).round(6),
        }
    )
    table.to_csv(place, index=False)
    return place


@pytest.fixture
def studies(tmp_path):
    """Return the study of ten weeks of a file, and that of the same file a week later."""
    place = tmp_path / "calls.csv"
    first = read_study(write_records(place, days=70))
    return first, read_study(write_records(place, days=77))


@pytest.mark.slow
def test_the_next_week_is_scored_in_the_area_of_the_first(tmp_path):
    place, journal = tmp_path / "calls.csv", tmp_path / "journal"
    for days in (70, 77):
        case = forecast_study(read_study(write_records(place, days=days)), tmp_path / "out", journal)
    assert [len(ForecastJournal(journal).entries()), len(ForecastJournal(journal).scores())] == [2, 1]
    assert any("that the journal began with" in note for note in case.problem.city.notes)
    assert not any("hull" in note for note in case.problem.city.notes)


def test_what_is_kept_is_the_area_and_how_it_is_divided(studies):
    first, later = studies
    kept = in_kept_area(later, drawn_area(first))
    assert kept.frame is not None
    assert shapely.equals_identical(kept.frame.boundary, first.frame.boundary)
    assert not shapely.equals_identical(later.frame.boundary, first.frame.boundary)
    assert kept.frame.crs == first.frame.crs
    wide = in_kept_area(later, {**drawn_area(first), "divided": "1000 m"})
    assert wide.city.zones == "1000 m"
    assert [note for note in wide.notes if "squares" in note] == [
        "Zones are squares of 1,000 m, since none were given."
    ]


def test_what_a_study_file_says_is_not_replaced(studies):
    first, later = studies
    said = replace(later, divided="", city=replace(later.city, zones="400 m"))
    assert in_kept_area(said, drawn_area(first)).city.zones == "400 m"
    assert drawn_area(replace(first, frame=None)) == {}
    assert in_kept_area(replace(later, frame=None), drawn_area(first)).frame is None
    assert in_kept_area(later, {}) is later


def test_a_damaged_area_is_told(studies):
    with pytest.raises(InputError, match=r"journal\.json"):
        in_kept_area(studies[0], {**drawn_area(studies[0]), "boundary": "00ff"})
    with pytest.raises(InputError, match=r"journal\.json"):
        in_kept_area(studies[0], {"boundary": "00ff"})
    with pytest.raises(InputError, match=r"journal\.json"):
        in_kept_area(studies[0], {**drawn_area(studies[0]), "divided": "elsewhere.gpkg"})
    with pytest.raises(InputError, match="The CRS of the area that the journal keeps"):
        in_kept_area(studies[0], {**drawn_area(studies[0]), "crs": "/elsewhere.prj"})
