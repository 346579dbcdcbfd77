"""Many commands, undo, redo and restorations in a database: the rows are what the log makes, and all can be undone."""

import random

import pytest
from tests.web.drafts.test_draft_machine import GROUND, START_PLAN, drawn_command

from beatwright.core import Plan
from beatwright.web.drafts.district_commands import LockDistrict
from beatwright.web.drafts.draft_editing import TakeBack
from beatwright.web.drafts.draft_errors import DraftError
from beatwright.web.drafts.draft_log import REDO, START, UNDO, draft_at
from beatwright.web.drafts.draft_of_plan import plan_of_draft
from beatwright.web.drafts.post_commands import LockPost
from beatwright.web.drafts.restore_draft import RestoreDraft
from beatwright.web.drafts.undo import undo_stacks
from beatwright.web.store.check_store import store_faults
from beatwright.web.store.database import Database
from beatwright.web.store.draft_store import DraftStore, TableState

START_ALONE = Plan(districts=START_PLAN.districts, name="districts alone")


class Planners:
    """People at one table in a database, who also save versions and go back to them."""

    def __init__(self, database: Database, seed: int, *, locks: bool, plan: Plan = START_PLAN) -> None:
        self.store, self.rng, self.locks = DraftStore(database), random.Random(seed), locks
        self.number = self.store.create(1, plan, GROUND, name=f"Draft {seed}", account=1)
        self.versions: list[tuple[int, Plan]] = []
        self.refused = 0

    @property
    def state(self) -> TableState:
        return self.store.state(self.number)

    def plan(self) -> Plan:
        return plan_of_draft(self.state.draft, self.store.base(self.number), name="x", made_by="")

    def do(self, command: object, account: int) -> None:
        after = self.state.head
        self.store.append(
            self.number, command, GROUND, after=after, id=f"{self.number}-{after}-{account}", account=account
        )  # type: ignore[arg-type]

    def step(self, account: int) -> None:
        if self.rng.random() < 0.05:
            self.versions.append((self.state.head, self.plan()))
        command = self._drawn()
        if not self.locks and isinstance(command, LockPost | LockDistrict):
            return
        try:
            self.do(command, account)
        except DraftError:
            self.refused += 1
            return
        if isinstance(command, RestoreDraft):
            assert self.plan() == self.restored
            assert dict(self.state.draft.labels) == dict(command.then.labels)
            assert self.state.draft.slots == command.then.slots

    def _drawn(self) -> object:
        if self.versions and self.rng.random() < 0.08:
            seq, self.restored = self.rng.choice(self.versions)
            return RestoreDraft(draft_at(self.state.log, seq))
        return drawn_command(self.rng, self.state.draft)


def need_whole(planners: Planners) -> None:
    """The rows are the fold of the log, for whoever opens the database anew, and the inverse of all is the start."""
    assert list(store_faults(planners.store.database)) == []
    state = DraftStore(planners.store.database).state(planners.number)
    assert state == planners.state
    assert draft_at(state.log) == state.draft
    draft = state.draft
    for entry in reversed(state.log[1:]):
        draft = draft.after(entry.patch.inverse)
    assert dict(draft.values) == dict(draft_at(state.log, 1).values)


@pytest.mark.parametrize("commands", [150, pytest.param(2_000, marks=pytest.mark.slow)])
def test_three_people_undo_redo_and_restore(database: Database, commands: int) -> None:
    planners = Planners(database, commands, locks=True)
    while planners.state.head <= commands:
        planners.step(planners.rng.choice([1, 2]))
    need_whole(planners)
    verbs = {entry.verb for entry in planners.state.log}
    assert {START, UNDO, REDO, "use_plan", "move_post", "paint"} <= verbs
    assert planners.refused


@pytest.mark.parametrize("plan", [START_PLAN, START_ALONE], ids=["both", "districts"])
@pytest.mark.parametrize("commands", [100, pytest.param(2_000, marks=pytest.mark.slow)])
def test_one_person_undoes_everything_and_does_it_again(database: Database, commands: int, plan: Plan) -> None:
    planners = Planners(database, commands + 1, locks=False, plan=plan)
    while planners.state.head <= commands:
        planners.step(1)
    made, start = dict(planners.state.draft.values), dict(draft_at(planners.state.log, 1).values)
    undone = len(undo_stacks(planners.state.log, "ana").undo)
    for _ in range(undone):
        planners.do(TakeBack(UNDO), 1)
    assert dict(planners.state.draft.values) == start
    for _ in range(undone):
        planners.do(TakeBack(REDO), 1)
    assert dict(planners.state.draft.values) == made
    need_whole(planners)
