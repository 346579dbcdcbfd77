"""beatwright: from incident records to a police deployment plan that can be defended.

Rooms and nouns are loaded when they are first used, so that the command line starts at once.

Examples
--------
>>> import beatwright as bw
>>> bw.Severity.default().names
('low', 'medium', 'high')
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from beatwright._version import __version__

if TYPE_CHECKING:
    from beatwright import data, evaluate, examine, forecast, network, patterns, planning, queueing, show, solver
    from beatwright.base.certificate import Certificate
    from beatwright.base.errors import (
        BeatwrightError,
        InfeasibleError,
        InputError,
        MissingExtraError,
        ParameterError,
        StudyError,
    )
    from beatwright.core import (
        Calls,
        Case,
        City,
        Comparison,
        Demand,
        Evaluation,
        Forecast,
        Forecaster,
        Incidents,
        Judge,
        Measure,
        Plan,
        Planner,
        Post,
        Problem,
        ReadReport,
        Roster,
        Severity,
        SeverityClass,
        Shift,
        ShiftLine,
        Travel,
        compare,
    )
    from beatwright.examine import TradeOff, trade_off

_ROOMS = ("data", "evaluate", "examine", "forecast", "network", "patterns", "planning", "queueing", "show", "solver")
# Nouns and verbs of a room that many know by the front door.
_EXAMINED = ("TradeOff", "trade_off")

__all__ = [
    "BeatwrightError",
    "Calls",
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
    "Roster",
    "Severity",
    "SeverityClass",
    "Shift",
    "ShiftLine",
    "StudyError",
    "TradeOff",
    "Travel",
    "__version__",
    "compare",
    "data",
    "evaluate",
    "examine",
    "forecast",
    "network",
    "patterns",
    "planning",
    "queueing",
    "show",
    "solver",
    "trade_off",
]


def __getattr__(name: str) -> Any:
    if name in _ROOMS:
        return import_module(f"beatwright.{name}")
    if name in _EXAMINED:
        return getattr(import_module("beatwright.examine"), name)
    if name in __all__:
        return getattr(import_module("beatwright.core"), name)
    raise AttributeError(f"module 'beatwright' has no attribute '{name}'")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
