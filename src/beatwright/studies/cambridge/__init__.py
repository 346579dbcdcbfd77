"""The Cambridge study: stations of two sizes under uncertainty, six policies, two models with one optimum."""

from beatwright.studies.cambridge.report import picture, write_report
from beatwright.studies.cambridge.run import reproduce_cambridge
from beatwright.studies.cambridge.study import CambridgeStudy, preset, reproduce

__all__ = ["CambridgeStudy", "picture", "preset", "reproduce", "reproduce_cambridge", "write_report"]
