"""A study file and its steps: the only room that knows every stage."""

from beatwright.study.alternatives import AlternativesOptions
from beatwright.study.catalogue import STAGES, Stage, step_named
from beatwright.study.file import Study, read_study
from beatwright.study.options import ForecastOptions, ProblemOptions, StudyOptions
from beatwright.study.overrides import apply_overrides
from beatwright.study.rejudge import compare_cases
from beatwright.study.run import run_study
from beatwright.study.trade_off import TradeOffOptions

__all__ = [
    "STAGES",
    "AlternativesOptions",
    "ForecastOptions",
    "ProblemOptions",
    "Stage",
    "Study",
    "StudyOptions",
    "TradeOffOptions",
    "apply_overrides",
    "compare_cases",
    "read_study",
    "run_study",
    "step_named",
]
