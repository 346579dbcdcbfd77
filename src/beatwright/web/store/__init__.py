"""The planner's database: tables, migrations, and one file of queries a noun."""
