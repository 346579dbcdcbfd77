"""Dispatch records are read with an account of every row, and times that cannot be right are set aside."""

import numpy as np
import pandas as pd
import pytest

from beatwright.base.errors import InputError, ParameterError
from beatwright.core import DispatchRecords
from beatwright.data import DispatchSource, read_dispatch
from beatwright.data.dispatch.stamp_checks import check_stamps
from beatwright.testing import dirty_dispatch, generated_dispatch, small_problem


@pytest.fixture(scope="module")
def frame():
    zones = small_problem().city.zone_xy + np.array([740_000, 4_280_000])
    return generated_dispatch(np.ones((1, 24)), zones, np.zeros(8, dtype=int), np.ones((8, 168), bool), weeks=1)


def read(frame, folder, **options):
    frame.to_csv(folder / "cad.csv", index=False)
    return read_dispatch(folder / "cad.csv", **{"crs": "EPSG:32615", **options})


def test_clean_rows_are_all_kept_and_their_order_does_not_matter(frame, tmp_path):
    found = read(frame, tmp_path)
    assert (len(found), found.report.kept, found.priorities) == (len(frame), len(frame), ("P1", "P2", "P3"))
    pd.testing.assert_frame_equal(found.frame, read(frame.sample(frac=1.0, random_state=1), tmp_path).frame)
    assert found.frame["self_initiated"].sum() == (frame["self_initiated"] == "yes").sum()


def test_dirt_is_counted_by_reason(frame, tmp_path):
    dirty = dirty_dispatch(frame, 0.25, seed=2)
    report = read(dirty, tmp_path).report
    assert report.reasons["test call"] == (dirty["call_type"] == "TEST CALL").sum()
    assert report.reasons["row given twice"] == dirty.duplicated().sum()
    assert report.read == len(dirty)
    for part in ("times out of order", "all times at :00", "no time of arrival"):
        assert any(part in warning for warning in report.warnings)


def test_headings_of_other_systems_are_known_or_named(frame, tmp_path):
    other = frame.rename(columns={"call_number": "CAD Event Number", "unit": "Radio Name", "created": "Call Received",
                                  "on_scene": "AT"})  # fmt: skip
    found = read(other, tmp_path, columns={"on_scene": "AT"}, priorities=["P2", "P1"])
    assert found.frame["on_scene"].notna().mean() > 0.99
    assert found.priorities == ("P2", "P1")
    assert found.report.reasons["unknown priority"] == (frame["priority"] == "P3").sum()


def test_a_zone_of_the_city_gives_the_place(frame, tmp_path):
    city = small_problem().city
    named = frame.drop(columns=["x", "y"]).assign(zone="z5")
    found = read(named, tmp_path, city=city)
    assert np.allclose(found.frame[["x", "y"]], city.zone_xy[city.zone_positions(["z5"])[0]])
    with pytest.raises(InputError, match="None of the zones"):
        read(named.assign(zone="Q"), tmp_path, city=city)


def test_options_complain_all_at_once():
    with pytest.raises(ParameterError) as error:
        DispatchSource("cad.csv", columns={"arival": "A"}, day_first="maybe", crs="EPSG:0", priorities=["1", "1"])
    for part in ("arival", "day_first", "crs", "named twice"):
        assert part in str(error.value)


def test_records_need_their_columns_and_a_time_of_dispatch():
    with pytest.raises(ParameterError, match="Missing: unit"):
        DispatchRecords(pd.DataFrame({"call": ["1"]}), ("1",))


def stamps(*rows):
    names = ("created", "dispatched", "enroute", "on_scene", "cleared")
    columns = zip(*rows, strict=True)
    return {name: np.array(values, dtype="datetime64[us]") for name, values in zip(names, columns, strict=True)}


def test_times_out_of_order_are_set_aside_and_the_row_keeps_its_earliest():
    fine = ["2024-05-01T10:00:05", "2024-05-01T10:01:10", "NaT", "2024-05-01T10:09:03", "2024-05-02T00:10:41"]
    swapped = [fine[0], fine[4], "NaT", fine[3], fine[1]]
    late = [*fine[:4], "2024-05-03T10:10:00"]
    kept, told = check_stamps(stamps(fine, swapped, late))
    assert kept["cleared"][0] == np.datetime64(fine[4])
    assert np.isnat(kept["cleared"][1:]).all()
    assert np.isnat(kept["created"][1:]).all()
    assert kept["dispatched"][1] == np.datetime64(fine[0])
    assert [line.split(":")[0] for line in told[:2]] == [
        "1 row of 3 has times out of order", "1 row of 3 was cleared more than 24 hours after being sent",
    ]  # fmt: skip


def test_whole_minutes_are_no_batch_where_the_file_has_no_seconds():
    whole = [f"2024-05-01T10:{minute:02d}:00" for minute in (0, 1, 2, 9, 50)]
    odd = [f"2024-05-01T10:{minute:02d}:17" for minute in (0, 1, 2, 9, 50)]
    assert not np.isnat(check_stamps(stamps(whole, whole))[0]["cleared"]).any()
    assert np.isnat(check_stamps(stamps(whole, *[odd] * 9))[0]["cleared"]).tolist() == [True, *[False] * 9]
