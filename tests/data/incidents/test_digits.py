"""Numbers, dates and times in the digits of other scripts."""

import numpy as np
import pandas as pd
import pytest

from beatwright.data import read_incidents

SCRIPTS = {
    "arabic": "٠١٢٣٤٥٦٧٨٩", "persian": "۰۱۲۳۴۵۶۷۸۹", "devanagari": "०१२३४५६७८९", "bengali": "০১২৩৪৫৬৭৮৯",
    "thai": "๐๑๒๓๔๕๖๗๘๙", "fullwidth": "０１２３４５６７８９", "tamil": "௦௧௨௩௪௫௬௭௮௯", "gujarati": "૦૧૨૩૪૫૬૭૮૯",
    "khmer": "០១២៣៤៥៦៧៨៩", "lao": "໐໑໒໓໔໕໖໗໘໙",
}  # fmt: skip


def in_script(text, name):
    text = str(text).translate(str.maketrans("0123456789", SCRIPTS[name]))
    marks = {"arabic": {".": "٫"}, "fullwidth": {".": "．", "-": "－", ":": "：", "/": "／"}}.get(name, {})
    return text.translate(str.maketrans(marks))


@pytest.mark.parametrize("name", SCRIPTS)
def test_dates_clocks_and_coordinates(tmp_path, name):
    rng = np.random.default_rng(3)
    times = pd.date_range("2022-10-06 14:16", periods=50, freq="31h7min")
    lon, lat = np.round(46.6 + rng.random(50) / 10, 5), np.round(-24.6 - rng.random(50) / 10, 5)
    table = {"type": ["THEFT"] * 50, "date": times.strftime("%Y-%m-%d"), "time": times.strftime("%H:%M")}
    table |= {"lat": lat, "lon": lon}
    frame = pd.DataFrame({head: [in_script(v, name) if head != "type" else v for v in table[head]] for head in table})
    frame.to_csv(tmp_path / "a.csv", index=False)
    incidents = read_incidents(tmp_path / "a.csv")
    assert sorted(incidents.frame["time"]) == list(times)
    plain = pd.DataFrame(table)
    plain.to_csv(tmp_path / "b.csv", index=False)
    other = read_incidents(tmp_path / "b.csv").frame
    np.testing.assert_array_equal(incidents.frame[["x", "y"]], other[["x", "y"]])


def test_marks_of_direction_are_no_part_of_a_date(tmp_path):
    rows = "".join(f"\u200f2023-0{k % 9 + 1}-11 10:00\u200e,THEFT,46.{k:02d},24.{k:02d}\n" for k in range(40))
    (tmp_path / "a.csv").write_text("date,type,lon,lat\n" + rows, encoding="utf-8")
    assert len(read_incidents(tmp_path / "a.csv")) == 40
