"""A lost minus is told where no boundary is given."""

import pandas as pd
import pytest
import shapely

from beatwright.data import IncidentSource, read_incidents
from beatwright.data.incidents.places.coordinates import utm_at


def write(folder, lon, lat, headings=("Longitude", "Latitude")):
    rows = len(lon)
    place = dict(zip(headings, (lon, lat), strict=True)) if len(headings) == 2 else {
        headings[0]: [f"POINT ({x} {y})" for x, y in zip(lon, lat, strict=True)]
    }  # fmt: skip
    table = {"id": range(rows), "date": [f"2023-01-{i % 28 + 1:02d} 10:15" for i in range(rows)],
             "offense": ["THEFT"] * rows, **place}  # fmt: skip
    pd.DataFrame(table).to_csv(folder / "calls.csv", index=False)
    return folder / "calls.csv"


def around(lon, lat, rows=30):
    return [round(lon + i * 0.004, 4) for i in range(rows)], [round(lat + i * 0.003, 4) for i in range(rows)]


CITIES = [(-90.3, 38.55), (-0.2, 51.5), (-3.75, 40.38), (-74.0, 4.6), (-46.6, -23.5), (151.2, -33.9), (2.3, 48.8),
          (36.8, -1.3), (32.5, 0.3), (174.7, -36.9), (-149.9, 61.1), (-5.9, 54.6), (18.4, -33.9)]  # fmt: skip
NEAR_NOUGHT = {"lon": [(-0.2, 51.5)], "lat": [(32.5, 0.3)]}


@pytest.mark.parametrize("headings", [("Longitude", "Latitude"), ("X", "Y"), ("location",)])
@pytest.mark.parametrize("axis", ["lon", "lat"])
@pytest.mark.parametrize("every", [3, *(pytest.param(every, marks=pytest.mark.slow) for every in (2, 10))])
@pytest.mark.parametrize("city", CITIES)
def test_a_part_of_the_rows_without_its_sign_is_told(city, every, axis, headings, tmp_path):
    lon, lat = around(*city)
    spoilt = lon if axis == "lon" else lat
    spoilt[::every] = [-value for value in spoilt[::every]]
    said = " ".join(read_incidents(write(tmp_path, lon, lat, headings)).report.warnings)
    heading = headings[0 if axis == "lon" else -1]
    shown = f"in the column '{heading}' is below 0 in" in said
    assert shown is (city not in NEAR_NOUGHT[axis])


@pytest.mark.parametrize("city", CITIES)
def test_a_sound_file_is_not_doubted(city, tmp_path):
    assert "below 0" not in " ".join(read_incidents(write(tmp_path, *around(*city))).report.warnings)


ZONES = {
    "America/Chicago": (-90.3, 38.5), "America/Anchorage": (-149.9, 61.1), "Pacific/Auckland": (174.7, -36.9),
    "Australia/Sydney": (151.2, -33.9), "America/Sao_Paulo": (-46.6, -23.5), "Asia/Tokyo": (139.7, 35.6),
    "America/Bogota": (-74.0, 4.6), "Asia/Kolkata": (72.8, 19.0), "Pacific/Honolulu": (-157.8, 21.3),
    "America/Mexico_City": (-99.1, 19.4), "America/Santiago": (-70.6, -33.4), "Asia/Shanghai": (87.6, 43.8),
}  # fmt: skip


@pytest.mark.parametrize("zone", sorted({*ZONES} - {"Pacific/Auckland"}))  # which has 180 degrees near on both sides
def test_a_file_on_the_other_side_of_the_world_than_its_clock_is_told(zone, tmp_path):
    lon, lat = around(*ZONES[zone])
    said = read_incidents(write(tmp_path, [-x for x in lon], lat), timezone=zone).report.warnings
    assert any("'Longitude' has another sign" in text and zone in text for text in said)
    said = read_incidents(write(tmp_path, lon, lat), timezone=zone).report.warnings
    assert not any("another sign" in text for text in said)


@pytest.mark.parametrize(
    "zone", ["America/Chicago", "Pacific/Auckland", "Australia/Sydney", "America/Sao_Paulo", "America/Santiago"]
)
def test_a_latitude_of_the_other_half_of_the_world_is_told(zone, tmp_path):
    lon, lat = around(*ZONES[zone])
    said = read_incidents(write(tmp_path, lon, [-y for y in lat]), timezone=zone).report.warnings
    assert any("'Latitude' has another sign" in text for text in said)


def test_a_boundary_that_tells_names_the_columns(tmp_path):
    lon, lat = around(-90.3, 38.55, 40)
    lon = [-x if i % 4 else x for i, x in enumerate(lon)]
    box = shapely.box(700_000, 4_200_000, 800_000, 4_300_000)
    report = IncidentSource(str(write(tmp_path, lon, lat))).read(boundary=box, crs=utm_at(-90.2, 38.6)).report
    assert any("put the columns 'Longitude' and 'Latitude' right in the file" in text for text in report.warnings)


@pytest.mark.parametrize("zone", ["Europe/London", "Asia/Kolkata"])
def test_a_file_with_both_swapped_is_told_where_the_clock_shows_it(zone, tmp_path):
    lon, lat = around(*{"Europe/London": (-1.9, 52.5), "Asia/Kolkata": (72.8, 19.0)}[zone])
    assert "swapped" not in " ".join(read_incidents(write(tmp_path, lon, lat), timezone=zone).report.warnings)
    said = " ".join(read_incidents(write(tmp_path, lat, lon), timezone=zone).report.warnings)
    assert "seem to be swapped ('Longitude' and 'Latitude')" in said
