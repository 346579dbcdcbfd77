"""The command line: thin, every decision is made elsewhere."""

from beatwright.cli.commands import app, main

__all__ = ["app", "main"]
