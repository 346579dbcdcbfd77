"""Rolling-origin evaluation: forecasters judged on what came after each of many dates."""

from beatwright.forecast.backtest.backtest_result import BacktestResult
from beatwright.forecast.backtest.cell_sizes import compare_cells
from beatwright.forecast.backtest.flagged_area import FlaggedArea
from beatwright.forecast.backtest.rolling_backtest import backtest
from beatwright.forecast.backtest.rolling_origins import RollingOrigins

__all__ = ["BacktestResult", "FlaggedArea", "RollingOrigins", "backtest", "compare_cells"]
