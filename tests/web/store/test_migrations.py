"""An older database is brought up: to the tables of a new one, with all that was in it."""

from pathlib import Path

import pytest
from sqlalchemy import create_engine, inspect, select, text
from tests.web.store.conftest import empty

from beatwright.web.store.database import Database, open_database
from beatwright.web.store.migrations import SCHEMA_VERSION, schema_version_of
from beatwright.web.store.tables import metadata, plans, schema

ROWS = """
INSERT INTO schema_version VALUES (1, '2026-01-01');
INSERT INTO account (name, admin, disabled, settings, created) VALUES ('ana', {yes}, {no}, '{{}}', '2026-01-01');
INSERT INTO planning_case (digest, folder, name, opened) VALUES ('d', 'out', 'Kirkby', '2026-01-01');
INSERT INTO plan (case_id, name, base, parent, head, last_number, tests, created, changed) VALUES
 (1, 'A', '{{}}', NULL, 1, 1, 2, '2026-01-01', '2026-01-01'),
 (1, 'B', '{{}}', 1, 1, 1, 3, '2026-01-02', '2026-01-02'),
 (1, 'C', '{{}}', NULL, 1, 1, 0, '2026-01-03', '2026-01-03'),
 (1, 'D', '{{}}', 2, 1, 1, 3, '2026-01-04', '2026-01-04')
"""


def older(url: str) -> None:
    """Make a database as version 1 of the tables made it."""
    sqlite = url.startswith("sqlite")
    name = f"schema_1_{'sqlite' if sqlite else 'postgresql'}.sql"
    tables = (Path(__file__).parent / name).read_text(encoding="utf-8")
    rows = ROWS.format(yes="1" if sqlite else "true", no="0" if sqlite else "false")
    engine = create_engine(url)
    with engine.begin() as connection:
        for statement in (tables + rows).split(";"):
            if statement.strip():
                connection.execute(text(statement.replace(":", r"\:")))
    engine.dispose()


def described(database: Database) -> dict[str, object]:
    """Return tables, columns, keys and indexes; columns in any order, for those that came later stand last."""
    seen = inspect(database.engine)
    return {
        name: (
            sorted((c["name"], str(c["type"]), c["nullable"], str(c["default"])) for c in seen.get_columns(name)),
            sorted(str(index["name"]) + str(index["column_names"]) for index in seen.get_indexes(name)),
            sorted(str(key["constrained_columns"]) + str(key["options"]) for key in seen.get_foreign_keys(name)),
            seen.get_pk_constraint(name)["constrained_columns"],
        )
        for name in seen.get_table_names()
    }


def test_an_older_database_is_brought_to_the_tables_of_a_new_one(url: str, tmp_path: Path) -> None:
    if not url.startswith("sqlite"):
        empty(url)
    older(url)
    brought = open_database(url)
    found = described(brought)
    with brought.reading() as connection:
        lines = connection.execute(select(plans.c.name, plans.c.lineage, plans.c.tests).order_by(plans.c.id)).all()
        assert schema_version_of(connection) == SCHEMA_VERSION
        assert connection.scalars(select(schema.c.version)).all() == list(range(1, SCHEMA_VERSION + 1))
    assert [tuple(line) for line in lines] == [("A", 1, 3), ("B", 1, 3), ("C", 3, 0), ("D", 1, 3)]
    brought.close()
    if not url.startswith("sqlite"):
        empty(url)
    new = open_database(url if not url.startswith("sqlite") else f"sqlite:///{tmp_path / 'new.db'}")
    assert found == described(new)
    assert set(found) == set(metadata.tables)
    new.close()


def test_a_database_that_is_up_to_date_is_left_as_it_is(database: Database, url: str) -> None:
    before = described(database)
    again = open_database(url)
    assert described(again) == before
    with again.reading() as connection:
        assert connection.scalars(select(schema.c.version)).all() == [SCHEMA_VERSION]
    again.close()


def test_a_step_that_fails_leaves_the_older_database(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if not url.startswith("sqlite"):
        empty(url)
    older(url)

    def broken(connection: object) -> None:
        raise RuntimeError("torn")

    from beatwright.web.store import migrations

    monkeypatch.setattr(migrations, "MIGRATIONS", {**migrations.MIGRATIONS, SCHEMA_VERSION + 1: broken})
    monkeypatch.setattr(migrations, "SCHEMA_VERSION", SCHEMA_VERSION + 1)
    with pytest.raises(RuntimeError, match="torn"):
        open_database(url)
    monkeypatch.undo()
    engine = create_engine(url)
    assert "lineage" not in {column["name"] for column in inspect(engine).get_columns("plan")}
    engine.dispose()
    open_database(url).close()
