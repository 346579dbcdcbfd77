"""What was read of the incidents, for the section of the report that says so."""

from __future__ import annotations

from typing import Any

from beatwright.base.plain_text import clean
from beatwright.base.quantity import amount
from beatwright.core.case import Case
from beatwright.show.report.manifest_rows import reading_facts

__all__ = ["reading_part"]


def reading_part(case: Case) -> dict[str, Any] | None:
    """Return what was read and left out; None where the incidents came from no file."""
    reading = case.reading
    if reading is None:
        return None
    return {
        "source": clean(reading.source, 200),
        "read": reading.read,
        "kept": reading.kept,
        "share": amount(reading.kept / reading.read if reading.read else 0.0, "share"),
        "reasons": [(clean(reason, 200), count) for reason, count in reading.reasons.items()],
        "warnings": [clean(warning, 600) for warning in reading.warnings],
        "facts": [(name, value) for name, value in reading_facts(reading.facts)],
    }
