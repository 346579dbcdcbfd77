"""Small files from public reports of faults, kept outside the repository: each gives the value that is expected."""

import pandas as pd
import pytest

from beatwright.base.errors import InputError
from beatwright.data import read_incidents

# Every one of these files holds the same 40 incidents in Saint Louis.
WHOLE = (
    "01_socrata_json_loses_minus/between.csv", "01_socrata_json_loses_minus/pairs.csv",
    "02_excel_scientific_ids/incidents.csv", "05_excel_half_converted_dates/half.csv",
    "05_excel_half_converted_dates/half.xlsx", "07_hour_column_and_dotted_times/dots.csv",
    "08_clock_missing_in_some_rows/incidents.csv", "09_parquet_with_its_own_time_zone/incidents.parquet",
    "13_mapping_in_other_alphabets/reg.csv", "15_preamble_and_sep_line/padded.csv", "15_preamble_and_sep_line/sep.csv",
    "15_preamble_and_sep_line/title.csv", "17_wkb_hex_geometry/carto.csv", "18_other_locales/es.csv",
    "18_other_locales/thousands.csv", "18_other_locales/thousands_de.csv",
)  # fmt: skip
CYRILLIC = {"time": "Дата совершения", "kind": "Вид", "lat": "Широта", "lon": "Долгота"}


def read(cases, name, **options):
    if "thousands" in name:
        options["crs"] = "EPSG:32615"
    if "other_alphabets" in name:
        options["mapping"] = CYRILLIC
    return read_incidents(cases / name, **options)


@pytest.mark.parametrize("name", WHOLE)
def test_every_row_is_kept_where_it_happened(cases, name):
    incidents = read(cases, name)
    assert (incidents.report.read, len(incidents)) == (40, 40)
    assert incidents.report.facts["CRS"].startswith("EPSG:32615")


@pytest.mark.parametrize("name", [name for name in WHOLE if name[:2] != "08"])
def test_every_time_is_that_of_the_truth(cases, name):
    truth = pd.read_csv(cases / "05_excel_half_converted_dates" / "truth.csv", parse_dates=["true_time"])["true_time"]
    times = read(cases, name).frame["time"]
    if name.startswith("07"):  # every other row is at its full hour
        truth = truth.where(truth.index % 2 == 1, truth.dt.floor("h"))
    assert sorted(times) == sorted(truth)


def test_the_minus_of_a_southern_place_is_kept(cases):
    authority = read(cases, "01_socrata_json_loses_minus/south.csv").report.facts["CRS"]
    assert authority.startswith("EPSG:327")


def test_ids_that_a_spreadsheet_rounded_are_told(cases):
    told = " ".join(read(cases, "02_excel_scientific_ids/incidents.csv").report.warnings)
    assert "'Incident ID'" in told
    assert "rounded by a spreadsheet" in told


def test_no_murder_vanishes_behind_a_theft(cases):
    name = "04_one_row_per_offence/offences.csv"
    incidents = read(cases, name)
    assert dict(incidents.report.reasons) == {"duplicate id": 8}
    assert incidents.frame["kind"].value_counts().to_dict() == {"LARCENY": 40, "MURDER": 8}
    severe = read(cases, name, offences="most severe")
    assert severe.frame["kind"].value_counts().to_dict() == {"LARCENY": 32, "MURDER": 8}


@pytest.mark.parametrize("name", ["half.csv", "half.xlsx"])
def test_half_converted_dates_are_told(cases, name):
    told = " ".join(read(cases, f"05_excel_half_converted_dates/{name}").report.warnings)
    assert "'Date Occurred'" in told
    assert "swapped day and month" in told


def test_rows_without_a_clock_keep_their_day_and_are_counted(cases):
    told = " ".join(read(cases, "08_clock_missing_in_some_rows/incidents.csv").report.warnings)
    assert "26 rows have no time of day" in told


def test_a_heading_that_is_not_there_is_never_another_column(cases):
    path = cases / "13_mapping_in_other_alphabets" / "reg.csv"
    with pytest.raises(InputError, match="Дата события"):
        read_incidents(path, mapping=CYRILLIC | {"time": "Дата события"})
    with pytest.raises(InputError, match="Район"):
        read_incidents(path, mapping=CYRILLIC, where={"Район": "Центр"})


@pytest.mark.parametrize("mapping", [None, {"clock": "incident_hour", "kind": "offense_name"}])
def test_an_hour_of_the_day_is_no_minute_past_midnight(cases, mapping):
    path = cases / "07_hour_column_and_dotted_times" / "hour.csv"
    incidents = read_incidents(path, **({"mapping": mapping} if mapping else {}))
    truth = pd.read_csv(path)
    assert incidents.precision == "hour"
    assert sorted(incidents.frame["time"].dt.hour) == sorted(truth["incident_hour"])
    assert sorted(incidents.frame["kind"]) == sorted(truth["offense_name"])
