"""People, sessions and invitations: who gets in, for how long, and what is kept of their secrets."""

from datetime import UTC, datetime, timedelta

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select

from beatwright.base.errors import InputError
from beatwright.web.accounts.passwords import PasswordKeeper
from beatwright.web.accounts.roles import Role
from beatwright.web.store.account_store import IDLE, LONGEST, AccountStore
from beatwright.web.store.database import Database
from beatwright.web.store.tables import accounts, invites, sessions

QUICK = PasswordKeeper(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
WORDS = "tram-otter-lamp-six"


@pytest.fixture
def store(database: Database) -> AccountStore:
    return AccountStore(database, QUICK)


def test_who_has_the_password_is_let_in(store: AccountStore) -> None:
    cleo = store.add("Cleo", WORDS)
    token = store.sign_in("Cleo", WORDS)
    assert token is not None
    assert store.whose(token) == cleo
    assert store.sign_in("Cleo", WORDS + "!") is None
    assert store.sign_in("Nobody", WORDS) is None
    assert store.whose("made up") is None
    store.close_session(token)
    assert store.whose(token) is None


def test_no_secret_is_kept(store: AccountStore) -> None:
    store.add("Cleo", WORDS)
    token, invitation = store.sign_in("Cleo", WORDS), store.invite("Dan", Role.VIEWER, 1)
    with store.database.reading() as connection:
        for table in (accounts, sessions, invites):
            kept = str(connection.execute(select(table)).all())
            assert all(secret not in kept for secret in (WORDS, token, invitation))


@pytest.mark.parametrize(
    ("after", "still"),
    [
        ([IDLE - timedelta(minutes=1)], True),
        ([IDLE + timedelta(minutes=1)], False),
        ([timedelta(hours=10) * n for n in range(1, 17)], True),
        ([timedelta(hours=10) * n for n in range(1, 17)] + [LONGEST + timedelta(minutes=1)], False),
    ],
)
def test_a_session_ends_when_nobody_uses_it_and_after_a_week(
    store: AccountStore, after: list[timedelta], still: bool
) -> None:
    store.add("Cleo", WORDS)
    token, begin = store.sign_in("Cleo", WORDS) or "", datetime.now(UTC)
    found = [store.whose(token, begin + later) is not None for later in after]
    assert (found[:-1], found[-1]) == ([True] * (len(after) - 1), still)
    if not still:
        assert store.whose(token, begin) is None


def test_another_password_ends_every_session(store: AccountStore) -> None:
    cleo = store.add("Cleo", WORDS)
    tokens = [store.sign_in("Cleo", WORDS) or "" for _ in range(2)]
    store.set_password(cleo, "other-words-for-a-lamp")
    assert [store.whose(token) for token in tokens] == [None, None]
    assert store.sign_in("Cleo", WORDS) is None
    assert store.sign_in("Cleo", "other-words-for-a-lamp") is not None


def test_who_was_disabled_is_out_at_once(store: AccountStore) -> None:
    cleo = store.add("Cleo", WORDS)
    token = store.sign_in("Cleo", WORDS) or ""
    store.disable(cleo)
    assert (store.whose(token), store.sign_in("Cleo", WORDS)) == (None, None)
    store.disable(cleo, False)
    assert store.sign_in("Cleo", WORDS) is not None


def test_a_weak_hash_is_renewed_at_the_next_sign_in(store: AccountStore) -> None:
    store.add("Cleo", WORDS)
    stronger = PasswordKeeper(PasswordHasher(time_cost=2, memory_cost=16, parallelism=1))
    assert AccountStore(store.database, stronger).sign_in("Cleo", WORDS) is not None
    with store.database.reading() as connection:
        kept = connection.scalar(select(accounts.c.password_hash).where(accounts.c.name == "Cleo"))
    assert not stronger.is_outdated(str(kept))


def test_an_invitation_is_used_once(store: AccountStore) -> None:
    token = store.invite("Dan", Role.PLANNER, 1)
    with pytest.raises(InputError, match="at least 12"):
        store.accept(token, "short")
    dan = store.accept(token, WORDS)
    assert (store.role_in(dan, 1), store.role_in(dan, 2)) == (Role.PLANNER, None)
    with pytest.raises(InputError, match="used or has run out"):
        store.accept(token, WORDS)
    with pytest.raises(InputError, match="used or has run out"):
        store.accept("made up", WORDS)
    with pytest.raises(InputError, match="somebody called 'Dan'"):
        store.invite("Dan", Role.VIEWER, 1)


def test_an_invitation_runs_out(store: AccountStore) -> None:
    token = store.invite("Dan", Role.VIEWER, 1)
    with store.database.writing() as connection:
        connection.execute(invites.update().values(until="2020-01-01T00:00:00.000+00:00"))
    with pytest.raises(InputError, match="run out"):
        store.accept(token, WORDS)


def test_roles_are_of_a_case_and_an_admin_has_all(store: AccountStore) -> None:
    cleo, boss = store.add("Cleo", WORDS), store.add("Boss", WORDS, admin=True)
    assert (store.role_in(cleo, 1), store.role_in(boss, 1)) == (None, Role.ADMIN)
    store.set_role(cleo, 1, Role.VIEWER)
    store.set_role(cleo, 1, Role.PLANNER)
    assert store.role_in(cleo, 1) is Role.PLANNER
    store.set_role(cleo, 1, None)
    assert store.role_in(cleo, 1) is None
    with pytest.raises(InputError, match="An admin keeps every case"):
        store.set_role(cleo, 1, Role.ADMIN)
    with pytest.raises(InputError, match="Name the case"):
        store.invite("Dan", Role.VIEWER)


@pytest.mark.parametrize(
    ("name", "password", "words"),
    [
        ("ana", WORDS, "somebody called 'ana' already"),
        ("  ", WORDS, "1 to 60 characters"),
        ("x" * 61, WORDS, "1 to 60 characters"),
        ("a\x00b", WORDS, "can be printed"),
        ("Cleo", "short", "at least 12 characters"),
    ],
)
def test_who_cannot_be_added_is_told(store: AccountStore, name: str, password: str, words: str) -> None:
    before = store.everybody()
    with pytest.raises(InputError, match=words):
        store.add(name, password)
    assert store.everybody() == before
