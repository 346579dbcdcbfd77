"""Headings of other languages and of portals are recognised with their clocks."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from beatwright.base.errors import InputError
from beatwright.data.incidents.columns.recognised_columns import recognise
from beatwright.data.incidents.files.raw_table import RawTable


@pytest.mark.parametrize(
    "columns",
    [
        {"time": "FECHA HECHO", "clock": "HORA HECHO", "kind": "DELITO", "lat": "LATITUD", "lon": "LONGITUD"},
        {"time": "fecha", "clock": "hora", "kind": "delito", "lat": "latitud", "lon": "longitud"},
        {"time": "Fecha del hecho", "clock": "Hora del hecho", "kind": "Tipo de delito", "lat": "lat", "lon": "long"},
        {
            "time": "DATA_OCORRENCIA_BO",
            "clock": "HORA_OCORRENCIA",
            "kind": "RUBRICA",
            "lat": "LATITUDE",
            "lon": "LONGITUDE",
        },
        {"time": "Date du fait", "clock": "Heure du fait", "kind": "Catégorie", "lat": "Latitude", "lon": "Longitude"},
        {"time": "Tatdatum", "clock": "Uhrzeit", "kind": "Delikt", "lat": "Breite", "lon": "Länge"},
        {"time": "Datum", "clock": "Uhrzeit", "kind": "Straftat", "lat": "Breitengrad", "lon": "Längengrad"},
        {"time": "RMSOccurrenceDate", "kind": "NIBRSDescription", "lat": "MapLatitude", "lon": "MapLongitude"},
        {"time": "EVENTDT", "clock": "EVENTTM", "kind": "offense", "lat": "lat", "lon": "lon"},
        {"time": "OCC_DATE", "kind": "MCI_CATEGORY", "lat": "LAT_WGS84", "lon": "LONG_WGS84"},
        {"time": "CallDateandTime", "kind": "nature", "lat": "lat", "lon": "lon"},
        {"time": "DateOpened", "kind": "offense_name", "lat": "OpenDataLat", "lon": "OpenDataLon"},
        {"time": "OccurDate", "kind": "OffenseType", "x": "OpenDataX", "y": "OpenDataY"},
    ],
)
def test_columns_of_portals_and_languages(columns: dict[str, str]) -> None:
    values = dict.fromkeys(columns, "12") | {"time": "2024-03-01", "kind": "theft", "clock": "10:00"}
    table = pa.table({heading: pa.array([values[role]]) for role, heading in columns.items()})
    assert recognise(RawTable(table, np.array([1]))).mapping.columns == columns


def _recognised(**columns: list[str]) -> dict[str, str]:
    table = pa.table({heading: pa.array(values) for heading, values in columns.items()})
    return dict(recognise(RawTable(table, np.arange(1, len(table) + 1))).mapping.columns)


@pytest.mark.parametrize(
    ("date", "hour"),
    [
        ("RMSOccurrenceDate", "RMSOccurrenceHour"), ("OCC_DATE", "OCC_HOUR"), ("incident_date", "incident_hour"),
        ("occurrencedate", "occurrencehour"), ("Date", "Hour"), ("Date Occurred", "Hour Occurred"),
        ("ReportDate", "HourReported"), ("REPORT_DATE", "REPORT_HOUR"), ("Event Date", "Event Hour"),
        ("Crime Date", "Hour of Day"),
    ],
)  # fmt: skip
def test_hours_belong_to_their_date(date: str, hour: str) -> None:
    columns = _recognised(**{date: ["2024-03-01"] * 6, hour: list("012345"), "lon": ["-90.1"] * 6, "lat": ["38"] * 6})
    assert columns == {"time": date, "hour": hour, "lon": "lon", "lat": "lat"}


@pytest.mark.parametrize("hour", ["REPORT_HOUR", "HourReported"])
def test_the_hour_of_a_report_is_not_that_of_the_event(hour: str) -> None:
    columns = _recognised(**{"OCC_DATE": ["2024-03-01"], hour: ["5"], "lon": ["-90.1"], "lat": ["38.6"]})
    assert "hour" not in columns


@pytest.mark.parametrize(
    "words", ["lunes martes miercoles jueves viernes", "spring summer autumn winter never", "a b c d e", "n o p e s"]
)
def test_words_are_no_dates(words: str) -> None:
    places = {"lon": ["-90.1"] * 5, "lat": ["38.6"] * 5}
    columns = _recognised(fecha=words.split(), fecha_hecho=["2024-03-01"] * 5, **places)
    assert columns["time"] == "fecha_hecho"
    columns = _recognised(fecha_hecho=words.split(), fecha=["2024-03-01"] * 5, **places)
    assert columns["time"] == "fecha"
    with pytest.raises(InputError, match=f"'fecha'.*holds '{words.split(maxsplit=1)[0]}'"):
        _recognised(fecha=words.split(), **places)


@pytest.mark.parametrize("heading", ["Address", "Location", "BLKADDR", "Block_Location", "direccion", "Adresse"])
def test_addresses_alone_must_be_geocoded(heading: str) -> None:
    with pytest.raises(InputError, match=f"address only, in '{heading}' .*geocode"):
        _recognised(date=["2024-03-01"] * 2, **{heading: ["1200 MAIN ST", "12 OAK AVE"]})


def test_a_kind_a_row_is_doubted() -> None:
    table = pa.table({
        "date": ["2024-03-01"] * 30, "lon": ["-90.1"] * 30, "lat": ["38.6"] * 30,
        "description": [f"story {i}" for i in range(30)],
    })  # fmt: skip
    warnings = recognise(RawTable(table, np.arange(1, 31))).warnings
    assert ["'description'" in text for text in warnings] == [True]


def test_headings_alike_over_other_values_are_told() -> None:
    table = pa.table({"Date": ["2024-03-01"], "DATE": ["2024-03-02"], "lon": ["-90.1"], "lat": ["38.6"]})
    warnings = recognise(RawTable(table, np.array([1]))).warnings
    assert ["'DATE'" in text and "'Date'" in text for text in warnings] == [True]
