"""Directions as map makers and road offices write them."""

import pandas as pd
import pytest

from beatwright.base.errors import InputError
from beatwright.network.values import direction_of


@pytest.mark.parametrize(
    ("values", "column", "ways"),
    [
        (["F", "T", "B", "B"], "DIR_TRAVEL", [1, -1, 0, 0]),
        (["F", "T", "B", "B", "B", "N"], "DIR_TRAVEL", [1, -1, 0, 0, 0, 2]),
        (["F", "T", "F", "F", "F", "F", "N"], "oneway", [1, -1, 1, 1, 1, 1, 2]),
        (["F", "T"], "DIR_TRAVEL", [1, -1]),
        (["FT", "TF", "B", "B", "B", "N"], "oneway", [1, -1, 0, 0, 0, 2]),
        (["FT", "TF", None, None, "FT", "FT", "FT", "N"], "oneway", [1, -1, 0, 0, 1, 1, 1, 2]),
        (["FT", "N", "N", "N"], "oneway", [1, 0, 0, 0]),
        ([0, 1, 2, 0], "oneway", [0, 1, -1, 0]),
        (["0", "1.0", "2", "0"], "oneway", [0, 1, -1, 0]),
        (["with", "against", "both"], "direction", [1, -1, 0]),
        (["Einbahn", "beide", "beide"], "oneway", [1, 0, 0]),
        (["Einbahnstraße", "beide Richtungen", "gesperrt"], "oneway", [1, 0, 2]),
        (["Sens unique", "Double sens", "Sens inverse"], "direction", [1, 0, -1]),
        (["sí", "no", "doble sentido"], "oneway", [1, 0, 0]),
        (["mão única", "mão dupla", "não"], "oneway", [1, 0, 0]),
        (["senso unico", "doppio senso"], "oneway", [1, 0]),
        (["H", "T", "B", "O"], "direction", [1, -1, 0, 0]),
        (["1-way", "2-way", "closed"], "oneway", [1, 0, 2]),
        (["with", "against", "reversible"], "oneway", [1, -1, 0]),
        (["Y", "N", "N"], "oneway", [1, 0, 0]),
        (["true", "false"], "oneway", [1, 0]),
    ],
)
def test_ways(values, column, ways):
    way, _ = direction_of(pd.Series(values), column)
    assert way.tolist() == ways


@pytest.mark.parametrize("values", [["f", "t"] * 5, ["1", "2", "3"] * 4, ["1", "2"] * 4, ["x", "y"] * 3])
def test_what_could_mean_several_things_is_refused(values):
    with pytest.raises(InputError, match="which way a road is driven"):
        direction_of(pd.Series(values), "oneway")


@pytest.mark.parametrize(
    ("values", "words"),
    [(["0", "1", "2"], "2 as against"), (["f", "t", "f", "f", "f", "n"], "closed"), (["ft", "n", "n"], "not one-way")],
)
def test_guesses_are_told(values, words):
    _, notes = direction_of(pd.Series(values), "oneway")
    assert any(words in note for note in notes)
