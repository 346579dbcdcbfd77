"""Imports in the database: what is kept, and a database that was made before there were any."""

from pathlib import Path

import sqlalchemy

from beatwright.web.store.database import Database, now, open_database
from beatwright.web.store.import_store import ImportStore
from beatwright.web.store.migrations import schema_version_of
from beatwright.web.store.tables import imports, kept_mappings, schema

_BEFORE_IMPORTS = 2  # version of the tables


def test_a_change_of_layers_makes_what_was_read_out_of_date(database: Database) -> None:
    store = ImportStore(database)
    begun = store.begin(1, "Newtown", "f" * 32)
    assert store.set_layer(begun.id, "zones", {"name": "z"}).layers == {"zones": {"name": "z"}}
    assert store.set_layer(begun.id, "posts", {"name": "p"}).layers == {"zones": {"name": "z"}, "posts": {"name": "p"}}
    assert store.set_layer(begun.id, "zones", None).layers == {"posts": {"name": "p"}}
    assert [one.id for one in store.of_account(1)] == [begun.id]
    assert store.of_account(2) == ()
    assert store.folders() == {"f" * 32}
    store.remove(begun.id)
    assert store.get(begun.id) is None


def test_a_mapping_is_kept_once_a_name_for_each(database: Database) -> None:
    store = ImportStore(database)
    store.keep_mapping(1, "Calls", ["a"], {"columns": {"time": "a"}})
    store.keep_mapping(1, "Calls", ["a", "b"], {"columns": {"time": "b"}})
    store.keep_mapping(2, "Calls", ["c"], {})
    (kept,) = store.mappings(1)
    assert (kept.headings, kept.mapping) == (("a", "b"), {"columns": {"time": "b"}})


def test_a_database_from_before_there_were_imports_gets_their_tables(tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path / 'planner.db'}"
    old = open_database(address)
    with old.writing() as connection:
        newest = schema_version_of(connection)
        for table in (imports, kept_mappings):
            table.drop(connection)
        connection.execute(sqlalchemy.text("ALTER TABLE planning_case DROP COLUMN zones"))  # a later step
        connection.execute(schema.delete())
        connection.execute(schema.insert().values(version=_BEFORE_IMPORTS, at=now()))
    old.close()
    new = open_database(address)
    with new.reading() as connection:
        assert schema_version_of(connection) == newest
        assert sqlalchemy.inspect(connection).has_table("kept_mapping")
    assert ImportStore(new).folders() == frozenset()
    new.close()
