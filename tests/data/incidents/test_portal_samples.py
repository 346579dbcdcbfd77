"""Exports of many portals are read without a mapping: date, hour, kind and place of every row."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import numpy as np
import pandas as pd
import pyproj
import pytest

from beatwright.data import read_incidents
from beatwright.data.incidents.rows.kind_table import KindTable

_spec = importlib.util.spec_from_file_location("portal_samples", Path(__file__).with_name("portal_samples.py"))
assert _spec is not None
assert _spec.loader is not None
_module = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(_module)
SAMPLES = _module.SAMPLES

# Their times are in UTC, which is told: no column of theirs says which zone is the city's.
_UTC = ("Washington DC", "Baltimore", "Minneapolis", "Las Vegas")


@pytest.mark.parametrize("name", SAMPLES)
def test_an_export_is_read_without_a_mapping(tmp_path: Path, name: str) -> None:
    headings, rows, time, place, kind = SAMPLES[name]
    (tmp_path / "a.csv").write_text("\n".join([headings, *rows]) + "\n", encoding="utf-8")
    incidents = read_incidents(tmp_path / "a.csv")
    assert (len(incidents), dict(incidents.report.reasons)) == (len(rows), {})
    first = incidents.frame.sort_values("time").iloc[0]
    assert (first["time"], first["kind"]) == (pd.Timestamp(time), kind)
    crs = incidents.report.facts["CRS"].split()[0]
    degrees = pyproj.Transformer.from_crs(crs, 4326, always_xy=True).transform(first["x"], first["y"])
    np.testing.assert_allclose(degrees, place, atol=6e-5)
    assert any("in UTC" in said for said in incidents.report.warnings) is (name in _UTC)


_PIECES = [
    ("YEAR,MONTH,DAY,HOUR,MINUTE", "2023,1,5,14,20", "2023-01-05 14:20"),
    ("Year,Month,Day,Hour", "2023,12,31,0", "2023-12-31 00:00"),
    ("Year,Month,Day", "2023,1,5", "2023-01-05"),
    ("año,mes,día,hora", "2023,1,5,7", "2023-01-05 07:00"),
    ("Ano,Mes,Dia,Hora,Minuto", "2023,1,5,7,5", "2023-01-05 07:05"),
    ("Année,Mois,Jour,Heure", "2023,11,5,23", "2023-11-05 23:00"),
    ("Jahr,Monat,Tag,Stunde", "2023,11,5,23", "2023-11-05 23:00"),
    ("jaar,maand,dag,uur", "2023,11,5,23", "2023-11-05 23:00"),
    ("anno,mese,giorno,ora", "2023,11,5,23", "2023-11-05 23:00"),
    ("DAY,MONTH,YEAR", "05,01,2023", "2023-01-05"),
    ("date,year,month,day", "2020-02-03 10:00,2023,1,5", "2020-02-03 10:00"),
]


@pytest.mark.parametrize(("headings", "values", "time"), _PIECES)
def test_dates_in_pieces(tmp_path: Path, headings: str, values: str, time: str) -> None:
    (tmp_path / "a.csv").write_text(f"{headings},lat,lon\n" + f"{values},38.6,-90.2\n" * 2, encoding="utf-8")
    incidents = read_incidents(tmp_path / "a.csv", duplicates="keep")
    assert set(incidents.frame["time"]) == {pd.Timestamp(time)}
    again = read_incidents(tmp_path / "a.csv", mapping=dict(incidents.report.columns), duplicates="keep")
    assert set(again.frame["time"]) == {pd.Timestamp(time)}


_KINDS = {
    "high": (
        "Armed Robbery - Bank", "HOMICIDE - NEGLIGENT", "Shots Fired", "Carjacking", "KIDNAPPING", "Home Invasion",
        "Rape - Forcible", "ROBO A CASA HABITACION CON VIOLENCIA", "HOMICIDIO DOLOSO", "Feminicidio",
        "SECUESTRO EXPRESS", "Robo con arma de fuego", "ROUBO DE VEICULO", "LATROCINIO", "Homicídio culposo",
        "ESTUPRO DE VULNERAVEL", "Vol à main armée", "Homicide volontaire", "Viol sur mineur", "Séquestration", "Raub",
        "Mord", "Rapina in banca", "Omicidio volontario", "Straatroof", "Moord", "Overval woning",
    ),
    "medium": (
        "Break and Enter Residential/Other", "B&E - Commercial", "BURGLARY - FORCED ENTRY", "Simple Assault", "Arson",
        "Motor Vehicle Theft", "Domestic Disturbance", "Stalking", "ROBO A CASA HABITACION SIN VIOLENCIA",
        "ROBO DE VEHICULO SIN VIOLENCIA", "Lesiones dolosas", "VIOLENCIA FAMILIAR", "Amenazas",
        "ALLANAMIENTO DE MORADA",
        "FURTO DE VEICULO", "LESAO CORPORAL DOLOSA", "Ameaça", "Arrombamento", "Cambriolage de logement principal",
        "Coups et blessures volontaires", "Incendie volontaire", "Wohnungseinbruchdiebstahl", "Körperverletzung",
        "Furto in abitazione", "Lesioni dolose", "Woninginbraak", "Mishandeling",
    ),
    "low": (
        "Theft of Bicycle", "Shoplifting", "Graffiti", "Noise Complaint", "Trespassing", "Fraud - Credit Card",
        "Break and Enter - Vehicle", "Vandalism", "FRAUDE", "ABUSO DE CONFIANZA", "Hurto a personas", "DANO SIMPLE",
        "FURTO - OUTROS", "ESTELIONATO", "Dano ao patrimônio", "Vol à l'étalage", "Escroquerie", "Dégradations",
        "Sachbeschädigung", "Betrug", "Ladendiebstahl", "Truffa", "Fietsendiefstal", "Zakkenrollerij", "Vernieling",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("name", "kind"), [(name, kind) for name, kinds in _KINDS.items() for kind in kinds])
def test_severity_of_kinds_in_seven_languages(name: str, kind: str) -> None:
    table = KindTable.default()
    position = int(table.match([kind])[0])
    assert (table.severity.names[position] if position >= 0 else "unknown") == name
