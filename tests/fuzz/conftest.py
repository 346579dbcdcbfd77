"""What the worker runs in a process of its own is no test."""

collect_ignore_glob = ["worker.py", "seeds.py", "readers.py", "odd.py", "mutate_*.py"]
