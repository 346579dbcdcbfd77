"""Fine tuning: what a change of one line costs, what would mend it, and the proven best from here."""

from beatwright.solver.rosters.fine_tuning.best_lines import best_lines
from beatwright.solver.rosters.fine_tuning.line_tuning import LineTuning
from beatwright.solver.rosters.fine_tuning.move_scores import move_scores, one_more_scores
from beatwright.solver.rosters.fine_tuning.tuning_advice import Repair, TuningAdvice, tuning_advice

__all__ = [
    "LineTuning",
    "Repair",
    "TuningAdvice",
    "best_lines",
    "move_scores",
    "one_more_scores",
    "tuning_advice",
]
