"""Staff and rules that the tests of named rosters share."""

from hypothesis import strategies as st

from beatwright.solver.rosters.named.contracts.named_rules import NamedRules
from beatwright.solver.rosters.named.contracts.staff_member import StaffMember

WORKED = {0: "", 1: "D", 2: "N"}
NEED_1 = [5, 7, 6, 4, 5, 5, 5, 6, 7, 4, 2, 5, 6, 4]


def instance_1():
    """Give need, staff and rules of the published instance 1, whose optimum is 607."""
    wants = {
        "A": [(2, "D", 2), (3, "D", 2)],
        "B": [(day, "D", 3) for day in range(5)],
        "C": [(day, "D", 1) for day in range(5)],
        "D": [(8, "D", 2), (9, "D", 2)],
        "F": [(0, "D", 2), (1, "D", 2)],
        "H": [(day, "D", 1) for day in range(9, 14)],
    }
    wants_off = {
        "C": [(12, "D", 1), (13, "D", 1)],
        "F": [(8, "D", 3)],
        "H": [(2, "D", 3), (3, "D", 3)],
    }
    contract = {"least_minutes": 3360, "most_minutes": 4320, "least_run": 2, "most_run": 5, "least_off": 2}
    staff = [
        StaffMember(
            officer=officer,
            **contract,
            most_weekends=1,
            days_off=[day],
            wants=wants.get(officer, ()),
            wants_off=wants_off.get(officer, ()),
        )
        for officer, day in zip("ABCDEFGH", (0, 5, 8, 2, 9, 5, 1, 7), strict=True)
    ]
    return [[number] for number in NEED_1], staff, NamedRules(shifts=("D",))


@st.composite
def rules_of(draw, windows=False):
    """Draw rules of two shifts."""
    pairs = draw(st.lists(st.tuples(st.sampled_from("DN"), st.sampled_from("DN")), max_size=2))
    return NamedRules(
        shifts=("D", "N"),
        minutes={"D": 480, "N": draw(st.sampled_from([480, 720]))},
        not_after={shift: [then for first, then in pairs if first == shift] for shift in "DN"},
        weekday=draw(st.integers(0, 6)),
        window=draw(st.sampled_from([None, 3])) if windows else None,
        under=draw(st.sampled_from([3.0, 100.0])),
    )


@st.composite
def members(draw, days, officer="7"):
    """Draw an officer of a roster of so many days."""
    least_run = draw(st.integers(1, 3))
    minutes = sorted(draw(st.lists(st.integers(0, 8), min_size=2, max_size=2)))
    wish = st.tuples(st.integers(0, days - 1), st.sampled_from("DN"), st.integers(1, 3))
    return StaffMember(
        officer=officer,
        least_run=least_run,
        most_run=least_run + draw(st.integers(0, 2)),
        least_off=draw(st.integers(1, 3)),
        least_minutes=draw(st.sampled_from([None, 240 * minutes[0]])),
        most_minutes=draw(st.sampled_from([None, 240 * minutes[1] + 960])),
        most_of=draw(st.dictionaries(st.sampled_from("DN"), st.integers(0, 3))),
        most_weekends=draw(st.sampled_from([None, 0, 1])),
        days_off=draw(st.lists(st.integers(0, days - 1), max_size=1)),
        wants=draw(st.lists(wish, max_size=2)),
        wants_off=draw(st.lists(wish, max_size=2)),
        last=draw(st.sampled_from([None, "", "D", "N"])),
        run=draw(st.integers(1, 3)),
        published=draw(st.dictionaries(st.integers(0, days - 1), st.sampled_from(["", "D", "N"]), max_size=2)),
    )
