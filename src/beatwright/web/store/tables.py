"""The tables of the planner's database, the same on SQLite and PostgreSQL.

Times are ISO 8601 texts in UTC; bodies are JSON. Of a command nothing is ever changed but ``undone_by``, and none is
removed. A draft is kept twice: as the log of its commands, and as the rows (``draft_post``, ``draft_district``,
``draft_unit``) that the log makes.
"""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

__all__ = [
    "accounts",
    "audit",
    "cases",
    "commands",
    "comments",
    "draft_districts",
    "draft_posts",
    "draft_units",
    "files",
    "imports",
    "invites",
    "jobs",
    "kept_mappings",
    "members",
    "metadata",
    "plans",
    "schema",
    "sessions",
    "versions",
]

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

_TIME = String(40)
_NAME = String(200)
_ID = String(64)

# Which migrations this database has had.
schema = Table("schema_version", metadata, Column("version", Integer, primary_key=True), Column("at", _TIME))

accounts = Table(
    "account",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", _NAME, nullable=False, unique=True),
    Column("password_hash", Text),
    Column("admin", Boolean, nullable=False, default=False),
    Column("disabled", Boolean, nullable=False, default=False),
    Column("settings", JSON, nullable=False, default=dict),
    Column("created", _TIME, nullable=False),
    sqlite_autoincrement=True,  # a number is never given twice
)

