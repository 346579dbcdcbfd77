"""Reading incidents: any usual file in, incidents out, and an account of every row left out."""

from beatwright.data.incidents.columns.column_mapping import ColumnMapping
from beatwright.data.incidents.incident_source import IncidentSource, check_incidents, read_incidents
from beatwright.data.incidents.preview import Preview, PreviewColumn, preview
from beatwright.data.incidents.rows.kind_table import KindRule, KindTable, write_default_kinds

__all__ = [
    "ColumnMapping",
    "IncidentSource",
    "KindRule",
    "KindTable",
    "Preview",
    "PreviewColumn",
    "check_incidents",
    "preview",
    "read_incidents",
    "write_default_kinds",
]
