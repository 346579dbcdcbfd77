"""Two planners and many commands: the log folds to what stands, and everything can be taken back."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from beatwright.core import Plan, Post
from beatwright.web.drafts.district_commands import AddDistrict, LockDistrict, Paint, RemoveDistrict, RenameDistrict
from beatwright.web.drafts.draft import Draft, DraftGround
from beatwright.web.drafts.draft_editing import TakeBack, carried_out
from beatwright.web.drafts.draft_errors import DraftConflictError, DraftError
from beatwright.web.drafts.draft_log import REDO, START, UNDO, LogEntry, draft_at, overlapping
from beatwright.web.drafts.draft_of_plan import UsePlan, draft_start, plan_of_draft
from beatwright.web.drafts.post_commands import AddPost, LockPost, MovePost, RemovePost, SetOfficers
from beatwright.web.drafts.undo import undo_stacks

SITES = [f"s{number}" for number in range(6)]
UNITS = [f"u{number}" for number in range(8)]
GROUND = DraftGround(frozenset(SITES), frozenset(UNITS))
START_PLAN = Plan(
    posts=(Post("s0"), Post("s1", size="large"), Post("s2")),
    officers=(3, 2, 1),
    districts={unit: "North" if number < 4 else "South" for number, unit in enumerate(UNITS)},
    name="today",
)


class Table:
    """A draft with its log, as the store keeps them."""

    def __init__(self, plan: Plan = START_PLAN) -> None:
        self.log: list[LogEntry] = [LogEntry(1, "start", "ana", START, draft_start(plan, GROUND))]
        self.draft = draft_at(self.log)
        self.first = self.draft

    def do(self, command: object, user: str = "ana") -> LogEntry:
        entry = carried_out(command, self.draft, self.log, GROUND, user=user, id=f"c{len(self.log)}", at="")
        self.log.append(entry)
        self.draft = self.draft.after(entry.patch)
        return entry

    def tried(self, command: object, user: str) -> bool:
        try:
            self.do(command, user)
        except DraftError:
            return False
        return True


VERBS = [
    AddPost, MovePost, RemovePost, LockPost, SetOfficers, Paint, AddDistrict, RemoveDistrict, RenameDistrict,
    LockDistrict, UsePlan,
]  # fmt: skip
SLOTS = st.integers(1, 6)
NUMBERS = st.integers(4, 9)
PLANS = st.builds(
    lambda sites, cut: Plan(
        posts=tuple(Post(site) for site in sites),
        districts={unit: f"D{number * cut // 16}" for number, unit in enumerate(UNITS)},
        name="answer",
    ),
    st.lists(st.sampled_from(SITES), min_size=1, max_size=4, unique=True),
    st.integers(1, 6),
)
COMMANDS = st.one_of(
    st.builds(AddPost, st.sampled_from(SITES)),
    st.builds(MovePost, SLOTS, st.sampled_from(SITES)),
    st.builds(RemovePost, SLOTS),
    st.builds(LockPost, SLOTS, st.booleans()),
    st.builds(SetOfficers, SLOTS, st.integers(0, 5)),
    st.builds(Paint, st.lists(st.sampled_from(UNITS), min_size=1, max_size=4).map(tuple), st.none() | NUMBERS),
    st.builds(AddDistrict, st.sampled_from(["East", "West", "North"])),
    st.builds(RemoveDistrict, NUMBERS),
    st.builds(RenameDistrict, NUMBERS, st.sampled_from(["East", "Far", "South"])),
    st.builds(LockDistrict, NUMBERS, st.booleans()),
    st.builds(UsePlan, PLANS),
    st.builds(TakeBack, st.sampled_from(TakeBack.VERBS), st.booleans()),
)


def check_invariants(table: Table) -> None:
    draft = table.draft
    records = [draft.record(f"post:{slot}") or {} for slot in draft.slots]
    names = [(draft.record(f"district:{number}") or {})["name"] for number in draft.district_numbers]
    assert records
    assert len({record["site"] for record in records}) == len(records)
    assert {record["site"] for record in records} <= GROUND.sites
    assert len(set(names)) == len(names)
    assert set(draft.labels) <= GROUND.units
    assert set(draft.labels.values()) <= {str(number) for number in draft.district_numbers}


@settings(max_examples=60)
@given(st.lists(st.tuples(COMMANDS, st.sampled_from(["ana", "ben"])), max_size=40))
def test_the_log_folds_to_the_draft_and_everything_can_be_taken_back(commands: list[tuple[object, str]]) -> None:
    table = Table()
    for command, user in commands:
        table.tried(command, user)
        check_invariants(table)
        assert draft_at(table.log) == table.draft
    assert [entry.seq for entry in table.log] == list(range(1, len(table.log) + 1))
    # Taken back from the last to the first, whoever did it, the table is as it was.
    draft = table.draft
    for entry in reversed(table.log[1:]):
        assert entry.patch.stands_in(draft.values)
        draft = draft.after(entry.patch.inverse)
    assert draft.values == table.first.values


@settings(max_examples=60)
@given(st.lists(COMMANDS.filter(lambda command: not isinstance(command, LockPost | LockDistrict)), max_size=30))
def test_one_person_undoes_everything_and_does_it_again(commands: list[object]) -> None:
    table = Table()
    for command in commands:
        table.tried(command, "ana")
    made = table.draft.values
    undone = len(undo_stacks(table.log, "ana").undo)
    for _ in range(undone):
        table.do(TakeBack(UNDO))
    assert table.draft.values == table.first.values
    assert not table.tried(TakeBack(UNDO), "ana")
    for _ in range(undone):
        table.do(TakeBack(REDO))
    assert table.draft.values == made


@settings(max_examples=60)
@given(COMMANDS, st.lists(COMMANDS, min_size=1, max_size=4))
def test_commands_that_touch_different_things_can_be_put_on_top(mine: object, theirs: list[object]) -> None:
    if isinstance(mine, TakeBack | LockDistrict):
        return
    alone, after = Table(), Table()
    if not alone.tried(mine, "ana"):
        return
    for command in theirs:
        after.tried(command, "ben")
    since = after.log[1:]
    # Others may still have locked a district, or taken the number that mine would have had.
    if overlapping(mine.touches, since) or not after.tried(mine, "ana"):
        return
    wanted = alone.log[-1].patch
    if not isinstance(mine, AddPost | AddDistrict | RemoveDistrict):
        assert {k: v for k, v in wanted.after.items() if k in mine.touches} == {
            k: after.draft.values.get(k) for k in wanted.after if k in mine.touches
        }


def test_an_undo_asks_where_somebody_changed_the_same_post() -> None:
    table = Table()
    table.do(MovePost(1, "s4"), "ana")
    table.do(MovePost(1, "s5"), "ben")
    with pytest.raises(DraftConflictError, match="ben changed the same since") as told:
        table.do(TakeBack(UNDO), "ana")
    assert told.value.keys == {"post:1"}
    table.do(TakeBack(UNDO, force=True), "ana")
    assert table.draft.slot_at("s0") == 1


def test_an_undo_passes_over_what_others_did_elsewhere() -> None:
    table = Table()
    table.do(MovePost(1, "s4"), "ana")
    table.do(MovePost(2, "s5"), "ben")
    assert table.do(TakeBack(UNDO), "ana").of == 2
    assert (table.draft.slot_at("s0"), table.draft.slot_at("s5")) == (1, 2)


def test_an_undo_does_not_put_two_posts_at_one_site() -> None:
    table = Table()
    table.do(MovePost(1, "s4"), "ana")
    table.do(AddPost("s0"), "ben")
    with pytest.raises(DraftConflictError, match="Another post stands at 's0'"):
        table.do(TakeBack(UNDO, force=True), "ana")


def test_redo_ends_with_the_next_command() -> None:
    table = Table()
    table.do(MovePost(1, "s4"))
    table.do(TakeBack(UNDO))
    table.do(MovePost(2, "s5"))
    with pytest.raises(DraftError, match="nothing of yours to redo"):
        table.do(TakeBack(REDO))


def test_a_slot_is_never_given_twice() -> None:
    table = Table()
    first = table.do(AddPost("s4")).patch.keys
    table.do(TakeBack(UNDO))
    assert table.do(AddPost("s5")).patch.keys.isdisjoint(first)


@pytest.mark.parametrize(
    ("command", "words"),
    [
        (AddPost("s9"), "no candidate site 's9'"),
        (AddPost("s1"), "Post 2 stands at 's1' already"),
        (MovePost(1, "s2"), "Post 3 stands at 's2' already"),
        (MovePost(9, "s4"), "There is no post 9"),
        (SetOfficers(1, -1), "0 or more"),
        (Paint(("u1", "x"), 4), "no units of this city: x"),
        (Paint(("u1",), 99), "There is no district 99"),
        (AddDistrict(" North "), "There is a district 'North' already"),
        (AddDistrict(""), "1 to 60 characters"),
        (RenameDistrict(4, "South"), "There is a district 'South' already"),
        (UsePlan(Plan(posts=(Post("x"),))), "of another city: this one has no site 'x'"),
        (UsePlan(Plan(name="empty")), "decides neither posts nor districts"),
    ],
)
def test_what_cannot_be_done_is_told(command: object, words: str) -> None:
    with pytest.raises(DraftError, match=words):
        Table().do(command)


@pytest.mark.parametrize(
    ("lock", "command"),
    [
        (LockPost(1, True), MovePost(1, "s4")),
        (LockPost(1, True), RemovePost(1)),
        (LockPost(1, True), SetOfficers(1, 9)),
        (LockPost(1, True), UsePlan(Plan(posts=(Post("s4"),)))),
        (LockDistrict(4, True), Paint(("u0",), 5)),
        (LockDistrict(4, True), Paint(("u7",), 4)),
        (LockDistrict(4, True), Paint(("u0",), None)),
        (LockDistrict(4, True), RemoveDistrict(4)),
        (LockDistrict(4, True), RenameDistrict(4, "Far")),
        (LockDistrict(4, True), UsePlan(Plan(districts={**dict(START_PLAN.districts or {}), "u7": "North"}))),
    ],
)
def test_what_is_locked_stays(lock: object, command: object) -> None:
    table = Table()
    table.do(lock)
    with pytest.raises(DraftError, match="is locked"):
        table.do(command)


@pytest.mark.parametrize(
    ("mine", "lock"),
    [(MovePost(1, "s4"), LockPost(1, True)), (Paint(("u0",), 5), LockDistrict(4, True))],
)
def test_what_somebody_locked_since_is_not_undone(mine: object, lock: object) -> None:
    table = Table()
    table.do(mine, "ana")
    table.do(lock, "ben")
    with pytest.raises(DraftError, match="is locked"):
        table.do(TakeBack(UNDO, force=True), "ana")


def test_a_lock_of_ones_own_is_undone() -> None:
    table = Table()
    table.do(LockPost(1, True))
    table.do(TakeBack(UNDO))
    assert table.draft.values == table.first.values


def test_the_last_post_stays() -> None:
    table = Table(Plan(posts=(Post("s0"),)))
    with pytest.raises(DraftError, match="is the last one"):
        table.do(RemovePost(1))


def test_an_answer_keeps_the_slots_and_the_locks_of_posts_that_stay() -> None:
    table = Table()
    table.do(LockPost(2, True))
    table.do(UsePlan(Plan(posts=(Post("s1", size="large"), Post("s4"), Post("s5"), Post("s3")), officers=(2, 1, 1, 1))))
    assert {slot: (table.draft.record(f"post:{slot}") or {})["site"] for slot in table.draft.slots} == {
        1: "s3",
        2: "s1",
        3: "s4",
        6: "s5",
    }
    assert (table.draft.record("post:2") or {})["locked"]


@settings(max_examples=40)
@given(PLANS, PLANS)
def test_a_plan_goes_through_a_draft_unchanged(first: Plan, second: Plan) -> None:
    table = Table(first)
    table.do(UsePlan(second))
    back = plan_of_draft(table.draft, first, name=second.name, made_by="by hand")
    assert (back.posts, back.districts, back.officers) == (second.posts, second.districts, second.officers)


def test_a_draft_keeps_what_it_does_not_show_where_the_posts_stay() -> None:
    plan = Plan(posts=(Post("s0"), Post("s1")), crews=((2,), (1,)), name="today", today=True)
    table = Table(plan)
    same = plan_of_draft(table.draft, plan, name="draft", made_by="ana")
    assert (same.crews, same.today, same.name, same.made_by) == (((2,), (1,)), False, "draft", "ana")
    table.do(MovePost(1, "s4"))
    moved = plan_of_draft(table.draft, plan, name="draft", made_by="ana")
    assert moved.crews is None
    assert "crews" in moved.notes[-1]


def test_a_post_without_a_number_of_officers_has_none_where_others_have_some() -> None:
    table = Table()
    table.do(AddPost("s4"))
    assert plan_of_draft(table.draft, START_PLAN, name="draft", made_by="ana").officers == (3, 2, 1, 0)


def test_units_without_a_district_are_left_out_of_the_plan() -> None:
    table = Table()
    table.do(Paint(("u0", "u1"), None))
    plan = plan_of_draft(table.draft, START_PLAN, name="draft", made_by="ana")
    assert set(plan.districts or {}) == set(UNITS) - {"u0", "u1"}


def drawn_command(rng: random.Random, draft: Draft) -> object:
    slot, number = rng.choice(draft.slots or (99,)), rng.choice(draft.district_numbers or (99,))
    site, name = rng.choice(SITES), rng.choice(["East", "North"])
    units = tuple(rng.sample(UNITS, 2))
    plan = Plan(posts=tuple(Post(site) for site in rng.sample(SITES, 3)), districts=dict.fromkeys(UNITS, name))
    commands = [
        AddPost(site),
        *[MovePost(slot, site)] * 4,
        RemovePost(slot),
        LockPost(slot, rng.random() < 0.3),
        SetOfficers(slot, rng.randint(0, 4)),
        *[Paint(units, rng.choice([None, number]))] * 4,
        AddDistrict(name),
        RemoveDistrict(number),
        RenameDistrict(number, name),
        LockDistrict(number, rng.random() < 0.3),
        *[TakeBack(rng.choice(TakeBack.VERBS), rng.random() < 0.2)] * 5,
    ]
    return UsePlan(plan) if rng.random() < 0.02 else rng.choice(commands)


def test_two_thousand_commands_of_three_people() -> None:
    rng, table = random.Random(1), Table()
    while len(table.log) <= 2_000:
        if table.tried(drawn_command(rng, table.draft), rng.choice(["ana", "ben", "cem"])):
            check_invariants(table)
    verbs = {entry.verb for entry in table.log}
    assert verbs == {START, UNDO, REDO, *(command.verb for command in VERBS)}
    assert draft_at(table.log) == table.draft
    assert draft_at(table.log, 1) == table.first
    draft = table.draft
    for entry in reversed(table.log[1:]):
        draft = draft.after(entry.patch.inverse)
    assert draft.values == table.first.values
