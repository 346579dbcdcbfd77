"""The judge of rosters: who is on duty against who is needed, and how fair and lawful the duty is."""

from beatwright.evaluate.roster.roster_judge import Roster

__all__ = ["Roster"]
