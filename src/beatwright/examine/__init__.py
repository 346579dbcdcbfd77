"""Examiners: what they find in incidents, or in a case that is planned and judged, in words, tables and charts."""

from beatwright.examine.alternative_charts import alternatives_map, worth_bars
from beatwright.examine.alternative_tables import alternatives_plans, alternatives_table, worth_plans, worth_table
from beatwright.examine.alternative_words import alternative_sentences, alternatives_title
from beatwright.examine.alternatives import Alternatives, PostWorth, RankedPlan
from beatwright.examine.alternatives_examiner import AlternativesExaminer, planner_to_rank
from beatwright.examine.alternatives_finding import alternatives_of, finding_of_alternatives
from beatwright.examine.backtest_examiner import Backtest
from beatwright.examine.cars.car_trade_off_examiner import CarTradeOff
from beatwright.examine.cars.crews_examiner import Crews
from beatwright.examine.exploration.chance.randomness_examiner import Randomness
from beatwright.examine.exploration.change_examiner import Change
from beatwright.examine.exploration.hotspots_examiner import Hotspots
from beatwright.examine.exploration.incident_examiner import IncidentExaminer
from beatwright.examine.exploration.incident_pattern import IncidentPattern, incident_pattern
from beatwright.examine.exploration.intensity_examiner import Intensity
from beatwright.examine.exploration.repeats_examiner import Repeats
from beatwright.examine.exploration.week_clock_examiner import WeekClock
from beatwright.examine.fairness.audits_examiner import Audits
from beatwright.examine.hindsight.hindsight_examiner import Hindsight
from beatwright.examine.hindsight.paired_examiner import PairedIntervals
from beatwright.examine.judge_trade_off import trade_off
from beatwright.examine.rosters.rosters_examiner import Rosters
from beatwright.examine.rosters.shift_policies_examiner import ShiftPolicies
from beatwright.examine.trade_answers import TradeAnswers, answers_of
from beatwright.examine.trade_chart import trade_chart
from beatwright.examine.trade_off import TradeOff, TradePoint
from beatwright.examine.trade_off_examiner import TradeOffExaminer
from beatwright.examine.trade_off_finding import finding_of_trade_off, trade_off_of
from beatwright.examine.trade_tables import trade_plans, trade_table
from beatwright.examine.trade_words import trade_sentences

STEPS = (
    TradeOffExaminer,
    AlternativesExaminer,
    Intensity,
    Randomness,
    Hotspots,
    Repeats,
    WeekClock,
    Change,
    Backtest,
    PairedIntervals,
    Hindsight,
    Audits,
    Crews,
    CarTradeOff,
    Rosters,
    ShiftPolicies,
)

__all__ = [
    "STEPS",
    "Alternatives",
    "AlternativesExaminer",
    "Audits",
    "Backtest",
    "CarTradeOff",
    "Change",
    "Crews",
    "Hindsight",
    "Hotspots",
    "IncidentExaminer",
    "IncidentPattern",
    "Intensity",
    "PairedIntervals",
    "PostWorth",
    "Randomness",
    "RankedPlan",
    "Repeats",
    "Rosters",
    "ShiftPolicies",
    "TradeAnswers",
    "TradeOff",
    "TradeOffExaminer",
    "TradePoint",
    "WeekClock",
    "alternative_sentences",
    "alternatives_map",
    "alternatives_of",
    "alternatives_plans",
    "alternatives_table",
    "alternatives_title",
    "answers_of",
    "finding_of_alternatives",
    "finding_of_trade_off",
    "incident_pattern",
    "planner_to_rank",
    "trade_chart",
    "trade_off",
    "trade_off_of",
    "trade_plans",
    "trade_sentences",
    "trade_table",
    "worth_bars",
    "worth_plans",
    "worth_table",
]
