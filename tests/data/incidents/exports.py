"""Exports of six portals: their headings and forms, rows made up, the truth known."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

START = pd.Timestamp("2022-01-01")
DAYS = 730


@dataclass(frozen=True)
class Export:
    """A table as the portal writes it, and what is true of its rows."""

    table: pd.DataFrame
    time: pd.DatetimeIndex
    lon: np.ndarray
    lat: np.ndarray
    severe: int

    @property
    def hours(self):
        return np.bincount(self.time.hour, minlength=24)

    @property
    def years(self):
        return self.time.year.value_counts().sort_index().to_dict()


def _drawn(rng, n, lon, lat):
    # Quiet at five in the morning, busy at nine in the evening.
    weight = 1.2 + np.cos((np.arange(24) - 21) / 24 * 2 * np.pi)
    hour = rng.choice(24, n, p=weight / weight.sum())
    day = rng.permutation(np.resize(np.arange(DAYS), n))
    time = START + pd.to_timedelta(day * 1440 + hour * 60 + rng.integers(0, 60, n), unit="min")
    return pd.DatetimeIndex(time), lon + rng.normal(0, 0.02, n), lat + rng.normal(0, 0.015, n)


def _mercator(lon, lat):
    x = np.radians(lon) * 6378137
    return x, np.log(np.tan(np.pi / 4 + np.radians(lat) / 2)) * 6378137


def _utc_midnight(time, zone):
    return time.floor("D").tz_localize(zone).tz_convert("UTC")


def houston(rng, n=1500):
    """The hour as a number in a column of its own; dates as a spreadsheet has them."""
    time, lon, lat = _drawn(rng, n, -95.37, 29.76)
    kind = rng.choice(["Theft from motor vehicle", "Burglary, Breaking and Entering", "Aggravated Assault"], n)
    table = pd.DataFrame({
        "Incident": 100000000 + np.arange(n), "RMSOccurrenceDate": time.strftime("%m/%d/%Y"),
        "RMSOccurrenceHour": time.hour, "NIBRSClass": "23F", "NIBRSDescription": kind, "OffenseCount": 1,
        "Beat": "1A10", "Premise": "Residence, Home", "StreetNo": "", "StreetName": "MAIN", "StreetType": "ST",
        "Suffix": "", "City": "HOUSTON", "ZIPCode": "77002", "MapLongitude": lon, "MapLatitude": lat,
    })  # fmt: skip
    return Export(table, time.floor("h"), lon, lat, int((kind == "Aggravated Assault").sum()))


def toronto(rng, n=1500):
    """Days as the moments in UTC at which they began, hours beside them; metres of the web's maps as X and Y."""
    time, lon, lat = _drawn(rng, n, -79.38, 43.68)
    kind = rng.choice(["Assault", "Break and Enter", "Auto Theft", "Robbery", "Theft Over"], n)
    x, y = _mercator(lon, lat)
    table = pd.DataFrame({
        "X": x, "Y": y, "OBJECTID": np.arange(1, n + 1), "EVENT_UNIQUE_ID": [f"GO-2022{i:07d}" for i in range(n)],
        "REPORT_DATE": _utc_midnight(time + pd.Timedelta(days=1), "America/Toronto").strftime("%Y/%m/%d %H:%M:%S+00"),
        "OCC_DATE": _utc_midnight(time, "America/Toronto").strftime("%Y/%m/%d %H:%M:%S+00"),
        "REPORT_YEAR": time.year, "REPORT_HOUR": 9, "OCC_YEAR": time.year, "OCC_MONTH": time.month_name(),
        "OCC_DAY": time.day, "OCC_DOY": time.day_of_year, "OCC_DOW": time.day_name(), "OCC_HOUR": time.hour,
        "DIVISION": "D52", "LOCATION_TYPE": "Apartment", "PREMISES_TYPE": "Apartment", "UCR_CODE": 1430,
        "UCR_EXT": 100, "OFFENCE": kind, "MCI_CATEGORY": kind, "HOOD_158": "168",
        "NEIGHBOURHOOD_158": "Downtown", "LONG_WGS84": lon, "LAT_WGS84": lat,
    })  # fmt: skip
    return Export(table, time.floor("h"), lon, lat, int((kind == "Robbery").sum()))


