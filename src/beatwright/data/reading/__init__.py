"""Reading incidents: any usual file in, incidents out, and an account of every row left out."""

from beatwright.data.reading.kinds import KindRule, KindTable, write_default_kinds
from beatwright.data.reading.mapping import ColumnMapping
from beatwright.data.reading.read import read_incidents
from beatwright.data.reading.source import IncidentSource, check_incidents

__all__ = [
    "ColumnMapping",
    "IncidentSource",
    "KindRule",
    "KindTable",
    "check_incidents",
    "read_incidents",
    "write_default_kinds",
]
