"""From past incidents to the demand to come: ``fit(incidents, city).predict(weeks=4)``, with scenarios."""

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
    MajorityKind,
    NearestKinds,
    ShrunkMix,
    SoftmaxKinds,
    compare_kinds,
)
from beatwright.forecast.profiles import HourProfiles, holiday_dates, hour_profiles, hours_covered
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

STEPS = (EmpiricalBayes, HistoricalMean, Kde, ProspectiveHotspot, Sepp)

__all__ = [
    "KIND_STEPS",
    "STEPS",
    "BacktestResult",
    "CountForecast",
    "CountSeries",
    "EmpiricalBayes",
    "FlaggedArea",
    "ForecastJournal",
    "ForecasterStep",
    "HistoricalMean",
    "HourProfiles",
    "JournalEntry",
    "JournalScore",
    "Kde",
    "KindComparison",
    "KindForecaster",
    "KindProbabilities",
    "MajorityKind",
    "NearestKinds",
    "ProspectiveHotspot",
    "RollingOrigins",
    "Sepp",
    "ShrunkMix",
    "SoftmaxKinds",
    "Spread",
    "SummedForecast",
    "backtest",
    "begun_period",
    "calibration",
    "compare_cells",
    "compare_kinds",
    "crps",
    "ensemble_crps",
    "flag_zones",
    "foresee",
    "holiday_dates",
    "hour_profiles",
    "hours_covered",
    "interval_coverage",
    "log_score",
    "pai",
    "pei",
    "periods_between",
    "pit_coverage",
    "rri",
    "score_entry",
]