def portland(rng, n=1500):
    """Military time without leading zeros; two pairs of coordinates."""
    time, lon, lat = _drawn(rng, n, -122.66, 45.52)
    kind = rng.choice(["Larceny Offenses", "Burglary", "Robbery", "Vandalism"], n)
    table = pd.DataFrame({
        "Address": "", "CaseNumber": [f"22-X{i:07d}" for i in range(n)], "CrimeAgainst": "Property",
        "Neighborhood": "Downtown", "OccurDate": time.strftime("%-m/%-d/%Y"),
        "OccurTime": time.hour * 100 + time.minute, "OffenseCategory": kind, "OffenseType": kind,
        "OpenDataLat": lat, "OpenDataLon": lon, "OpenDataX": 7640000 + lon, "OpenDataY": 680000 + lat,
        "ReportDate": (time + pd.Timedelta(days=1)).strftime("%-m/%-d/%Y"), "OffenseCount": 1,
    })  # fmt: skip
    return Export(table, time, lon, lat, int((kind == "Robbery").sum()))


def zapopan(rng, n=1500):
    """Spanish headings, days first, x and y in degrees, the hour as text."""
    time, lon, lat = _drawn(rng, n, -103.39, 20.72)
    kind = rng.choice(["ROBO A CASA HABITACION", "ROBO A PERSONA CON VIOLENCIA", "LESIONES DOLOSAS"], n)
    table = pd.DataFrame({
        "fecha": time.strftime("%d/%m/%Y"), "hora": time.strftime("%H:%M"), "delito": kind, "x": lon, "y": lat,
        "colonia": "CENTRO", "municipio": "ZAPOPAN", "bien_afectado": "EL PATRIMONIO", "zona_geografica": "AMG",
    })  # fmt: skip
    return Export(table, time, lon, lat, int((kind == "ROBO A PERSONA CON VIOLENCIA").sum()))


def berkeley(rng, n=1500):
    """EVENTDT and EVENTTM; the place at the end of an address of several lines."""
    time, lon, lat = _drawn(rng, n, -122.27, 37.87)
    lon, lat = np.round(lon, 5), np.round(lat, 5)
    kind = rng.choice(["BURGLARY AUTO", "THEFT FELONY (OVER $950)", "ROBBERY", "VANDALISM"], n)
    table = pd.DataFrame({
        "CASENO": 22000000 + np.arange(n), "OFFENSE": kind, "EVENTDT": time.strftime("%m/%d/%Y 12:00:00 AM"),
        "EVENTTM": time.strftime("%H:%M"), "CVLEGEND": kind, "CVDOW": time.day_of_week,
        "InDbDate": "07/01/2024 03:30:12 AM",
        "Block_Location": [f"2500 SHATTUCK AVE\nBerkeley, CA\n({a}, {b})" for a, b in zip(lat, lon, strict=True)],
        "BLKADDR": "2500 SHATTUCK AVE", "City": "Berkeley", "State": "CA",
    })  # fmt: skip
    return Export(table, time, lon, lat, int((kind == "ROBBERY").sum()))


def davis(rng, n=1500):
    """Calls: one column of date and time in the American form, and when each was opened and closed."""
    time, lon, lat = _drawn(rng, n, -121.74, 38.55)
    kind = rng.choice(["THEFT REPORT", "WELFARE CHECK", "ALARM", "ROBBERY"], n)
    table = pd.DataFrame({
        "CallNumber": [f"D{i:06d}" for i in range(n)], "CallDateandTime": time.strftime("%-m/%-d/%Y %-I:%M:%S %p"),
        "CallType": kind, "Priority": 2, "DateOpened": (time + pd.Timedelta(minutes=5)).strftime("%m/%d/%Y"),
        "POINT_X": lon, "POINT_Y": lat,
    })  # fmt: skip
    return Export(table, time, lon, lat, int((kind == "ROBBERY").sum()))


EXPORTS = {function.__name__: function for function in (houston, toronto, portland, zapopan, berkeley, davis)}


def export(name, seed=0, n=1500):
    return EXPORTS[name](np.random.default_rng(seed), n)
