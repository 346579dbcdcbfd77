"""A database of every kind that the planner can keep its plans in."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from beatwright.web.store.database import Database, now, open_database
from beatwright.web.store.tables import accounts, cases

POSTGRES = os.environ.get("BEATWRIGHT_TEST_PG", "")


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.skipif(not POSTGRES, reason=(
    "BEATWRIGHT_TEST_PG names no PostgreSQL database to try the store on")))])  # fmt: skip
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'planner.db'}" if request.param == "sqlite" else POSTGRES


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    if not url.startswith("sqlite"):
        empty(url)
    opened = open_database(url)
    with opened.writing() as connection:
        for name in ("ana", "ben"):
            connection.execute(accounts.insert().values(name=name, created=now()))
        connection.execute(cases.insert().values(digest="d", folder="out", name="Kirkby", opened=now()))
    yield opened
    opened.close()


def empty(url: str) -> None:
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    engine.dispose()
