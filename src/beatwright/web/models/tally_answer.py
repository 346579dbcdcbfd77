"""What the bars of the districts show while they are drawn."""

from __future__ import annotations

from beatwright.web.models.body import Answer

__all__ = ["TallyAnswer"]


class TallyAnswer(Answer):
    """Totals and pieces of the districts of a draft, by number; a district without units has none.

    Parameters
    ----------
    criteria : list of str
        What is summed, in the order in which it is shown.
    units : dict of str to str
        Unit of every criterion.
    totals : dict
        Total of every criterion in every district.
    pieces : dict
        Units of every piece of a district but the one of the most units; empty lists: the district is whole.
    unassigned : int
        Units in no district.
    moved : int
        Units in another district than in the plan of today, or, where that has none, than where the draft began.
        Districts are matched with those before so that the most units stay, whatever their names are.
    """

    criteria: list[str]
    units: dict[str, str]
    totals: dict[str, dict[str, float]]
    pieces: dict[str, list[list[str]]]
    unassigned: int
    moved: int
