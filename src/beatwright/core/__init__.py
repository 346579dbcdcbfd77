"""The nouns: what every other room speaks of."""

from beatwright.base.certificate import Certificate
from beatwright.base.errors import (
    BeatwrightError,
    Complaints,
    InfeasibleError,
    InputError,
    MissingExtraError,
    ParameterError,
    StudyError,
)
from beatwright.core.alternatives import Alternatives, PostWorth, RankedPlan
from beatwright.core.borders import Borders, borders_of
from beatwright.core.case import Case
from beatwright.core.city import City
from beatwright.core.comparison import Comparison, compare
from beatwright.core.criteria import HOURS_OF_YEAR, criteria_of, criterion_unit, known_criteria
from beatwright.core.demand import Demand
from beatwright.core.evaluation import Evaluation, Measure
from beatwright.core.incidents import Incidents
from beatwright.core.nearest_post import Service, nearest_post
from beatwright.core.plan import Plan, Post
from beatwright.core.problem import Problem
from beatwright.core.protocols import Forecast, Forecaster, InputStep, Judge, Planner, PlanSet, Sampler
from beatwright.core.read_report import ReadReport
from beatwright.core.severity import Severity, SeverityClass
from beatwright.core.step import Option, Step, build_step, options_of
from beatwright.core.trade_answers import TradeAnswers, answers_of
from beatwright.core.trade_off import TradeOff, TradePoint, trade_off
from beatwright.core.travel import Travel

__all__ = [
    "HOURS_OF_YEAR",
    "Alternatives",
    "BeatwrightError",
    "Borders",
    "Case",
    "Certificate",
    "City",
    "Comparison",
    "Complaints",
    "Demand",
    "Evaluation",
    "Forecast",
    "Forecaster",
    "Incidents",
    "InfeasibleError",
    "InputError",
    "InputStep",
    "Judge",
    "Measure",
    "MissingExtraError",
    "Option",
    "ParameterError",
    "Plan",
    "PlanSet",
    "Planner",
    "Post",
    "PostWorth",
    "Problem",
    "RankedPlan",
    "ReadReport",
    "Sampler",
    "Service",
    "Severity",
    "SeverityClass",
    "Step",
    "StudyError",
    "TradeAnswers",
    "TradeOff",
    "TradePoint",
    "Travel",
    "answers_of",
    "borders_of",
    "build_step",
    "compare",
    "criteria_of",
    "criterion_unit",
    "known_criteria",
    "nearest_post",
    "options_of",
    "trade_off",
]
