"""Passwords: which are refused, and how they are kept."""

import pytest
from argon2 import PasswordHasher

from beatwright.web.accounts.passwords import PasswordKeeper, password_complaint
from beatwright.web.accounts.roles import Role, role_named

# As weak as the library lets them be: what is asked here is what is kept, not how slowly.
QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


@pytest.mark.parametrize("password", ["short", "eleven char", "x" * 1_001])
def test_a_password_of_a_wrong_length_is_told(password: str) -> None:
    assert f"Got {len(password):,}." in str(password_complaint(password))


@pytest.mark.parametrize(
    "password",
    [
        "passwordpassword", "Password2026!", "qwertyuiopas", "123456789012", "aaaaaaaaaaaaaa", "abababababab",
        "abcdefghijklm", "zyxwvutsrqponm", "beatwright2026", "annamaria12345", "lkjhgfdsapoiu", "1234-5678-9012",
    ],
)  # fmt: skip
def test_what_everybody_tries_first_is_refused(password: str) -> None:
    assert "among the first" in str(password_complaint(password, "AnnaMaria"))


@pytest.mark.parametrize(
    "password", ["tram-otter-lamp-six", "ein langer Satz mit Wörtern", "пароль из слов", "k7#Tq9!mZx2$"]
)
def test_other_passwords_are_taken(password: str) -> None:
    assert password_complaint(password, "Anna Maria") is None


def test_a_kept_password_is_known_again() -> None:
    keeper = PasswordKeeper(QUICK)
    kept = keeper.hashed("tram-otter-lamp-six")
    assert "tram" not in kept
    assert keeper.matches(kept, "tram-otter-lamp-six")
    assert not keeper.matches(kept, "tram-otter-lamp-sir")
    assert keeper.hashed("tram-otter-lamp-six") != kept


@pytest.mark.parametrize("kept", [None, "", "no hash", "$argon2id$v=19$m=8"])
def test_nobody_and_a_broken_hash_match_nothing(kept: str | None) -> None:
    keeper = PasswordKeeper(QUICK)
    assert not keeper.matches(kept, "nobody has this password")


def test_a_weaker_hash_is_told_from_todays() -> None:
    assert PasswordKeeper().is_outdated(PasswordKeeper(QUICK).hashed("tram-otter-lamp-six"))
    assert PasswordKeeper().hasher.memory_cost == 65_536


def test_roles_stand_in_order() -> None:
    assert [role_named(word) for word in ("viewer", "planner", "admin")] == sorted(Role)
    with pytest.raises(ValueError, match="no role 'king'"):
        role_named("king")
