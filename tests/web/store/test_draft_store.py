"""Drafts in a database: what is written once, is read back, and loses nothing where many write."""

import random
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select, text

from beatwright.base.errors import InputError
from beatwright.core import EditedFrom, Plan, Post
from beatwright.web.drafts.district_commands import Paint
from beatwright.web.drafts.draft import DraftGround
from beatwright.web.drafts.draft_editing import TakeBack
from beatwright.web.drafts.draft_errors import DraftError
from beatwright.web.drafts.draft_log import REDO, UNDO, draft_at
from beatwright.web.drafts.post_commands import AddPost, LockPost, MovePost, RemovePost
from beatwright.web.store.check_store import store_faults
from beatwright.web.store.database import Database, open_database
from beatwright.web.store.draft_store import DraftStore, MissingPlanError, StaleError
from beatwright.web.store.tables import commands, plans, schema

SITES = [f"s{number}" for number in range(40)]
UNITS = [f"u{number}" for number in range(12)]
GROUND = DraftGround(frozenset(SITES), frozenset(UNITS))
PLAN = Plan(
    posts=tuple(Post(site) for site in SITES[:8]),
    districts={unit: f"D{number % 3}" for number, unit in enumerate(UNITS)},
    name="today",
)


@pytest.fixture
def store(database: Database) -> DraftStore:
    return DraftStore(database)


@pytest.fixture
def draft(store: DraftStore) -> int:
    return store.create(1, PLAN, GROUND, name="Draft A", account=1)


def test_a_draft_is_read_back_by_whoever_opens_the_database_anew(store: DraftStore, draft: int, url: str) -> None:
    store.append(draft, MovePost(1, "s30"), GROUND, after=1, id="a", account=1)
    store.append(draft, Paint(("u0", "u1"), None), GROUND, after=2, id="b", account=2)
    again = DraftStore(open_database(url))
    assert again.state(draft) == store.state(draft)
    assert [(entry.user, entry.verb) for entry in again.state(draft).log] == [
        ("ana", "start"),
        ("ana", "move_post"),
        ("ben", "paint"),
    ]
    assert again.base(draft) == replace(PLAN, edited_from=EditedFrom("today", PLAN.digest))
    assert list(store_faults(again.database)) == []
    again.database.close()


def test_a_command_sent_again_is_carried_out_once(store: DraftStore, draft: int) -> None:
    first, _ = store.append(draft, AddPost("s30"), GROUND, after=1, id="a", account=1)
    again, state = store.append(draft, AddPost("s30"), GROUND, after=1, id="a", account=1)
    assert (again, state.head) == (first, 2)


def test_a_late_command_hears_what_happened_since(store: DraftStore, draft: int) -> None:
    store.append(draft, MovePost(1, "s30"), GROUND, after=1, id="a", account=1)
    store.append(draft, MovePost(2, "s31"), GROUND, after=2, id="b", account=2)
    with pytest.raises(StaleError, match="ben changed something else") as told:
        store.append(draft, MovePost(3, "s32"), GROUND, after=1, id="c", account=1)
    assert ([entry.seq for entry in told.value.since], told.value.same) == ([2, 3], ())
    with pytest.raises(StaleError, match="ana changed the same") as told:
        store.append(draft, MovePost(1, "s33"), GROUND, after=1, id="d", account=2)
    assert [entry.seq for entry in told.value.same] == [2]
    with pytest.raises(StaleError, match="ben changed the same"):
        store.append(draft, MovePost(4, "s31"), GROUND, after=1, id="e", account=1)
    assert store.state(draft).head == 3


def test_what_is_refused_changes_nothing(store: DraftStore, draft: int) -> None:
    before = store.state(draft)
    with pytest.raises(DraftError, match="stands at 's1' already"):
        store.append(draft, MovePost(1, "s1"), GROUND, after=1, id="a", account=1)
    assert DraftStore(store.database).state(draft) == before


def test_undo_marks_what_it_takes_back(store: DraftStore, draft: int) -> None:
    store.append(draft, RemovePost(1), GROUND, after=1, id="a", account=1)
    store.append(draft, TakeBack(UNDO), GROUND, after=2, id="b", account=1)
    store.append(draft, TakeBack(REDO), GROUND, after=3, id="c", account=1)
    with store.database.reading() as connection:
        marks = connection.execute(select(commands.c.undone_by).order_by(commands.c.seq)).scalars().all()
    assert marks == [None, 3, 4, None]
    assert 1 not in store.state(draft).draft.slots


