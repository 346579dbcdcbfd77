"""Write the description of the planner's API, as OpenAPI, to a file: ``python tools/describe_api.py FILE``."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from beatwright.web.app import described
from beatwright.web.planner_server import PlannerServer
from beatwright.web.planner_settings import PlannerSettings
from beatwright.web.store.account_store import AccountStore
from beatwright.web.store.database import open_database


def description() -> str:
    """Return the description as text: the same text for the same routes."""
    with TemporaryDirectory() as scratch:
        database = open_database("sqlite://")
        settings = PlannerSettings("sqlite://", (), Path(scratch))
        planner = PlannerServer(settings, database, AccountStore(database))
        return json.dumps(described(planner).openapi(), indent=1, sort_keys=True, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(description(), encoding="utf-8")