sessions = Table(
    "session",
    metadata,
    Column("token_sha256", _ID, primary_key=True),
    Column("account", ForeignKey("account.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("created", _TIME, nullable=False),
    Column("seen", _TIME, nullable=False),
    Column("agent", _NAME, nullable=False, default=""),
)

invites = Table(
    "invite",
    metadata,
    Column("token_sha256", _ID, primary_key=True),
    Column("name", _NAME, nullable=False),
    Column("role", String(20), nullable=False),
    Column("case_id", ForeignKey("planning_case.id", ondelete="CASCADE")),
    Column("until", _TIME, nullable=False),
)

cases = Table(
    "planning_case",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("digest", _ID, nullable=False),
    Column("folder", Text, nullable=False, unique=True),
    Column("name", _NAME, nullable=False),
    Column("opened", _TIME, nullable=False),
    Column("zones", Integer),  # how many; unknown until it is opened by a version that counts them
    sqlite_autoincrement=True,  # a number is never given twice
)

members = Table(
    "member",
    metadata,
    Column("case_id", ForeignKey("planning_case.id", ondelete="CASCADE"), primary_key=True),
    Column("account", ForeignKey("account.id", ondelete="CASCADE"), primary_key=True),
    Column("role", String(20), nullable=False),
    CheckConstraint("role IN ('viewer', 'planner')", name="role"),
)

plans = Table(
    "plan",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("case_id", ForeignKey("planning_case.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("name", _NAME, nullable=False),
    Column("base", JSON, nullable=False),  # the plan that it was made from, whole
    Column("parent", ForeignKey("plan.id", ondelete="SET NULL")),
    Column("head", Integer, nullable=False),  # place of the last command
    Column("last_number", Integer, nullable=False),
    Column("binned", _TIME),
    Column("tests", Integer, nullable=False, default=0),  # on held-out incidents, of all plans of its lineage
    # Number of the first plan of those that were made one from another; that one may be gone.
    Column("lineage", Integer, nullable=False, server_default="0", index=True),
    Column("created", _TIME, nullable=False),
    Column("changed", _TIME, nullable=False),
    UniqueConstraint("case_id", "name"),
    sqlite_autoincrement=True,  # a number is never given twice
)

draft_posts = Table(
    "draft_post",
    metadata,
    Column("plan_id", ForeignKey("plan.id", ondelete="CASCADE"), primary_key=True),
    Column("slot", Integer, primary_key=True),
    Column("site", _NAME, nullable=False),
    Column("record", JSON, nullable=False),
)

draft_districts = Table(
    "draft_district",
    metadata,
    Column("plan_id", ForeignKey("plan.id", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("record", JSON, nullable=False),
)

draft_units = Table(
    "draft_unit",
    metadata,
    Column("plan_id", ForeignKey("plan.id", ondelete="CASCADE"), primary_key=True),
    Column("unit", _NAME, primary_key=True),
    Column("district", Integer, nullable=False),
)

commands = Table(
    "command",
    metadata,
    Column("plan_id", ForeignKey("plan.id", ondelete="CASCADE"), primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("id", _ID, nullable=False),
    Column("account", ForeignKey("account.id"), nullable=False),
    Column("at", _TIME, nullable=False),
    Column("verb", String(40), nullable=False),
    Column("patch", JSON, nullable=False),
    Column("of", Integer),
    Column("undone_by", Integer),
    UniqueConstraint("plan_id", "id"),
)

versions = Table(
    "version",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("plan_id", ForeignKey("plan.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("seq", Integer, nullable=False),
    Column("note", Text, nullable=False),
    Column("account", ForeignKey("account.id"), nullable=False),
    Column("at", _TIME, nullable=False),
    Column("plan", JSON, nullable=False),
    Column("evaluation", JSON, nullable=False),
    Column("test", JSON),
    Column("tests", Integer, nullable=False, default=0),  # of its lineage, when it was tested or else saved
    Column("digest", _ID, nullable=False),
    Column("approved_by", ForeignKey("account.id")),
    Column("approved_at", _TIME),
    sqlite_autoincrement=True,  # a number is never given twice
)

comments = Table(
    "comment",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("plan_id", ForeignKey("plan.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("target", _NAME, nullable=False),  # "plan", or the key of a post, a district or a unit
    Column("text", Text, nullable=False),
    Column("account", ForeignKey("account.id"), nullable=False),
    Column("at", _TIME, nullable=False),
    Column("done", Boolean, nullable=False, default=False),
    Column("revision", Integer, nullable=False, default=1),
    sqlite_autoincrement=True,  # a number is never given twice
)

jobs = Table(
    "job",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", String(40), nullable=False),
    Column("case_id", ForeignKey("planning_case.id", ondelete="CASCADE")),
    Column("plan_id", ForeignKey("plan.id", ondelete="CASCADE")),
    Column("account", ForeignKey("account.id"), nullable=False),
    Column("state", String(20), nullable=False),
    Column("seq", Integer),  # of the draft that it started from
    Column("options", JSON, nullable=False),
    Column("progress", JSON),
    Column("result", JSON),
    Column("error", Text),
    Column("heartbeat", _TIME),
    Column("queued", _TIME, nullable=False),
    Column("started", _TIME),
    Column("ended", _TIME),
    CheckConstraint("state IN ('queued', 'running', 'done', 'cancelled', 'failed', 'interrupted')", name="state"),
    Index(None, "state", "queued"),
    sqlite_autoincrement=True,  # a number is never given twice
)

files = Table(
    "file",
    metadata,
    Column("id", _ID, primary_key=True),
    Column("job_id", ForeignKey("job.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("name", _NAME, nullable=False),
    Column("bytes", Integer, nullable=False),
    Column("sha256", _ID, nullable=False),
    Column("until", _TIME, nullable=False),
)

imports = Table(
    "import",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("account", ForeignKey("account.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("name", _NAME, nullable=False),
    Column("folder", _ID, nullable=False, unique=True),  # its random name below the scratch folder
    Column("file", JSON),  # what was given as incidents: name, bytes, format
    Column("layers", JSON, nullable=False, default=dict),  # the same of every layer, by its role
    Column("mapping", JSON, nullable=False, default=dict),
    Column("check_job", ForeignKey("job.id", ondelete="SET NULL")),
    Column("run_job", ForeignKey("job.id", ondelete="SET NULL")),
    Column("case_id", ForeignKey("planning_case.id", ondelete="SET NULL")),
    Column("created", _TIME, nullable=False),
    Column("changed", _TIME, nullable=False),
    sqlite_autoincrement=True,  # a number is never given twice
)

kept_mappings = Table(
    "kept_mapping",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("account", ForeignKey("account.id", ondelete="CASCADE"), nullable=False),
    Column("name", _NAME, nullable=False),
    Column("headings", JSON, nullable=False),  # of the file that it was made for
    Column("mapping", JSON, nullable=False),
    Column("changed", _TIME, nullable=False),
    UniqueConstraint("account", "name"),
    sqlite_autoincrement=True,  # a number is never given twice
)

audit = Table(
    "audit",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", _TIME, nullable=False, index=True),
    Column("account", _NAME, nullable=False),  # its name: the line stays when the account goes
    Column("what", String(60), nullable=False),
    Column("on", _NAME, nullable=False, default=""),
    Column("address", String(60), nullable=False, default=""),
    sqlite_autoincrement=True,  # a number is never given twice
)
