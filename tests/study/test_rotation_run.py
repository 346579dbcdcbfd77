"""A rotation of weekly shifts in a study: made of their lines, it covers the same, and is judged beside them."""

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
step = "Rotation"
name = "rotation"
on = "weekly"
weeks = 12
rules = { most_run = 6, least_off = 2, least_rest = 11 }
[[evaluate]]
step = "Delay"
[[evaluate]]
step = "Roster"
most_run = 6
least_rest = 11
[alternatives]
count = 0
"""


def test_a_rotation_covers_what_its_lines_do_and_breaks_no_rule(study_of, planned):
    case = planned(study_of(STUDY))
    weekly, rotation = case.plan("weekly"), case.plan("rotation")
    assert rotation.roster.cover.tolist() == weekly.roster.cover.tolist()
    assert rotation.crews == weekly.crews
    assert rotation.roster.officers == weekly.roster.officers
    assert max(line.weeks for line in rotation.roster.rotation) <= 12
    judged = {evaluation.plan: evaluation for evaluation in case.evaluations if evaluation.judge.startswith("Roster")}
    assert judged["rotation"]["rule breaks"] == 0
    assert judged["rotation"]["short hours"] == judged["weekly"]["short hours"]
    assert judged["rotation"]["Gini of nights"] < judged["weekly"]["Gini of nights"]  # nights are shared out
