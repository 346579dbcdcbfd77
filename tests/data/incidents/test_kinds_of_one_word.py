"""A word that stands alone may mean another thing than beside others: "Viol" is rape, "Traffic viol" is none."""

from __future__ import annotations

import pytest

from beatwright.data.incidents.rows.kind_table import KindTable


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("Viol", "high"), ("VIOL", "high"), ("Viols", "high"), ("Viol sur mineur", "high"),
        ("Violación", "high"), ("VIOLACION", "high"), ("Violación de menores", "high"), ("Violaciones", "high"),
        ("TRAFFIC VIOL", "low"), ("PAROLE VIOL", "low"), ("VIOL RESTRAINING ORDER", "low"), ("Violation", "low"),
        ("Violación de la ley de tránsito", "low"), ("Violación de medidas cautelares", "low"),
        ("Violación de sellos", "low"), ("Violación de domicilio", "medium"),
        ("Violación de correspondencia", "medium"),
    ],
)  # fmt: skip
def test_class(kind: str, name: str) -> None:
    table = KindTable.default()
    assert table.severity.names[table.match([kind])[0]] == name
