"""Parameters of a dispatch simulation from dispatch records, and a back-test of them."""

from beatwright.study.calibration.back_test import BackTest, back_test
from beatwright.study.calibration.calibrate import Calibrated, calibrate_simulation
from beatwright.study.calibration.fit_records import Fitted, fit_records

__all__ = ["BackTest", "Calibrated", "Fitted", "back_test", "calibrate_simulation", "fit_records"]
