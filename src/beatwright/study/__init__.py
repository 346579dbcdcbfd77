"""A study file and its steps: the only room that knows every stage."""

from beatwright.study.calibration import Calibrated, calibrate_simulation
from beatwright.study.draw_calls import calls_of
from beatwright.study.explore_study import explore_study
from beatwright.study.file.catalogue import STAGES, Stage, step_named
from beatwright.study.file.overrides import apply_overrides
from beatwright.study.file.study_file import read_study
from beatwright.study.file.study_steps import Study
from beatwright.study.file.table_options import ForecastOptions, ProblemOptions, StudyOptions
from beatwright.study.file.write_study import write_study
from beatwright.study.forecast_study import forecast_study
from beatwright.study.rejudge import compare_cases
from beatwright.study.run_study import run_study

__all__ = [
    "STAGES",
    "Calibrated",
    "ForecastOptions",
    "ProblemOptions",
    "Stage",
    "Study",
    "StudyOptions",
    "apply_overrides",
    "calibrate_simulation",
    "calls_of",
    "compare_cases",
    "explore_study",
    "forecast_study",
    "read_study",
    "run_study",
    "step_named",
    "write_study",
]
