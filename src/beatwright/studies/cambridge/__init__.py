"""The Cambridge study: stations of two sizes under uncertainty, six policies, two models with one optimum."""

from beatwright.studies.cambridge.report import picture, write_report
from beatwright.studies.cambridge.study import CambridgeStudy, preset, reproduce

__all__ = ["CambridgeStudy", "picture", "preset", "reproduce", "write_report"]
