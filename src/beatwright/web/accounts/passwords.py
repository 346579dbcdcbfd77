"""Passwords: argon2id at its library's defaults (64 MiB, 3 passes), at most two at a time.

A password needs 12 characters and no more rules (NIST SP 800-63B, 5.1.1.2): but for those that everybody tries first,
and for the person's own name.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from functools import cached_property

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

__all__ = ["LEAST_CHARACTERS", "PasswordKeeper", "password_complaint"]

LEAST_CHARACTERS = 12
_MOST_CHARACTERS = 1_000  # hashing takes time that grows with them
_RUNS = ("abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm", "qwertzuiopasdfghjklyxcvbnm", "1234567890" * 4)
_WORDS = (
    "administrator", "beatwright", "changeme", "football", "iloveyou", "letmein", "password", "passw0rd", "police",
    "princess", "qwerty", "secret", "sunshine", "superman", "trustno1", "welcome", "1q2w3e4r5t6y", "qazwsxedcrfv",
    "zaq12wsx", "1qaz2wsx3edc", "correcthorsebatterystaple",
)  # fmt: skip


def password_complaint(password: str, name: str = "") -> str | None:
    """Return what is wrong with a password that somebody chose; None where nothing is.

    >>> password_complaint("tram-otter-lamp-six")
    >>> password_complaint("Password1234!")
    'That password is among the first that anybody would try. Choose four words that nobody would put together.'
    """
    if len(password) < LEAST_CHARACTERS:
        return f"A password has at least {LEAST_CHARACTERS} characters. Got {len(password)}."
    if len(password) > _MOST_CHARACTERS:
        return f"A password has at most {_MOST_CHARACTERS:,} characters. Got {len(password):,}."
    if _is_common(password, name):
        return (
            "That password is among the first that anybody would try. Choose four words that nobody would put together."
        )
    return None


def _is_common(password: str, name: str) -> bool:
    """Return whether little is left of a password when the common words, the name and digits are taken out."""
    rest = password.casefold()
    for word in (*_WORDS, name.casefold()):
        rest = rest.replace(word, "") if len(word) > 2 else rest
    letters = "".join(character for character in rest if character.isalpha())
    plain = "".join(character for character in password.casefold() if character.isalnum())
    return len(letters) < 4 or len(set(password)) < 4 or any(plain in run or plain in run[::-1] for run in _RUNS)


@dataclass(frozen=True)
class PasswordKeeper:
    """Hash passwords and check them.

    Parameters
    ----------
    hasher : argon2.PasswordHasher
        Its parameters are those of every hash made from now on; older ones are renewed at the next sign-in.
    """

    hasher: PasswordHasher = field(default_factory=PasswordHasher)
    _turn: threading.BoundedSemaphore = field(default_factory=lambda: threading.BoundedSemaphore(2), repr=False)

    def hashed(self, password: str) -> str:
        """Return the hash to keep; it takes about a quarter of a second, on purpose."""
        with self._turn:
            return self.hasher.hash(password)

    @cached_property
    def _nobody(self) -> str:
        return self.hashed("nobody has this password")

    def matches(self, kept: str | None, password: str) -> bool:
        """Return whether a password is the one whose hash was kept; it takes as long where nothing was kept."""
        known = kept or self._nobody
        with self._turn:
            try:
                right = self.hasher.verify(known, password[:_MOST_CHARACTERS])
            except (Argon2Error, InvalidHashError):
                return False
        return right and bool(kept)

    def is_outdated(self, kept: str) -> bool:
        """Return whether a hash was made with weaker parameters than today's."""
        return self.hasher.check_needs_rehash(kept)
