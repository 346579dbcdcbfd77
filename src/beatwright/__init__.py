"""beatwright: from incident records to a police deployment plan that can be defended.

Examples
--------
>>> import beatwright as bw
>>> bw.Severity.default().names
('low', 'medium', 'high')
"""

from beatwright import data, evaluate, forecast, network, planning, show, solver
from beatwright._version import __version__
from beatwright.core import (
    BeatwrightError,
    Case,
    Certificate,
    City,
    Comparison,
    Demand,
    Evaluation,
    Forecast,
    Forecaster,
    Incidents,
    InfeasibleError,
    InputError,
    Judge,
    Measure,
    MissingExtraError,
    ParameterError,
    Plan,
    Planner,
    Post,
    Problem,
    ReadReport,
    Severity,
    SeverityClass,
    StudyError,
    Travel,
    compare,
)

__all__ = [
    "BeatwrightError",
    "Case",
    "Certificate",
    "City",
    "Comparison",
    "Demand",
    "Evaluation",
    "Forecast",
    "Forecaster",
    "Incidents",
    "InfeasibleError",
    "InputError",
    "Judge",
    "Measure",
    "MissingExtraError",
    "ParameterError",
    "Plan",
    "Planner",
    "Post",
    "Problem",
    "ReadReport",
    "Severity",
    "SeverityClass",
    "StudyError",
    "Travel",
    "__version__",
    "compare",
    "data",
    "evaluate",
    "forecast",
    "network",
    "planning",
    "show",
    "solver",
]
