"""Tokens of sessions and invitations: 256 random bits, kept only as their SHA-256."""

from __future__ import annotations

import hashlib
import secrets

__all__ = ["kept_token", "new_token"]


def new_token() -> str:
    """Return a token that nobody can guess, fit for a cookie or an address."""
    return secrets.token_urlsafe(32)


def kept_token(token: str) -> str:
    """Return what is kept of a token: whoever reads the database cannot sign in with it.

    >>> len(kept_token("a"))
    64
    """
    return hashlib.sha256(token.encode()).hexdigest()
