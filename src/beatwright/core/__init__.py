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
from beatwright.core.area_map import AreaMap, MapArea
from beatwright.core.borders import Borders, borders_of
from beatwright.core.calls import Calls
from beatwright.core.case import Case
from beatwright.core.chart import (
    Bar,
    BarChart,
    Chart,
    Flow,
    FlowMap,
    Line,
    LineChart,
    Panel,
    PngPicture,
    PointMap,
    RasterMap,
    SmallMultiples,
    Spot,
    Stretch,
    Timeline,
    WeekClock,
    ZoneMap,
)
from beatwright.core.city import City
from beatwright.core.compare import compare
from beatwright.core.comparison import Comparison
from beatwright.core.contract import Contract, Request
from beatwright.core.criteria import HOURS_OF_YEAR, criteria_of, criterion_unit, known_criteria
from beatwright.core.demand import Demand
from beatwright.core.difference_interval import DifferenceInterval
from beatwright.core.dispatch_calibration import Calibration, ClassCalibration
from beatwright.core.dispatch_records import DispatchRecords
from beatwright.core.dispatch_trace import DispatchTrace
from beatwright.core.edited_from import EditedFrom
from beatwright.core.evaluation import Evaluation
from beatwright.core.finding import Finding
from beatwright.core.incidents import Incidents
from beatwright.core.measure import Measure
from beatwright.core.nearest_post import Service, nearest_post
from beatwright.core.noun_schemas import json_schemas
from beatwright.core.plan import Plan
from beatwright.core.post import Post
from beatwright.core.problem import Problem
from beatwright.core.protocols import (
    Examiner,
    Forecast,
    Forecaster,
    InputStep,
    Judge,
    Planner,
    PlanSet,
    Sampler,
    Sums,
)
from beatwright.core.read_report import ReadReport
from beatwright.core.roster import Roster
from beatwright.core.severity import Severity, SeverityClass
from beatwright.core.shift import Shift
from beatwright.core.shift_line import CyclicLine, ShiftLine
from beatwright.core.site_names import post_names
from beatwright.core.square_counts import SquareCounts
from beatwright.core.step import Option, Step, build_step, options_of
from beatwright.core.street_segments import NearestSegments, StreetSegments
from beatwright.core.table import Column, Table
from beatwright.core.tour import Tour
from beatwright.core.travel import Travel

__all__ = [
    "HOURS_OF_YEAR",
    "AreaMap",
    "Bar",
    "BarChart",
    "BeatwrightError",
    "Borders",
    "Calibration",
    "Calls",
    "Case",
    "Certificate",
    "Chart",
    "City",
    "ClassCalibration",
    "Column",
    "Comparison",
    "Complaints",
    "Contract",
    "CyclicLine",
    "Demand",
    "DifferenceInterval",
    "DispatchRecords",
    "DispatchTrace",
    "EditedFrom",
    "Evaluation",
    "Examiner",
    "Finding",
    "Flow",
    "FlowMap",
    "Forecast",
    "Forecaster",
    "Incidents",
    "InfeasibleError",
    "InputError",
    "InputStep",
    "Judge",
    "Line",
    "LineChart",
    "MapArea",
    "Measure",
    "MissingExtraError",
    "NearestSegments",
    "Option",
    "Panel",
    "ParameterError",
    "Plan",
    "PlanSet",
    "Planner",
    "PngPicture",
    "PointMap",
    "Post",
    "Problem",
    "RasterMap",
    "ReadReport",
    "Request",
    "Roster",
    "Sampler",
    "Service",
    "Severity",
    "SeverityClass",
    "Shift",
    "ShiftLine",
    "SmallMultiples",
    "Spot",
    "SquareCounts",
    "Step",
    "StreetSegments",
    "Stretch",
    "StudyError",
    "Sums",
    "Table",
    "Timeline",
    "Tour",
    "Travel",
    "WeekClock",
    "ZoneMap",
    "borders_of",
    "build_step",
    "compare",
    "criteria_of",
    "criterion_unit",
    "json_schemas",
    "known_criteria",
    "nearest_post",
    "options_of",
    "post_names",
]
