"""Columns of counts under headings of several words and in many languages; other numbers count nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

import beatwright as bw

_COUNTS = [1 + k % 3 for k in range(30)]


def _read(folder: Path, heading: str) -> bw.Incidents:
    lines = [
        f"2023-03-{1 + k % 28:02d} {k % 24:02d}:15,THEFT,-87.63{k:02d},41.88{k:02d},{count}"
        for k, count in enumerate(_COUNTS)
    ]
    path = folder / "sums.csv"
    path.write_text("\n".join([f"date,offense,lon,lat,{heading}", *lines]) + "\n", encoding="utf-8")
    return bw.data.read_incidents(path)


@pytest.mark.parametrize(
    "heading",
    ["Anzahl der Fälle", "Fälle", "N° de faits", "Nombre de délits", "Quantidade de ocorrências", "ocorrencias",
     "Total de ocorrências", "Cantidad de delitos", "delitos", "registros", "Sum", "n_incidents", "incidents", "Cases",
     "Aantal", "Antal brott", "liczba", "počet", "adet", "Σύνολο", "数量", "합계", "العدد", "Case Count",
     "Number of recorded offences", "CrimeCount", "Anzahl Straftaten"],
)  # fmt: skip
def test_counts(tmp_path: Path, heading: str) -> None:
    incidents = _read(tmp_path, heading)
    assert len(incidents) == sum(_COUNTS)
    assert any(f"'{heading}' counts incidents" in said for said in incidents.report.warnings)


@pytest.mark.parametrize(
    "heading",
    ["Victim Count", "victims", "num_units", "shots", "Weapons Count", "people", "Vehicles", "Número", "number", "beat",
     "Total Value", "Case Number", "Anzahl Verletzte", "population", "Number of officers"],
)  # fmt: skip
def test_other_numbers(tmp_path: Path, heading: str) -> None:
    assert len(_read(tmp_path, heading)) == len(_COUNTS)