def test_a_name_stands_for_one_plan_of_a_case(store: DraftStore, draft: int) -> None:
    with pytest.raises(DraftError, match="There is a plan 'Draft A' already"):
        store.create(1, PLAN, GROUND, name="Draft A", account=1)


def test_a_child_counts_the_tests_of_its_parent(store: DraftStore, draft: int) -> None:
    with store.database.writing() as connection:
        connection.execute(plans.update().values(tests=3))
    child = store.create(1, PLAN, GROUND, name="Draft B", account=1, parent=draft)
    with store.database.reading() as connection:
        assert connection.scalar(select(plans.c.tests).where(plans.c.id == child)) == 3


def test_a_plan_that_is_not_there_is_told(store: DraftStore) -> None:
    with pytest.raises(MissingPlanError, match="There is no plan 99"):
        store.state(99)
    with pytest.raises(MissingPlanError):
        store.append(99, AddPost("s30"), GROUND, after=1, id="a", account=1)


def _write(url: str, draft: int, writer: int, failures: list[BaseException]) -> None:
    """Send 10 commands as a client does: what came between is looked at, and the command put on top."""
    database, rng = open_database(url), random.Random(writer)
    try:
        store = DraftStore(database)
        for number in range(10):
            after, command = store.state(draft).head, LockPost(writer, number % 2 == 0)
            for _ in range(500):
                try:
                    store.append(draft, command, GROUND, after=after, id=f"{writer}-{number}", account=1)
                    break
                except StaleError as stale:
                    if stale.same:
                        raise
                    after = stale.since[-1].seq
            else:
                raise AssertionError("a writer never had its turn")
            if rng.random() < 0.3:  # an answer that was lost: it is sent again
                store.append(draft, command, GROUND, after=after, id=f"{writer}-{number}", account=1)
    except BaseException as failure:
        failures.append(failure)
    finally:
        database.close()


def test_eight_writers_lose_and_double_nothing(store: DraftStore, draft: int, url: str) -> None:
    failures: list[BaseException] = []
    writers = [threading.Thread(target=_write, args=(url, draft, writer, failures)) for writer in range(1, 9)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert failures == []
    state = store.state(draft)
    assert sorted(entry.id for entry in state.log[1:]) == sorted(f"{w}-{n}" for w in range(1, 9) for n in range(10))
    assert [entry.seq for entry in state.log] == list(range(1, 82))
    assert list(store_faults(store.database)) == []


def test_a_database_that_was_tampered_with_is_told(store: DraftStore, draft: int) -> None:
    store.append(draft, MovePost(1, "s30"), GROUND, after=1, id="a", account=1)
    with store.database.writing() as connection:
        connection.execute(text("UPDATE draft_post SET site = 's39' WHERE slot = 1"))
    assert list(store_faults(store.database)) == ["Plan 1 ('Draft A') is not what its log makes: post:1."]
    with store.database.writing() as connection:
        connection.execute(text("DELETE FROM command WHERE seq = 2"))
    assert "has a gap: 1 command of 2." in next(iter(store_faults(store.database)))


def test_a_backup_opens_as_the_database_it_was_made_of(database: Database, tmp_path: Path) -> None:
    if not database.is_sqlite:
        with pytest.raises(InputError, match="pg_dump"):
            database.back_up(tmp_path / "copy.db")
        return
    store = DraftStore(database)
    number = store.create(1, PLAN, GROUND, name="Draft A", account=1)
    copy = database.back_up(tmp_path / "copy.db")
    store.append(number, AddPost("s30"), GROUND, after=1, id="a", account=1)
    opened = open_database(f"sqlite:///{copy}")
    assert DraftStore(opened).state(number).draft == draft_at(store.state(number).log, 1)
    opened.close()
    with pytest.raises(InputError, match="exists already"):
        database.back_up(copy)


def test_a_database_of_a_newer_beatwright_is_left_alone(database: Database, url: str) -> None:
    with database.writing() as connection:
        connection.execute(schema.insert().values(version=99, at="2030-01-01"))
    with pytest.raises(InputError, match="has version 99"):
        open_database(url)


@pytest.mark.parametrize("url", ["sqlite:////nowhere/at/all/planner.db", "nonsense", "oracle://x"])
def test_a_database_that_cannot_be_opened_is_told(url: str) -> None:
    with pytest.raises(InputError, match="The planner's database cannot be opened"):
        open_database(url)
