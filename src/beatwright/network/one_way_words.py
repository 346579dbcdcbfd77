"""What the values of a direction column mean where one letter or number can mean several things."""

from __future__ import annotations

import pandas as pd

__all__ = ["CLOSED", "meanings_of"]

CLOSED = 2
"""A road that may be driven in no direction."""

_BOTH = (
    "beide", "beide richtungen", "beidseitig", "in beide richtungen", "zweirichtungsverkehr", "nein", "doble",
    "doble sentido", "ambos", "ambos sentidos", "bidireccional", "não", "nao", "mão dupla", "mao dupla", "open",
    "duplo sentido", "sentido duplo", "non", "double sens", "doppio senso", "entrambi", "begge", "2-way", "2 way",
    "two ways", "2way",
)  # fmt: skip
_FORWARD = (
    "einbahn", "einbahnstraße", "einbahnstrasse", "in richtung", "ja", "si", "sí", "un sentido", "sentido único",
    "sentido unico", "único", "unico", "unidireccional", "sim", "mão única", "mao unica", "oui", "sens unique",
    "sens direct", "senso unico", "med", "1-way", "1 way", "with", "along", "from-to", "from_to", "from to", "f-t",
    "digitized", "with digitization", "with digitizing", "1way",
)  # fmt: skip
_BACKWARD = (
    "gegenrichtung", "gegen richtung", "gegen die richtung", "sens inverse", "sentido contrario", "contrario",
    "sentido inverso", "mod", "against", "opposite", "to-from", "to_from", "to from", "t-f",
    "against digitization", "against digitizing",
)  # fmt: skip
_CLOSED = ("closed", "no access", "gesperrt", "cerrado", "fechado", "fermé", "ferme", "chiuso")
_MOST_CLOSED = 0.2


def meanings_of(words: pd.Series, column: str) -> tuple[dict[str, int], list[str]]:
    """Return what words beside yes, no and their like mean in this column, and what to tell.

    Parameters
    ----------
    words : Series of str
        The values in small letters; empty where there is none.
    column : str
        Its name.

    Returns
    -------
    meanings : dict of str to int
        1 from the first node to the last alone, -1 the other way, 0 both, `CLOSED` none.
    notes : list of str

    Examples
    --------
    >>> meanings_of(pd.Series(["f", "t", "b", "b", "b", "n"]), "DIR_TRAVEL")[0]["n"]
    2
    >>> meanings_of(pd.Series(["n", "n", "ft"]), "oneway")[0]["n"]
    0
    """
    seen = set(words) - {""}
    result = {**dict.fromkeys(_BOTH, 0), **dict.fromkeys(_FORWARD, 1), **dict.fromkeys(_BACKWARD, -1)}
    result |= dict.fromkeys(_CLOSED, CLOSED)
    notes: list[str] = []
    if seen <= {"f", "t", "b", "n"} and ("b" in seen or "dir" in column.lower() or {"f", "t", "n"} <= seen):
        result |= {"f": 1, "t": -1, "b": 0}
        notes += _letter_warnings(column, "f", "t") if "b" not in seen else []
    if seen <= {"h", "t", "b", "o"} and "h" in seen:  # heen, terug, beide of the Dutch road file
        result |= {"h": 1, "t": -1, "b": 0, "o": 0}
    if "n" in seen and seen & {"f", "t", "ft", "tf"}:
        result["n"], letter_notes = _of_n(words, column)
        notes.append(letter_notes)
    if "2" in seen and seen <= {"0", "1", "2"} and "0" in seen:
        result |= {"2": -1}
        notes.append(
            f"Roads: in '{column}' 0 is taken as both ways, 1 as along the line and 2 as against it, of which the file "
            "says nothing. Check one street of each."
        )
    return result, notes


def _letter_warnings(column: str, forward: str, backward: str) -> list[str]:
    return [
        f"Roads: in '{column}' {forward.upper()} is taken as from the first node to the last and {backward.upper()} as "
        "the other way."
    ]


def _of_n(words: pd.Series, column: str) -> tuple[int, str]:
    """Tell N for closed to all, as map makers write it, from N for not one-way, as most roads are."""
    share = float((words == "n").sum() / max((words != "").sum(), 1))
    if share > _MOST_CLOSED:
        return 0, f"Roads: in '{column}' N stands for {share:.0%} of the roads, so it is taken as not one-way."
    return CLOSED, f"Roads: in '{column}' N is taken as closed in both directions."
