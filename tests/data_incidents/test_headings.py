"""Headings of other languages and of portals are recognised with their clocks."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from beatwright.data.reading.columns import recognise
from beatwright.data.reading.table import RawTable


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
