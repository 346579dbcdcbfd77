"""Reading the records of a dispatch system: one row for each unit that was sent."""

from beatwright.data.dispatch.read_dispatch import DispatchSource, read_dispatch

__all__ = ["DispatchSource", "read_dispatch"]
