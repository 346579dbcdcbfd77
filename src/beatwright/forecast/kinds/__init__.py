"""Forecasts of what kind an incident will be, from where and when alone; all of them probabilities."""

from beatwright.forecast.kinds.k_chart import k_chart
from beatwright.forecast.kinds.kind_comparison import KindComparison, KindScore, compare_kinds
from beatwright.forecast.kinds.kind_forecaster import KindForecaster
from beatwright.forecast.kinds.kind_probabilities import LEAST_PROBABILITY, UNSEEN_KIND, KindProbabilities
from beatwright.forecast.kinds.lstm_kinds import LstmKinds
from beatwright.forecast.kinds.majority_kind import MajorityKind
from beatwright.forecast.kinds.nearest_kinds import NearestKinds
from beatwright.forecast.kinds.neighbour_votes import KCurve
from beatwright.forecast.kinds.shrunk_mix import ShrunkMix
from beatwright.forecast.kinds.softmax_kinds import SoftmaxKinds

KIND_STEPS = (LstmKinds, MajorityKind, NearestKinds, ShrunkMix, SoftmaxKinds)

__all__ = [
    "KIND_STEPS",
    "LEAST_PROBABILITY",
    "UNSEEN_KIND",
    "KCurve",
    "KindComparison",
    "KindForecaster",
    "KindProbabilities",
    "KindScore",
    "LstmKinds",
    "MajorityKind",
    "NearestKinds",
    "ShrunkMix",
    "SoftmaxKinds",
    "compare_kinds",
    "k_chart",
]
