"""From past incidents to the demand to come: ``fit(incidents, city).predict(weeks=4)``, with scenarios."""

from beatwright.forecast.audits.feedback_loop import FeedbackRuns, PatrolledCity, feedback_loop
from beatwright.forecast.audits.flagged_share import flagged_share
from beatwright.forecast.audits.patrol_policy import HotspotPatrols, PatrolPolicy, ProportionalPatrols
from beatwright.forecast.audits.patrol_urn import UrnRuns, patrol_urn
from beatwright.forecast.audits.rejection_filter import kept_share
from beatwright.forecast.audits.reporting_rate import reporting_sensitivity
from beatwright.forecast.audits.urn_limits import polya_interval, urn_limit
from beatwright.forecast.audits.zone_groups import zone_groups
from beatwright.forecast.default_forecaster import default_forecaster
from beatwright.forecast.distribution.count_forecast import CountForecast
from beatwright.forecast.distribution.count_spread import Spread
from beatwright.forecast.distribution.summed_forecast import SummedForecast
from beatwright.forecast.empirical_bayes import EmpiricalBayes
from beatwright.forecast.events.kde_forecaster import Kde
from beatwright.forecast.events.prospective_hotspot import ProspectiveHotspot
from beatwright.forecast.events.sepp import Sepp
from beatwright.forecast.forecaster_step import ForecasterStep
from beatwright.forecast.historical_mean import HistoricalMean
from beatwright.forecast.journal.calendar_period import begun_period, periods_between
from beatwright.forecast.journal.forecast_journal import ForecastJournal
from beatwright.forecast.journal.foresee import foresee
from beatwright.forecast.journal.journal_entry import JournalEntry
from beatwright.forecast.journal.journal_score import JournalScore, score_entry
from beatwright.forecast.kinds import (
    KIND_STEPS,
    KindComparison,
    KindForecaster,
    KindProbabilities,
    LstmKinds,
    MajorityKind,
    NearestKinds,
    ShrunkMix,
    SoftmaxKinds,
    compare_kinds,
)
from beatwright.forecast.mixture.cusum_threshold import cusum_run_length, cusum_threshold
from beatwright.forecast.mixture.drift_watch import DriftWatch
from beatwright.forecast.mixture.exponential_weights import WeighedLosses, weigh_losses
from beatwright.forecast.mixture.online_mixture import OnlineMixture
from beatwright.forecast.profiles import HourProfiles, holiday_dates, hour_profiles, hours_covered
from beatwright.forecast.rates.ewma import Ewma
from beatwright.forecast.rates.last_period import LastPeriod
from beatwright.forecast.rates.light_gbm import LightGbm
from beatwright.forecast.rates.poisson_glm import PoissonGlm
from beatwright.forecast.rates.seasonal_naive import SeasonalNaive
from beatwright.forecast.rolling.backtest_result import BacktestResult
from beatwright.forecast.rolling.cell_sizes import compare_cells
from beatwright.forecast.rolling.flagged_area import FlaggedArea
from beatwright.forecast.rolling.rolling_backtest import backtest
from beatwright.forecast.rolling.rolling_origins import RollingOrigins
from beatwright.forecast.scores import (
    calibration,
    crps,
    ensemble_crps,
    flag_zones,
    interval_coverage,
    log_score,
    pai,
    pei,
    pit_coverage,
    rri,
)
from beatwright.forecast.series.count_series import CountSeries

STEPS = (
    PoissonGlm,
    EmpiricalBayes,
    Ewma,
    LightGbm,
    LastPeriod,
    SeasonalNaive,
    HistoricalMean,
    OnlineMixture,
    Kde,
    ProspectiveHotspot,
    Sepp,
)

__all__ = [
    "KIND_STEPS",
    "STEPS",
    "BacktestResult",
    "CountForecast",
    "CountSeries",
    "DriftWatch",
    "EmpiricalBayes",
    "Ewma",
    "FeedbackRuns",
    "FlaggedArea",
    "ForecastJournal",
    "ForecasterStep",
    "HistoricalMean",
    "HotspotPatrols",
    "HourProfiles",
    "JournalEntry",
    "JournalScore",
    "Kde",
    "KindComparison",
    "KindForecaster",
    "KindProbabilities",
    "LastPeriod",
    "LightGbm",
    "LstmKinds",
    "MajorityKind",
    "NearestKinds",
    "OnlineMixture",
    "PatrolPolicy",
    "PatrolledCity",
    "PoissonGlm",
    "ProportionalPatrols",
    "ProspectiveHotspot",
    "RollingOrigins",
    "SeasonalNaive",
    "Sepp",
    "ShrunkMix",
    "SoftmaxKinds",
    "Spread",
    "SummedForecast",
    "UrnRuns",
    "WeighedLosses",
    "backtest",
    "begun_period",
    "calibration",
    "compare_cells",
    "compare_kinds",
    "crps",
    "cusum_run_length",
    "cusum_threshold",
    "default_forecaster",
    "ensemble_crps",
    "feedback_loop",
    "flag_zones",
    "flagged_share",
    "foresee",
    "holiday_dates",
    "hour_profiles",
    "hours_covered",
    "interval_coverage",
    "kept_share",
    "log_score",
    "pai",
    "patrol_urn",
    "pei",
    "periods_between",
    "pit_coverage",
    "polya_interval",
    "reporting_sensitivity",
    "rri",
    "score_entry",
    "urn_limit",
    "weigh_losses",
    "zone_groups",
]
