"""The NIJ Real-Time Crime Forecasting Challenge in Portland, run again under its own rules."""

from beatwright.studies.nij_portland.entries import Dates
from beatwright.studies.nij_portland.published import CHALLENGES, Challenge
from beatwright.studies.nij_portland.run import reproduce_nij_portland
from beatwright.studies.nij_portland.study import PortlandResult

__all__ = ["CHALLENGES", "Challenge", "Dates", "PortlandResult", "reproduce_nij_portland"]
