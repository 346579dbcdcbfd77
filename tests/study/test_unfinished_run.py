"""A run that is cut short while a named roster is made leaves it beside the case folder, and the next one goes on."""

import pytest

from beatwright.planning.rosters.kept_roster_file import KeptRosterFile
from beatwright.study import run_study

STUDY = """\
slots = 168
[today]
posts = "stations.csv"
cars = "cars.csv"
[[planning]]
step = "WeeklyShifts"
name = "weekly"
starts = [7, 15, 23]
on = "today"
[[planning]]
step = "NamedRoster"
name = "named"
on = "weekly"
staff = "staff.csv"
weeks = 2
window = 1
seconds = 0.5
[alternatives]
count = 0
"""


class CutShortError(Exception):
    """Whatever ends a run."""


def test_the_next_run_goes_on_from_what_is_kept(study_of, planned, tmp_path, monkeypatch):
    write = KeptRosterFile.write

    def until_a_window_is_done(file, kept):
        write(file, kept)
        if kept.finished:
            raise CutShortError

    monkeypatch.setattr(KeptRosterFile, "write", until_a_window_is_done)
    with pytest.raises(CutShortError):
        planned(study_of(STUDY))
    folder = tmp_path / "planned.unfinished"
    (file,) = folder.iterdir()
    kept = KeptRosterFile(file).read()
    assert kept.finished == 7
    assert not (tmp_path / "planned").exists()

    own = folder / "named-roster-of-mine.json"
    own.write_text("[]", encoding="utf-8")
    monkeypatch.setattr(KeptRosterFile, "write", write)
    case = run_study(study_of(STUDY), tmp_path / "planned")
    duty = case.plan("named").roster.duty
    names = [shift.name for shift in case.plan("named").roster.shifts] + [""]
    assert [tuple(names[shift] for shift in line[:7]) for line in kept.duty] == [line[:7] for line in duty.values()]
    assert list(folder.iterdir()) == [own], "of what it did not write nothing is removed"


def test_a_file_that_cannot_be_read_is_left_aside(tmp_path):
    path = tmp_path / "named-roster-0.json"
    for text in ("", "[]", '{"duty": 5}', '{"duty": ["a b"], "finished": 0}', "\x00"):
        path.write_text(text, encoding="utf-8")
        assert KeptRosterFile(path).read() is None
