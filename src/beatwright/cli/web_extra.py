"""The packages that the web planner needs, beyond those that every installation has."""

from __future__ import annotations

from importlib.util import find_spec

from beatwright.base.errors import MissingExtraError

__all__ = ["need_web"]

_PACKAGES = ("fastapi", "uvicorn", "sqlalchemy", "argon2", "platformdirs")


def need_web() -> None:
    """Return where the extra ``web`` is installed.

    Raises
    ------
    MissingExtraError
        Where it is not.
    """
    for package in _PACKAGES:
        if find_spec(package) is None:
            raise MissingExtraError(package, "web", "The web planner")
