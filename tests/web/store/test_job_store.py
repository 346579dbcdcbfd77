"""Jobs in a database: whose turn it is, how many may wait, and what is kept of each."""

from collections.abc import Sequence

import pytest

from beatwright.web.jobs.job_sides import JOB_SIDES
from beatwright.web.store.database import Database
from beatwright.web.store.job_store import (
    LONG_JOBS,
    JobRunningError,
    JobStore,
    PlannerJob,
    QueueFullError,
    next_in_line,
)

ANA, BEN = 1, 2


def enter(store: JobStore, account: int, number: int) -> PlannerJob:
    return store.enter("export", account=account, case=1, options={"number": number})


def turns(store: JobStore) -> Sequence[tuple[int, int]]:
    """Do all that waits, one at a time; return whose turn it was."""
    done = []
    while (job := store.take()) is not None:
        done.append((job.account, job.options["number"]))
        store.end(job.id, "done")
    return done


def test_turns_are_fair_between_people(database: Database) -> None:
    store = JobStore(database)
    for number in range(4):
        enter(store, ANA, number)
    for number in range(2):
        enter(store, BEN, number)
    assert turns(store) == [(ANA, 0), (BEN, 0), (ANA, 1), (BEN, 1), (ANA, 2), (ANA, 3)]


def test_everybody_has_one_at_a_time(database: Database) -> None:
    store = JobStore(database)
    first, second, other = enter(store, ANA, 1), enter(store, ANA, 2), enter(store, BEN, 3)
    taken = [store.take(), store.take()]
    assert [job and job.id for job in taken] == [first.id, other.id]
    assert store.take() is None
    store.end(first.id, "done")
    taken = store.take()
    assert taken is not None
    assert taken.id == second.id


def test_the_queue_holds_twenty(database: Database) -> None:
    store = JobStore(database)
    for number in range(20):
        enter(store, ANA, number)
    with pytest.raises(QueueFullError, match="20 jobs wait"):
        enter(store, BEN, 1)
    assert store.take() is not None
    enter(store, BEN, 1)


def test_the_same_is_not_asked_twice(database: Database) -> None:
    store = JobStore(database)
    job = enter(store, ANA, 1)
    with pytest.raises(JobRunningError, match=f"Job {job.id} does that already"):
        enter(store, ANA, 1)
    store.take()
    with pytest.raises(JobRunningError):
        enter(store, ANA, 1)
    store.end(job.id, "failed", error="no")
    assert enter(store, ANA, 1).state == "queued"


def test_a_job_is_kept_from_its_question_to_its_answer(database: Database) -> None:
    store = JobStore(database)
    job = enter(store, ANA, 1)
    assert (job.state, job.progress, job.started, job.is_over) == ("queued", None, None, False)
    store.tell(job.id, {"phase": "too early"})
    assert store.get(job.id) == job
    taken = store.take()
    assert taken is not None
    store.tell(job.id, {"phase": "reading"})
    ended = store.end(job.id, "done", result={"files": []})
    assert (ended.progress, ended.result, ended.error, ended.is_over) == (
        {"phase": "reading"},
        {"files": []},
        None,
        True,
    )
    assert store.of_case(1) == (ended,)
    assert store.of_case(1, "improve") == store.of_case(2) == ()
    assert store.get(job.id + 1) is None


def test_only_what_waits_can_be_dropped(database: Database) -> None:
    store = JobStore(database)
    waiting, other = enter(store, ANA, 1), enter(store, BEN, 2)
    running = store.take()
    assert running is not None
    assert running.id == waiting.id
    assert (store.drop(running.id), store.drop(other.id), store.drop(other.id)) == (False, True, False)
    dropped = store.get(other.id)
    assert dropped is not None
    assert dropped.state == "cancelled"


def test_what_ran_when_the_server_went_down_is_interrupted_and_what_waited_waits(database: Database) -> None:
    store = JobStore(database)
    running, waiting = enter(store, ANA, 1), enter(store, ANA, 2)
    store.take()
    store.interrupt_running()
    states = [job.state for job in store.of_case(1)]
    assert states == ["queued", "interrupted"]
    taken = store.take()
    assert taken is not None
    assert (taken.id, running.id < waiting.id) == (waiting.id, True)


@pytest.mark.parametrize(
    ("busy", "last", "wanted"),
    [
        ([], {}, 1),
        ([(ANA, False)], {}, 3),
        ([], {ANA: "2026-01-01T10", BEN: "2026-01-01T09"}, 3),
        ([], {ANA: "2026-01-01T09", BEN: "2026-01-01T10"}, 1),
        ([], {ANA: "2026-01-01T09"}, 3),
        ([(ANA, True), (BEN, True)], {}, 1),
        ([(ANA, False), (BEN, False)], {}, None),
    ],
)
def test_whose_turn_it_is(busy: list[tuple[int, bool]], last: dict[int, str], wanted: int | None) -> None:
    assert next_in_line([(1, ANA, False), (2, ANA, False), (3, BEN, False)], busy, last) == wanted


def test_a_short_job_waits_for_no_long_one_even_of_the_same_person(database: Database) -> None:
    store = JobStore(database)
    studies = [store.enter("run_study", account=who, options={}) for who in (ANA, BEN)]
    search = enter(store, ANA, 1)
    assert store.take() == store.get(studies[0].id)
    short = store.take(short=True)
    assert short is not None
    assert (short.id, store.take(short=True)) == (search.id, None)
    assert store.take() == store.get(studies[1].id)


def test_every_long_kind_is_one_that_the_desk_knows() -> None:
    assert set(JOB_SIDES) > LONG_JOBS
