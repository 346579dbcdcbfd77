"""The Pittsburgh study: 100 officers at 30 points against expected damage, its lost formula and its true optimum."""

from beatwright.studies.pittsburgh.recovery import Recovery, recover
from beatwright.studies.pittsburgh.report import picture, write_report
from beatwright.studies.pittsburgh.study import PittsburghStudy, reproduce

__all__ = ["PittsburghStudy", "Recovery", "picture", "recover", "reproduce", "write_report"]
