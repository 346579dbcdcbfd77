"""Patrol cars in six precincts of New York: a public teaching case, and a textbook's city of three cars."""

from beatwright.studies.nypd.run import reproduce_nypd
from beatwright.studies.nypd.study import NypdStudy

__all__ = ["NypdStudy", "reproduce_nypd"]
